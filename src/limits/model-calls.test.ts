import { beforeEach, expect, test } from 'vitest';
import { aViewer } from '../../test/support/fakes.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import type { Cache } from '../domain/storage.ts';
import type { Viewer } from '../domain/viewer.ts';
import { openStorage } from '../storage/index.ts';
import { createModelCalls } from './model-calls.ts';

let clock: VirtualClock;
let cache: Cache;
let paused: number;
let most: number | null;
let calls: ReturnType<typeof open>;

const open = () =>
  createModelCalls({
    acquire: async () => ({ kind: 'slot', slot: { release() {} } }),
    refuse: async (_channel, _viewer, by, retryAfterMs) => ({ kind: 'refused', by, retryAfterMs, tell: true }),
    newcomers: () => most,
    pausedMs: () => paused,
    cache,
    clock,
  });
const call = async (viewer: Viewer | null, channel = 'c') => {
  const got = await calls.acquire({ channel, viewer, priority: 'viewer', deadline: 1e9 }, new AbortController().signal);
  return got.kind === 'refused' ? got.by : got.kind;
};

beforeEach(async () => {
  clock = createVirtualClock();
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  cache = opened.storage.cache('seen');
  paused = 0;
  most = 60;
  calls = open();
  return () => opened.storage.close();
});

test('a thousand accounts that nobody has seen before have 60 model calls an hour in a channel, together', async () => {
  const ends: string[] = [];
  for (let i = 0; i < 1_000; i++) ends.push(await call(aViewer(`fresh${i}`)));
  expect(ends.filter((end) => end === 'slot')).toHaveLength(60);
  expect(ends.at(-1)).toBe('newcomers');
  // Those who were let in have no more than the others.
  expect(await call(aViewer('fresh1'))).toBe('newcomers');
  expect(await call(aViewer('other'), 'another channel')).toBe('slot');
  await clock.advance(3_600_000);
  expect(await call(aViewer('fresh999'))).toBe('slot');
});

test('who was seen the day before is no newcomer, also after a restart; subscribers and background calls never are', async () => {
  most = 1;
  expect(await call(aViewer('lea'))).toBe('slot');
  await clock.advance(24 * 3_600_000);
  calls = open();
  for (let i = 0; i < 3; i++) expect(await call(aViewer('lea'))).toBe('slot');
  expect(await call(aViewer('max'))).toBe('slot');
  expect(await call(aViewer('max'))).toBe('newcomers');
  expect(await call(aViewer('sub', 'subscriber'))).toBe('slot');
  expect(await call(null)).toBe('slot');
});

test('who may come to call a model is read ahead, and stored once a model is called', async () => {
  const reads: string[] = [];
  const stored = cache;
  cache = {
    ...stored,
    get(key) {
      reads.push(key);
      return stored.get(key);
    },
  };
  calls = open();
  calls.readAhead(aViewer('lea'));
  await clock.advance(3_600_000);
  expect(await stored.count()).toEqual({ ok: true, value: 0 });
  expect(await call(aViewer('lea'))).toBe('slot');
  expect(await stored.get('viewer/id-lea/seen')).toEqual({ ok: true, value: clock.wall() - 3_600_000 });
  expect(reads).toHaveLength(1);
});

test('a store that does not answer makes nobody a stranger, and is asked again', async () => {
  const stored = cache;
  let isAway = true;
  cache = {
    ...stored,
    get: async (key) => (isAway ? { ok: false, reason: 'unreachable', detail: 'away' } : stored.get(key)),
  };
  most = 1;
  calls = open();
  for (let i = 0; i < 3; i++) expect(await call(aViewer('lea'))).toBe('slot');
  isAway = false;
  expect(await call(aViewer('lea'))).toBe('slot');
  expect(await call(aViewer('lea'))).toBe('newcomers');
});

test('without a limit nobody is counted, and whose answers were held back is refused all the same', async () => {
  most = null;
  for (let i = 0; i < 100; i++) expect(await call(aViewer(`fresh${i}`))).toBe('slot');
  paused = 60_000;
  expect(await call(aViewer('lea'))).toBe('held_back');
});
