import { type Gazetteer, type Known, mostWordsOfAName } from './gazetteer.ts';
import type { Word } from './words.ts';

/** A name, however many words it has, or one word. */
export interface Piece {
  /** What the rules read: the word, or `GAME` or `NAME` for one that could be nothing else. */
  readonly plain: string;
  /** As the words were typed, without accents. */
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly pause: Word['pause'];
  readonly known?: Known;
}

const oaths = new Set(['tf', 'fucking', 'fuckin', 'bordel', 'putain', 'ptn', 'wallah', 'haha', 'lmk']);

export function piecesOf(all: readonly Word[], gazetteer: Gazetteer): Piece[] {
  const words = all.filter(({ plain }) => !oaths.has(plain));
  const pieces: Piece[] = [];
  for (let at = 0; at < words.length; ) {
    const piece = nameAt(words, at, gazetteer) ?? { ...words[at]!, words: [words[at]!.plain] };
    pieces.push(piece);
    at += piece.words.length;
  }
  return pieces;
}

/** The longest name that starts here and could be nothing else. */
function nameAt(words: readonly Word[], at: number, gazetteer: Gazetteer): Piece | undefined {
  const { start, pause } = words[at]!;
  const most = gazetteer.starts(words[at]!.plain) ? mostWordsOfAName : 1;
  for (let count = Math.min(most, words.length - at); count > 0; count--) {
    const taken = words.slice(at, at + count);
    if (taken.some((word, index) => index > 0 && word.pause === '.')) continue;
    const plains = taken.map((word) => word.plain);
    const known = gazetteer.find(plains);
    if (known === undefined || known.ordinary) continue;
    // Consoles are read by the rules as words.
    if (known.kind === 'name' && hardware.test(plains.join(' '))) return undefined;
    return {
      plain: known.kind === 'game' ? 'GAME' : 'NAME',
      words: plains,
      start,
      end: taken.at(-1)!.end,
      pause,
      known,
    };
  }
  return undefined;
}

const hardware =
  /\b(?:ps|playstation|xbox|switch|nintendo (?:switch|ds|64|3ds)|wii|steam deck|game boy|vita|iphone|windows)\b/;

export function plainOf(pieces: readonly Piece[]): string {
  let line = '';
  for (const { plain } of pieces) line += line === '' ? plain : ` ${plain}`;
  return line;
}

const mostClauses = 8;

/** The parts of a line between its stops; `fine`: between commas and joining words too. */
export function clauses(pieces: readonly Piece[], fine: boolean): Piece[][] {
  const parts: Piece[][] = [[]];
  for (const piece of pieces) {
    const joins = fine && /^(?:et|and|puis|then|mais|but)$/.test(piece.plain);
    const ends = piece.pause === '.' || (fine && piece.pause === ',') || joins;
    if (ends && parts.at(-1)!.length > 0 && parts.length < mostClauses) parts.push([]);
    if (!joins) parts.at(-1)!.push(piece);
  }
  return parts.filter((part) => part.length > 0);
}
