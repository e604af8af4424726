import { describe, expect, test } from 'vitest';
import { createScene, type More, ok, type Script, server } from '../../test/support/cascade.ts';

describe('tiers', () => {
  const tiers: More = { endpoints: { small: { tier: 'light' }, big: { tier: 'heavy' }, bigger: { tier: 'heavy' } } };
  test.each([
    ['heavy', ['big', 'bigger', 'small']],
    ['light', ['small', 'big', 'bigger']],
    [undefined, ['big', 'small', 'bigger']],
  ] as const)(
    'an ask for %s goes first to endpoints of that tier, each in the order of preference',
    async (tier, order) => {
      const { clock, ask, calls } = createScene(['big', 'small', 'bigger'], () => ({ result: server }), 1, tiers);
      const end = ask(20_000, undefined, tier);
      await clock.advance(1_000);
      await end;
      expect([...new Set(calls)]).toEqual(order);
    },
  );

  test('a heavy endpoint that backs off is replaced by its lighter sibling', async () => {
    const { clock, ask, calls } = createScene(
      ['small', 'big'],
      ({ name }) => ({ result: name === 'big' ? server : ok }),
      1,
      tiers,
    );
    for (let i = 0; i < 2; i++) {
      const end = ask(20_000, undefined, 'heavy');
      await clock.advance(100);
      expect(await end).toMatchObject({ kind: 'text', endpoint: 'small' });
    }
    expect(calls).toEqual(['big', 'big', 'small', 'small']);
  });
});

describe('an endpoint with room for two calls', () => {
  const slow: Script = () => ({ after: 1_000, result: ok });
  test('never has three; the others go to the next one', async () => {
    const { clock, ask, calls } = createScene(['a', 'b'], slow, 1, { endpoints: { a: { max_concurrency: 2 } } });
    const ends = Promise.all(Array.from({ length: 5 }, () => ask()));
    await clock.advance(1_000);
    expect((await ends).every(({ kind }) => kind === 'text')).toBe(true);
    expect(calls.toSorted()).toEqual(['a', 'a', 'b', 'b', 'b']);
  });

  test('takes the others as places come free when it is the only one', async () => {
    const { clock, ask, calls } = createScene(['a'], slow, 1, { endpoints: { a: { max_concurrency: 2 } } });
    const ends = Promise.all(Array.from({ length: 6 }, () => ask()));
    await clock.advance(0);
    expect(calls).toHaveLength(2);
    await clock.advance(1_000);
    expect(calls).toHaveLength(4);
    await clock.advance(2_000);
    expect((await ends).map(({ kind }) => kind)).toEqual(Array(6).fill('text'));
    expect(clock.pending).toBe(0);
  });

  test('is waited for until the deadline, or until the viewer goes, and no longer', async () => {
    const { clock, ask } = createScene(['a'], () => ({ after: 30_000, result: ok }), 1, {
      endpoints: { a: { max_concurrency: 1 } },
    });
    const first = ask(60_000);
    await clock.advance(0);
    const leaving = new AbortController();
    const late = ask(5_000);
    const gone = ask(20_000, leaving.signal);
    await clock.advance(4_000);
    leaving.abort();
    expect(await gone).toEqual({ kind: 'failed', reason: 'cancelled' });
    await clock.advance(1_000);
    expect(await late).toMatchObject({ kind: 'failed', reason: 'deadline' });
    await clock.advance(25_000);
    expect(await first).toMatchObject({ kind: 'text' });
  });
});

test('a server that turns calls away halves what is asked of it at once, and more is asked as it answers', async () => {
  let busy = true;
  const { clock, ask, adaptiveCap, events } = createScene(
    ['a'],
    () => ({ after: 100, result: busy ? { kind: 'timeout', detail: '' } : ok }),
    1_000,
  );
  const round = async () => {
    const ends = Array.from({ length: adaptiveCap.limit() }, () => ask());
    await clock.advance(20_000);
    await Promise.all(ends);
  };
  await round();
  expect(adaptiveCap.limit()).toBeLessThanOrEqual(5);
  busy = false;
  for (let i = 0; i < 3; i++) await round();
  expect(adaptiveCap.limit()).toBe(10);
  expect(events.filter(({ kind }) => kind === 'llm.limit').at(-1)).toEqual({ kind: 'llm.limit', limit: 10, cap: 10 });
});
