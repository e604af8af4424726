import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/domain/verdict.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { asText, settleText } from '../../src/limits/redis-scripts.ts';
import type { LimiterSettings } from '../../src/limits/rules.ts';
import { createSharedLimiter, type SharedLimiter } from '../../src/limits/shared-limiter.ts';
import { collectEvents } from '../support/fakes.ts';
import { defaults, viewerOf } from '../support/limits-fixtures.ts';
import { findRedis } from '../support/real-parts.ts';
import { freePort, type RedisServer, startRedis } from '../support/redis.ts';
import { type OpenScripts, openSharedScripts, patientMs } from '../support/shared-scripts.ts';
import { until as untilFact } from '../support/until.ts';

const program = findRedis();
const forever = new AbortController().signal;
const deadlineMs = 200;

describe.skipIf(!program)('limits that processes share', () => {
  let redis: RedisServer;
  let opened: { limiter: SharedLimiter; scripts: OpenScripts }[] = [];
  let settings: LimiterSettings;
  /** Only a Redis that is hurt is late: one that a busy machine starves is waited for. */
  let isHurt = false;

  beforeAll(async () => {
    redis = await startRedis(program!);
  });
  afterAll(() => redis[Symbol.asyncDispose]());
  beforeEach(async () => {
    settings = { ...defaults, user_cooldown: 600 };
    await redis.command('FLUSHALL');
  });
  afterEach(async () => {
    for (const { limiter, scripts } of opened) {
      await limiter.close();
      scripts.close();
    }
    opened = [];
  });

  /** A limiter on a connection of its own, as another process has it. */
  async function open({ processes = 1, leaseMs = 10_000, clock = systemClock } = {}) {
    const scripts = await openSharedScripts(redis.url, () => (isHurt ? deadlineMs : patientMs));
    const { events, tell } = collectEvents();
    const limiter = createSharedLimiter({
      settings: () => settings,
      clock,
      permits: { reserve: () => ({ release() {} }), nextMs: () => 0 },
      tell,
      scripts: scripts.scripts,
      processes: () => processes,
      leaseMs,
    });
    opened.push({ limiter, scripts });
    await until(() => limiter.shared().state === 'ok');
    const said = () =>
      events.flatMap((event) => (event.kind === 'warning' || event.kind === 'lifecycle' ? [event.text] : []));
    return { limiter, said, ask: (id: string) => ask(limiter, id) };
  }
  const until = (condition: () => boolean) => untilFact(() => expect(condition()).toBe(true));
  const ask = (limiter: SharedLimiter, id: string) =>
    limiter.admit({
      channel: 'here',
      viewer: viewerOf(id),
      command: 'ask',
      deadline: systemClock.now() + 20_000,
    });
  const gateOf = (verdict: Verdict) => (verdict.kind === 'refused' ? verdict.by : 'admitted');
  async function run(limiter: SharedLimiter, id: string) {
    const verdict = await ask(limiter, id);
    if (verdict.kind === 'admitted') verdict.settle(true);
    return gateOf(verdict);
  }
  /** With the deadline, or before: a timer that was set with it and is due a little later comes later. */
  async function inTime<T>(work: () => Promise<T>): Promise<T> {
    const decided = work();
    const late = pause(deadlineMs + 100, 'late' as const);
    expect(await Promise.race([decided, late])).not.toBe('late');
    return decided;
  }

  describe.each([
    { fault: 'killed', hurt: () => redis.kill(), heal: () => redis.restart() },
    { fault: 'frozen', hurt: async () => redis.freeze(), heal: async () => redis.thaw() },
    {
      fault: 'a replica that takes no writes',
      hurt: async () => redis.command('REPLICAOF', '127.0.0.1', String(await freePort())),
      heal: () => redis.command('REPLICAOF', 'NO', 'ONE'),
    },
    {
      fault: 'full',
      hurt: () => redis.command('CONFIG', 'SET', 'maxmemory', '1'),
      heal: () => redis.command('CONFIG', 'SET', 'maxmemory', '0'),
    },
  ])('when Redis is $fault', ({ hurt, heal }) => {
    test('decisions come in time, degraded is said once, and nobody has a fresh allowance when it is back', async () => {
      const mine = await open();
      const other = await open();
      expect(await run(mine.limiter, '1')).toBe('admitted');
      const before = await ask(mine.limiter, '2');
      let long: Verdict;
      isHurt = true;
      await hurt();
      try {
        // Many at once, while nobody knows yet.
        const gates = await inTime(() => Promise.all(['1', '2', '3', '3'].map((id) => run(mine.limiter, id))));
        expect(gates.slice(0, 3)).toEqual(['cooldown', 'in_flight', 'admitted']);
        expect(gates[3]).toMatch(/in_flight|cooldown/);
        expect(mine.limiter.shared()).toMatchObject({ state: 'degraded' });
        if (before.kind === 'admitted') before.settle(true);
        // Known to be away: the decision waits for no timer and no socket.
        const asked = Array.from({ length: 190 }, (_, n) => ask(mine.limiter, String(10 + n)));
        const decided = Promise.all(asked).then(() => 'decided');
        expect(await Promise.race([decided, turn('a turn of the event loop later')])).toBe('decided');
        const cancelled = (await ask(mine.limiter, '5')) as Extract<Verdict, { kind: 'admitted' }>;
        cancelled.settle(false);
        expect(await run(mine.limiter, '4')).toBe('admitted');
        long = await ask(mine.limiter, '6');
      } finally {
        await heal();
        isHurt = false;
      }
      // The other one may not have noticed: whoever asks it first finds out whether it has a connection.
      await run(other.limiter, '99');
      for (const { limiter } of [mine, other]) await until(() => limiter.shared().state === 'ok');
      expect(mine.said()).toEqual([expect.stringMatching(/Redis is away/), expect.stringMatching(/Redis is back/)]);
      const gates = async (limiter: SharedLimiter) =>
        Promise.all(['1', '2', '3', '4', '6', '42'].map((id) => run(limiter, id)));
      expect(await gates(mine.limiter)).toEqual([
        'cooldown',
        'cooldown',
        'cooldown',
        'cooldown',
        'in_flight',
        'in_flight',
      ]);
      expect(await gates(other.limiter)).toEqual(Array(6).fill('cooldown'));
      expect(await run(other.limiter, '5')).toBe('admitted');
      // A command that began alone and did not run gives back what Redis has been told since.
      if (long.kind === 'admitted') long.settle(false);
      await expect.poll(() => run(other.limiter, '6')).toBe('admitted');
    });
  });

  test('a question that Redis did not answer takes nothing back that was admitted in the same millisecond', async () => {
    let stopped: number | null = null;
    const { limiter } = await open({ clock: { ...systemClock, now: () => stopped ?? systemClock.now() } });
    stopped = systemClock.now();
    expect(await run(limiter, '1')).toBe('admitted');
    isHurt = true;
    redis.freeze();
    try {
      const again = run(limiter, '1');
      stopped = null;
      expect(await again).toBe('cooldown');
    } finally {
      redis.thaw();
      isHurt = false;
    }
    await until(() => limiter.shared().state === 'ok');
    expect(await run(limiter, '1')).toBe('cooldown');
  });

  test('of admissions with one stamp as many stay as ran, whether or not the unheard one is in flight yet', async () => {
    const { scripts, close } = await openSharedScripts(redis.url);
    const settle = scripts.define(settleText);
    const stamp = asText(systemClock.wall());
    const nothing = '0'.repeat(16);
    const left = async (head: string, copies: number, ran: number) => {
      await redis.command('SET', 'alike', `${head}0000${stamp.repeat(copies)}`);
      await settle(['unused', 'alike', 'channel'], ['60000', `?${stamp}${ran}`]);
      return redis.command('GET', 'alike');
    };
    try {
      for (const head of [nothing, stamp + stamp]) {
        expect(await left(head, 3, 1)).toBe(`${nothing}0000${stamp}`);
        expect(await left(head, 2, 2)).toBe(`${nothing}0000${stamp}${stamp}`);
      }
    } finally {
      close();
    }
  });

  test('a server that is away at the start is said so, and joined when it comes', async () => {
    await redis.kill();
    const scripts = await openSharedScripts(redis.url);
    const limiter = createSharedLimiter({
      settings: () => settings,
      clock: systemClock,
      permits: { reserve: () => ({ release() {} }), nextMs: () => 0 },
      tell() {},
      scripts: scripts.scripts,
      processes: () => 1,
    });
    opened.push({ limiter, scripts });
    expect(await run(limiter, '1')).toBe('admitted');
    await redis.restart();
    await until(() => limiter.shared().state === 'ok');
    expect(await run((await open()).limiter, '1')).toBe('cooldown');
  });

  test('a server that forgets its scripts and everything else is no trouble', async () => {
    const { limiter } = await open();
    await run(limiter, '1');
    await redis.command('SCRIPT', 'FLUSH');
    await redis.command('FLUSHALL');
    expect(await run(limiter, '2')).toBe('admitted');
    expect(await run(limiter, '2')).toBe('cooldown');
    expect(limiter.shared()).toEqual({ state: 'ok' });
  });

  test('a rush is a few scripts, and each of it is decided as if it had come alone', async () => {
    settings = { ...settings, max_requests_per_user_hour: 2, user_cooldown: 0 };
    const { limiter } = await open();
    for (let i = 0; i < 2; i++) {
      // The end of the one before may still be on its way.
      await untilFact(async () => expect(await run(limiter, '1')).toBe('admitted'));
      // Stamps are whole milliseconds, rounded up.
      for (const now = systemClock.now(); systemClock.now() < now + 2; ) await turn();
    }
    await redis.command('CONFIG', 'RESETSTAT');
    const crowd = Array.from({ length: 120 }, (_, i) => String(i + 1));
    const verdicts = await Promise.all([...crowd, '1', '7', '120'].map((id) => ask(limiter, id)));
    const gates = verdicts.map(gateOf);
    expect(gates.slice(0, 120)).toEqual(['hourly', ...Array(119).fill('admitted')]);
    expect(gates.slice(120)).toEqual(['hourly', 'in_flight', 'in_flight']);
    // 123 of one turn, 50 at a time; and perhaps a look at the time.
    expect(await redis.command('INFO', 'commandstats')).toMatch(/cmdstat_evalsha:calls=[345],/);
    for (const verdict of verdicts) if (verdict.kind === 'admitted') verdict.settle(true);
    expect(await Promise.all(['1', '7', '121'].map((id) => run(limiter, id)))).toEqual([
      'hourly',
      'admitted',
      'admitted',
    ]);
  });

  describe('the concurrency cap', () => {
    const slot = (limiter: SharedLimiter, withinMs = 30_000, priority: 'viewer' | 'moderator' = 'viewer') =>
      limiter.slots.acquire(
        { channel: 'here', viewer: null, priority, deadline: systemClock.now() + withinMs },
        forever,
      );

    test('holds across three processes at every moment, is used to the full, and serves each of them', async () => {
      settings = { ...settings, cap: 4 };
      const three = await Promise.all([1, 2, 3].map(() => open({ processes: 3 })));
      let inFlight = 0;
      let most = 0;
      const served = [0, 0, 0];
      const work = three.flatMap(({ limiter }, process) =>
        Array.from({ length: 30 }, async (_, n) => {
          const granted = await slot(limiter);
          if (granted.kind !== 'slot') return;
          most = Math.max(most, ++inFlight);
          await pause(1 + (n % 7));
          inFlight--;
          served[process]!++;
          granted.slot.release();
        }),
      );
      await Promise.all(work);
      expect(most).toBe(4);
      expect(served).toEqual([30, 30, 30]);
    });

    test('goes up and down with the settings, and serves who has waited longest, wherever that is', async () => {
      settings = { ...settings, cap: 1 };
      const [a, b] = await Promise.all([open({ processes: 2 }), open({ processes: 2 })]);
      const first = await slot(a!.limiter);
      const order: string[] = [];
      const wait = async (limiter: SharedLimiter, name: string, priority: 'viewer' | 'moderator' = 'viewer') => {
        const granted = await slot(limiter, 30_000, priority);
        order.push(name);
        if (granted.kind === 'slot') granted.slot.release();
      };
      const waiting = [wait(b!.limiter, 'there')];
      const line = async () => (await redis.command('ZRANGE', 'serdabot:{slots}:line', '0', '-1')) as string[];
      await untilFact(async () => expect(await line()).toHaveLength(1));
      const [there] = await line();
      waiting.push(wait(a!.limiter, 'here'), wait(a!.limiter, 'a moderator here', 'moderator'));
      // The moderator's process is first, though it came last.
      await untilFact(async () => expect((await line()).indexOf(there!)).toBe(1));
      expect(order).toEqual([]);
      if (first.kind === 'slot') first.slot.release();
      await Promise.all(waiting);
      expect(order).toEqual(['a moderator here', 'there', 'here']);
      settings = { ...settings, cap: 2 };
      expect((await Promise.all([slot(a!.limiter), slot(b!.limiter)])).map(({ kind }) => kind)).toEqual([
        'slot',
        'slot',
      ]);
      expect(await slot(a!.limiter, 200)).toMatchObject({ by: 'slot' });
    });

    test('is this process’s alone while Redis is away, and what is held then counts when it is back', async () => {
      settings = { ...settings, cap: 2 };
      const mine = await open();
      const held = await slot(mine.limiter);
      await redis.kill();
      const second = await slot(mine.limiter, 2_000);
      expect([held.kind, second.kind]).toEqual(['slot', 'slot']);
      expect(await slot(mine.limiter, 300)).toMatchObject({ by: 'slot' });
      await redis.restart();
      const other = await open();
      await until(() => mine.limiter.shared().state === 'ok');
      expect(await slot(other.limiter, 300)).toMatchObject({ by: 'slot' });
      if (second.kind === 'slot') second.slot.release();
      expect((await slot(other.limiter)).kind).toBe('slot');
    });

    test('of two processes is halved for one that is cut off, and taken from only after a lease', async () => {
      settings = { ...settings, cap: 5 };
      const leaseMs = 400;
      const mine = await open({ processes: 2, leaseMs });
      await redis.kill();
      const begin = performance.now();
      try {
        const granted = await Promise.all([20_000, 20_000, 600].map((withinMs) => slot(mine.limiter, withinMs)));
        expect(granted.map(({ kind }) => kind)).toEqual(['slot', 'slot', 'refused']);
        expect(performance.now() - begin).toBeGreaterThan(leaseMs);
      } finally {
        await redis.restart();
      }
    });

    test('survives the death of a process: its slots are free within the lease, and never too many calls', async () => {
      const cap = 3;
      const leaseMs = 1_500;
      /** Calls under way, and whose they are. */
      const calls = new Map<Socket, string>();
      const seen = new Set<string>();
      let most = 0;
      let together = 0;
      const model = createServer((call) => {
        calls.set(call, '');
        most = Math.max(most, calls.size);
        together = Math.max(together, calls.size);
        call.on('error', () => {});
        call.on('data', (pid) => {
          if (calls.has(call)) calls.set(call, String(pid));
          seen.add(String(pid));
          setTimeout(() => {
            // Ours is over first, as with a model that has answered.
            calls.delete(call);
            call.end();
          }, 30);
        });
        call.on('close', () => calls.delete(call));
      }).listen(0, '127.0.0.1');
      await once(model, 'listening');
      const { port } = model.address() as { port: number };
      const script = join(import.meta.dirname, 'limits-process.ts');
      const start = () =>
        spawn(process.execPath, [script, redis.url, String(port), String(cap), String(leaseMs)], { stdio: 'ignore' });
      const processes: ChildProcess[] = [start(), start(), start()];
      try {
        const callers = () => new Set(calls.values());
        await until(() => processes.every(({ pid }) => seen.has(String(pid))));
        const [dying] = processes;
        await until(() => callers().has(String(dying!.pid)));
        dying!.kill('SIGKILL');
        await until(() => !callers().has(String(dying!.pid)));
        // The two that are left have all three slots, once its lease is over.
        together = 0;
        seen.clear();
        await until(() => together === cap && seen.size === 2);
        expect(most).toBe(cap);
      } finally {
        for (const child of processes) child.kill('SIGKILL');
        model.close();
      }
    });
  });
});
