import type { Fact, Routed } from '../../domain/knowledge.ts';
import { subjectKey } from '../../lib/subject.ts';
import { weights } from './verdict-weights.ts';

const stem = 5;
const stemsOf = (text: string) =>
  subjectKey(text)
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word.slice(0, stem));
const small = /^(?:le|la|les|l|du|the)$/;
const mostOfAKind = 4;
const sizeOf = (n: number) => Math.min(n, mostOfAKind);

/** What tells whether a page that was found is the one that was meant, each by a name of its own. */
export function signsOf(
  { subject, aspect, confidence, route, follows = 0, beside }: Routed,
  { by, title: called, grounding }: Fact,
  isFollowUp: boolean,
): readonly string[] {
  const { how, name } = by ?? { how: 'title', name: subject };
  const own = stemsOf(subject);
  const named = stemsOf(name);
  const title = stemsOf(called.replace(/ \([^()]*\)$/, ''));
  const isOf = (word: string) => named.includes(word) || title.includes(word);
  const isSame = named.join(' ') === own.join(' ');
  const isLonger = ` ${named.join(' ')} `.includes(` ${own.join(' ')} `);
  const isPart = named.every((word) => own.includes(word));
  const isOneWord = named.length === 1;
  const signs = [
    `how ${how}`,
    `name ${isSame ? 'same' : isLonger ? 'longer' : isPart ? 'part' : 'other'}`,
    `words ${Math.min(named.length, 3)}`,
    `aspect ${aspect}`,
    ...(route === 'igdb' ? ['game'] : []),
    ...(follows > 0.2 ? ['follows'] : []),
  ];
  // What the line before named was judged there.
  if (isFollowUp || beside === undefined) return [...signs, 'follow-up'];
  const told = new Set(stemsOf(grounding));
  const missing = new Set(
    beside.words
      // A number is asked about: "a bien 80 000 places".
      .filter((word) => word.length > 2 && !small.test(word) && !/^\d+$/.test(word))
      .map((word) => word.slice(0, stem))
      .filter((word) => !isOf(word)),
  );
  const untold = [...missing].filter((word) => !told.has(word));
  const leftOut = own.filter((word) => word.length > 2 && !isOf(word));
  const { count } = beside;
  signs.push(
    `sure ${confidence < 0.7 ? 0 : confidence < 0.9 ? 1 : confidence < 0.99 ? 2 : 3}`,
    `untold ${sizeOf(untold.length)}`,
    `line ${count < 6 ? 0 : count < 10 ? 1 : count < 15 ? 2 : 3}`,
  );
  if (isOneWord) signs.push(`one word missing ${sizeOf(missing.size)}`);
  if (leftOut.length > 0) signs.push(`left out ${Math.min(leftOut.length, 2)}`);
  return signs;
}

/** Of a hundred pages that were meant four come below, of those that were not three in ten. */
const least = 0.7;

/** Whether a page is rather not the one that was meant: learned from what authors' lines were answered from. */
export function isDoubtful(routed: Routed, fact: Fact, isFollowUp: boolean): boolean {
  const sum = signsOf(routed, fact, isFollowUp).reduce((all, sign) => all + (weights[sign] ?? 0), weights['always']!);
  return 1 / (1 + Math.exp(-sum)) < least;
}
