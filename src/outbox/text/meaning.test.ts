import { expect, it } from 'vitest';
import { compileKinds, createFeatures, partsOf } from './features.ts';
import { columns, createScores, levels, type Model, markOf, setOf, ways } from './meaning.ts';
import { readingOf } from './reading.ts';

const table = compileKinds('fruit: plum pear');
const spokenOf = (text: string) => readingOf(text).spoken;
const sets = 61;

/** A model that has learned every feature of this text, as a sign of the first class. */
function learnedFrom(text: string): Model {
  const marks = new Uint16Array(sets * ways);
  const none = levels.indexOf(0);
  const weights = new Uint8Array((sets * ways * columns) / 2).fill(none | (none << 4));
  const { words, parts } = partsOf(spokenOf(text));
  const { all, count, together } = createFeatures(table)(words);
  for (const bucket of [...all.subarray(0, count), ...together(parts[0]!)]) {
    const set = setOf(bucket, sets) * ways;
    const mark = markOf(bucket, sets);
    const at = marks.indexOf(0, set);
    if (at >= set + ways || marks.subarray(set, set + ways).includes(mark)) continue;
    marks[at] = mark;
    weights[(at * columns) / 2] = (levels.length - 1) | (none << 4);
  }
  const each = Array.from({ length: columns }, () => 0);
  return {
    ...{ scale: each.map(() => 1), bias: each, strict: each, sure: each, kinds: 0, sets },
    ...{ table, marks, weights },
  };
}

it('what has been learned is found again', () => {
  const scores = createScores(learnedFrom('zog throws a plum'));
  expect(scores(spokenOf('zog throws a plum'))[0]).toBeGreaterThan(250);
});

it('words that nobody has learned from say nothing by chance', () => {
  const scores = createScores(learnedFrom('zog throws a plum'));
  for (const text of ['clearing cookies logs you out', 'quelle bonne recette de moules', 'x y ki wuv hhh bcdf'])
    expect([...scores(spokenOf(text))].every((score) => Math.abs(score) < 150)).toBe(true);
  expect(scores(spokenOf('quick foxes jump over it'))[0]).toBe(0);
});
