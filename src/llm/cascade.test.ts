import { describe, expect, test } from 'vitest';
import { anEndpoint, question } from '../../test/faults/llm-house.ts';
import { collectEvents, someSettings } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { PromptMessage } from '../domain/llm.ts';
import type { EndpointSettings, Tier } from '../domain/settings.ts';
import { createAdaptiveCap } from './adaptive-cap.ts';
import { createCascade } from './cascade.ts';
import type { CallResult } from './endpoint-client.ts';
import { createEndpointTracker } from './endpoint-tracker.ts';
import type { CallLimits } from './timeouts.ts';
import { timeoutsOf } from './timeouts.ts';

type Script = (call: { name: string; limits: CallLimits; nth: number }) => { after?: number; result: CallResult };

const ok = { kind: 'ok', text: 'Yes.', firstTokenMs: 10, totalMs: 20 } as const;
const server = { kind: 'server', detail: 'status 500' } as const;
const own = { firstTokenMs: 4_000, gapMs: 1_000, totalMs: 8_000 };

interface More {
  /** When an answer is late, where calls are hedged. */
  readonly usualMs?: number;
  readonly endpoints?: Readonly<Record<string, Partial<EndpointSettings>>>;
  readonly responseTimeout?: number;
}

function setUp(
  names: string[],
  script: Script,
  failure_threshold = 1,
  { usualMs, endpoints = {}, responseTimeout }: More = {},
) {
  const clock = createVirtualClock();
  const { events, tell } = collectEvents();
  const calls: string[] = [];
  const prompts: (readonly PromptMessage[])[] = [];
  const given: CallLimits[] = [];
  const tracker = createEndpointTracker({
    backoff: () => ({ llm_retry_delay: 5, llm_backoff_multiplier: 2, llm_backoff_max: 300, failure_threshold }),
    clock,
    tell,
    random: () => 0,
  });
  tracker.sync(
    names.map((name) => anEndpoint(name, `http://${name}/v1`, endpoints[name])),
    () => undefined,
  );
  const adaptiveCap = createAdaptiveCap({ cap: () => 10, objectiveMs: () => responseTimeout ?? null, tell });
  const cascade = createCascade({
    tracker,
    adaptiveCap,
    timeoutsOf: (endpoint) => timeoutsOf(endpoint, someSettings().llm),
    hedge: () => usualMs !== undefined,
    deskOf: ({ endpoint: { name } }) => ({
      client: {
        async call({ messages }, limits, signal) {
          calls.push(name);
          prompts.push(messages);
          given.push(limits);
          const { after = 0, result } = script({ name, limits, nth: calls.length });
          await new Promise<void>((resolve) => {
            clock.after(after, resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
          });
          return signal.aborted ? { kind: 'cancelled', detail: '' } : result;
        },
        warm: async () => {},
      },
      timeouts: { limits: () => own, usualMs: () => usualMs ?? null, observe: () => {} },
    }),
    replyMs: () => 20_000,
    clock,
    tell,
    random: () => 0.5,
  });
  const ask = (ms = 20_000, signal = new AbortController().signal, tier?: Tier, messages = question) =>
    cascade.run(
      {
        messages,
        maxTokens: 100,
        channel: 'my_channel',
        viewer: null,
        tier,
        priority: 'viewer',
        deadline: clock.now() + ms,
        meter: { waited: () => {}, totalMs: 0 },
      },
      signal,
    );
  const state = (name: string) => tracker.states().find((each) => each.name === name)?.state;
  return { clock, ask, calls, prompts, given, state, events, adaptiveCap };
}

test('an ask makes three attempts at most, each at another endpoint', async () => {
  const { clock, ask, calls } = setUp(['a', 'b', 'c', 'd'], () => ({ result: server }));
  const end = ask();
  await clock.advance(1_000);
  expect(await end).toMatchObject({ kind: 'failed', reason: 'upstream' });
  expect(calls).toEqual(['a', 'b', 'c']);
});

test('an endpoint that is still trusted gets a second chance, after a short pause', async () => {
  const { clock, ask, calls } = setUp(['a'], ({ nth }) => ({ result: nth < 3 ? server : ok }), 5);
  const end = ask();
  await clock.advance(50);
  expect(calls).toHaveLength(1);
  await clock.advance(500);
  expect(await end).toMatchObject({ kind: 'text' });
  expect(calls).toHaveLength(3);
});

test.each(['timeout', 'rejected', 'model_missing', 'quota', 'unauthorized'] as const)(
  'after %s the same endpoint is not tried again',
  async (kind) => {
    const { clock, ask, calls } = setUp(['a'], () => ({ result: { kind, detail: '' } }), 5);
    const end = ask();
    await clock.advance(1_000);
    expect(await end).toMatchObject({ kind: 'failed', reason: 'upstream' });
    expect(calls).toEqual(['a']);
  },
);

test('a filtered answer is not fetched elsewhere', async () => {
  const { clock, ask, calls, state } = setUp(['a', 'b'], () => ({ result: { kind: 'filtered', detail: '' } }));
  const end = ask();
  await clock.advance(0);
  expect(await end).toMatchObject({ kind: 'failed', reason: 'filtered' });
  expect(calls).toEqual(['a']);
  expect(state('a')).toBe('healthy');
});

test('a prompt that gets an empty answer is asked again without its history when there is nowhere else', async () => {
  const { clock, ask, prompts } = setUp(['a'], ({ nth }) => ({
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
  const { clock, ask, state } = setUp(['a', 'b'], ({ name }) => ({
    result: name === 'a' ? { kind: 'empty', detail: '' } : ok,
  }));
  const end = ask();
  await clock.advance(0);
  expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
  expect(state('a')).toBe('healthy');
});

test('no money left disables an endpoint', async () => {
  const { clock, ask, state } = setUp(['a', 'b'], ({ name }) => ({
    result: name === 'a' ? { kind: 'quota', detail: '429' } : ok,
  }));
  const end = ask();
  await clock.advance(0);
  expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
  expect(state('a')).toBe('disabled');
});

test('an endpoint with another behind it gets its own timeouts, the last one all the time that is left', async () => {
  const { clock, ask, given } = setUp(['a', 'b'], ({ name }) =>
    name === 'a' ? { after: 4_000, result: { kind: 'timeout', clock: 'first token', detail: '' } } : { result: ok },
  );
  const end = ask();
  await clock.advance(4_000);
  expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
  expect(given).toEqual([own, { firstTokenMs: 15_750, gapMs: 1_000, totalMs: 15_750 }]);
});

test('with little time the first endpoint gets half of it', async () => {
  const { clock, ask, given } = setUp(['a', 'b'], () => ({ result: ok }));
  const end = ask(2_250);
  await clock.advance(0);
  await end;
  expect(given).toEqual([{ firstTokenMs: 1_000, gapMs: 1_000, totalMs: 2_000 }]);
});

test('an endpoint that was given a moment only is not blamed for being late', async () => {
  const late = { kind: 'timeout', clock: 'total', detail: '' } as const;
  const { clock, ask, state } = setUp(['a'], ({ limits }) => ({ after: limits.totalMs, result: late }));
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
  const { clock, ask, calls } = setUp(['a'], () => ({ after: 100, result: server }), 1_000);
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
  const { clock, ask } = setUp(['a', 'b'], ({ name }) => ({ after: 100, result: name === 'a' ? server : ok }), 1_000);
  const ends = Promise.all(Array.from({ length: 50 }, () => ask()));
  await clock.advance(5_000);
  expect((await ends).every(({ kind }) => kind === 'text')).toBe(true);
});

describe('tiers', () => {
  const tiers: More = { endpoints: { small: { tier: 'light' }, big: { tier: 'heavy' }, bigger: { tier: 'heavy' } } };
  test.each([
    ['heavy', ['big', 'bigger', 'small']],
    ['light', ['small', 'big', 'bigger']],
    [undefined, ['big', 'small', 'bigger']],
  ] as const)(
    'an ask for %s goes first to endpoints of that tier, each in the order of preference',
    async (tier, order) => {
      const { clock, ask, calls } = setUp(['big', 'small', 'bigger'], () => ({ result: server }), 1, tiers);
      const end = ask(20_000, undefined, tier);
      await clock.advance(1_000);
      await end;
      expect(calls).toEqual(order);
    },
  );

  test('a heavy endpoint that backs off is replaced by its lighter sibling', async () => {
    const { clock, ask, calls } = setUp(
      ['small', 'big'],
      ({ name }) => ({ result: name === 'big' ? server : ok }),
      1,
      tiers,
    );
    for (let i = 0; i < 2; i++) {
      const end = ask(20_000, undefined, 'heavy');
      await clock.advance(0);
      expect(await end).toMatchObject({ kind: 'text', endpoint: 'small' });
    }
    expect(calls).toEqual(['big', 'small', 'small']);
  });
});

describe('an endpoint with room for two calls', () => {
  const slow: Script = () => ({ after: 1_000, result: ok });
  test('never has three; the others go to the next one', async () => {
    const { clock, ask, calls } = setUp(['a', 'b'], slow, 1, { endpoints: { a: { max_concurrency: 2 } } });
    const ends = Promise.all(Array.from({ length: 5 }, () => ask()));
    await clock.advance(1_000);
    expect((await ends).every(({ kind }) => kind === 'text')).toBe(true);
    expect(calls.toSorted()).toEqual(['a', 'a', 'b', 'b', 'b']);
  });

  test('takes the others as places come free when it is the only one', async () => {
    const { clock, ask, calls } = setUp(['a'], slow, 1, { endpoints: { a: { max_concurrency: 2 } } });
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
    const { clock, ask } = setUp(['a'], () => ({ after: 30_000, result: ok }), 1, {
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

describe('hedging', () => {
  const late: Script = ({ name }) => ({ after: name === 'a' ? 8_000 : 300, result: ok });
  const usualMs = 1_000;

  test('an answer that is later than usual is asked for elsewhere too, and the slow call is given up', async () => {
    const { clock, ask, calls, events, state } = setUp(['a', 'b'], late, 1, { usualMs });
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
    const { clock, ask, calls } = setUp(['a', 'b'], late);
    const end = ask();
    await clock.advance(8_000);
    expect(await end).toMatchObject({ kind: 'text', endpoint: 'a' });
    expect(calls).toEqual(['a']);
  });

  test('a second call is never to the same endpoint, nor to one that is not well', async () => {
    const alone = setUp(['a'], late, 1, { usualMs });
    const end = alone.ask();
    await alone.clock.advance(8_000);
    expect(await end).toMatchObject({ kind: 'text' });
    expect(alone.calls).toEqual(['a']);

    const ill = setUp(['a', 'b'], ({ name }) => (name === 'b' ? { result: server } : { after: 8_000, result: ok }), 1, {
      usualMs,
      endpoints: { b: { tier: 'heavy' } },
    });
    const first = ill.ask(20_000, undefined, 'heavy');
    await ill.clock.advance(8_000);
    await first;
    expect(ill.calls).toEqual(['b', 'a']);
    const second = ill.ask();
    await ill.clock.advance(8_000);
    expect(await second).toMatchObject({ kind: 'text', endpoint: 'a' });
    expect(ill.calls).toEqual(['b', 'a', 'a']);
  });

  test('of many late answers only one in ten is asked for twice', async () => {
    const { clock, ask, calls } = setUp(['a', 'b'], late, 1, { usualMs });
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
    const { clock, ask } = setUp(
      ['a', 'b'],
      ({ name }) => (name === 'a' ? { after: 2_000, result: server } : { after: 3_000, result: ok }),
      1,
      { usualMs },
    );
    const end = ask();
    await clock.advance(4_000);
    expect(await end).toMatchObject({ kind: 'text', endpoint: 'b' });
  });
});

test('a server that turns calls away halves what is asked of it at once, and more is asked as it answers', async () => {
  let busy = true;
  const { clock, ask, adaptiveCap, events } = setUp(
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

test('a wait that a server asked for ends when the viewer goes', async () => {
  const busy = { kind: 'rate_limited', detail: '429', retryAfterMs: 10_000 } as const;
  const { clock, ask, calls } = setUp(['a'], () => ({ result: busy }));
  const leaving = new AbortController();
  const end = ask(20_000, leaving.signal);
  await clock.advance(5_000);
  leaving.abort();
  expect(await end).toEqual({ kind: 'failed', reason: 'cancelled' });
  expect(calls).toEqual(['a']);
});

test('a call that breaks inside does not keep its probe', async () => {
  let broken = true;
  const { clock, ask, state } = setUp(['a'], ({ nth }) => {
    if (nth > 1 && broken) throw new TypeError('x is not a function');
    return { result: nth === 1 ? server : ok };
  });
  const first = ask();
  await clock.advance(5_000);
  await first;
  await expect(ask()).rejects.toThrow(TypeError);
  expect(state('a')).toBe('backing off');
  broken = false;
  await clock.advance(5_000);
  const again = ask();
  await clock.advance(0);
  expect(await again).toMatchObject({ kind: 'text' });
});

test('through a week of endpoints that fail, recover, slow down and lie, every ask has one end and probes go one by one', async () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const moods = ['well', 'well', 'broken', 'hanging', 'lying', 'busy', 'slow'] as const;
  const mood = new Map<string, (typeof moods)[number]>();
  const results = {
    well: { after: 800, result: ok },
    broken: { after: 50, result: server },
    lying: { after: 300, result: { kind: 'bad_body', detail: 'HTML' } },
    busy: { after: 20, result: { kind: 'rate_limited', detail: '429', retryAfterMs: 2_000 } },
  } as const;
  const { clock, ask, events } = setUp(['a', 'b', 'c'], ({ name, limits }) => {
    const now = mood.get(name) ?? 'well';
    if (now === 'hanging') return { after: limits.firstTokenMs, result: { kind: 'timeout', detail: '' } };
    if (now === 'slow') return { after: Math.min(6_000, limits.totalMs), result: limits.totalMs > 6_000 ? ok : server };
    return results[now];
  });
  const ends = new Map<string, number>();
  let asked = 0;
  let late = 0;
  for (let minute = 0; minute < 7 * 24 * 60; minute++) {
    for (const name of ['a', 'b', 'c'])
      if (random() < 0.02) mood.set(name, moods[Math.floor(random() * moods.length)]!);
    if (random() < 0.5) {
      asked++;
      const deadline = clock.now() + 20_000;
      ask().then((end) => {
        const key = end.kind === 'failed' ? end.reason : end.kind;
        ends.set(key, (ends.get(key) ?? 0) + 1);
        if (clock.now() > deadline) late++;
      });
    }
    await clock.advance(60_000);
  }
  await clock.advance(60_000);
  expect([...ends.values()].reduce((sum, n) => sum + n, 0)).toBe(asked);
  expect(late).toBe(0);
  expect(ends.get('text')).toBeGreaterThan(asked * 0.8);
  const state = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'endpoint.state') continue;
    if (event.state === 'probing') expect(state.get(event.endpoint)).toBe('backing off');
    state.set(event.endpoint, event.state);
  }
  const started = events.filter(({ kind }) => kind === 'llm.started').length;
  expect(events.filter(({ kind }) => kind === 'llm.ended').length).toBe(started);
});
