import type { Routed, RouteQuestion } from '../domain/knowledge.ts';
import { decide } from './router/decide.ts';
import { createGazetteer, type Gazetteer, type Known } from './router/gazetteer.ts';
import { type Piece, piecesOf } from './router/line.ts';
import { isOrder } from './router/talk.ts';
import { tierOf } from './router/tier.ts';
import { longest } from './router/words.ts';

/** A question of a chat to the source that knows best. Rules alone: each line is cut first and read a fixed number of times. */
export function createRouter(): RouteQuestion {
  let known: Gazetteer | undefined;

  return (question, language) => {
    // Not at the start of the bot, which viewers wait for.
    known ??= createGazetteer();
    const gazetteer = remembering(known);
    const text = question.slice(0, longest).normalize('NFC').slice(0, longest);
    const pieces = piecesOf(text, gazetteer);
    const line = plainOf(pieces);
    const read = (part: readonly Piece[], bare: boolean) => decide(text, part, bare, language, gazetteer);
    const routed = isOrder(line)
      ? best(
          clauses(pieces, true)
            .filter((clause) => !isOrder(plainOf(clause)))
            .map((clause) => read(clause, false)),
        )
      : whole(pieces, read);
    return { ...(routed ?? untouched), tier: tierOf(line) };
  };
}

const mostSlips = 60;

/** Rules ask for the same words again and again, and what looks for slips compares them with hundreds of titles. */
function remembering(gazetteer: Gazetteer): Gazetteer {
  const near = new Map<string, Known | undefined>();
  return {
    ...gazetteer,
    near(words) {
      const key = words.join(' ');
      if (near.has(key) || near.size >= mostSlips) return near.get(key);
      const found = gazetteer.near(words);
      near.set(key, found);
      return found;
    },
  };
}

type Decided = Omit<Routed, 'tier'>;
const untouched: Decided = { route: 'model', subject: '', aspect: 'chat', confidence: 0.9 };
const surelyWhole = 0.7;
const surelyPart = 0.6;
const surelyFine = 0.8;

const plainOf = (pieces: readonly Piece[]) => pieces.map((piece) => piece.plain).join(' ');

/** The line as one question; where that is none, the one of its sentences that is. */
function whole(pieces: readonly Piece[], read: (part: readonly Piece[], bare: boolean) => Decided): Decided {
  const routed = read(pieces, true);
  if (routed.route !== 'model' && routed.confidence >= surelyWhole) return routed;
  for (const fine of [false, true]) {
    const parts = clauses(pieces, fine);
    if (parts.length < 2 || (fine && routed.route !== 'model')) continue;
    const part = best(parts.map((part) => read(part, false)));
    if (part !== undefined && part.route !== 'model' && part.confidence >= (fine ? surelyFine : surelyPart))
      return part;
  }
  return routed;
}

/** The surest answer that a source has. */
function best(all: readonly Decided[]): Decided | undefined {
  const known = all.filter(({ route }) => route !== 'model');
  return (
    known.reduce<Decided | undefined>((a, b) => (a === undefined || b.confidence > a.confidence ? b : a), undefined) ??
    all[0]
  );
}

const mostClauses = 8;

function clauses(pieces: readonly Piece[], fine: boolean): Piece[][] {
  const parts: Piece[][] = [[]];
  for (const piece of pieces) {
    const joins = fine && /^(?:et|and|puis|then|mais|but)$/.test(piece.plain);
    const ends = piece.pause === '.' || (fine && piece.pause === ',') || joins;
    if (ends && parts.at(-1)!.length > 0 && parts.length < mostClauses) parts.push([]);
    if (!joins) parts.at(-1)!.push(piece);
  }
  return parts.filter((part) => part.length > 0);
}
