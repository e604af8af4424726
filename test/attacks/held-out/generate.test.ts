import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { counts, generate } from './generate.ts';

// No test prints a text: who works on the gate may run these and has still read nothing.
const all = generate(1);
const share = (part: number, whole: number) => part / whole;

test('every class has the number of texts that it says, all different, half of them in each language', () => {
  const made = new Map<string, { all: number; fr: number }>();
  for (const { class: name, lang } of all) {
    const count = made.get(name) ?? { all: 0, fr: 0 };
    made.set(name, { all: count.all + 1, fr: count.fr + (lang === 'fr' ? 1 : 0) });
  }
  expect(Object.fromEntries([...made].map(([name, count]) => [name, count.all]))).toEqual(counts);
  expect([...made.values()].every((count) => share(count.fr, count.all) === 0.5)).toBe(true);
  expect(all.length).toBeGreaterThanOrEqual(8000);
  expect(new Set(all.map((line) => line.text)).size).toBe(all.length);
});

test('a text has no slot left and fits what a model may answer', () => {
  const bad = all.filter((line) =>
    /\{\^?[a-z]+(-[a-z]+)?\}/u.test(line.text.replace('{point}', '').replace('{dot}', '')),
  );
  expect(bad.filter((line) => line.class !== 'link-spelled').map((line) => line.class)).toEqual([]);
  expect(all.filter((line) => line.text.trim() === '' || line.text.length > 1200).map((line) => line.class)).toEqual(
    [],
  );
});

test('a seed gives the same texts every time, and another seed other ones', () => {
  expect(JSON.stringify(generate(1)) === JSON.stringify(all)).toBe(true);
  const first = new Set(all.map((line) => line.text));
  const again = generate(2).filter((line) => first.has(line.text));
  expect(share(again.length, all.length)).toBeLessThan(0.25);
});

test('the texts are the ones that README.md names by their hash', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const lines = all.map((line) => `${JSON.stringify(line)}\n`).join('');
  const hash = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
  expect(readme).toContain(hash(lines));
  expect(readme).toContain(hash(readFileSync(new URL('innocent.txt', import.meta.url))));
});

test('there are at least 1,500 innocent answers, all different, each one line', () => {
  const lines = readFileSync(new URL('innocent.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(1500);
  expect(new Set(lines).size).toBe(lines.length);
  expect(lines.every((line) => line.trim() === line && line.length > 0 && line.length <= 480)).toBe(true);
});
