import { expect, test } from 'vitest';
import { dressed } from './dress.ts';
import type { Home } from './phrases.ts';

const say = ((key: string) => `[${key}]`) as Home['say'];
const said = { kind: 'text', text: 'Oui.', endpoint: 'a', model: 'm' } as const;

test.each([
  ['plain text is left alone', said, null, 'Oui.'],
  ['a tone brings its emoji', { ...said, tone: 'joyful', confidence: 0.9 }, null, 'Oui. [tone.joyful]'],
  ['an answer that has one gets no second', { ...said, text: 'Oui 😄', tone: 'joyful' }, null, 'Oui 😄'],
  ['doubt is said, and without a smile', { ...said, tone: 'joyful', confidence: 0.4 }, null, 'Oui. [answer.doubt]'],
  ['the source is named', said, 'Wikipédia', 'Oui. (Wikipédia)'],
  ['unless the answer names it', { ...said, text: 'Selon Wikipédia, oui.' }, 'Wikipédia', 'Selon Wikipédia, oui.'],
] as const)('%s', (_what, completion, source, expected) => {
  expect(dressed(completion, say, source)).toBe(expected);
});
