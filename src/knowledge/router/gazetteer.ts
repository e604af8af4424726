import { slipsBetween } from '../../lib/slips.ts';
import { linesIn, sectionsIn } from './data.ts';
import { fold } from './words.ts';

/** What a name names, as the sections of `names.txt` have it, and `thing` for what `nouns.txt` has; their order is their number in what is learned. */
export const sorts = [
  'game',
  'person',
  'band',
  'work',
  'company',
  'studio',
  'machine',
  'place',
  'space',
  'event',
  'thing',
] as const;
export type Sort = (typeof sorts)[number];

export interface Known {
  readonly sort: Sort;
  /** The full title of a game; the name as the list has it. */
  readonly title: string;
  /** Also an ordinary word, or short enough to be one. */
  readonly ordinary: boolean;
}

export interface Gazetteer {
  /** One more game: `Title=other name,other name`; what is known already stays. */
  add(game: string): void;
  /** What is called just so, by the key of its words. */
  find(key: string): Known | undefined;
  /** What is meant by a slip of the keyboard. */
  near(key: string): Known | undefined;
  /** Whether a longer name may start with this word. */
  starts(word: string): boolean;
  /** Whether a name has this word in it. */
  has(word: string): boolean;
}

export const mostWordsOfAName = 8;

const numbers = new Map(
  'ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi'.split(' ').map((roman, at) => [roman, `${at + 2}`]),
);

for (const [at, words] of [
  'two deux',
  'three trois',
  'four quatre',
  'five cinq',
  'six',
  'seven sept',
  'eight huit',
  'nine neuf',
  'ten dix',
].entries())
  for (const word of words.split(' ')) numbers.set(word, `${at + 2}`);

/** One word of a key: numbers are the same in every writing. */
export const partOf = (word: string) => numbers.get(word) ?? word;

export function keyOf(words: readonly string[]): string {
  let key = '';
  for (const word of words) key += partOf(word);
  return key;
}
export const wordsIn = (name: string) =>
  fold(name.includes('.') ? name.replace(/(?<=\b\p{L})\./gu, '') : name).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Which letters a key has, as bits: two keys that differ in more letters than slips allow need no closer look. */
function lettersOf(key: string): number {
  let bits = 0;
  for (let at = 0; at < key.length; at++) bits |= 1 << (key.charCodeAt(at) & 31);
  return bits;
}

/** Titles that slips are looked for in, by their length and first letter, which is nearly always right. */
interface Shelf {
  readonly keys: string[];
  readonly letters: number[];
  readonly known: Known[];
}
const shelfOf = (length: number, key: string) => (length << 16) | key.charCodeAt(0);
/** "Portal 3" is no slip for "Portal 2". */
const numbersIn = (key: string) => (/\d/.test(key) ? key.replace(/\D+/g, ' ').trim() : '');

const shortest = 5;
const longestKey = 48;
const shortestSlip = 8;
/** "Christians" is no slip for Christmas. */
const longerName = 12;

/** Names that can be looked up. */
interface Table {
  readonly known: Map<string, Known>;
  /** First words of names. */
  readonly first: Set<string>;
  readonly all: Set<string>;
  readonly shelves: Map<number, Shelf>;
}
const emptyTable = (): Table => ({ known: new Map(), first: new Set(), all: new Set(), shelves: new Map() });

function addName(table: Table, name: string, entry: Known, isKnown: (key: string) => boolean): void {
  const words = wordsIn(name);
  const key = keyOf(words);
  if (words.length === 0 || isKnown(key)) return;
  table.known.set(key, entry);
  table.first.add(words[0]!);
  for (const word of words) table.all.add(word);
  if (entry.ordinary || key.length < shortest) return;
  const place = shelfOf(key.length, key);
  let shelf = table.shelves.get(place);
  if (shelf === undefined) {
    shelf = { keys: [], letters: [], known: [] };
    table.shelves.set(place, shelf);
  }
  shelf.keys.push(key);
  shelf.letters.push(lettersOf(key));
  shelf.known.push(entry);
}

function addGame(entry: string, add: (name: string, entry: Known) => void): void {
  const [marked = '', others = ''] = entry.split('=');
  const title = marked.replace(/^~/, '');
  const asGame = (name: string): Known => ({
    sort: 'game',
    title,
    ordinary: name.startsWith('~') || name.length <= 3,
  });
  for (const name of [marked, ...others.split(',')]) add(name, asGame(name));
  const rest = /^The (\S+ .+)$/.exec(title)?.[1];
  if (rest !== undefined) add(rest, asGame(rest));
  const numbered = /^(.+ (?:\d+|[IVX]+)): /.exec(title)?.[1];
  if (numbered !== undefined) add(numbered, asGame(numbered));
}

function readShipped(): Table {
  const table = emptyTable();
  const add = (name: string, entry: Known) => addName(table, name, entry, (key) => table.known.has(key));
  const games = linesIn('games.txt');
  for (const entry of games) addGame(entry, add);
  const sections = sectionsIn('names.txt', /,/);
  const wholes = fullNames(sections.get('person') ?? []);
  for (const [sort, names] of sections) {
    for (const marked of names) {
      const name = marked.replace(/^~/, '');
      const title = (sort === 'person' && wholes.get(fold(name))) || name;
      add(name, { sort: sort as Sort, title, ordinary: name !== marked || mayBeAWord(name, sort as Sort) });
    }
  }

  // A word alone is mostly no more than a word of the line; "effet Doppler" is nothing else.
  for (const row of linesIn('nouns.txt').flatMap((line) => line.split(';')))
    for (const name of row.split('|')) {
      const title = name.replace(/^(?:les? |la |l')/, '').replace(/ \([^()]*\)$/, '');
      add(title, { sort: 'thing', title, ordinary: /^[\p{L}-]+$/u.test(title) });
    }
  for (const [name, title] of shortNames(games.map((entry) => entry.split('=')[0]!.replace(/^~/, ''))))
    add(name, { sort: 'game', title, ordinary: /^\p{L}{1,5}$/u.test(name) });
  return table;
}

/** What the shipped lists name: read once in a process, and changed by nobody. */
let shipped: Table | undefined;

export function createGazetteer(): Gazetteer {
  shipped ??= readShipped();
  const lists = shipped;
  const own = emptyTable();
  const tables = [lists, own];
  const named = (key: string) => lists.known.get(key) ?? own.known.get(key);

  return {
    add: (game) => addGame(game, (name, entry) => addName(own, name, entry, (key) => named(key) !== undefined)),
    // "Portal 1" is how chats tell the first from the second.
    find: (key) => named(key) ?? (/\D1$/.test(key) ? firstOf(named(key.slice(0, -1))) : undefined),
    starts: (word) => lists.first.has(word) || own.first.has(word),
    has: (word) => lists.all.has(word) || own.all.has(word),
    near(key) {
      if (key.length < shortest || key.length > longestKey) return undefined;
      const slips = key.length < 8 ? 1 : key.length < 14 ? 2 : 3;
      const letters = lettersOf(key);
      const digits = numbersIn(key);
      let best: Known | undefined;
      let bestSlips = slips + 1;
      for (let length = key.length - slips; length <= key.length + slips; length++) {
        const place = shelfOf(length, key);
        for (const { shelves } of tables) {
          const shelf = shelves.get(place);
          if (shelf === undefined) continue;
          for (let at = 0; at < shelf.keys.length; at++) {
            let bits = shelf.letters[at]! ^ letters;
            let others = 0;
            for (; bits !== 0 && others <= 2 * slips; bits &= bits - 1) others++;
            if (others > 2 * slips) continue;
            const peer = shelf.keys[at]!;
            const count = slipsBetween(peer, key, bestSlips - 1);
            if (count >= bestSlips || numbersIn(peer) !== digits) continue;
            // "Autrice" is no slip for "Autriche": other names than games are often one letter from a word.
            const { sort } = shelf.known[at]!;
            if (sort !== 'game' && (key.length < shortestSlip || count > (key.length < longerName ? 1 : 2))) continue;
            best = shelf.known[at]!;
            bestSlips = count;
          }
        }
      }
      return best;
    },
  };
}

const joints = /^(?:of|the|and|de|du|la|le|les|des|in|on|to|for|a|an|s)$/;
const shortestPrefix = 9;

/**
 * What chats make of long titles, where it is one title's only: "spyro reignited", "powerwash sim", "shadow of the templars",
 * "smb3".
 */
function shortNames(titles: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string | null>();
  const note = (name: string, title: string) =>
    found.set(name, found.has(name) && found.get(name) !== title ? null : title);
  for (const title of titles) {
    const words = wordsIn(title);
    const [first = '', second = '', third] = words;
    if (third !== undefined && `${first}${second}`.length >= shortestPrefix && !joints.test(second))
      note(`${first} ${second}`, title);
    if (words.at(-1) === 'simulator') note([...words.slice(0, -1), 'sim'].join(' '), title);
    const [base = '', subtitle] = title.split(': ');
    const own = subtitle === undefined ? [] : wordsIn(subtitle).filter((word, at) => at > 0 || word !== 'the');
    if (own.length >= 3) note(own.join(' '), title);
    const last = words.at(-1)!;
    const letters = wordsIn(base).length >= 3 ? wordsIn(base) : words;
    if (letters.length >= 3 && /^\d+$/.test(partOf(last)))
      note([...letters.slice(0, -1).map((word) => word[0]), partOf(last)].join(''), title);
  }
  return new Map([...found].filter((one): one is [string, string] => one[1] !== null));
}

/** "Einstein" is Albert Einstein; "Curie" is either of two. */
function fullNames(people: readonly string[]): ReadonlyMap<string, string> {
  const wholes = new Map<string, string>();
  const several = new Set<string>();
  for (const name of people) {
    const last = fold(name.slice(name.lastIndexOf(' ') + 1));
    if (!name.includes(' ') || /^(?:la|le|les|the) /i.test(name)) continue;
    if (wholes.has(last)) several.add(last);
    else wholes.set(last, name);
  }
  for (const last of several) wholes.delete(last);
  return wholes;
}

const firstOf = (name: Known | undefined) => (name?.sort === 'game' ? name : undefined);

const never: ReadonlySet<Sort> = new Set(['person', 'machine']);
const longestWord = 7;

/** "Speed" and "Orange" are words before they are names. */
const mayBeAWord = (name: string, sort: Sort) =>
  name.length <= 2 || (!never.has(sort) && sort !== 'place' && /^\p{L}+$/u.test(name) && name.length <= longestWord);
