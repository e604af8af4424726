import { type Gazetteer, type Known, mostWordsOfAName } from './gazetteer.ts';
import type { Piece } from './line.ts';

/** A run of words that is left when the question around it is taken away. */
export interface Subject {
  /** As it was typed. */
  readonly typed: string;
  readonly known?: Known;
  /** A known game with more words around it. */
  readonly within?: Known;
  /** Known but for a slip of the keyboard. */
  readonly slip: boolean;
  readonly article: 'none' | 'definite' | 'indefinite';
  /** Written like a name: with a capital somewhere but at the line's beginning. */
  readonly capital: boolean;
  readonly words: readonly string[];
}

/** Words at a subject's edge that are not of it. */
const edge = new Set(
  `le la les l un une des du de d au aux a à the an of in on at for to from by with et and ou est about is was were are am be been being s sur dans en par pour vers avec chez ce cet cette ces c ca cela il elle ils elles on y que qu se son sa ses it this that these those there
  qui quoi quel quelle quels quelles who whom what which where how si if as so ne n pas
  jeu jeux game games video videogame titre title licence franchise saga opus nom name film films movie serie show album chanson song livre book novel anime manga musique tube single console
  exactement exactly precisement vraiment really deja already encore again still actually au fait enfin finally finalement donc alors du coup sinon bon bien right just juste maintenant now aussi too also ever jamais today
  stp please merci thanks haha mec frere bro dude man guys gars wesh wallah hein non oui nan yes no ok quoi tho tbh ngl rn fr imo bordel putain fuck tf wtf hell heck svp omg euh hmm bot serdabot lui
  headquartered celebre famous fameux prochain prochaine dernier derniere nouveau nouvelle new next latest upcoming recent been even going do does did have has had ont ete etait sont fut meme truc machin`.split(
    /\s+/,
  ),
);
/** Words that are never inside a subject. */
const apart = new Set(
  'quand when combien pourquoi why stp please merci thanks haha jsp idk mais but because il elle ils elles parce puis then wesh bordel putain tbh ngl imo svp omg quelqu ptn'.split(
    ' ',
  ),
);

const article = (plain: string | undefined): Subject['article'] =>
  plain === 'un' || plain === 'une' || plain === 'a' || plain === 'an' || plain === 'des'
    ? 'indefinite'
    : plain === 'le' ||
        plain === 'la' ||
        plain === 'les' ||
        plain === 'l' ||
        plain === 'the' ||
        plain === 'du' ||
        plain === 'au'
      ? 'definite'
      : 'none';

/** `hard`: pieces that part the runs; `soft`: pieces that a run neither begins nor ends with. */
export function subjectOf(
  text: string,
  pieces: readonly Piece[],
  hard: ReadonlySet<number>,
  soft: ReadonlySet<number>,
  gazetteer: Gazetteer,
  ofGames = false,
): Subject | undefined {
  let best: Subject | undefined;
  let bestWorth = -1;
  const consider = (from: number, to: number) => {
    const subject = trimmed(text, pieces, from, to, soft, gazetteer, ofGames);
    if (subject === undefined) return;
    const worth = worthOf(subject);
    if (worth > bestWorth) [best, bestWorth] = [subject, worth];
  };
  let from = 0;
  for (let at = 0; at <= pieces.length; at++) {
    const piece = pieces[at];
    const lonely = piece?.plain === 'lol';
    const parts = piece === undefined || hard.has(at) || apart.has(piece.plain) || lonely;
    if (parts || piece.pause !== '') {
      consider(from, at);
      if (lonely && !hard.has(at)) consider(at, at + 1);
      from = parts ? at + 1 : at;
    }
  }
  return best;
}

function worthOf({ known, within, words, capital, typed }: Subject): number {
  if (words.length === 1 && words[0] === 'lol') return 0;
  const kind = known ? (known.ordinary ? 300 : 500) : within ? 450 : 0;
  return kind + (capital ? 100 : 0) + Math.min(typed.length, 90) + 1;
}

function trimmed(
  text: string,
  pieces: readonly Piece[],
  start: number,
  stop: number,
  soft: ReadonlySet<number>,
  gazetteer: Gazetteer,
  ofGames: boolean,
): Subject | undefined {
  let [from, to] = [start, stop];
  const isSoft = (at: number) => {
    const piece = pieces[at]!;
    return piece.known === undefined && (soft.has(at) || edge.has(piece.plain));
  };
  while (from < to && isSoft(from)) from++;
  while (to > from && isSoft(to - 1)) to--;
  if (from === to) return undefined;
  // An article that is written like a part of the name stays.
  const before = from > start ? pieces[from - 1] : undefined;
  const opens = article(before?.plain);
  if (
    before !== undefined &&
    opens === 'definite' &&
    from > 1 &&
    isCapital(text, before) &&
    isCapital(text, pieces[from]!)
  ) {
    const whole = lookUp(pieces, from - 1, to, gazetteer);
    return { ...described(text, pieces, from - 1, to, 'none'), ...whole };
  }
  if (to - from === 1 && /^\d{1,2}$/.test(pieces[from]!.plain)) return undefined;
  const found = lookUp(pieces, from, to, gazetteer);
  if (found.known === undefined) {
    // What was trimmed may be of the name: "the simpsons", "game boy".
    for (let left = from; left >= Math.max(start, from - 1); left--) {
      for (let right = Math.min(stop, to + 1); right >= to; right--) {
        const whole = gazetteer.find(wordsOfPieces(pieces, left, right));
        if (whole !== undefined) return { ...described(text, pieces, left, right, 'none'), known: whole, slip: false };
      }
    }
  }
  const plain = described(text, pieces, from, to, opens);
  if (ofGames && found.known === undefined && found.within === undefined && !plain.capital) {
    const within = atAnEdge(plain.words, gazetteer);
    if (within !== undefined) return { ...plain, within, slip: false };
  }
  return { ...plain, ...found };
}

/** A name that opens or closes a run of words in which nothing else looks like a name. */
function atAnEdge(words: readonly string[], gazetteer: Gazetteer): Known | undefined {
  for (let count = Math.min(words.length - 1, mostWordsOfAName); count > 0; count--) {
    for (const part of [words.slice(0, count), words.slice(-count)]) {
      const known = part.join('').length >= shortestWithin ? gazetteer.find(part) : undefined;
      if (known !== undefined) return known;
    }
  }
  return undefined;
}

const shortestWithin = 3;

const isCapital = (text: string, piece: Piece) => /^\p{Lu}/u.test(text.slice(piece.start, piece.end));
const wordsOfPieces = (pieces: readonly Piece[], from: number, to: number) =>
  pieces.slice(from, to).flatMap((piece) => piece.words);

function described(text: string, pieces: readonly Piece[], from: number, to: number, opens: Subject['article']) {
  const taken = pieces.slice(from, to);
  return {
    typed: text.slice(taken[0]!.start, taken.at(-1)!.end),
    article: opens,
    capital: taken.some(
      (piece, index) => (from + index > 0 || (taken.length > 1 && index > 0)) && isCapital(text, piece),
    ),
    words: wordsOfPieces(pieces, from, to),
  };
}

function lookUp(
  pieces: readonly Piece[],
  from: number,
  to: number,
  gazetteer: Gazetteer,
): Pick<Subject, 'known' | 'within' | 'slip'> {
  const words = wordsOfPieces(pieces, from, to);
  const exact = gazetteer.find(words);
  if (exact !== undefined) return { known: exact, slip: false };
  const near = words.length <= 6 ? gazetteer.near(words) : undefined;
  if (near !== undefined) return { known: near, slip: true };
  const inside = pieces.slice(from, to).findIndex((piece) => piece.known?.kind === 'game');
  if (inside >= 0) {
    // "hades 3" is another game than Hades, known or not.
    const next = pieces[from + inside + 1];
    const sequel = from + inside + 1 < to && next !== undefined && /^(?:\d{1,4}|i{2,3}|iv|vi{0,3})$/.test(next.plain);
    // A word more may make it another game of its series.
    const other =
      !sequel && to - from === inside + 2 && next !== undefined && gazetteer.isSeries(pieces[from + inside]!.words);
    if (!sequel && !other) return { within: pieces[from + inside]!.known!, slip: false };
    return { slip: false };
  }
  return { slip: false };
}
