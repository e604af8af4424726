import { expect, it } from 'vitest';
import { calibrated } from './thresholds.ts';

const texts = (kind: string, scores: readonly (readonly number[])[]) =>
  scores.map((each) => ({ kind, isInnocent: kind === 'innocent', scores: each }));
const range = (length: number, of: (i: number) => readonly number[]) => Array.from({ length }, (_, i) => of(i));

it('a class that harmless texts look like is asked for more than one that none looks like', () => {
  const all = [
    ...texts('innocent', [...range(990, () => [-5, -5]), ...range(10, (i) => [-5, 8 + i / 10])]),
    ...texts(
      'hate',
      range(100, (i) => [2 + i / 20, -5]),
    ),
    ...texts(
      'insult',
      range(100, (i) => [-5, 2 + i / 10]),
    ),
  ];
  const [first, second] = calibrated(all, 0.005);
  expect(first).toBeLessThan(2);
  expect(second).toBeGreaterThan(8);
});

it('no more innocent texts are taken for something than may be', () => {
  const all = [
    ...texts(
      'innocent',
      range(1_000, (i) => [i / 50, (i * 7) % 20]),
    ),
    ...texts(
      'hate',
      range(100, (i) => [i / 10, i / 20]),
    ),
  ];
  const thresholds = calibrated(all, 0.01);
  const wrong = all.filter(
    ({ isInnocent, scores }) => isInnocent && scores.some((score, i) => score > thresholds[i]!),
  ).length;
  expect(wrong).toBeLessThanOrEqual(10);
});
