import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { lookup, noSignal, openNothing, phrasesIn } from '../../../test/support/knowledge.ts';
import type { Found } from '../../domain/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import { systemClock } from '../../lib/clock.ts';
import { createSandboxWikipedia, type SandboxWikipedia } from '../../sandbox/wikipedia.ts';
import { createFetchJson } from '../fetch-json.ts';
import { createAsk } from '../source.ts';
import { createSourceQueue } from '../source-queue.ts';
import { createWikipedia } from './wikipedia.ts';

let sandbox: SandboxWikipedia;
beforeAll(async () => {
  sandbox = await createSandboxWikipedia();
});
afterEach(() => sandbox.fault(null));
afterAll(() => sandbox.stop());

const clock = systemClock;

async function ask(
  subject: string,
  language: Language = 'fr',
  kind?: 'game',
  deadlineMs = 10_000,
  candidates: readonly string[] = [],
  question?: string,
  telling?: string,
): Promise<Found> {
  const look = createWikipedia({
    ask: createAsk({
      name: 'Wikipedia',
      line: createSourceQueue({ perSecond: () => 1_000, maxOpen: 3, maxWaiting: 20, clock }),
      fetchJson: createFetchJson({ clock, deadlineMs }),
    }),
    fresh: openNothing('wikipedia', { freshMs: 1, staleMs: 1, nothingMs: 1, maxBytes: 1 }),
    baseUrl: () => sandbox.baseUrl,
    wikidata: async () => null,
    userAgent: () => 'SerdaBot/1.0 (https://www.twitch.tv/serdabot; me@example.com)',
    clock,
    say: await phrasesIn(language),
  });
  return look(
    {
      ...lookup(subject, 'about', language),
      candidates,
      ...(kind && { kind }),
      ...(question && { question }),
      ...(telling && { telling }),
    },
    noSignal(),
  );
}

const fact = (found: Found) => (found.kind === 'fact' ? found.fact : null);

test('a subject gets the first sentences of its page, in the language of the bot, and names the source', async () => {
  const found = fact(await ask('tetris'));
  expect(found?.title).toBe('Tetris');
  expect(found?.line).toMatch(/^Tetris est un jeu vidéo .*\. \(Wikipédia\)$/);
  expect(fact(await ask('tetris', 'en'))?.line).toMatch(/^Tetris is a puzzle .* \(Wikipedia\)$/);
});

test('another title of the same page leads to it, in the same request', async () => {
  const before = sandbox.count;
  expect(fact(await ask('Zelda'))?.title).toBe('The Legend of Zelda');
  expect(sandbox.count - before).toBe(1);
});

test('a longer name around the subject is completed before the subject is', async () => {
  expect(fact(await ask('lumiere', 'fr', undefined, 10_000, ['vitesse de la lumiere']))?.title).toBe(
    'Vitesse de la lumière',
  );
});

test('a page of that very title costs one request, words around it one more', async () => {
  const before = sandbox.count;
  await ask('Tetris');
  expect(sandbox.count - before).toBe(1);
  expect(fact(await ask('jeu réflexion tetris'))?.title).toBe('Tetris');
  expect(sandbox.count - before).toBe(3);
});

test('many are asked for as one: a plural costs no other request', async () => {
  const before = sandbox.count;
  expect(fact(await ask('axolotls'))?.title).toBe('Axolotl');
  expect(fact(await ask('chevaux'))?.title).toBe('Cheval');
  expect(sandbox.count - before).toBe(2);
});

test('a slip in what stands beside a noun leads to the longer name', async () => {
  expect(fact(await ask('whale', 'en', undefined, 10_000, ['bleu whale']))?.title).toBe('Blue whale');
  expect(fact(await ask('whale', 'en', undefined, 10_000, ['the whale']))?.title).toBe('Whale');
});

test('what stands behind a name and says what it is, is no part of it', async () => {
  expect(fact(await ask('tetris, the old one'))?.title).toBe('Tetris');
  expect(fact(await ask('axolotl the pink thing', 'en'))?.title).toBe('Axolotl');
  expect(fact(await ask('mont st michel', 'fr'))?.title).toBe('Mont Saint-Michel');
});

test('a slip of two letters in a short name is another name', async () => {
  expect(fact(await ask('lebron', 'en'))?.title).not.toBe('Lebanon');
});

test('where the question tells which page of a name is meant, the bot does not ask', async () => {
  expect(fact(await ask('mercury', 'en', undefined, 10_000, [], 'mercury symbol chemistry'))?.title).toBe(
    'Mercury (element)',
  );
  expect(
    fact(await ask('mercure', 'fr', undefined, 10_000, [], 'mercure tourne autour du soleil en combien'))?.title,
  ).toBe('Mercure (planète)');
});

test('where several pages have the name, the bot asks which', async () => {
  const found = await ask('mercure');
  expect(found).toEqual({ kind: 'ambiguous', choices: expect.arrayContaining(['Mercure (planète)']) });
});

test('where a game is asked for, a page about anything else is not told', async () => {
  expect(fact(await ask('tetris', 'fr', 'game'))?.title).toBe('Tetris');
  expect(fact(await ask('zelda', 'en', 'game'))?.title).toBe('The Legend of Zelda');
  for (const subject of ['tour eiffel', 'mercure', 'paris']) {
    expect(await ask(subject, 'fr', 'game'), subject).toEqual({ kind: 'nothing' });
  }
});

test('what nobody wrote about is nothing, in either language', async () => {
  expect(await ask('zzqx blorb')).toEqual({ kind: 'nothing' });
  expect(await ask('???')).toEqual({ kind: 'nothing' });
});

test.each([
  [{ status: 500 }, 'Wikipedia: status 500'],
  [{ status: 429 }, 'Wikipedia: it wants fewer requests'],
  ['hang', 'Wikipedia: no answer within 0.3 s'],
  ['html', 'Wikipedia: an answer of status 200 that is no list of pages'],
  ['truncated', undefined],
  ['reset', undefined],
] as const)('%o is a failure with a reason', async (fault, reason) => {
  await sandbox.fault(fault);
  const found = await ask('Tetris', 'fr', undefined, fault === 'hang' ? 300 : undefined);
  expect(found).toEqual({ kind: 'failed', reason: reason ?? expect.any(String) });
});

test('nothing about the requests offends the service', () => {
  expect(sandbox.breaches).toEqual([]);
});

test('a search beside tells which page of a line’s words is meant, and a number that the page lacks that it is none', async () => {
  const told = (subject: string, telling: string, candidates: readonly string[] = []) =>
    ask(subject, 'en', undefined, 10_000, candidates, undefined, telling);
  const before = sandbox.count;
  expect(fact(await told('bear', 'polar bear'))?.title).toBe('Polar bear');
  expect(sandbox.count - before).toBe(2);
  expect(fact(await told('bear', 'bear grandad'))?.title).toBe('Bear');
  expect(fact(await told('eiffel tower', 'eiffel tower'))?.title).toBe('Eiffel Tower');
  expect(sandbox.count - before).toBe(4);
  expect(await told('force 8', 'force 8', ['force'])).toEqual({ kind: 'nothing' });
  expect(fact(await told('octopus', 'octopus 3'))?.title).toBe('Octopus');
});
