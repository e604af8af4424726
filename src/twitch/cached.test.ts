import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createCached } from './cached.ts';
import { type Answer, failed } from './helix-call.ts';

const times = { freshMs: 100, staleMs: 1_000, pauseMs: 10 };

test('a key that was not asked for longest is forgotten first, and a failure leaves the others alone', async () => {
  const clock = createVirtualClock();
  const asked: string[] = [];
  let next: Answer<number> | null = null;
  const load = async (key: string): Promise<Answer<number>> => {
    asked.push(key);
    return next ?? { kind: 'done', value: asked.length };
  };
  const { get } = createCached(clock, times, load, 2);
  await get('a');
  await get('b');
  await get('a');
  await get('c');
  await get('a');
  await get('b');
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
  const down = failed('upstream', 'away');
  next = down;
  expect(await get('d')).toBe(down);
  next = null;
  expect(await get('d')).toBe(down);
  await clock.advance(10);
  expect(await get('d')).toMatchObject({ kind: 'done' });
});

test('a Twitch that hangs holds up nobody who could be given an older value; the newer one is taken when it comes', async () => {
  const clock = createVirtualClock();
  let answer: (answer: Answer<string>) => void = () => {};
  let load: () => Promise<Answer<string>> = async () => ({ kind: 'done', value: 'old' });
  const { get } = createCached(clock, { freshMs: 100, staleMs: 60_000, pauseMs: 10 }, () => load());
  await get('a');
  await clock.advance(100);
  load = () =>
    new Promise<Answer<string>>((resolve) => {
      answer = resolve;
    });
  const asked = get('a');
  await clock.advance(1_000);
  expect(await asked).toEqual({ kind: 'done', value: 'old' });
  answer({ kind: 'done', value: 'new' });
  await clock.advance(0);
  expect(await get('a')).toEqual({ kind: 'done', value: 'new' });
  expect(clock.pending).toBe(0);
});

test('the last value is there without waiting, and asked for anew behind it', async () => {
  const clock = createVirtualClock();
  let answer: Answer<number> = { kind: 'done', value: 1 };
  const { last } = createCached(clock, times, async () => answer);
  expect(last('a')).toBeNull();
  await clock.advance(0);
  expect(last('a')).toBe(1);
  answer = failed('upstream', 'away');
  await clock.advance(999);
  expect(last('a')).toBe(1);
  await clock.advance(1);
  expect(last('a')).toBeNull();
});
