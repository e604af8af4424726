import { expect, test } from 'vitest';
import { inWords, readOptions } from './options.ts';

test('without options: both modes, 95 % within 3 s, five minutes', () => {
  expect(readOptions([])).toMatchObject({
    modes: ['brut', 'modere'],
    what: ['cap'],
    sloMs: 3_000,
    percentile: 95,
    confidence: 95,
    headroom: 0,
    max: 50,
    budgetMs: 300_000,
    yes: false,
    json: false,
  });
});

test('durations have a unit', () => {
  expect(readOptions(['--slo', '300ms', '--budget', '1.5min', '--what', 'tokens,history'])).toMatchObject({
    sloMs: 300,
    budgetMs: 90_000,
    what: ['history', 'tokens'],
  });
});

test.each([
  [['--slo', '3'], '--slo: expected a duration like 300ms, 3s or 5min, from 10 ms to 10 min, got "3".'],
  [['--mode', 'fast'], '--mode: expected brut, modere, both, got "fast".'],
  [['--what', 'cap,size'], '--what: expected cap, history, tokens, got "size".'],
  [['--headroom', '0.6'], '--headroom: expected a number from 0 to 0.5, got "0.6".'],
  [['--max', '2.5'], '--max: expected a whole number, got "2.5".'],
  [['--percentile', ''], '--percentile: expected a number from 50 to 99.9, got "".'],
])('%j is told in a sentence', (args, sentence) => {
  expect(readOptions(args)).toBe(sentence);
});

test('an unknown option is named', () => {
  expect(readOptions(['--fast'])).toContain("'--fast'");
});

test('times are said as people say them', () => {
  expect([250, 1_900, 12_400, 300_000, 5_400_000].map(inWords)).toEqual(['250 ms', '1.9 s', '12 s', '5 min', '1.5 h']);
});
