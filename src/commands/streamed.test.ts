import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createStreamed, type StreamedParts } from './streamed.ts';

const hades = { kind: 'done', value: { live: true, game: 'Hades', title: 'run 12' } } as const;

function setUp(stream: StreamedParts['stream']) {
  const clock = createVirtualClock();
  return { clock, ...createStreamed({ stream, clock }) };
}
const { signal } = new AbortController();

test('the game on air is what Twitch says; a category that is none is no game', async () => {
  const { streamed } = setUp(async (channel) =>
    channel === 'talk' ? { ...hades, value: { ...hades.value, game: 'Just Chatting' } } : hades,
  );
  expect(await streamed('one', signal)).toBe('Hades');
  expect(await streamed('talk', signal)).toBeNull();
  expect(await setUp(null).streamed('one', signal)).toBeNull();
});

test('nobody waits longer than 2 s for a Twitch that hangs, and what it says later is there for the next one', async () => {
  let answer: (answer: typeof hades) => void = () => {};
  const { clock, streamed, last } = setUp(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const asked = streamed('one', signal);
  await clock.advance(2_000);
  expect(await asked).toBeNull();
  expect(clock.pending).toBe(0);
  answer(hades);
  await clock.advance(0);
  expect(last('one')).toEqual({ game: 'Hades', title: 'run 12' });
});

test('a command that is over waits for nothing', async () => {
  const over = new AbortController();
  const { clock, streamed } = setUp(() => new Promise(() => {}));
  const asked = streamed('one', over.signal);
  over.abort();
  expect(await asked).toBeNull();
  expect(clock.pending).toBe(0);
});
