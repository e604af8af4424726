import { expect, test } from 'vitest';
import { createScene, ok, type Script, server } from '../../test/support/cascade.ts';

const late: Script = ({ name }) => ({ after: name === 'a' ? 8_000 : 300, result: ok });
const usualMs = 1_000;

test('an answer that is later than usual is asked for elsewhere too, and the slow call is given up', async () => {
  const { clock, ask, calls, events, state } = createScene(['a', 'b'], late, 1, { usualMs });
  const end = ask();
  await clock.advance(999);
  expect(calls).toEqual(['a']);
  await clock.advance(301);
  expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
  expect(calls).toEqual(['a', 'b']);
  await clock.advance(0);
  expect(events.flatMap((event) => (event.kind === 'llm.ended' ? [event.outcome] : []))).toEqual(['ok', 'cancelled']);
  expect([state('a'), state('b')]).toEqual(['healthy', 'healthy']);
});

test('without it a late answer is waited for', async () => {
  const { clock, ask, calls } = createScene(['a', 'b'], late);
  const end = ask();
  await clock.advance(8_000);
  expect(await end).toMatchObject({ kind: 'text', endpoint: 'a' });
  expect(calls).toEqual(['a']);
});

test('a second call is never to the same endpoint, nor to one that is not well', async () => {
  const alone = createScene(['a'], late, 1, { usualMs });
  const end = alone.ask();
  await alone.clock.advance(8_000);
  expect(await end).toMatchObject({ kind: 'text' });
  expect(alone.calls).toEqual(['a']);

  const ill = createScene(
    ['a', 'b'],
    ({ name }) => (name === 'b' ? { result: server } : { after: 8_000, result: ok }),
    1,
    {
      usualMs,
      endpoints: { b: { tier: 'heavy' } },
    },
  );
  const first = ill.ask(20_000, undefined, 'heavy');
  await ill.clock.advance(9_000);
  await first;
  expect(ill.calls).toEqual(['b', 'b', 'a']);
  const second = ill.ask();
  await ill.clock.advance(8_000);
  expect(await second).toMatchObject({ kind: 'text', endpoint: 'a' });
  expect(ill.calls).toEqual(['b', 'b', 'a', 'a']);
});

test('of many late answers only one in ten is asked for twice', async () => {
  const { clock, ask, calls } = createScene(['a', 'b'], late, 1, { usualMs });
  const askLate = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const end = ask();
      await clock.advance(8_000);
      expect(await end).toMatchObject({ kind: 'text' });
    }
    return calls.filter((name) => name === 'b').length;
  };
  expect(await askLate(9)).toBe(1);
  const inFifty = await askLate(41);
  expect(inFifty).toBeGreaterThanOrEqual(4);
  expect(inFifty).toBeLessThanOrEqual(6);
});

test('when the first call fails after all, the second one counts', async () => {
  const { clock, ask } = createScene(
    ['a', 'b'],
    ({ name }) => (name === 'a' ? { after: 2_000, result: server } : { after: 3_000, result: ok }),
    1,
    { usualMs },
  );
  const end = ask();
  await clock.advance(4_000);
  expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
});
