import { slipsBetween } from '../../lib/slips.ts';
import { linesIn } from './data.ts';
import { fold } from './words.ts';

export interface Known {
  readonly kind: 'game' | 'name';
  /** The full title of a game; empty for a name, which is kept as it was typed. */
  readonly title: string;
  /** Also an ordinary word, or short enough to be one. */
  readonly ordinary: boolean;
}

export interface Gazetteer {
  /** One more game: `Title=other name,other name`; what is known already stays. */
  add(game: string): void;
  find(words: readonly string[]): Known | undefined;
  /** The game that is meant by a slip of the keyboard. */
  near(words: readonly string[]): Known | undefined;
  /** Whether the titles of other games begin with these words. */
  isSeries(words: readonly string[]): boolean;
  /** Whether a longer name may start with this word. */
  starts(word: string): boolean;
  /** Whether a name has this word in it. */
  has(word: string): boolean;
}

export const mostWordsOfAName = 8;

const romans = new Map(
  'ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi'.split(' ').map((roman, at) => [roman, `${at + 2}`]),
);

function keyOf(words: readonly string[]): string {
  let key = '';
  for (const word of words) key += romans.get(word) ?? word;
  return key;
}
export const wordsIn = (name: string) => fold(name.replace(/(?<=\b\p{L})\./gu, '')).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Which letters a key has, as bits: two keys that differ in more letters than slips allow need no closer look. */
function lettersOf(key: string): number {
  let bits = 0;
  for (let at = 0; at < key.length; at++) bits |= 1 << (key.charCodeAt(at) & 31);
  return bits;
}

function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** A title that slips are looked for in: by its length and first letter, which is nearly always right. */
interface Peer {
  readonly key: string;
  readonly letters: number;
  /** "Portal 3" is no slip for "Portal 2". */
  readonly numbers: string;
  readonly known: Known;
}
const shelfOf = (length: number, key: string) => `${length}${key[0]}`;
const numbersIn = (key: string) => (/\d/.test(key) ? key.replace(/\D+/g, ' ').trim() : '');

export function createGazetteer(): Gazetteer {
  const known = new Map<string, Known>();
  const first = new Set<string>();
  const all = new Set<string>();
  const beginnings = new Set<string>();
  const shelves = new Map<string, Peer[]>();

  const add = (name: string, entry: Known) => {
    const words = wordsIn(name);
    const key = keyOf(words);
    if (words.length === 0 || known.has(key)) return;
    known.set(key, entry);
    first.add(words[0]!);
    for (const word of words) all.add(word);
    for (let count = 1; count < words.length; count++) beginnings.add(keyOf(words.slice(0, count)));
    if (entry.kind !== 'game' || entry.ordinary || key.length < 5) return;
    const shelf = shelfOf(key.length, key);
    const peers = shelves.get(shelf) ?? [];
    shelves.set(shelf, peers);
    peers.push({ key, letters: lettersOf(key), numbers: numbersIn(key), known: entry });
  };

  const addGame = (entry: string) => {
    const [marked = '', others = ''] = entry.split('=');
    const title = marked.replace(/^~/, '');
    const asGame = (name: string): Known => ({
      kind: 'game',
      title,
      ordinary: name.startsWith('~') || name.length <= 3,
    });
    for (const name of [marked, ...others.split(',')]) add(name, asGame(name));
    const rest = /^The (\S+ .+)$/.exec(title)?.[1];
    if (rest !== undefined) add(rest, asGame(rest));
    const numbered = /^(.+ (?:\d+|[IVX]+)): /.exec(title)?.[1];
    if (numbered !== undefined) add(numbered, asGame(numbered));
  };
  for (const entry of linesIn('games.txt')) addGame(entry);
  for (const name of linesIn('names.txt')) add(name, { kind: 'name', title: '', ordinary: !name.includes(' ') });

  return {
    add: addGame,
    find: (words) => known.get(keyOf(words)),
    isSeries: (words) => beginnings.has(keyOf(words)),
    starts: (word) => first.has(word),
    has: (word) => all.has(word),
    near(words) {
      const key = keyOf(words);
      if (key.length < 5 || key.length > 48) return undefined;
      const slips = key.length < 8 ? 1 : key.length < 14 ? 2 : 3;
      const letters = lettersOf(key);
      const numbers = numbersIn(key);
      let best: Known | undefined;
      let bestSlips = slips + 1;
      for (let length = key.length - slips; length <= key.length + slips; length++) {
        for (const peer of shelves.get(shelfOf(length, key)) ?? []) {
          if (peer.numbers !== numbers || countBits(peer.letters ^ letters) > 2 * slips) continue;
          const count = slipsBetween(peer.key, key, bestSlips - 1);
          if (count < bestSlips) {
            best = peer.known;
            bestSlips = count;
          }
        }
      }
      return best;
    },
  };
}
