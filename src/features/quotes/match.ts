import { subjectKey } from '../../lib/subject.ts';
import type { Quote } from './quote.ts';

/** Two letters of it next to each other, so that a typing error costs a few and not all. */
function pairsOf(text: string): ReadonlySet<string> {
  const padded = ` ${text} `;
  return new Set(Array.from({ length: padded.length - 1 }, (_, i) => padded.slice(i, i + 2)));
}

const least = 0.5;

/** The key of the quote that fits the words best; null: none fits. */
export function bestMatch(asked: string, quotes: ReadonlyMap<string, Quote>): string | null {
  const words = subjectKey(asked).split(' ').filter(Boolean).map(pairsOf);
  if (words.length === 0) return null;
  let best: string | null = null;
  let bestScore = least;
  for (const [key, { text, author, game }] of quotes) {
    const own = subjectKey(`${text} ${author} ${game ?? ''}`)
      .split(' ')
      .filter(Boolean)
      .map(pairsOf);
    const score = words.reduce((sum, word) => sum + Math.max(0, ...own.map((other) => likeness(word, other))), 0);
    if (score / words.length <= bestScore) continue;
    best = key;
    bestScore = score / words.length;
  }
  return best;
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const pair of a) if (b.has(pair)) shared++;
  return (2 * shared) / (a.size + b.size);
}
