import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { watchPressure } from './memory-pressure.ts';

function setUp() {
  const clock = createVirtualClock();
  const { events, tell } = collectEvents();
  const shares: number[] = [];
  const heap = { full: 0.3 };
  const stop = watchPressure({
    squeeze: (share) => void shares.push(share),
    clock,
    tell,
    fullness: () => heap.full,
    everyMs: 1_000,
  });
  return { clock, events, shares, heap, stop };
}

test('caches are halved at each look while the heap is nearly full, and it is said once', async () => {
  const { clock, events, shares, heap } = setUp();
  await clock.advance(3_000);
  expect(shares).toEqual([]);
  heap.full = 0.9;
  await clock.advance(3_000);
  expect(shares).toEqual([0.5, 0.25, 0.125]);
  expect(events).toMatchObject([{ kind: 'warning', text: 'memory: 90 % of the heap is used; caches give way' }]);
  await clock.advance(60_000);
  expect(shares.at(-1)).toBe(1 / 64);
});

test('they grow again step by step when there was room for a while, which is said once', async () => {
  const { clock, events, shares, heap } = setUp();
  heap.full = 0.9;
  await clock.advance(2_000);
  heap.full = 0.7;
  await clock.advance(10_000);
  expect(shares).toEqual([0.5, 0.25]);
  heap.full = 0.5;
  await clock.advance(12_000);
  expect(shares).toEqual([0.5, 0.25, 0.5, 1]);
  await clock.advance(20_000);
  expect(events.map((event) => 'text' in event && event.text)).toEqual([
    'memory: 90 % of the heap is used; caches give way',
    'memory: caches have all their room again',
  ]);
});

test('a heap that is nearly empty is looked at less often', async () => {
  const clock = createVirtualClock();
  const heap = { full: 0.1, looks: 0 };
  const fullness = () => {
    heap.looks++;
    return heap.full;
  };
  const stop = watchPressure({ squeeze() {}, clock, tell() {}, fullness, everyMs: 1_000 });
  await clock.advance(20_000);
  expect(heap.looks).toBe(1 + 4);
  heap.full = 0.3;
  await clock.advance(15_000);
  expect(heap.looks).toBe(1 + 4 + 1 + 10);
  stop();
});

test('nothing is looked at after the end', async () => {
  const { clock, stop } = setUp();
  stop();
  expect(clock.pending).toBe(0);
});

test('a process with a small heap outlives a cache whose bound is far larger', () => {
  const program = `
    import { createOpenFresh } from './fresh.ts';
    import { watchPressure } from './memory-pressure.ts';
    import { systemClock } from '../lib/clock.ts';
    const gone = { ok: false, reason: 'closed', detail: '' };
    const none = { get: async () => gone, set: async () => gone, delete: async () => gone, count: async () => gone };
    const tell = () => {};
    const open = createOpenFresh({ caches: () => none, clock: systemClock, tell });
    watchPressure({ squeeze: open.squeeze, clock: systemClock, tell, everyMs: 1 });
    const cache = open('answers', { freshMs: 1e9, staleMs: 0, nothingMs: 0, maxBytes: 1e9 });
    for (let i = 0; i < 8_000; i++) {
      void cache.put('k' + i, { text: (i + ' ').repeat(2_000) });
      if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    process.stdout.write('alive ' + (cache.stats().entries > 0));`;
  const ran = spawnSync(
    process.execPath,
    ['--max-old-space-size=64', '--max-semi-space-size=2', '--input-type=module', '-e', program],
    { cwd: import.meta.dirname, encoding: 'utf8', timeout: 55_000 },
  );
  expect(ran).toMatchObject({ status: 0, stdout: 'alive true' });
});
