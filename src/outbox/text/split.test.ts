import { expect, it } from 'vitest';
import { maxUnits, split } from './split.ts';

it('what fits is one line', () => {
  expect(split('a'.repeat(maxUnits), 2)).toEqual(['a'.repeat(maxUnits)]);
  expect(split('', 2)).toEqual([]);
});

it('two lines meet where a sentence ends', () => {
  const sentence = `${'mot '.repeat(70)}fin.`;
  expect(split(`${sentence} ${sentence}`, 2)).toEqual([sentence, sentence]);
});

it('without a sentence they meet between words, without words between graphemes', () => {
  const [first, second] = split('mots '.repeat(150).trim(), 2);
  expect(first).toMatch(/ mots$/);
  expect(second).toMatch(/^mots .* mots$/);
  const family = '👨‍👩‍👧‍👦';
  for (const line of split(family.repeat(60), 2)) {
    expect(line.length).toBeLessThanOrEqual(maxUnits);
    expect(line.replaceAll(family, '').replace('…', '')).toBe('');
  }
});

it('what is too long ends in an ellipsis, on the first line when there is but one', () => {
  const text = 'mots, '.repeat(500).trim();
  expect(split(text, 1)).toHaveLength(1);
  expect(split(text, 2)).toHaveLength(2);
  for (const line of [split(text, 1)[0], split(text, 2)[1]]) {
    expect(line).toMatch(/mots…$/);
    expect(line?.length).toBeLessThanOrEqual(maxUnits);
  }
});

it('a second line does not begin with a command mark if it can begin elsewhere', () => {
  const [first, second] = split(`${'a'.repeat(300)} ${'b'.repeat(190)} /timeout friend 600`, 2);
  expect(first).toBe('a'.repeat(300));
  expect(second).toMatch(/^b+ \/timeout/);
});
