import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noSignal } from '../../test/support/knowledge.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { createOpenFresh } from '../storage/fresh.ts';
import { openStorage } from '../storage/storage.ts';
import { bag, createFetchJson, text } from './fetch-json.ts';
import { createAsk, through } from './source.ts';
import { createSourceLine } from './source-line.ts';

// One more source, as docs/knowledge.md shows it: all of it is this function.

const meter = { waited: () => {}, totalMs: 0 };

async function createCapitals(url: string, clock: Clock) {
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const openFresh = createOpenFresh({ caches: opened.storage.cache, clock, tell: () => {} });
  const ask = createAsk({
    name: 'Capitals',
    line: createSourceLine({ perSecond: () => 100, maxOpen: 2, maxWaiting: 20, clock }),
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
