import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import type { FreshOptions, Load, Loaded } from '../domain/fresh.ts';
import type { Storage } from '../domain/storage.ts';
import { createOpenFresh, type FreshOpener } from './fresh.ts';
import { openStorage } from './storage.ts';

const options: FreshOptions = { freshMs: 60_000, staleMs: 600_000, nothingMs: 10_000, maxBytes: 100_000 };
const never = new AbortController().signal;
const found = (value: string): Loaded<string> => ({ kind: 'found', value });

let clock: VirtualClock;
let storage: Storage;
let events: ReturnType<typeof collectEvents>;
let openFresh: FreshOpener;
/** Another process on the same store. */
const another = () => createOpenFresh({ caches: (name) => storage.cache(`fresh.${name}`), clock, tell: events.tell });

beforeEach(async () => {
  clock = createVirtualClock();
  events = collectEvents();
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  storage = opened.storage;
  openFresh = another();
  return () => storage.close();
});

/** A source that counts how often it is asked. */
function aSource(first: Loaded<string> = found('a')) {
  const source = { says: first, asked: 0, behind: 0 };
  const load: Load<string> = async (_signal, behind) => {
    source.asked++;
    if (behind) source.behind++;
    return source.says;
  };
  return { source, load };
}

/** A source that answers when it is told to. */
function aSlowSource() {
  const calls: { readonly signal: AbortSignal; answer(loaded: Loaded<string>): void }[] = [];
  const load: Load<string> = (signal) => new Promise((answer) => calls.push({ signal, answer }));
  return { calls, load };
}

const results = () => events.events.map((event) => (event.kind === 'cache.request' ? event.result : ''));
const settle = () => clock.advance(0);

describe('what was found', () => {
  test('is served without asking again, in this process and after a restart', async () => {
    const { source, load } = aSource();
    const cache = openFresh<string>('facts', options);
    expect(await cache.get('k', load, never)).toEqual({ kind: 'found', value: 'a', from: 'source' });
    expect(await cache.get('k', load, never)).toEqual({ kind: 'found', value: 'a', from: 'cache' });
    await settle();
    const later = another()<string>('facts', options);
    expect(await later.get('k', load, never)).toEqual({ kind: 'found', value: 'a', from: 'cache' });
    expect(source.asked).toBe(1);
    expect(results()).toEqual(['miss', 'hit', 'hit']);
    expect(cache.stats()).toMatchObject({ entries: 1, hits: 1, misses: 1, stale: 0 });
  });

  test('is asked for again behind what is out of date', async () => {
    const { source, load } = aSource();
    const cache = openFresh<string>('facts', options);
    await cache.get('k', load, never);
    await clock.advance(60_000);
    source.says = found('b');
    expect(await cache.get('k', load, never)).toEqual({ kind: 'found', value: 'a', from: 'stale' });
    await settle();
    expect(await cache.get('k', load, never)).toEqual({ kind: 'found', value: 'b', from: 'cache' });
    expect(source).toMatchObject({ asked: 2, behind: 1 });
    expect(results()).toEqual(['miss', 'stale', 'hit']);
  });

  test('stays while the source fails, which is then left alone for a while', async () => {
    const { source, load } = aSource();
    const cache = openFresh<string>('facts', options);
    await cache.get('k', load, never);
    await clock.advance(60_000);
    source.says = { kind: 'failed', reason: 'down' };
    for (let i = 0; i < 5; i++) {
      expect(await cache.get('k', load, never)).toMatchObject({ value: 'a', from: 'stale' });
      await settle();
    }
    expect(source.asked).toBe(2);
    await clock.advance(10_000);
    await cache.get('k', load, never);
    await settle();
    expect(source.asked).toBe(3);
  });

  test('is gone when it is too old even for that', async () => {
    const { source, load } = aSource();
    const cache = openFresh<string>('facts', options);
    await cache.get('k', load, never);
    await clock.advance(660_000);
    expect(await cache.kept('k')).toBeUndefined();
    source.says = { kind: 'failed', reason: 'down' };
    expect(await cache.get('k', load, never)).toEqual({ kind: 'failed', reason: 'down' });
  });

  test('can be looked at, out of date or not, without asking the source', async () => {
    const cache = openFresh<string>('facts', options);
    expect(await cache.kept('k')).toBeUndefined();
    await cache.put('k', 'a');
    await clock.advance(300_000);
    expect(await cache.kept('k')).toBe('a');
    expect(await another()<string>('facts', options).kept('k')).toBe('a');
  });

  test('is forgotten when nobody asked for it for long, and not while somebody does', async () => {
    const { source, load } = aSource();
    const idle = { ...options, freshMs: 3_600_000, idleMs: 60_000 };
    const cache = openFresh<string>('facts', idle);
    await cache.get('k', load, never);
    for (let i = 0; i < 5; i++) {
      await clock.advance(40_000);
      await cache.get('k', load, never);
    }
    // The store was told as well.
    await another()<string>('facts', idle).get('k', load, never);
    expect(source.asked).toBe(1);
    await clock.advance(60_000);
    await cache.get('k', load, never);
    expect(source.asked).toBe(2);
  });
});

test('nothing is an answer, believed for a while', async () => {
  const { source, load } = aSource({ kind: 'nothing' });
  const cache = openFresh<string>('facts', options);
  expect(await cache.get('k', load, never)).toEqual({ kind: 'nothing', from: 'source' });
  expect(await cache.get('k', load, never)).toEqual({ kind: 'nothing', from: 'cache' });
  await settle();
  expect(await another()<string>('facts', options).get('k', load, never)).toEqual({ kind: 'nothing', from: 'cache' });
  await clock.advance(10_000);
  source.says = found('b');
  expect(await cache.get('k', load, never)).toMatchObject({ value: 'b', from: 'source' });
  expect(results()).toEqual(['miss', 'negative', 'negative', 'miss']);
});

test('a failure is told and not kept, also one that is thrown', async () => {
  const cache = openFresh<string>('facts', options);
  const broken = () => Promise.reject(new Error('no route'));
  expect(await cache.get('k', broken, never)).toEqual({ kind: 'failed', reason: 'no route' });
  expect(await cache.get('k', aSource().load, never)).toMatchObject({ value: 'a', from: 'source' });
  expect(results()).toEqual(['error', 'miss']);
});

describe('one load at a time', () => {
  test('everybody who asks meanwhile gets the one answer', async () => {
    const { calls, load } = aSlowSource();
    const cache = openFresh<string>('facts', options);
    const answers = Array.from({ length: 50 }, () => cache.get('k', load, never));
    await settle();
    expect(calls).toHaveLength(1);
    calls[0]!.answer(found('a'));
    for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ value: 'a' });
  });

  test('who leaves does not take the others along', async () => {
    const { calls, load } = aSlowSource();
    const cache = openFresh<string>('facts', options);
    const leaving = new AbortController();
    const left = cache.get('k', load, leaving.signal);
    const stays = cache.get('k', load, never);
    await settle();
    leaving.abort();
    expect(await left).toEqual({ kind: 'failed', reason: 'cancelled' });
    expect(calls[0]!.signal.aborted).toBe(false);
    calls[0]!.answer(found('a'));
    expect(await stays).toMatchObject({ value: 'a' });
  });

  test('when everybody has left, the load is called off, and who comes then begins anew', async () => {
    const { calls, load } = aSlowSource();
    const cache = openFresh<string>('facts', options);
    const leaving = new AbortController();
    const left = cache.get('k', load, leaving.signal);
    await settle();
    leaving.abort();
    await left;
    expect(calls[0]!.signal.aborted).toBe(true);
    const next = cache.get('k', load, never);
    await settle();
    expect(calls).toHaveLength(2);
    calls[1]!.answer(found('b'));
    expect(await next).toMatchObject({ value: 'b' });
  });

  test('a load behind a stale value has a deadline of its own', async () => {
    const { calls, load } = aSlowSource();
    const cache = openFresh<string>('facts', options);
    await cache.put('k', 'a');
    await clock.advance(60_000);
    await cache.get('k', load, AbortSignal.abort());
    await clock.advance(29_000);
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([false]);
    await clock.advance(2_000);
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([true]);
  });

  test('whatever the order in which callers come and leave and sources answer or fail', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('ask' as const), key: fc.constantFrom('k', 'l') }),
      fc.record({ kind: fc.constant('leave' as const), who: fc.nat(30) }),
      fc.record({ kind: fc.constant('answer' as const), ok: fc.boolean() }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(90_000) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const cache = another()<string>('facts', options);
        await cache.clear();
        const running = new Map<string, { signal: AbortSignal; answer(ok: boolean): void }>();
        const callers: { readonly leave: AbortController; readonly done: Promise<unknown> }[] = [];
        let tooMany = 0;
        for (const each of steps) {
          if (each.kind === 'ask') {
            const { key } = each;
            const leave = new AbortController();
            const load: Load<string> = (signal) => {
              const earlier = running.get(key);
              if (earlier && !earlier.signal.aborted) tooMany++;
              return new Promise((resolve) => {
                const answer = (ok: boolean) => resolve(ok ? found(key) : { kind: 'failed', reason: 'x' });
                const one = { signal, answer };
                running.set(key, one);
              });
            };
            callers.push({ leave, done: cache.get(key, load, leave.signal) });
          } else if (each.kind === 'leave') callers[each.who]?.leave.abort();
          else if (each.kind === 'wait') await clock.advance(each.ms);
          else {
            const [first] = running;
            if (first) running.delete(first[0]);
            first?.[1].answer(each.ok);
          }
          await settle();
        }
        for (const { leave } of callers) leave.abort();
        await Promise.all(callers.map(({ done }) => done));
        expect(tooMany).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('bytes', () => {
  test('never pass the bound, whatever is put in, and what was asked for last stays', async () => {
    const entry = fc.record({ key: fc.string({ maxLength: 40 }), length: fc.nat(6_000) });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 60 }), async (entries) => {
        const cache = another()<string>('facts', { ...options, maxBytes: 20_000 });
        for (const { key, length } of entries) {
          void cache.put(key, 'é'.repeat(length));
          expect(cache.stats().bytes).toBeLessThanOrEqual(20_000);
        }
        const kept = cache.stats();
        expect(kept.entries === 0).toBe(kept.bytes === 0);
      }),
      { numRuns: 40 },
    );
  });

  test('what was asked for last stays', async () => {
    const cache = openFresh<string>('facts', { ...options, maxBytes: 2_500 });
    await cache.put('first', 'x'.repeat(500));
    await cache.put('second', 'x'.repeat(500));
    await cache.get('first', aSource().load, never);
    for (const key of ['third', 'fourth']) await cache.put(key, 'x'.repeat(500));
    expect(cache.stats().entries).toBe(3);
    await storage.close();
    expect(await cache.kept('first')).toBeDefined();
    expect(await cache.kept('second')).toBeUndefined();
  });

  test('are given up at once when memory is short, and may be used again later', async () => {
    const cache = openFresh<string>('facts', { ...options, maxBytes: 10_000 });
    const fill = async () => {
      for (let i = 0; i < 20; i++) await cache.put(`k${i}`, 'x'.repeat(500));
      return cache.stats().bytes;
    };
    expect(await fill()).toBeGreaterThan(8_000);
    openFresh.squeeze(0.5);
    expect(cache.stats().bytes).toBeLessThanOrEqual(5_000);
    expect(await fill()).toBeLessThanOrEqual(5_000);
    const opened = openFresh<string>('others', { ...options, maxBytes: 10_000 });
    for (let i = 0; i < 20; i++) await opened.put(`k${i}`, 'x'.repeat(500));
    expect(opened.stats().bytes).toBeLessThanOrEqual(5_000);
    openFresh.squeeze(1);
    expect(await fill()).toBeGreaterThan(8_000);
  });

  test('what cannot be kept is served all the same', async () => {
    const cache = openFresh<unknown>('facts', { ...options, maxBytes: 100 });
    const circle: unknown[] = [];
    circle.push(circle);
    const answer = await cache.get('k', async () => ({ kind: 'found', value: circle }), never);
    expect(answer).toMatchObject({ kind: 'found', from: 'source' });
    expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0 });
  });
});

describe('cleared', () => {
  test('nothing is left: here, after a restart, and in other processes within seconds', async () => {
    const cache = openFresh<string>('facts', options);
    const elsewhere = another()<string>('facts', options);
    await cache.put('k', 'a');
    expect(await elsewhere.kept('k')).toBe('a');
    await cache.clear();
    expect(await cache.kept('k')).toBeUndefined();
    expect(await another()<string>('facts', options).kept('k')).toBeUndefined();
    await clock.advance(5_000);
    await elsewhere.kept('other');
    await settle();
    expect(await elsewhere.kept('k')).toBeUndefined();
  });

  test('a load that began before is not kept after', async () => {
    const { calls, load } = aSlowSource();
    const cache = openFresh<string>('facts', options);
    const answer = cache.get('k', load, never);
    await settle();
    await cache.clear();
    calls[0]!.answer(found('old'));
    expect(await answer).toMatchObject({ value: 'old' });
    expect(await cache.kept('k')).toBeUndefined();
  });
});

test('without its store a cache still works in this process', async () => {
  const { source, load } = aSource();
  const cache = openFresh<string>('facts', options);
  await storage.close();
  await cache.get('k', load, never);
  expect(await cache.get('k', load, never)).toMatchObject({ from: 'cache' });
  expect(source.asked).toBe(1);
  await cache.clear();
  expect(await cache.kept('k')).toBeUndefined();
});

test('caches are known by name, and opened again go on with the newer options', async () => {
  const cache = openFresh<string>('facts', options);
  await cache.put('k', 'a');
  expect(openFresh<string>('facts', { ...options, freshMs: 1_000 })).toBe(cache);
  await clock.advance(2_000);
  expect(await cache.get('k', aSource().load, never)).toMatchObject({ from: 'stale' });
  expect(openFresh.caches().map(({ name, stats }) => [name, stats().entries])).toEqual([['facts', 1]]);
});
