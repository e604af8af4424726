import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isForEverybody, normalQuestion } from './question.ts';

const file = join(import.meta.dirname, '../../test/questions/near.txt');
const pairs = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line.includes(' | '))
  .map((line) => line.split(' | ') as [string, string]);

test('of 200 pairs of questions that look alike, none is taken for the same', () => {
  expect(pairs.length).toBeGreaterThanOrEqual(200);
  const ends = ['', '?', ' ?', ' !', '...'];
  const confused = pairs.filter(([a, b]) =>
    ends.some((end) => ends.some((other) => normalQuestion(a + end) === normalQuestion(b + other))),
  );
  expect(confused).toEqual([]);
});

test.each([
  ['Qui a fait Hadès ?', 'qui a fait hadès'],
  ['  qui   a fait HADÈS?!', 'qui a fait hadès'],
  ['qui a fait Had\u0065\u0300s ??', 'qui a fait hadès'],
  ['l’âge du capitaine', "l'âge du capitaine"],
  ['¿qué es Hades?', 'qué es hades'],
  ['combien font 5!', 'combien font 5!'],
  ['combien font n!', 'combien font n!'],
  ['(5)!', '(5)!'],
  ['wow !', 'wow'],
  ['5! !', '5!'],
  ['f(x)!?', 'f(x)!'],
  ['𝒳!', '𝒳!'],
  [`dis moi${' !'.repeat(2_000)} x`, `dis moi${' !'.repeat(2_000)} x`],
  [`dis moi${' !'.repeat(2_000)}`, 'dis moi'],
])('%j is asked as %j', (typed, normal) => {
  expect(normalQuestion(typed)).toBe(normal);
});

test.each([
  'qui a fait Hadès ?',
  "c'est quoi la capitale du Japon ?",
  'quand est sorti GTA 5',
  "qu'est-ce que la photosynthèse ?",
  'combien font 2+2',
  'est-ce que Pluton est une planète ?',
  'il y a combien de planètes',
])('%j is answered alike for everybody', (question) => {
  expect(isForEverybody(question, 'fr')).toBe(true);
});

test.each(['who made Hades?', 'what is the capital of Japan', 'how to turn on sub mode', 'when did GTA 5 come out'])(
  '%j is answered alike for everybody in English',
  (question) => {
    expect(isForEverybody(question, 'en')).toBe(true);
  },
);

test.each([
  // somebody
  'quel est mon jeu préféré ?',
  "j'ai quel âge ?",
  'tu te souviens de moi ?',
  "quel est l'âge de @lea",
  'what is my name',
  "what's the best game I've played",
  'do you love us',
  // what was said before
  'il est sorti quand ?',
  'et en 2024 ?',
  'et l’Italie ?',
  'pourquoi ça ?',
  'raconte encore',
  'who made it?',
  'what about Italy',
  'when did they release that',
  // nothing by itself
  'pourquoi ?',
  "c'est quand ?",
  "c'est qui",
  'why not',
  'x',
  'test',
  'n ?',
  '???',
  '',
  // only now, only here
  'quelle heure est-il ?',
  'combien de viewers',
  'what time is now',
  'who is streaming',
  'on joue à quoi',
  // another one each time
  'bonjour le bot',
  'raconte une blague',
  'tell a joke',
  'choisis un nombre au hasard',
  // too long, or not one question
  `qui a fait ${'x'.repeat(200)}`,
  'résume https://example.com/a',
])('%j is never answered from what another viewer was told', (question) => {
  expect(isForEverybody(question, 'fr')).toBe(false);
});
