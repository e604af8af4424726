import { expect, test } from 'vitest';
import { spellings } from './names.ts';

test.each([
  ['érable a sucre', 'Érable à sucre'],
  ['tour eiffel', 'Tour Eiffel'],
  ['nasa', 'NASA'],
  ['rrr', 'RRR'],
])('"%s" may be written "%s"', (typed, title) => {
  expect(spellings(typed)).toContain(title);
});
