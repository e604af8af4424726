/** The commands of docs/commands.md, by every word that a viewer may type: how they end is known by their name. */
const listed: Readonly<Record<string, readonly string[]>> = {
  ask: ['question'],
  cachestats: [],
  cacheclear: [],
  commands: ['command', 'cmd', 'commandes', 'commande'],
  addcom: ['addcommand'],
  editcom: ['editcommand'],
  delcom: ['delcommand'],
  ignore: [],
  unignore: [],
  counter: ['compteur', 'counters', 'compteurs'],
  fact: ['facts'],
  giveaway: ['tirage', 'raffle'],
  help: ['aide'],
  game: ['gameinfo', 'jeu'],
  wiki: ['wikipedia'],
  trad: ['translate', 'traduire'],
  persona: [],
  privacy: ['vieprivee', 'confidentialite'],
  memory: ['memoire', 'mémoire'],
  forget: ['oublie'],
  forgetme: ['oubliemoi'],
  remember: ['souvienstoi'],
  queue: ['file'],
  join: ['rejoindre'],
  leave: ['quitter'],
  quote: ['citation', 'quotes'],
  addquote: [],
  delquote: [],
  timer: ['minuteur', 'timers'],
  undo: [],
  filter: ['filters', 'filtre', 'filtres'],
  permit: [],
  pardon: [],
  modlog: [],
};
const names = new Map(
  Object.entries(listed).flatMap(([name, others]) => [name, ...others].map((word) => [word, name])),
);
const asking = new Set(['ask', 'game', 'wiki', 'trad', 'mention']);
export const namesOthers = new Set(['queue', 'giveaway', 'quote', 'commands']);

/** What a line asks of the bot; null where it is nothing that is sure to be for it. */
export function commandIn(text: string): { readonly command: string; readonly asks: boolean } | null {
  if (text.startsWith('!')) {
    const word = text.slice(1).split(/\s/, 1)[0]?.toLowerCase() ?? '';
    const command = names.get(word);
    return command ? { command, asks: asking.has(command) } : null;
  }
  return /@serdabot(?![a-z0-9_])/i.test(text) ? { command: 'mention', asks: true } : null;
}

/** Whether a reply is not the one that says that the store did not take a change (`stored.not`). */
export const tellsKept = (reply: string) => !/nothing has changed|rien n'a changé/.test(reply);
