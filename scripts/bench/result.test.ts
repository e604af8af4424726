import { expect, test } from 'vitest';
import { lessIsBetter, moreIsBetter, printBench } from './result.ts';

test('a table of ratios says of each figure which way is good, and what a ratio means', () => {
  const row = { unit: 'x', peer: 'other', target: 1 };
  const text = printBench({
    bench: 'speed',
    ratios: [
      moreIsBetter({ ...row, name: 'fast', ours: 20, theirs: 10 }),
      moreIsBetter({ ...row, name: 'slow', ours: 5, theirs: 10 }),
      lessIsBetter({ ...row, name: 'small', ours: 5, theirs: 10 }),
      lessIsBetter({ ...row, name: 'large', ours: 20, theirs: 10 }),
    ],
  });
  const of = (name: string) => text.split('\n').find((line) => line.trim().startsWith(name))!;
  expect(
    [of('fast'), of('slow'), of('small'), of('large')].map((line) => /(more|less) is better/.exec(line)?.[1]),
  ).toEqual(['more', 'more', 'less', 'less']);
  expect(of('slow')).toContain('FAILS');
  expect(text).toContain('A ratio over 1: ours is better.');
});
