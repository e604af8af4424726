import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/sandbox/random.ts';
import {
  binomialCdf,
  confidenceThat,
  createSequentialTest,
  interval,
  looksFor,
  passChance,
  quantile,
  requestsFor,
} from './stats.ts';

describe('how many answers a claim takes', () => {
  test.each([
    [0.05, 0.95, [59, 93, 124]],
    [0.1, 0.95, [29, 46, 61]],
    [0.05, 0.99, [90, 130, 165]],
    [0.01, 0.95, [299, 473, 628]],
  ])('with %f late at most, at %f: %j with 0, 1, 2 late', (share, confidence, table) => {
    expect([0, 1, 2].map((allowed) => requestsFor(share, confidence, allowed))).toEqual(table);
  });

  test('one answer fewer is not enough', () => {
    expect(confidenceThat(0.05, 59, 0)).toBeGreaterThanOrEqual(0.95);
    expect(confidenceThat(0.05, 58, 0)).toBeLessThan(0.95);
    expect(confidenceThat(0.05, 0, 0)).toBe(0);
  });

  test('looking at 59, 93 and 124 in turn lets too many through; the looks that are used do not', () => {
    expect(passChance([59, 93, 124], 0.05)).toBeGreaterThan(0.08);
    const looks = looksFor(0.05, 0.95);
    expect(passChance(looks, 0.05)).toBeLessThanOrEqual(0.05);
    expect(looks).toEqual([75, 112, 146, 176]);
  });

  test('the chance to pass is what playing it out gives', () => {
    const random = createRandom(3);
    const looks = [59, 93, 124];
    let passed = 0;
    for (let game = 0; game < 4_000; game++) {
      let bad = 0;
      for (let n = 1; n <= 124 && bad < 3; n++) {
        if (random() < 0.05) bad++;
        if (looks[bad] === n) {
          passed++;
          break;
        }
      }
    }
    expect(passed / 4_000).toBeCloseTo(passChance(looks, 0.05), 1);
  });
});

test('the binomial and the interval are the exact ones', () => {
  expect(binomialCdf(2, 10, 0.3)).toBeCloseTo(0.38278, 5);
  expect(binomialCdf(10, 10, 0.3)).toBe(1);
  const [low, high] = interval(10, 2, 0.95);
  expect([low, high].map((value) => Number(value.toFixed(4)))).toEqual([0.0252, 0.5561]);
  expect(interval(20, 0, 0.95)[0]).toBe(0);
  expect(interval(0, 0, 0.95)).toEqual([0, 1]);
});

describe('the sequential test', () => {
  const { judge } = createSequentialTest(0.05);

  test('passes after a run of answers in time, fails after a few late ones, and waits in between', () => {
    expect(judge(73, 0, 50)).toBeNull();
    expect(judge(74, 0, 50)).toBe('pass');
    expect(judge(20, 5, 50)).toBeNull();
    expect(judge(20, 7, 50)).toBe('fail');
    expect(judge(200, 10, 50)).toBeNull();
  });

  test('is wrong as rarely as it says', () => {
    const random = createRandom(7);
    const wrong = (share: number, verdict: 'pass' | 'fail') => {
      let count = 0;
      for (let game = 0; game < 1_000; game++) {
        let [n, bad] = [0, 0];
        let told = judge(n, bad, 50);
        for (; told === null; told = judge(n, bad, 50)) {
          n++;
          if (random() < share) bad++;
        }
        if (told === verdict) count++;
      }
      return count / 1_000;
    };
    expect(wrong(0.08, 'pass')).toBeLessThan(0.03);
    expect(wrong(0.03, 'fail')).toBeLessThan(0.02);
  });
});

test('a quantile is a value that was heard', () => {
  expect(quantile([5, 1, 3], 0.5)).toBe(3);
  expect(quantile([5, 1, 3], 0.95)).toBe(5);
  expect(quantile([], 0.5)).toBeNaN();
});
