import { describe, expect, test } from 'vitest';
import { question } from '../../test/faults/llm-house.ts';
import { createScene, ok, own, server } from '../../test/support/cascade.ts';

test('an ask goes to three endpoints at most, and to each once more where it may answer in a moment', async () => {
  const { clock, ask, calls } = createScene(['a', 'b', 'c', 'd'], () => ({ result: server }));
  const end = ask();
  await clock.advance(1_000);
  expect(await end).toMatchObject({ kind: 'failed', reason: 'upstream' });
  expect(calls).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
});

test('an endpoint that is still trusted gets a second chance, after a short pause', async () => {
  const { clock, ask, calls } = createScene(['a'], ({ nth }) => ({ result: nth < 3 ? server : ok }), 5);
  const end = ask();
  await clock.advance(50);
  expect(calls).toHaveLength(1);
  await clock.advance(500);
  expect(await end).toMatchObject({ kind: 'text' });
  expect(calls).toHaveLength(3);
});

describe.each([
  ['alone', ['a']],
  ['with another behind it', ['a', 'b']],
] as const)('an endpoint %s', (_, names) => {
  test.each(['connection', 'server', 'bad_body'] as const)(
    'stays in use after one passing %s: it is asked once more, and answers',
    async (kind) => {
      const { clock, ask, calls, state } = createScene([...names], ({ nth }) => ({
        result: nth === 1 ? { kind, detail: '' } : ok,
      }));
      const end = ask();
      await clock.advance(150);
      expect(await end).toMatchObject({ kind: 'text', endpoint: 'a' });
      expect(calls).toEqual(['a', 'a']);
      expect(state('a')).toBe('healthy');
    },
  );
});

test('where nobody listens the next endpoint is asked at once', async () => {
  const { clock, ask, calls, state } = createScene(['a', 'b'], ({ name }) => ({
    result: name === 'a' ? { kind: 'connection', detail: 'Connection error. (ECONNREFUSED)' } : ok,
  }));
  const end = ask();
  await clock.advance(0);
  expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
  expect(calls).toEqual(['a', 'b']);
  expect(state('a')).toBe('backing off');
});

test.each([
  [6_000, ['a', 'a', 'b']],
  [7_000, ['a', 'b']],
])(
  'what took %i of 20,000 ms to fail is asked again where the next endpoint has as much time left',
  async (after, asked) => {
    const { clock, ask, calls } = createScene(['a', 'b'], ({ name }) =>
      name === 'a' ? { after, result: server } : { result: ok },
    );
    const end = ask();
    await clock.advance(15_000);
    expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
    expect(calls).toEqual(asked);
  },
);

test('what fails twice in a row counts, and so does the failure of the call that tries an endpoint after its rest', async () => {
  const { clock, ask, calls, state } = createScene(['a'], () => ({ result: server }));
  const first = ask();
  await clock.advance(500);
  expect(await first).toMatchObject({ kind: 'failed', reason: 'upstream' });
  expect([calls.length, state('a')]).toEqual([2, 'backing off']);
  await clock.advance(5_000);
  const probe = ask();
  await clock.advance(500);
  expect(await probe).toMatchObject({ kind: 'failed' });
  expect([calls.length, state('a')]).toEqual([3, 'backing off']);
});

test('an endpoint that has answered may say nothing but thoughts to a question or two, which may be their doing', async () => {
  const thoughts = { result: { kind: 'thoughts', detail: '' } } as const;
  const { clock, ask, state } = createScene(['a'], ({ nth }) => (nth === 1 ? { result: ok } : thoughts));
  const states: (string | undefined)[] = [];
  for (let i = 0; i < 4; i++) {
    const end = ask();
    await clock.advance(500);
    await end;
    states.push(state('a'));
  }
  expect(states).toEqual(['healthy', 'healthy', 'healthy', 'backing off']);
  const silent = createScene(['a'], () => thoughts);
  const end = silent.ask();
  await silent.clock.advance(500);
  await end;
  expect(silent.state('a')).toBe('backing off');
});

test('a server that names its wait is not asked again before it, and a viewer who leaves ends the second chance', async () => {
  const busy = createScene(['a'], () => ({ result: { ...server, retryAfterMs: 30_000 } }));
  const refused = busy.ask();
  await busy.clock.advance(500);
  expect(await refused).toMatchObject({ kind: 'failed' });
  expect([busy.calls.length, busy.state('a')]).toEqual([1, 'backing off']);
  const { clock, ask, calls, state } = createScene(['a'], () => ({ result: server }));
  const leaving = new AbortController();
  const end = ask(20_000, leaving.signal);
  await clock.advance(40);
  leaving.abort();
  expect(await end).toEqual({ kind: 'failed', reason: 'cancelled' });
  expect([calls.length, state('a')]).toEqual([1, 'backing off']);
});

test('a prompt that is too long for one endpoint, history or not, goes to the next', async () => {
  const { clock, ask, calls } = createScene(['a', 'b'], ({ name }) => ({
    result: name === 'a' ? { kind: 'context_overflow', detail: '' } : ok,
  }));
  const end = ask();
  await clock.advance(0);
  expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
  expect(calls).toEqual(['a', 'b']);
});

test.each(['timeout', 'rejected', 'model_missing', 'quota', 'unauthorized'] as const)(
  'after %s the same endpoint is not tried again',
  async (kind) => {
    const { clock, ask, calls } = createScene(['a'], () => ({ result: { kind, detail: '' } }), 5);
    const end = ask();
    await clock.advance(1_000);
    expect(await end).toMatchObject({ kind: 'failed', reason: 'upstream' });
    expect(calls).toEqual(['a']);
  },
);

test('a filtered answer is not fetched elsewhere', async () => {
  const { clock, ask, calls, state } = createScene(['a', 'b'], () => ({ result: { kind: 'filtered', detail: '' } }));
  const end = ask();
  await clock.advance(0);
  expect(await end).toMatchObject({ kind: 'failed', reason: 'filtered' });
  expect(calls).toEqual(['a']);
  expect(state('a')).toBe('healthy');
});

test('a prompt that gets an empty answer is asked again without its history when there is nowhere else', async () => {
  const { clock, ask, prompts } = createScene(['a'], ({ nth }) => ({
    result: nth === 1 ? { kind: 'empty', detail: '' } : ok,
  }));
  const end = ask(20_000, undefined, undefined, [
    { role: 'user', content: 'before' },
    { role: 'assistant', content: 'yes' },
    ...question,
  ]);
  await clock.advance(1_000);
  expect(await end).toMatchObject({ kind: 'text' });
  expect(prompts.map((messages) => messages.length)).toEqual([4, 2]);
});

test('an empty answer is sought elsewhere and is no mark against the endpoint', async () => {
  const { clock, ask, state } = createScene(['a', 'b'], ({ name }) => ({
    result: name === 'a' ? { kind: 'empty', detail: '' } : ok,
  }));
  const end = ask();
  await clock.advance(0);
  expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
  expect(state('a')).toBe('healthy');
});

test('no money left disables an endpoint', async () => {
  const { clock, ask, state } = createScene(['a', 'b'], ({ name }) => ({
    result: name === 'a' ? { kind: 'quota', detail: '429' } : ok,
  }));
  const end = ask();
  await clock.advance(0);
  expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
  expect(state('a')).toBe('disabled');
});

test('an endpoint with another behind it gets its own timeouts, the last one all the time that is left', async () => {
  const { clock, ask, given } = createScene(['a', 'b'], ({ name }) =>
    name === 'a' ? { after: 4_000, result: { kind: 'timeout', clock: 'first token', detail: '' } } : { result: ok },
  );
  const end = ask();
  await clock.advance(4_000);
  expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
  expect(given).toEqual([own, { firstTokenMs: 15_750, gapMs: 1_000, totalMs: 15_750 }]);
});

test('with little time the first endpoint gets half of it', async () => {
  const { clock, ask, given } = createScene(['a', 'b'], () => ({ result: ok }));
  const end = ask(2_250);
  await clock.advance(0);
  await end;
  expect(given).toEqual([{ firstTokenMs: 1_000, gapMs: 1_000, totalMs: 2_000 }]);
});

test('an endpoint that was given a moment only is not blamed for being late', async () => {
  const late = { kind: 'timeout', clock: 'total', detail: '' } as const;
  const { clock, ask, state } = createScene(['a'], ({ limits }) => ({ after: limits.totalMs, result: late }));
  const short = ask(1_250);
  await clock.advance(1_000);
  expect(await short).toMatchObject({ kind: 'failed', reason: 'deadline' });
  expect(state('a')).toBe('healthy');
  const long = ask();
  await clock.advance(20_000);
  expect(await long).toMatchObject({ kind: 'failed', reason: 'deadline' });
  expect(state('a')).toBe('backing off');
});

test('of many asks that fail together only a fifth, or three, try the same endpoint again', async () => {
  const { clock, ask, calls } = createScene(['a'], () => ({ after: 100, result: server }), 1_000);
  const ends = Promise.all(Array.from({ length: 50 }, () => ask()));
  await clock.advance(5_000);
  await ends;
  // The ten that are allowed at first make two more attempts each; as asks end, the share of those left shrinks.
  expect(calls.length).toBe(50 + 10 * 2);
  const more = Promise.all(Array.from({ length: 5 }, () => ask()));
  await clock.advance(5_000);
  await more;
  expect(calls.length).toBe(70 + 5 + 3 * 2);
});

test('going on to another endpoint needs no such permission', async () => {
  const { clock, ask } = createScene(
    ['a', 'b'],
    ({ name }) => ({ after: 100, result: name === 'a' ? server : ok }),
    1_000,
  );
  const ends = Promise.all(Array.from({ length: 50 }, () => ask()));
  await clock.advance(5_000);
  expect((await ends).every(({ kind }) => kind === 'text')).toBe(true);
});

test('a wait that a server asked for ends when the viewer goes', async () => {
  const busy = { kind: 'rate_limited', detail: '429', retryAfterMs: 10_000 } as const;
  const { clock, ask, calls } = createScene(['a'], () => ({ result: busy }));
  const leaving = new AbortController();
  const end = ask(20_000, leaving.signal);
  await clock.advance(5_000);
  leaving.abort();
  expect(await end).toEqual({ kind: 'failed', reason: 'cancelled' });
  expect(calls).toEqual(['a']);
});

test('a call that breaks inside does not keep its probe', async () => {
  let broken = true;
  const { clock, ask, state } = createScene(['a'], ({ nth }) => {
    if (nth > 2 && broken) throw new TypeError('x is not a function');
    return { result: nth <= 2 ? server : ok };
  });
  const first = ask();
  await clock.advance(5_200);
  await first;
  await expect(ask()).rejects.toThrow(TypeError);
  expect(state('a')).toBe('backing off');
  broken = false;
  await clock.advance(5_000);
  const again = ask();
  await clock.advance(0);
  expect(await again).toMatchObject({ kind: 'text' });
});
