import { expect, test } from 'vitest';
import { createScene, ok, type Script, server } from '../../test/support/cascade.ts';
import { createMemoryBoard } from '../../test/support/memory-board.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import type { Event } from '../domain/event.ts';
import { createSharedEndpoints, type SharedEndpoints } from './breaker-sharing.ts';

// Endpoints that fail, recover, slow down and lie, on a virtual clock.

const names = ['a', 'b', 'c'];
const moods = ['well', 'well', 'broken', 'hanging', 'lying', 'busy', 'slow'] as const;
const results = {
  well: { after: 800, result: ok },
  broken: { after: 50, result: server },
  lying: { after: 300, result: { kind: 'bad_body', detail: 'HTML' } },
  busy: { after: 20, result: { kind: 'rate_limited', detail: '429', retryAfterMs: 2_000 } },
} as const;

function createDice(seed: number) {
  let last = seed;
  return () => {
    last = (last * 1_103_515_245 + 12_345) % 2 ** 31;
    return last / 2 ** 31;
  };
}

/** Endpoints that change their mood now and then. */
function createWorld(random: () => number) {
  const mood = new Map<string, (typeof moods)[number]>();
  const script: Script = ({ name, limits }) => {
    const now = mood.get(name) ?? 'well';
    if (now === 'hanging') return { after: limits.firstTokenMs, result: { kind: 'timeout', detail: '' } };
    if (now === 'slow') return { after: Math.min(6_000, limits.totalMs), result: limits.totalMs > 6_000 ? ok : server };
    return results[now];
  };
  return {
    script,
    turn(chance: number) {
      for (const name of names) if (random() < chance) mood.set(name, moods[Math.floor(random() * moods.length)]!);
    },
  };
}

/** One bot: its asks, each with its end, and what it told, each with its time. */
function createProcess(script: Script, clock: VirtualClock, random: () => number, shared?: SharedEndpoints) {
  const told: { event: Event; at: number }[] = [];
  const ends = new Map<string, number>();
  let asked = 0;
  let late = 0;
  const scene = createScene(names, script, 1, {
    clock,
    random,
    onTell: (event) => told.push({ event, at: clock.now() }),
    ...(shared && { shared }),
  });
  return {
    told,
    ends,
    ask() {
      asked++;
      const deadline = clock.now() + 20_000;
      scene.ask().then((end) => {
        const key = end.kind === 'failed' ? end.reason : end.kind;
        ends.set(key, (ends.get(key) ?? 0) + 1);
        if (clock.now() > deadline) late++;
      });
    },
    expectOneEndEach() {
      expect([...ends.values()].reduce((sum, n) => sum + n, 0)).toBe(asked);
      expect(late).toBe(0);
      expect(ends.get('text')).toBeGreaterThan(asked / 2);
      const count = (kind: Event['kind']) => told.filter(({ event }) => event.kind === kind).length;
      expect(count('llm.ended')).toBe(count('llm.started'));
    },
  };
}

test('through a week every ask has one end, the waits are the schedule, and probes go one by one', async () => {
  const random = createDice(7);
  const clock = createVirtualClock();
  const world = createWorld(random);
  const { told, ask, expectOneEndEach } = createProcess(world.script, clock, random);
  for (let minute = 0; minute < 7 * 24 * 60; minute++) {
    world.turn(0.02);
    if (random() < 0.5) ask();
    await clock.advance(60_000);
  }
  await clock.advance(60_000);
  expectOneEndEach();

  const known = new Map(names.map((name) => [name, { state: 'healthy', step: 0, until: 0, wait: 0 }]));
  const steps = new Set<number>();
  let probes = 0;
  for (const { event, at } of told) {
    if (event.kind !== 'endpoint.state') continue;
    const one = known.get(event.endpoint)!;
    if (event.state === 'healthy') one.step = 0;
    if (event.state === 'probing') {
      probes++;
      expect(one.state).toBe('backing off');
      expect(at).toBeGreaterThanOrEqual(one.until);
    }
    if (event.state === 'backing off') {
      const wait = Number(/next try in (\d+) s/.exec(event.detail)![1]);
      const first = one.step === 0;
      if (!event.detail.startsWith('the probe was not finished')) one.step = first ? 5 : Math.min(300, one.step * 2);
      // A server that says how long to wait is believed the first time, and never makes a wait shorter after that.
      const step = first && event.detail.startsWith('429') ? 2 : one.step;
      steps.add(one.step);
      expect(wait).toBeGreaterThanOrEqual(step);
      expect(wait).toBeLessThanOrEqual(Math.ceil(step * 1.25));
      one.until = at + step * 1_000;
    }
    one.state = event.state;
  }
  expect([...steps].toSorted((a, b) => a - b)).toEqual([5, 10, 20, 40, 80, 160, 300]);
  expect(probes).toBeGreaterThan(100);
});

test('through an evening of three processes that share their endpoints one of them probes at a time', async () => {
  const random = createDice(11);
  const clock = createVirtualClock();
  const world = createWorld(random);
  const board = createMemoryBoard(clock);
  const processes = [1, 2, 3].map(() => {
    const shared = createSharedEndpoints({ board: board.open().board, clock });
    return createProcess(world.script, clock, random, shared);
  });
  for (let second = 0; second < 4 * 3_600; second += 5) {
    world.turn(0.004);
    for (const { ask } of processes) if (random() < 0.5) ask();
    await clock.advance(5_000);
  }
  await clock.advance(60_000);
  for (const { expectOneEndEach } of processes) expectOneEndEach();

  const told = processes.flatMap((process) => process.told.map(({ event, at }) => ({ event, at, process })));
  const prober = new Map<string, unknown>();
  let probes = 0;
  for (const { event, process } of told.toSorted((a, b) => a.at - b.at)) {
    if (event.kind !== 'endpoint.state') continue;
    if (event.state === 'probing') {
      probes++;
      expect(prober.has(event.endpoint)).toBe(false);
      prober.set(event.endpoint, process);
    } else if (prober.get(event.endpoint) === process) prober.delete(event.endpoint);
  }
  expect(probes).toBeGreaterThan(20);
});
