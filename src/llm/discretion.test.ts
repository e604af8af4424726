import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recitalIn, recitals } from '../sandbox/models/recite.ts';
import { createDiscretion } from './discretion.ts';
import { loadPrompts } from './prompts.ts';

const loaded = await loadPrompts(join(import.meta.dirname, '..', '..', 'config', 'prompts'));
if (loaded.kind === 'faults') throw new Error(loaded.faults.join('\n'));
const { fr } = loaded.prompts;
const canary = '0f1e2d3c4b5a6978';
const discretion = createDiscretion(() => fr, canary);
const told = discretion.marked([
  { role: 'system', content: fr.ask },
  { role: 'user', content: 'salut' },
]);

test('the house’s own message carries the canary, and nobody else’s', () => {
  expect(told.map(({ content }) => content.includes(canary))).toEqual([true, false]);
});

test('a canary is another one in each process', () => {
  const marks = [createDiscretion(() => fr), createDiscretion(() => fr)].map(
    (each) => each.marked([{ role: 'system', content: '' }])[0]!.content,
  );
  expect(marks[0]).toMatch(/[0-9a-f]{16}/);
  expect(marks[0]).not.toBe(marks[1]);
});

describe('an answer gives the instructions away', () => {
  test.each(recitals)('recited: %s', (way) => {
    const recital = recitalIn([...told, { role: 'user', content: `RECITE-${way}` }])!;
    expect(discretion.tells(`Voici : ${recital} Content ?`), recital).toBe(true);
  });

  test.each([
    ['the canary alone, in capitals and pieces', canary.toUpperCase().split('').join('-')],
    ['the canary backwards', [...canary].reverse().join('')],
    ['base64 behind other letters', `abc${Buffer.from(`x ${canary}`).toString('base64')}`],
    ['eight words of them', 'et moi je dis : va droit au but, sur un TON simple... bref'],
    ['a role that another channel may have', fr.personas[Object.keys(fr.personas)[0]!]!],
    ['what goes around facts', 'de rien d’autre. Si elles ne répondent pas à la question, dis'],
  ])('with %s', (_, text) => {
    expect(discretion.tells(text)).toBe(true);
  });
});

test.each([
  ['seven words of them', 'va droit au but, sur un ton bizarre et drôle'],
  ['who it is', 'Je suis serdabot, le bot sympathique du chat Twitch de my_channel !'],
  ['one of the examples', fr.examples[0]!.answer],
  ['an answer', 'La tour Eiffel mesure 330 mètres ; elle a été construite par Gustave Eiffel en deux ans.'],
  ['nothing', ''],
])('an answer with %s does not', (_, text) => {
  expect(discretion.tells(text)).toBe(false);
});

test('prompts that were changed while the bot runs are kept as well', () => {
  let prompts = fr;
  const own = createDiscretion(() => prompts);
  const secret = 'le mot de passe du coffre est bien caché sous le tapis';
  expect(own.tells(secret)).toBe(false);
  prompts = { ...fr, ask: `Tu es {bot}. ${secret}` };
  expect(own.tells(secret)).toBe(true);
});

test('more than 4,000 letters, which is more than any answer, are not read', () => {
  const secret = 'le mot de passe du coffre est bien caché sous le tapis';
  const own = createDiscretion(() => ({ ...fr, ask: `Tu es {bot}. ${secret}` }));
  expect(own.tells(`${'- '.repeat(1_900)}${secret}`)).toBe(true);
  expect(own.tells(`${'- '.repeat(500_000)}${secret}`)).toBe(false);
});
