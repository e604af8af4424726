import { expect, test } from 'vitest';
import { keySay } from '../../test/support/fakes.ts';
import { wordingOf } from '../domain/saying.ts';
import { createChoices } from './choices.ts';
import { told } from './index.ts';

const planets = ['Mercure (planète)', 'Mercure (chimie)'];

const asked = { question: 'mercure a été découvert quand', aspect: 'when' } as const;

function offered(choices: readonly string[] = planets) {
  let now = 0;
  const made = createChoices(() => now);
  made.offer('one', 'lea', choices, asked);
  return {
    taken: (line: string, viewer = 'lea') => made.taken('one', viewer, line)?.choice ?? null,
    later: (ms: number) => (now += ms),
  };
}

test.each([
  ['la planète', 'Mercure (planète)'],
  ['PLANETE !', 'Mercure (planète)'],
  ['Mercure (chimie)', 'Mercure (chimie)'],
  ['le deuxième', 'Mercure (chimie)'],
  ['1', 'Mercure (planète)'],
  ['mercure', null],
  ['le troisième', null],
  ['le dieu romain', null],
  ['raconte une blague sur une planète qui tourne', null],
  ['', null],
])('"%s" means %s', (line, expected) => {
  expect(offered().taken(line)).toBe(expected);
});

test('"oui" means the one that was asked about, and of two neither', () => {
  expect(offered(['Physicien']).taken('oui !')).toBe('Physicien');
  expect(offered(['Physicien']).taken('non')).toBeNull();
  expect(offered().taken('oui')).toBeNull();
  for (const line of ['1', 'un', 'first']) expect(offered(['Physicien']).taken(line)).toBeNull();
});

test('an offer is one viewer’s, is taken once, and is over after two minutes', () => {
  const { taken } = offered();
  expect(taken('la planète', 'max')).toBeNull();
  expect(taken('la planète')).toBe('Mercure (planète)');
  expect(taken('la planète')).toBeNull();
  const late = offered();
  late.later(120_001);
  expect(late.taken('la planète')).toBeNull();
});

test('who was asked is waited for, and only a line that means a choice fits', () => {
  let now = 0;
  const choices = createChoices(() => now);
  expect(choices.awaits('one', 'lea')).toBe(false);
  choices.offer('one', 'lea', planets, asked);
  expect([choices.awaits('one', 'lea'), choices.awaits('one', 'max'), choices.awaits('two', 'lea')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(choices.fits('one', 'lea', 'la planète')).toBe(true);
  expect(choices.fits('one', 'lea', 'salut tout le monde')).toBe(false);
  expect(choices.taken('one', 'lea', 'la planète')).toEqual({ choice: 'Mercure (planète)', ...asked });
  expect(choices.awaits('one', 'lea')).toBe(false);
  choices.offer('one', 'lea', planets, asked);
  now = 120_001;
  expect([choices.awaits('one', 'lea'), choices.fits('one', 'lea', 'la planète')]).toEqual([false, false]);
});

test.each([[['Physicien']], [planets]])('the titles %j are judged as what somebody else wrote', (choices) => {
  const outcome = told({ kind: 'ambiguous', choices }, keySay);
  expect(outcome.kind === 'reply' && wordingOf(outcome.source)).toBe('foreign');
});
