import { expect, test } from 'vitest';
import type { Fact, Finding, Routed } from '../../domain/knowledge.ts';
import { isDoubtful } from './verdict.ts';

const asked = (subject: string, words: readonly string[], count: number, more: Partial<Routed> = {}): Routed => ({
  route: 'wikipedia',
  subject,
  aspect: 'who',
  confidence: 0.98,
  tier: 'light',
  beside: { words, count },
  ...more,
});
const page = (title: string, by: Finding, grounding = `${title}: un sujet connu.`): Fact => ({
  source: 'wikipedia',
  title,
  line: '',
  grounding,
  url: null,
  direct: true,
  by,
});
const titled = (name: string): Finding => ({ name, how: 'title' });

test('a common word of a long line that says much else is rather not what was meant', () => {
  expect(
    isDoubtful(
      asked('physicien', ['chat', 'mort', 'vivant', 'boite'], 12, { confidence: 0.85 }),
      page('Physicien', titled('physicien')),
      false,
    ),
  ).toBe(true);
});

test('a part of what is asked about is rather not it', () => {
  const routed = asked('letters in isbn', [], 8, { confidence: 0.85 });
  expect(isDoubtful(routed, page('Letter', titled('letters')), false)).toBe(true);
});

test.each([
  ['a name', asked('marie curie', [], 4), page('Marie Curie', titled('marie curie'))],
  ['one word that is the whole line', asked('volcan', [], 3, { aspect: 'what' }), page('Volcan', titled('volcan'))],
  [
    'a name of which a number is asked',
    asked('stade de france', ['80', '000', '80000'], 10, { aspect: 'howmany' }),
    page('Stade de France', titled('stade de france')),
  ],
  [
    'a page that tells of what else was said',
    asked('physicien', ['chat', 'mort'], 8, { confidence: 1, aspect: 'what' }),
    page('Physicien', titled('physicien'), 'Le chat, mort ou vivant.'),
  ],
])('%s is not doubted', (_what, routed, fact) => {
  expect(isDoubtful(routed, fact, false)).toBe(false);
});
