import { describe, expect, test } from 'vitest';
import { aCall, aLine, aViewer, collectEvents, keySay } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Command, Invocation } from '../domain/command.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Admission, AdmissionRequest, Refusal } from '../domain/verdict.ts';
import { createDispatch } from './dispatch.ts';
import { sentence } from './ending.ts';
import { createMeter } from './meter.ts';
import { createAdmit } from './way.ts';

const command = (run: Command['run'], level: Command['level'] = 'viewer'): Command => ({
  name: 'test',
  aliases: [],
  level,
  run,
});
const idle = command(async () => ({ kind: 'ignored' }));

describe('admit', () => {
  const requests: AdmissionRequest[] = [];
  const limiter: Admission = {
    async admit(request) {
      requests.push(request);
      return { kind: 'admitted', settle: () => {}, permit: { release: () => {} } };
    },
    refuse: async (_channel, _viewer, by, retryAfterMs) => ({ kind: 'refused', by, retryAfterMs, tell: true }),
  };
  const admit = createAdmit(limiter, (channel) => channel === 'paused');

  test('a viewer who may not use a command is refused by the gate "level" and costs nothing', async () => {
    requests.length = 0;
    await expect(admit(aCall(command(idle.run, 'moderator')))).resolves.toMatchObject({ kind: 'refused', by: 'level' });
    expect(requests).toEqual([]);
  });

  test.each(['moderator', 'broadcaster'] as const)('a %s may use a moderators’ command', async (role) => {
    const call = aCall(command(idle.run, 'moderator'), '', { viewer: aViewer('mo', role) });
    await expect(admit(call)).resolves.toMatchObject({ kind: 'admitted' });
  });

  test('the RateLimiter hears who, where, what and until when', async () => {
    requests.length = 0;
    await admit(aCall(idle));
    expect(requests[0]).toMatchObject({ channel: 'my_channel', command: 'test', deadline: 1_020_000 });
  });
});

describe('dispatch', () => {
  test('a command’s outcome comes back as it is', async () => {
    const outcome: Outcome = { kind: 'reply', text: 'oui', source: 'bot' };
    const dispatch = createDispatch({ clock: createVirtualClock(), tell: () => {} });
    expect(await dispatch(aCall(command(async () => outcome)), new AbortController().signal)).toBe(outcome);
  });

  test('a bug is caught, told once, and is a failed command', async () => {
    const { events, tell } = collectEvents();
    const dispatch = createDispatch({ clock: createVirtualClock(), tell });
    const broken = command(() => {
      throw new TypeError('x is not a function');
    });
    expect(await dispatch(aCall(broken), new AbortController().signal)).toMatchObject({
      kind: 'failed',
      reason: 'bug',
    });
    expect(events).toMatchObject([{ kind: 'bug', where: 'command test' }]);
  });

  test('a command that never ends is left behind at the deadline, and its signal fires', async () => {
    const clock = createVirtualClock();
    const dispatch = createDispatch({ clock, tell: () => {} });
    let heard: AbortSignal | undefined;
    const stuck = command((_call, signal) => {
      heard = signal;
      return new Promise(() => {});
    });
    const ended = dispatch(aCall(stuck), new AbortController().signal);
    await clock.advance(19_000);
    expect(heard?.aborted).toBe(false);
    await clock.advance(2_000);
    expect(await ended).toEqual({ kind: 'failed', reason: 'deadline' });
    expect(heard?.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('what a silenced viewer asked for is cancelled and ends at once; others go on', async () => {
    const dispatch = createDispatch({ clock: createVirtualClock(), tell: () => {} });
    const signals: AbortSignal[] = [];
    const deaf = command((_call, signal) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    const run = (viewer: string, channel = 'my_channel') =>
      dispatch(aCall(deaf, '', { viewer: aViewer(viewer), channel }), new AbortController().signal);
    const cancelled = { kind: 'failed', reason: 'cancelled' };
    const lea = run('lea');
    const paul = run('paul');
    run('lea', 'elsewhere');
    dispatch.cancel('my_channel', aViewer('lea').id);
    expect(await lea).toEqual(cancelled);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, false]);
    dispatch.cancel('my_channel', null);
    expect(await paul).toEqual(cancelled);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
  });

  test('a stopping bot cancels what runs', async () => {
    const stopping = new AbortController();
    const dispatch = createDispatch({ clock: createVirtualClock(), tell: () => {} });
    let heard = false;
    // One that ends in its own way, and late.
    const waiting = command(async (_call, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      heard = true;
      return { kind: 'ignored' };
    });
    const ended = dispatch(aCall(waiting), stopping.signal);
    stopping.abort();
    expect(await ended).toEqual({ kind: 'failed', reason: 'cancelled' });
    expect(heard).toBe(true);
    expect(await dispatch(aCall(waiting), stopping.signal)).toEqual({ kind: 'failed', reason: 'cancelled' });
  });

  test('the signal that outlives a command keeps nothing of it', async () => {
    const signal = new AbortController().signal;
    let listeners = 0;
    const counted = Object.assign(Object.create(signal) as AbortSignal, {
      addEventListener: () => void listeners++,
      removeEventListener: () => void listeners--,
    });
    Object.defineProperty(counted, 'aborted', { value: false });
    const dispatch = createDispatch({ clock: createVirtualClock(), tell: () => {} });
    await dispatch(aCall(idle), counted);
    expect(listeners).toBe(0);
  });
});

describe('sentence', () => {
  const say = keySay;
  const from = (outcome: Outcome, fallbackMode: 'fun' | 'silent' | 'minimal' = 'fun') =>
    sentence(outcome, { say, fallbackMode, wait: (ms) => `${ms} ms` });

  test('an answer is its text', () => {
    expect(from({ kind: 'reply', text: 'oui', source: 'bot' })).toEqual({ rank: 'answer', text: 'oui' });
  });

  test('a refusal names its gate and how long to wait, when the viewer is to be told', () => {
    const verdict: Refusal = { kind: 'refused', by: 'cooldown', retryAfterMs: 8_000, tell: true };
    expect(from({ kind: 'refused', verdict })).toEqual({ rank: 'refusal', text: 'refused.cooldown wait=8000 ms' });
    expect(from({ kind: 'refused', verdict: { ...verdict, tell: false } })).toBeNull();
  });

  test('a failure is a phrase, unless the streamer wants silence', () => {
    expect(from({ kind: 'failed', reason: 'bug' })).toEqual({ rank: 'answer', text: 'failed.fun' });
    expect(from({ kind: 'failed', reason: 'bug' }, 'minimal')).toMatchObject({ text: 'failed.minimal' });
    expect(from({ kind: 'failed', reason: 'bug' }, 'silent')).toBeNull();
    expect(from({ kind: 'ignored' })).toBeNull();
  });
});

test('the meter adds every wait up and tells each', () => {
  const { events, tell } = collectEvents();
  const meter = createMeter(tell);
  meter.waited('slot', 200);
  meter.waited('upstream', 800);
  expect(meter.totalMs).toBe(1_000);
  expect(events).toEqual([
    { kind: 'wait', for: 'slot', ms: 200 },
    { kind: 'wait', for: 'upstream', ms: 800 },
  ]);
});

// What every stage is given is only read: the same line may go through two bots of one process.
test('an invocation is not changed on its way', async () => {
  const call: Invocation = Object.freeze({ ...aCall(idle), message: Object.freeze(aLine('!test')) });
  const dispatch = createDispatch({ clock: createVirtualClock(), tell: () => {} });
  await expect(dispatch(call, new AbortController().signal)).resolves.toEqual({ kind: 'ignored' });
});
