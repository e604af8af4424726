import { expect, test } from 'vitest';
import type { Past } from '../../domain/llm.ts';
import { createRouter } from '../../knowledge/router.ts';
import { routeOnAir } from './on-air.ts';

const route = createRouter();
const nothing: Past = { summary: null, exchanges: [] };

async function meant(question: string, past = nothing, game: string | null = 'Zblorg Quest') {
  const ruled = route(question, 'fr');
  const routed = await routeOnAir({ route, streamed: async () => game }, { question, past, ruled }, 'fr');
  return routed && `${routed.subject}: ${routed.aspect}`;
}

test.each([
  ["c'est sorti quand ?", 'release'],
  ['ce jeu est sorti en quelle année', 'release'],
  ["le jeu qu'il streame est sorti quand ?", 'release'],
  ['qui a développé ce jeu ?', 'studio'],
  ["c'est quel studio", 'studio'],
  ['ça tourne sur quoi ?', 'platforms'],
  ['le jeu est sur switch ?', 'platforms'],
  ["c'est quoi comme genre ?", 'genre'],
  ['note de ce jeu ?', 'rating'],
  ["c'est quoi ce jeu ?", 'about'],
  ['what game is this', 'about'],
  ['is this game on switch', 'platforms'],
])('"%s" is about the game on the stream: %s', async (question, aspect) => {
  expect(await meant(question)).toBe(`Zblorg Quest: ${aspect}`);
  expect(await meant(question, nothing, null)).toBeNull();
});

test.each([
  'tu aimes ce jeu ?',
  'ce jeu est trop dur',
  "c'est qui le boss de ce jeu",
  "c'est quoi ton jeu préféré",
  "c'est quoi le jeu d'échecs",
  "c'est quoi l'histoire de ce jeu ?",
  'il sort quand le prochain',
  'on est en quelle année',
  'what year is it',
  "c'est quand ?",
  'quand ?',
  'qui a gagné',
  "qu'est-ce qui est sorti sur switch en mars",
])('"%s" is not', async (question) => {
  expect(await meant(question)).toBeNull();
});

test('a game that is named is meant, and one that was just asked about comes before the stream’s', async () => {
  expect(route('ce jeu hades il est sorti quand ?', 'fr')).toMatchObject({ route: 'igdb', subject: 'Hades' });
  expect(await meant('ce jeu hades il est sorti quand ?')).toBeNull();
  expect(await meant('qui a fait hades')).toBeNull();
  const past: Past = { summary: null, exchanges: [{ question: 'qui a fait hades ?', answer: '...' }] };
  expect(await meant("et c'est sorti quand ?", past)).toBe('Hades: release');
  const talk: Past = { summary: null, exchanges: [{ question: 'ça va ?', answer: '...' }] };
  expect(await meant("et c'est sorti quand ?", talk)).toBe('Zblorg Quest: release');
});
