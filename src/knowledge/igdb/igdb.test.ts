import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { lookup, noSignal, openNothing, phrasesIn } from '../../../test/support/knowledge.ts';
import type { Aspect, Fact, Found } from '../../domain/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import { systemClock } from '../../lib/clock.ts';
import { createSandboxIgdb, type SandboxIgdb } from '../../sandbox/igdb.ts';
import { createFetchJson } from '../fetch-json.ts';
import { createAsk } from '../source.ts';
import { createSourceQueue } from '../source-queue.ts';
import { createIgdb } from './igdb.ts';

let sandbox: SandboxIgdb;
let good: string;
beforeAll(async () => {
  sandbox = await createSandboxIgdb({ perSecond: 1_000, accepts: (token) => token === 'good' });
  good = 'good';
});
afterEach(() => sandbox.fault(null));
afterAll(() => sandbox.stop());

const clock = systemClock;

async function ask(
  subject: string,
  aspect: Aspect = 'about',
  {
    language = 'fr',
    tokens = [good],
    ...names
  }: {
    language?: Language;
    tokens?: readonly (string | null)[];
    candidates?: readonly string[];
    typed?: string;
  } = {},
): Promise<Found> {
  let at = 0;
  const { look } = createIgdb({
    ask: createAsk({
      name: 'IGDB',
      line: createSourceQueue({ perSecond: () => 1_000, maxOpen: 8, maxWaiting: 20, clock }),
      fetchJson: createFetchJson({ clock, deadlineMs: 1_000 }),
    }),
    fresh: openNothing('igdb', { freshMs: 1, staleMs: 1, nothingMs: 1, maxBytes: 1 }),
    baseUrl: () => sandbox.baseUrl,
    token: { clientId: sandbox.clientId, get: async () => tokens[Math.min(at++, tokens.length - 1)] ?? null },
    clock: { ...clock, wall: () => Date.UTC(2026, 10, 21) },
    say: await phrasesIn(language),
  });
  return look({ ...lookup(subject, aspect, language), ...names }, noSignal());
}

async function line(...asked: Parameters<typeof ask>): Promise<string | undefined> {
  const found = await ask(...asked);
  return (found.kind === 'fact' ? found.fact : ({} as Partial<Fact>)).line;
}

test.each([
  ['release', 'Hades est sorti le 17 septembre 2020. (source : IGDB.com)'],
  ['studio', 'Hades a été développé par Supergiant Games. (source : IGDB.com)'],
  ['platforms', /^Hades est sorti sur PC, Mac, Nintendo Switch.* et Xbox Series X\|S\. /],
  ['genre', "Hades : genre hack 'n' slash, indépendant et jeu de rôle. (source : IGDB.com)"],
  ['rating', 'Hades est noté 93/100. (source : IGDB.com)'],
] as const)('asked for %s, the line says just that', async (aspect, expected) => {
  expect(await line('hades', aspect)).toEqual(
    typeof expected === 'string' ? expected : expect.stringMatching(expected),
  );
});

test('asked for the game alone, everything stands in one tidy line with its link', async () => {
  const said = await line('hades');
  expect(said).toMatch(
    /^Hades : sorti le 17 septembre 2020 · Supergiant Games · .* · note 93\/100 · igdb\.com\/games\/hades/,
  );
  expect(said!.length).toBeLessThan(400);
});

test('in English the line is English', async () => {
  expect(await line('hades', 'release', { language: 'en' })).toBe(
    'Hades came out on September 17, 2020. (source: IGDB.com)',
  );
});

test('all names are asked for in one request, and the longest that is a game is the one', async () => {
  await ask('hades');
  const before = sandbox.count;
  const found = await ask('hollow knight', 'release', {
    candidates: ['hollow knight silksong', 'hollow knight nonsense words'],
  });
  expect(found).toMatchObject({ kind: 'fact', fact: { title: 'Hollow Knight: Silksong' } });
  expect(await ask('celeste', 'release', { candidates: ['celeste nonsense'] })).toMatchObject({
    fact: { title: 'Celeste' },
  });
  expect(sandbox.count - before).toBe(2);
});

test('what is called just as it was typed comes before what it was taken for', async () => {
  expect(await ask('hades', 'release', { typed: 'celeste' })).toMatchObject({ fact: { title: 'Celeste' } });
  expect(await ask('hades', 'release', { typed: 'haddes' })).toMatchObject({ fact: { title: 'Hades' } });
});

test('where a request of several is refused, each is asked alone', async () => {
  sandbox.script([{ status: 400, body: [{ title: 'Syntax Error', status: 400 }] }]);
  expect(await ask('hades', 'release')).toMatchObject({ fact: { title: 'Hades' } });
});

test('a number written the other way finds the game all the same', async () => {
  expect(await line('hades 2', 'release')).toMatch(/^Hades II est sorti le 25 septembre 2025/);
});

test('a token that is refused is replaced once', async () => {
  expect(await line('hades', 'release', { tokens: ['old', good] })).toMatch(/2020/);
  expect(await ask('hades', 'release', { tokens: ['old', 'older'] })).toEqual({
    kind: 'failed',
    reason: 'IGDB: the token was refused',
  });
});

test('what is not in the database is nothing', async () => {
  expect(await ask('zzqx blorb')).toEqual({ kind: 'nothing' });
});

test('quotes and semicolons in a title do not get into the query', async () => {
  expect(await ask('hades"; fields *; where id = 1; "')).toMatchObject({ kind: expect.not.stringContaining('failed') });
});

test.each([{ status: 500 }, { status: 429 }, 'hang', 'html', 'null-body', 'truncated'] as const)(
  '%o is a failure with a reason',
  async (fault) => {
    await sandbox.fault(fault);
    expect(await ask('hades')).toEqual({ kind: 'failed', reason: expect.stringMatching(/^IGDB: /) });
  },
);
