// The page's own words; what is said in chat never comes from here. The French ones that the markup has are read there.
const fr = {
  language: 'Langue de la page',
  chat: 'Le chat',
  thinking: 'prépare sa réponse',
  quick: 'Commandes à essayer',
  placeholder: 'Écrivez dans le chat…',
  broadcaster: 'streamer',
  moderator: 'modo',
  vip: 'VIP',
  subscriber: 'abonné',
  viewer: 'viewer',
  bot: 'bot',
  replyTo: 'en réponse à',
  ask: 'question',
  mention: 'mention',
  question: 'pourquoi le ciel est-il bleu ?',
  translated: 'bonjour tout le monde',
  subject: 'tour Eiffel',
  hello: 'tu préfères les chats ou les chiens ?',
  ready: 'Prêt',
  degraded: 'Dégradé',
  unready: 'Pas prêt',
  unreachable: 'Injoignable',
  waiting: 'Un instant…',
  answered: 'répondues',
  refused: 'refusées',
  failed: 'échouées',
  lostCommands: 'perdues',
  inFlight: 'Appels au modèle en cours',
  overhead: 'Temps propre du bot',
  sessions: 'Conversations en mémoire',
  received: 'Lignes lues dans le chat',
  cost: 'Dépensé',
  part: { chat: 'Chat', llm: 'Modèle', storage: 'Mémoire', knowledge: 'Savoir' },
  state: {
    joined: 'connecté',
    connecting: 'connexion…',
    'login refused': 'connexion refusée',
    'no token': 'sans jeton',
    down: 'en panne',
    stopped: 'arrêté',
    healthy: 'en forme',
    'not tried yet': 'pas encore essayé',
    'backing off': 'en pause',
    probing: 'à l’essai',
    disabled: 'désactivé',
    ready: 'prêt',
    degraded: 'dégradé',
    partly: 'en partie',
    off: 'éteint',
    memory: 'en mémoire',
    ok: 'en forme',
  },
  in: 'dans ',
  colon: '\u00a0: ',
  faults: {
    409: 'Le chat a refusé : {why}',
    400: 'Message vide ou trop long.',
    413: 'Message trop long.',
  },
  why: { 'no such viewer': 'ce viewer n’est pas là', '1 to 500 characters': '1 à 500 caractères' },
  notSent: 'Le message n’est pas parti. Le bot tourne-t-il encore ?',
};

const en = {
  language: 'Language of the page',
  chat: 'The chat',
  lost: 'Lost the bot. Trying again…',
  newer: 'New messages ↓',
  thinking: 'is on it',
  cast: 'You are',
  quick: 'Commands to try',
  message: 'Your message',
  placeholder: 'Write in chat…',
  send: 'Send',
  panel: 'How the bot is doing',
  parts: 'Its parts',
  commands: 'Commands received',
  pulse: 'Right now',
  tips: 'Try this',
  tip1: 'Ask twice in a row as a plain viewer: the refusal is explained once, then counted.',
  tip2: 'Do the same as the streamer: the channel is yours, nothing waits.',
  tip3: 'Write HTML or a link: it stays text.',
  broadcaster: 'streamer',
  moderator: 'mod',
  vip: 'VIP',
  subscriber: 'sub',
  viewer: 'viewer',
  bot: 'bot',
  replyTo: 'replying to',
  ask: 'question',
  mention: 'mention',
  question: 'why is the sky blue?',
  translated: 'well played',
  subject: 'Eiffel Tower',
  knows: 'What the demo knows',
  knowsWhy: 'Wikipedia and IGDB are stand-ins here: ask them for one of these.',
  games: 'Games',
  subjects: 'Subjects',
  hello: 'are you a cat or a dog person?',
  ready: 'Ready',
  degraded: 'Degraded',
  unready: 'Not ready',
  unreachable: 'Unreachable',
  waiting: 'One moment…',
  answered: 'answered',
  refused: 'refused',
  failed: 'failed',
  lostCommands: 'lost',
  inFlight: 'Model calls in flight',
  overhead: 'The bot’s own time',
  sessions: 'Conversations in memory',
  received: 'Chat lines read',
  cost: 'Spent',
  part: { chat: 'Chat', llm: 'Model', storage: 'Memory', knowledge: 'Knowledge' },
  state: {},
  in: 'in ',
  colon: ': ',
  why: {},
  faults: { 409: 'Chat refused: {why}', 400: 'Empty or too long.', 413: 'Too long.' },
  notSent: 'Not sent. Is the bot still running?',
};

for (const element of document.querySelectorAll('[data-word]')) fr[element.dataset.word] = element.textContent;

const key = 'serdabot.language';
let words = fr;

const known = (all, name) => (Object.hasOwn(all, name) ? all[name] : undefined);
export const word = (name) => known(words, name) ?? name;
export const partName = (name) => known(words.part, name) ?? name;
export const stateName = (name) => known(words.state, name) ?? name;
/** What a part says of itself: its states in the page's words, as far as they are known. */
export const detailName = (text) =>
  text
    .split(', ')
    .map(detailPart)
    .join(', ')
    .replace(/^in (?=#)/, words.in);

function detailPart(text) {
  const at = text.lastIndexOf(': ');
  const state = known(words.state, text.slice(at < 0 ? 0 : at + 2));
  if (state === undefined) return text;
  return at < 0 ? state : `${stateName(text.slice(0, at))}${words.colon}${state}`;
}

export const faultName = (status, why) => words.faults[status]?.replace('{why}', () => known(words.why, why) ?? why);
export const language = () => (words === fr ? 'fr' : 'en');

/** Writes every word of the page that has its name in the markup. */
export function speak(wanted, isChoice = false) {
  words = wanted === 'en' ? en : fr;
  document.documentElement.lang = language();
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll('[data-label]')) element.ariaLabel = word(element.dataset.label);
  for (const element of document.querySelectorAll('[data-placeholder]')) {
    element.placeholder = word(element.dataset.placeholder);
  }
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language()));
  }
  if (!isChoice) return;
  try {
    localStorage.setItem(key, language());
  } catch {
    // A browser that keeps nothing still shows the page.
  }
}

/** What somebody chose before; null: nothing yet. */
export function chosenLanguage() {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
