import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lookup, noSignal, phrasesIn, sourceSettings } from '../../test/support/knowledge.ts';
import { until } from '../../test/support/until.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { createOpenFresh } from '../storage/fresh.ts';
import { openStorage } from '../storage/storage.ts';
import { bag, createFetchJson, text } from './fetch-json.ts';
import { createAsk, through } from './source.ts';
import { createSourceQueue } from './source-queue.ts';
import { createSources } from './sources.ts';

// One more source, as docs/knowledge.md shows it: all of it is this function.

const meter = { waited: () => {}, totalMs: 0 };

async function createCapitals(url: string, clock: Clock) {
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const openFresh = createOpenFresh({ caches: opened.storage.cache, clock, tell: () => {} });
  const ask = createAsk({
    name: 'Capitals',
    line: createSourceQueue({ perSecond: () => 100, maxOpen: 2, maxWaiting: 20, clock }),
    fetchJson: createFetchJson({ clock }),
  });
  const fresh = openFresh<string>('capitals', {
    freshMs: day,
    staleMs: 7 * day,
    nothingMs: 600_000,
    maxBytes: 100_000,
  });
  return (country: string) =>
    through(
      { fresh, clock },
      country,
      async (signal) => {
        const fetched = await ask(`${url}/${country}`, {}, signal);
        if (fetched.kind === 'failed') return fetched;
        const capital = text(bag(fetched.body)?.['capital']);
        return capital === '' ? { kind: 'nothing' } : { kind: 'found', value: capital };
      },
      meter,
      noSignal(),
    );
}

const day = 24 * 3_600_000;
let clock: VirtualClock;
let asked: string[];
let answer: { status: number; headers?: Record<string, string>; body: unknown };
let close: () => void;
let capitalOf: Awaited<ReturnType<typeof createCapitals>>;

beforeEach(async () => {
  clock = createVirtualClock();
  asked = [];
  answer = { status: 200, body: { capital: 'Paris' } };
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => void server.close();
  // What is real takes real time, what is waited for does not.
  const mixed = { ...clock, after: (ms: number, run: () => void) => (ms < 100 ? systemClock : clock).after(ms, run) };
  capitalOf = await createCapitals(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, mixed);
});
afterEach(() => close());

test('ten who ask at once are one request, and those who come later are none', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => capitalOf('france')));
  expect(new Set(all.map((looked) => looked.kind === 'found' && looked.value))).toEqual(new Set(['Paris']));
  expect(await capitalOf('france')).toEqual({ kind: 'found', value: 'Paris', from: 'cache' });
  expect(asked).toEqual(['/france']);
});

test('what is not there is believed for ten minutes', async () => {
  answer = { status: 404, body: {} };
  expect(await capitalOf('atlantide')).toEqual({ kind: 'nothing', from: 'source' });
  expect(await capitalOf('atlantide')).toEqual({ kind: 'nothing', from: 'cache' });
  await clock.advance(600_001);
  await capitalOf('atlantide');
  expect(asked).toHaveLength(2);
});

test('a source that asks for a pause gets it, and what was known of it is still told', async () => {
  await capitalOf('france');
  await clock.advance(2 * day);
  answer = { status: 429, headers: { 'retry-after': '120' }, body: {} };
  expect(await capitalOf('italie')).toEqual({ kind: 'failed', reason: 'Capitals: it wants fewer requests' });
  expect(await capitalOf('france')).toEqual({ kind: 'found', value: 'Paris', from: 'stale' });
  await clock.advance(119_000);
  expect(await capitalOf('italie')).toMatchObject({ reason: expect.stringContaining('left alone') });
  expect(asked).toEqual(['/france', '/italie']);
  answer = { status: 200, body: { capital: 'Rome' } };
  await clock.advance(2_000);
  expect(await capitalOf('italie')).toMatchObject({ value: 'Rome', from: 'source' });
});

test('a source that hangs is left alone after the first who waited for it in vain, then asked again', async () => {
  const hanging = createVirtualClock();
  let calls = 0;
  // Hangs whatever it is told: even the signal is not heard.
  const hang: typeof fetch = () => {
    calls++;
    return new Promise(() => {});
  };
  const line = createSourceQueue({ perSecond: () => 100, maxOpen: 2, maxWaiting: 20, clock: systemClock });
  const paused = { ...line, pause: vi.fn(line.pause) };
  const ask = createAsk({
    name: 'Capitals',
    line: paused,
    fetchJson: createFetchJson({ clock: hanging, fetch: hang }),
  });
  async function leaveAfter(ms: number) {
    const leaving = new AbortController();
    const asked = ask('http://stand-in/', {}, leaving.signal);
    await until(() => expect(calls).toBeGreaterThan(0));
    await hanging.advance(ms);
    leaving.abort();
    return asked;
  }
  // Whoever leaves early says nothing of the source, unless nobody ever hears from it.
  expect(await leaveAfter(1_500)).toMatchObject({ reason: 'Capitals: no answer in time' });
  await hanging.advance(0);
  expect(paused.pause).not.toHaveBeenCalled();
  calls = 0;
  await leaveAfter(600);
  await hanging.advance(0);
  expect(paused.pause.mock.calls).toEqual([[5_000]]);
  calls = 0;
  const refused = await ask('http://stand-in/', {}, noSignal());
  expect(refused).toMatchObject({ reason: expect.stringMatching(/left alone/), unasked: true });
  expect(calls).toBe(0);
});

test('what a cache still has does not say that its source answers', async () => {
  const told: string[] = [];
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  let body: unknown = summary;
  let status = 200;
  const knowledge = createSources({
    settings: () => sourceSettings('http://stand-in', 'http://stand-in', { wikipedia: 100, igdb: 4 }),
    fleet: { windows: null },
    openFresh: createOpenFresh({ caches: opened.storage.cache, clock, tell: () => {} }),
    token: { clientId: null, get: async () => null },
    say: await phrasesIn('fr'),
    clock: systemClock,
    tell: (event) => void ('text' in event && told.push(event.text)),
    fetch: async () => Response.json(body, { status }),
  });
  const state = () => /wikipedia: ([a-z ]+)/.exec(knowledge.health().detail ?? '')?.[1];
  expect(state()).toBe('not tried yet');
  expect(await knowledge.wikipedia(lookup('Paris'), noSignal())).toMatchObject({ kind: 'fact' });
  expect(state()).toBe('ok');
  [status, body] = [500, {}];
  await knowledge.wikipedia(lookup('Rome'), noSignal());
  expect(state()).toBe('failing');
  expect(await knowledge.wikipedia(lookup('Paris'), noSignal())).toMatchObject({ kind: 'fact' });
  expect(state()).toBe('failing');
  expect(told.filter((text) => !text.startsWith('IGDB'))).toEqual(['a source fails: Wikipedia: status 500']);
  [status, body] = [200, summary];
  await knowledge.wikipedia(lookup('Rome'), noSignal());
  expect(state()).toBe('ok');
});

const summary = { batchcomplete: true, query: { pages: [{ title: 'Paris', extract: 'Paris est une ville.' }] } };
