import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createOnAir, type OnAirParts } from './on-air.ts';

const hades = { kind: 'done', value: { live: true, game: 'Hades', title: 'run 12' } } as const;

function setUp(stream: OnAirParts['stream']) {
  const clock = createVirtualClock();
  return { clock, ...createOnAir({ stream, clock }) };
}
const { signal } = new AbortController();

test('the game on air is what Twitch says; a category that is none is no game', async () => {
  const { stream } = setUp(async (channel) =>
    channel === 'talk' ? { ...hades, value: { ...hades.value, game: 'Just Chatting' } } : hades,
  );
  expect(await stream('one', signal)).toMatchObject({ game: 'Hades' });
  expect(await stream('talk', signal)).toEqual({ game: null, category: 'Just Chatting', title: 'run 12' });
  expect(await setUp(null).stream('one', signal)).toBeNull();
});

test('nobody waits longer than 2 s for a Twitch that hangs, and what it says later is there for the next one', async () => {
  let answer: (answer: typeof hades) => void = () => {};
  const { clock, stream, last } = setUp(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const asked = stream('one', signal);
  await clock.advance(2_000);
  expect(await asked).toBeNull();
  expect(clock.pending).toBe(0);
  answer(hades);
  await clock.advance(0);
  expect(last('one')).toMatchObject({ game: 'Hades', title: 'run 12' });
});

test('a command that is over waits for nothing', async () => {
  const over = new AbortController();
  const { clock, stream } = setUp(() => new Promise(() => {}));
  const asked = stream('one', over.signal);
  over.abort();
  expect(await asked).toBeNull();
  expect(clock.pending).toBe(0);
});
