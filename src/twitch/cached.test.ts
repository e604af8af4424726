import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createCached } from './cached.ts';
import { type Answer, failed } from './helix-call.ts';

const times = { freshMs: 100, staleMs: 1_000, pauseMs: 10 };

test('a key that was not asked for longest is forgotten first, and a failure leaves the others alone', async () => {
  const clock = createVirtualClock();
  const cached = createCached<number>(clock, times, 2);
  const asked: string[] = [];
  const get = (key: string, answer: Answer<number> = { kind: 'done', value: asked.length }) =>
    cached(key, async () => {
      asked.push(key);
      return answer;
    });
  await get('a');
  await get('b');
  await get('a');
  await get('c');
  await get('a');
  await get('b');
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
  const down = failed('upstream', 'away');
  expect(await get('d', down)).toBe(down);
  expect(await get('d')).toBe(down);
  await clock.advance(10);
  expect(await get('d')).toMatchObject({ kind: 'done' });
});

test('a Twitch that hangs holds up nobody who could be given an older value; the newer one is taken when it comes', async () => {
  const clock = createVirtualClock();
  const cached = createCached<string>(clock, { freshMs: 100, staleMs: 60_000, pauseMs: 10 });
  await cached('a', async () => ({ kind: 'done', value: 'old' }));
  await clock.advance(100);
  let answer: (answer: Answer<string>) => void = () => {};
  const hangs = () =>
    new Promise<Answer<string>>((resolve) => {
      answer = resolve;
    });
  const asked = cached('a', hangs);
  await clock.advance(1_000);
  expect(await asked).toEqual({ kind: 'done', value: 'old' });
  answer({ kind: 'done', value: 'new' });
  await clock.advance(0);
  expect(await cached('a', hangs)).toEqual({ kind: 'done', value: 'new' });
  expect(clock.pending).toBe(0);
});
