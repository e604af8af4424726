import { expect, test } from 'vitest';
import type { Fact } from '../../domain/knowledge.ts';
import { createRouter } from '../../knowledge/router.ts';
import { isDoubtful } from './verdict.ts';

const route = createRouter();
const page = (title: string, name: string): Fact => ({
  source: 'wikipedia',
  title,
  line: '',
  grounding: `${title}: un sujet connu.`,
  url: null,
  direct: true,
  by: { name, how: 'title' },
});

test.each([
  ['c ki deja le physicien avec son chat mort vivant dans une boite', 'Physicien', 'physicien', true],
  ['bonsoir, gwenn ha du ca veut dire quoi mot a mot svp', 'Mot', 'mot', true],
  ['qui est marie curie ?', 'Marie Curie', 'Marie Curie', false],
  ['c’est quoi un volcan', 'Volcan', 'volcan', false],
  ['la tour eiffel fait quelle hauteur', 'Tour Eiffel', 'tour eiffel', false],
])('"%s" and the page %s', (line, title, name, doubtful) => {
  expect(isDoubtful(route(line, 'fr'), page(title, name), false)).toBe(doubtful);
});
