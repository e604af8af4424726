import { pick } from '../../src/sandbox/random.ts';

/** What a line is for. `chatter` is for nobody in particular. */
export type LineKind = 'chatter' | 'ask' | 'mention' | 'ping' | 'wiki' | 'game' | 'help';

export interface Line {
  readonly kind: LineKind;
  readonly text: string;
  /** What the model will be asked, word for word. */
  readonly question: string | null;
}

export interface Chatter {
  /** Something for the bot. */
  command(): Line;
  chatter(): Line;
  raider(n: number): Line;
}

const templates = [
  (it: string) => `c'est quoi ${it} ?`,
  (it: string) => `pourquoi tout le monde parle de ${it} ?`,
  (it: string) => `tu penses quoi de ${it} ?`,
  (it: string) => `raconte une anecdote sur ${it}`,
  (it: string) => `qui a inventé ${it} ?`,
];
const subjects = [
  'Hadès',
  'Minecraft',
  'la tour Eiffel',
  'Marie Curie',
  'Tetris',
  'Zelda',
  'le Japon',
  'un axolotl',
  'un trou noir',
  'Napoléon',
  'le speedrun',
  'Ada Lovelace',
  'la photosynthèse',
  'Celeste',
  'le mont Blanc',
  'Victor Hugo',
  'Portal',
  'un capybara',
  'Doom',
  'les échecs',
];
const topics = ['Minecraft', 'Tetris', 'Marie Curie', 'Tour Eiffel', 'Axolotl', 'Japon', 'Trou noir', 'Victor Hugo'];
const games = ['Hades', 'Celeste', 'Portal 2', 'Stardew Valley', 'Doom', 'Tetris', 'Hollow Knight', 'Minecraft'];
const small = ['gg', 'LUL', 'mdr', 'bien joué !', 'on se calme dans le chat', 'PogChamp', 'salut tout le monde', 'F'];
const long = ['il va le refaire ?', 'c’était chaud celle-là', 'j’ai raté le début, il se passe quoi', 'quelle partie'];

/** One after the other in rank: the first is asked half as often again as the second, a third as often as ... */
const questions = subjects.flatMap((it) => templates.map((template) => template(it)));
/** What is asked of the bot, as often as chats do: they ask it things, and play with what is short. */
const mix: readonly Exclude<LineKind, 'chatter'>[] = (
  [
    ['ask', 10],
    ['mention', 5],
    ['ping', 5],
    ['wiki', 2],
    ['game', 2],
    ['help', 1],
  ] as const
).flatMap(([kind, times]) => Array.from({ length: times }, () => kind));
const copied = 0.15;
const remembered = 5;

/** Lines as chats have them: questions by Zipf's law, copied lines, small talk. `random` decides everything. */
export function createChatter(random: () => number, bot: string): Chatter {
  const lately: Line[] = [];
  const any = <T>(list: readonly T[]) => pick(list, Math.floor(random() * list.length));
  const sums = zipf(questions.length);

  function question(): string {
    const at = random() * sums.at(-1)!;
    return questions[sums.findIndex((sum) => sum > at)]!;
  }

  function fresh(): Line {
    const kind = any(mix);
    if (kind === 'wiki') return { kind, text: `!wiki ${any(topics)}`, question: null };
    if (kind === 'game') return { kind, text: `!game ${any(games)}`, question: null };
    if (kind === 'ping' || kind === 'help') return { kind, text: `!${kind}`, question: null };
    const asked = question();
    return { kind, text: kind === 'ask' ? `!ask ${asked}` : `@${bot} ${asked}`, question: asked };
  }

  return {
    command() {
      if (lately.length > 0 && random() < copied) return any(lately);
      const line = fresh();
      lately.push(line);
      if (lately.length > remembered) lately.shift();
      return line;
    },
    chatter: () => ({ kind: 'chatter', text: `${any(random() < 0.7 ? small : long)}`, question: null }),
    raider: (n) => ({ kind: 'chatter', text: `RAID RAID RAID ${n}`, question: null }),
  };
}

/** Running sums of 1, 1/2, 1/3 ... */
function zipf(count: number): number[] {
  const sums: number[] = [];
  for (let rank = 1; rank <= count; rank++) sums.push((sums.at(-1) ?? 0) + 1 / rank);
  return sums;
}
