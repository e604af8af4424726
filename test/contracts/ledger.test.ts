import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AdmissionRequest, Verdict } from '../../src/domain/verdict.ts';
import type { Viewer } from '../../src/domain/viewer.ts';
import { createHandClock, defaults, viewerOf } from '../../src/limits/fixtures.ts';
import { bare, createModel, crowd, settingsArb, stepArb } from '../../src/limits/naive-model.ts';
import { createRateLimiter, type RateLimiter } from '../../src/limits/rate-limiter.ts';
import type { LimiterSettings } from '../../src/limits/rules.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { type OpenScripts, onClock, openSharedScripts } from '../support/shared-scripts.ts';

const program = findRedis();
const hour = 3_600_000;
const ann = viewerOf('1001');
const bob = viewerOf('1002');
const boss = viewerOf('1', 'broadcaster');

let redis: RedisServer | null = null;
let connections: OpenScripts[] = [];
beforeAll(async () => {
  if (!program) return;
  redis = await startRedis(program, '--appendonly', 'no');
  // Deadlines are not the subject here, and a busy machine is no fault.
  connections = await Promise.all([1, 2, 3].map(() => openSharedScripts(redis!.url, 10_000)));
});
afterAll(async () => {
  for (const connection of connections) connection.close();
  await redis?.[Symbol.asyncDispose]();
});

/** As many limiters as there are processes; each question goes to the next of them, as if the channel changed hands. */
async function createScene(processes: number, settings: Partial<LimiterSettings> = {}) {
  const clock = createHandClock();
  const limiters: RateLimiter[] = [];
  const scene = {
    clock,
    settings: { ...defaults, ...settings } as LimiterSettings,
    seatsLeft: Number.POSITIVE_INFINITY,
    /** Whose turn it is. */
    at: 0,
    next: (): RateLimiter => limiters[scene.at++ % limiters.length]!,
    async ask(viewer: Viewer, more: Partial<AdmissionRequest> = {}, limiter?: RateLimiter): Promise<Verdict> {
      const asked = limiter ?? scene.next();
      return asked.admit({ channel: 'here', viewer, command: 'ask', deadline: clock.now() + 20_000, ...more });
    },
    /** Asks, and runs to the end at once when admitted. */
    async run(viewer: Viewer, more: Partial<AdmissionRequest> = {}) {
      const verdict = await scene.ask(viewer, more);
      if (verdict.kind === 'refused') return verdict;
      await scene.settle(verdict);
      return 'admitted';
    },
    async settle(verdict: Verdict, ran = true) {
      admitted(verdict).settle(ran);
      await scene.quiet();
    },
    /** Everything that was sent has arrived. Twice, as the first use of a script takes two round trips. */
    async quiet() {
      if (processes === 0) return;
      await turn();
      for (let i = 0; i < 2; i++)
        await Promise.all(connections.map(({ scripts }) => scripts.define('return 1')([], [])));
    },
    async reset(channel: string, id: string) {
      scene.next().resetViewer(channel, id);
      await scene.quiet();
    },
    close: () => Promise.all(limiters.map((limiter) => limiter.close())),
  };
  open.push(scene);
  if (processes > 0) await redis!.command('FLUSHALL');
  for (let i = 0; i < Math.max(1, processes); i++) {
    const shared =
      processes > 0 ? { scripts: onClock(connections[i]!.scripts, clock), processes: () => processes } : null;
    limiters.push(
      createRateLimiter({
        settings: () => scene.settings,
        clock,
        seats: {
          reserve() {
            if (scene.seatsLeft <= 0) return null;
            scene.seatsLeft--;
            return { release: () => scene.seatsLeft++ };
          },
          nextMs: () => 7_000,
        },
        tell() {},
        ...(shared && { shared }),
      }),
    );
  }
  for (let i = 0; i < 500 && limiters.some((limiter) => limiter.shared()?.state === 'degraded'); i++) await pause(5);
  return scene;
}
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const scene of open.splice(0)) await scene.close();
});

function admitted(verdict: Verdict) {
  if (verdict.kind !== 'admitted') throw new Error(`refused by ${verdict.by}`);
  return verdict;
}

const ledgers = [
  { name: 'in process', processes: 0 },
  { name: 'on Redis', processes: 1 },
  { name: 'on Redis, three processes in turn', processes: 3 },
];

for (const { name, processes } of ledgers) {
  describe.skipIf(processes > 0 && !program)(`a ledger ${name}`, () => {
    const create = (settings?: Partial<LimiterSettings>) => createScene(processes, settings);

    test('the cooldown counts from the admission, of this viewer in this channel alone', async () => {
      const scene = await create();
      const first = await scene.ask(ann);
      scene.clock.advance(4_000);
      await scene.settle(first);
      expect(await scene.run(ann)).toMatchObject({ by: 'cooldown', retryAfterMs: 6_000 });
      expect(await scene.run(bob)).toBe('admitted');
      expect(await scene.run(ann, { channel: 'elsewhere' })).toBe('admitted');
      scene.clock.advance(5_999);
      expect(await scene.run(ann)).toMatchObject({ by: 'cooldown', retryAfterMs: 1 });
      scene.clock.advance(1);
      expect(await scene.run(ann)).toBe('admitted');
    });

    test('a command has a cooldown of its own', async () => {
      const scene = await create({ command_cooldowns: { game: 60 } });
      await scene.run(ann, { command: 'game' });
      scene.clock.advance(10_000);
      expect(await scene.run(ann)).toBe('admitted');
      scene.clock.advance(10_000);
      expect(await scene.run(ann, { command: 'game' })).toMatchObject({ by: 'cooldown', retryAfterMs: 40_000 });
      scene.clock.advance(40_000);
      expect(await scene.run(ann, { command: 'game' })).toBe('admitted');
    });

    test('the hourly cap holds in any 60 minutes', async () => {
      const scene = await create();
      for (let n = 0; n < 20; n++) {
        expect(await scene.run(ann)).toBe('admitted');
        scene.clock.advance(60_000);
      }
      expect(await scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: hour - 20 * 60_000 });
      scene.clock.advance(hour - 20 * 60_000 - 1);
      expect(await scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: 1 });
      scene.clock.advance(1);
      expect(await scene.run(ann)).toBe('admitted');
      scene.clock.advance(10_000);
      expect(await scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: 50_000 });
    });

    test('a cap of hundreds is as exact', async () => {
      const scene = await create({ user_cooldown: 0, max_requests_per_user_hour: 150 });
      for (let n = 0; n < 150; n++) {
        expect(await scene.run(ann)).toBe('admitted');
        scene.clock.advance(1_000);
      }
      expect(await scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: hour - 150_000 });
    });

    test('one command of a viewer is in flight, and of several that come at once one is admitted', async () => {
      const scene = await create({ user_cooldown: 0 });
      const verdicts = await Promise.all([scene.ask(ann), scene.ask(ann), scene.ask(ann), scene.ask(ann)]);
      expect(verdicts.filter(({ kind }) => kind === 'admitted')).toHaveLength(1);
      expect(verdicts.find(({ kind }) => kind === 'refused')).toMatchObject({ by: 'in_flight', retryAfterMs: 20_000 });
      await scene.settle(verdicts.find(({ kind }) => kind === 'admitted')!);
      expect(await scene.run(ann)).toBe('admitted');
    });

    test.runIf(processes > 1)(
      'a command whose process died is over soon after its deadline, and has counted',
      async () => {
        const scene = await create({ max_requests_per_user_hour: 2 });
        expect((await scene.ask(ann)).kind).toBe('admitted');
        scene.clock.advance(20_000);
        expect(await scene.run(ann)).toMatchObject({ by: 'in_flight' });
        scene.clock.advance(5_000);
        expect(await scene.run(ann)).toBe('admitted');
        scene.clock.advance(10_000);
        scene.next();
        expect(await scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: hour - 35_000 });
      },
    );

    test('the channel’s cooldown holds for everybody in it', async () => {
      const scene = await create({ channel_cooldown: 5 });
      await scene.run(ann);
      scene.clock.advance(2_000);
      expect(await scene.run(bob)).toMatchObject({ by: 'channel', retryAfterMs: 3_000 });
      expect(await scene.run(bob, { channel: 'elsewhere' })).toBe('admitted');
      scene.clock.advance(3_000);
      expect(await scene.run(bob)).toBe('admitted');
    });

    test('a command that did not run gives everything back, whatever was admitted since', async () => {
      const scene = await create({ channel_cooldown: 1, max_requests_per_user_hour: 1 });
      const first = await scene.ask(ann);
      scene.clock.advance(1_000);
      const second = await scene.ask(bob);
      await scene.settle(first, false);
      expect(await scene.ask(ann)).toMatchObject({ by: 'channel' });
      await scene.settle(second, false);
      expect(await scene.run(ann)).toBe('admitted');
      scene.clock.advance(1_000);
      expect(await scene.run(bob)).toBe('admitted');
      scene.clock.advance(10_000);
      expect(await scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: hour - 11_000 });
    });

    test('no place to send takes nothing', async () => {
      const scene = await create({ channel_cooldown: 30, max_requests_per_user_hour: 1 });
      scene.seatsLeft = 0;
      expect(await scene.ask(ann)).toMatchObject({ by: 'send', retryAfterMs: 7_000, tell: true });
      await scene.quiet();
      expect(await scene.ask(ann)).toMatchObject({ by: 'send', tell: false });
      await scene.quiet();
      scene.seatsLeft = 1;
      expect(await scene.run(ann)).toBe('admitted');
    });

    test('a viewer is told once for each gate and window, whichever process says it', async () => {
      const scene = await create();
      await scene.run(ann);
      scene.clock.advance(1_000);
      const tells = [];
      for (let n = 0; n < 4; n++) tells.push((await scene.ask(ann)) as { tell: boolean });
      expect(tells.map(({ tell }) => tell)).toEqual([true, false, false, false]);
      const level = (viewer = ann) => scene.next().refuse('here', viewer, 'level', 60_000);
      expect([(await level()).tell, (await level()).tell, (await level()).tell]).toEqual([true, false, false]);
      expect((await level(bob)).tell).toBe(true);
      scene.clock.advance(60_000);
      expect((await level()).tell).toBe(true);
    });

    test('a refusal that is kept quiet leaves the viewer to be told of the next', async () => {
      const scene = await create();
      await scene.run(ann);
      scene.clock.advance(1_000);
      expect(await scene.ask(ann, { command: 'autotrad', quiet: true })).toMatchObject({ by: 'cooldown', tell: false });
      expect(await scene.ask(ann)).toMatchObject({ by: 'cooldown', tell: true });
      expect(await scene.ask(ann)).toMatchObject({ by: 'cooldown', tell: false });
      const level = async (viewer: Viewer | null) => (await scene.next().refuse('here', viewer, 'level', 60_000)).tell;
      expect([await level(null), await level(bob), await level(null)]).toEqual([false, true, false]);
    });

    test('a viewer who is reset starts afresh, and a command in flight stays in flight', async () => {
      const scene = await create({ max_requests_per_user_hour: 1, command_cooldowns: { ask: 300 } });
      await scene.run(ann);
      expect(await scene.run(ann)).toMatchObject({ tell: true });
      await scene.reset('here', ann.id);
      const verdict = await scene.ask(ann);
      expect(verdict).toMatchObject({ kind: 'admitted' });
      await scene.reset('here', ann.id);
      expect(await scene.ask(ann)).toMatchObject({ by: 'in_flight' });
      await scene.settle(verdict);
      expect(await scene.run(ann)).toBe('admitted');
    });

    test('the broadcaster is exempt from cooldown and hourly cap, and from nothing else', async () => {
      const scene = await create({ max_requests_per_user_hour: 1 });
      for (let n = 0; n < 30; n++) expect(await scene.run(boss)).toBe('admitted');
      await scene.ask(boss);
      expect(await scene.ask(boss)).toMatchObject({ by: 'in_flight' });
    });

    test('a viewer’s rights pass every gate but a flood limit of their own', async () => {
      const scene = await create({ user_cooldown: 100, max_requests_per_user_hour: 1, channel_cooldown: 50 });
      await scene.ask(ann);
      const limiter = scene.next();
      const right = () => scene.ask(ann, { command: 'forgetme', free: true }, limiter);
      for (let n = 0; n < 10; n++) expect((await right()).kind).toBe('admitted');
      expect(await right()).toMatchObject({ by: 'cooldown', retryAfterMs: 60_000 });
      scene.clock.advance(60_000);
      expect(await scene.run(bob)).toBe('admitted');
      expect((await right()).kind).toBe('admitted');
    });

    test.each([hour, -hour])('the wall clock may jump by %d ms', async (jump) => {
      const scene = await create({ max_requests_per_user_hour: 2 });
      await scene.run(ann);
      scene.clock.jumpWall(jump);
      scene.clock.advance(5_000);
      await scene.quiet();
      expect(await scene.run(ann)).toMatchObject({ by: 'cooldown', retryAfterMs: 5_000 });
      scene.clock.advance(5_000);
      expect(await scene.run(ann)).toBe('admitted');
      scene.clock.advance(10_000);
      expect(await scene.run(ann)).toMatchObject({ by: 'hourly', retryAfterMs: hour - 20_000 });
    });

    test('decides as one that remembers everything, over any schedule of any crowd', { timeout: 60_000 }, async () => {
      const refusedBy = new Set<string>();
      await fc.assert(
        fc.asyncProperty(settingsArb, fc.array(stepArb, { maxLength: 100, size: 'max' }), async (first, steps) => {
          const scene = await create(first);
          scene.seatsLeft = 1000;
          const model = createModel();
          let pending: { channel: string; viewer: string; at: number; verdict: Verdict }[] = [];
          const settle = async (one: (typeof pending)[number], ran: boolean) => {
            pending = pending.filter((other) => other !== one);
            await scene.settle(one.verdict, ran);
            model.settle(one.channel, one.viewer, ran);
          };
          for (const step of steps) {
            if (step.do === 'wait') {
              // Past its deadline a command in flight is that of a dead process.
              for (const one of pending) if (scene.clock.now() + step.ms > one.at + 20_000) await settle(one, true);
              scene.clock.advance(step.ms);
            } else if (step.do === 'jump') scene.clock.jumpWall(step.ms);
            else if (step.do === 'settings') scene.settings = step.settings;
            else if (step.do === 'seats') scene.seatsLeft = step.seats;
            else if (step.do === 'settle') {
              const one = pending[step.which % Math.max(1, pending.length)];
              if (one) await settle(one, step.ran);
            } else if (step.do === 'reset') {
              await scene.reset('a', crowd[step.who]!.id);
              model.reset('a', crowd[step.who]!.id);
            } else if (step.do === 'ask') {
              const viewer = crowd[step.who]!;
              const { channel, command } = step;
              const { settings, seatsLeft, clock } = scene;
              const { id, roles } = viewer;
              const expected = model.decide(settings, clock.now(), channel, id, roles, command, seatsLeft);
              const verdict = await scene.ask(viewer, { channel, command });
              expect(bare(verdict)).toEqual(expected);
              if (verdict.kind === 'refused') refusedBy.add(verdict.by);
              if (verdict.kind === 'refused' && verdict.by === 'send') await scene.quiet();
              if (verdict.kind === 'refused') continue;
              const one = { channel, viewer: id, at: clock.now(), verdict };
              pending.push(one);
              if (step.finish !== 'later') await settle(one, step.finish === 'ran');
            }
          }
          await scene.close();
        }),
        { numRuns: processes === 0 ? 60 : 40 },
      );
      // The schedules mean something: every gate was met.
      expect([...refusedBy].sort()).toEqual(['channel', 'cooldown', 'hourly', 'in_flight', 'send']);
    });
  });
}
