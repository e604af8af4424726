import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Question {
  question: string;
  lang: string;
  route: string;
  subject: string | null;
  pages: string[];
  value: string | null;
  after?: string;
}

const here = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const parts: Record<string, number> = { igdb: 90, wikipedia: 25, live: 5, model: 30 };

test.each(['a', 'b', 'c'])('held-out set %s is the one that was hashed, and complete', (set) => {
  const text = here(`held-out-${set}.jsonl`);
  expect(here('HELD-OUT.md').includes(createHash('sha256').update(text).digest('hex'))).toBe(true);
  const questions = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Question);
  const routes = Object.fromEntries(
    Object.keys(parts).map((route) => [route, questions.filter((question) => question.route === route).length]),
  );
  expect(routes).toEqual(parts);
  const asked = new Set(questions.map(({ question }) => question));
  const wrong = questions.filter(({ lang, route, subject, pages, value, after }) => {
    const talk = route === 'model';
    new RegExp(value ?? '', 'iu');
    return (
      !['fr', 'en'].includes(lang) ||
      (subject === null) !== talk ||
      (pages.length === 0) !== (talk || route === 'live') ||
      (after !== undefined && !asked.has(after))
    );
  });
  expect(wrong.length).toBe(0);
});

test.each([...'defghijklmnopqrstuvwxyz', 'aa', 'ab', 'ac'])('set %s is the one that was hashed', (set) => {
  expect(here('HELD-OUT.md')).toContain(
    createHash('sha256')
      .update(here(`held-out-${set}.jsonl`))
      .digest('hex'),
  );
});
