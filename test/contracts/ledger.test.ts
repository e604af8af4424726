import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Viewer } from '../../src/domain/viewer.ts';
import type { LimiterSettings } from '../../src/limits/rules.ts';
import { viewerOf } from '../support/limits-fixtures.ts';
import { fractionStepArb, outageStepArb, settingsArb, stepArb } from '../support/limits-model.ts';
import { createLimitsScene } from '../support/limits-scene.ts';
import { followSchedule, foundCases, foundOutages } from '../support/limits-schedule.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { type OpenScripts, openSharedScripts } from '../support/shared-scripts.ts';

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
  connections = await Promise.all([1, 2, 3].map(() => openSharedScripts(redis!.url)));
});
afterAll(async () => {
  for (const connection of connections) connection.close();
  await redis?.[Symbol.asyncDispose]();
});

async function createScene(processes: number, settings: Partial<LimiterSettings> = {}) {
  if (processes > 0) await redis!.command('FLUSHALL');
  const scene = await createLimitsScene(
    connections.slice(0, processes).map(({ scripts }) => scripts),
    settings,
  );
  open.push(scene);
  return scene;
}
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const scene of open.splice(0)) await scene.close();
});

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
      scene.permitsLeft = 0;
      expect(await scene.ask(ann)).toMatchObject({ by: 'send', retryAfterMs: 7_000, tell: true });
      await scene.quiet();
      expect(await scene.ask(ann)).toMatchObject({ by: 'send', tell: false });
      await scene.quiet();
      scene.permitsLeft = 1;
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

    test('where the clock stands still between two admissions, no cooldown is none', async () => {
      const scene = await create({ user_cooldown: 0, max_requests_per_user_hour: 3 });
      for (const ms of [0, 0.25, 0.5]) {
        scene.clock.advance(ms);
        for (let n = 0; n < 3; n++) expect(await scene.run(boss)).toBe('admitted');
        expect(await scene.run(ann)).toBe('admitted');
      }
      expect(await scene.run(ann)).toMatchObject({ by: 'hourly' });
      const limiter = scene.next();
      const right = () => scene.ask(bob, { command: 'forgetme', free: true }, limiter);
      for (let n = 0; n < 10; n++) expect((await right()).kind).toBe('admitted');
      expect(await right()).toMatchObject({ by: 'cooldown' });
    });

    test('on a clock that knows fractions no cooldown and no hour is shorter than it is', async () => {
      const scene = await create({ user_cooldown: 1, max_requests_per_user_hour: 2 });
      scene.clock.advance(0.25);
      expect(await scene.run(ann)).toBe('admitted');
      scene.clock.advance(999.5);
      expect(await scene.run(ann)).toMatchObject({ by: 'cooldown' });
      scene.clock.advance(2);
      expect(await scene.run(ann)).toBe('admitted');
      scene.clock.advance(hour - 1_001.75);
      expect(await scene.run(ann)).toMatchObject({ by: 'hourly' });
      scene.clock.advance(1.5);
      expect(await scene.run(ann)).toBe('admitted');
    });

    test.each(foundCases)('$name', async ({ first, steps }) => {
      await followSchedule(await create(first), steps);
    });

    test('decides as one that remembers everything, over any schedule of any crowd', async () => {
      const refusedBy = new Set<string>();
      const onRefused = (by: string) => void refusedBy.add(by);
      await fc.assert(
        fc.asyncProperty(settingsArb, fc.array(stepArb, { maxLength: 100, size: 'max' }), async (first, steps) => {
          await followSchedule(await create(first), steps, { forgetsTold: processes === 0, onRefused });
        }),
        { numRuns: processes === 0 ? 150 : 40 },
      );
      // The schedules mean something: every gate was met.
      expect([...refusedBy].sort()).toEqual(['channel', 'cooldown', 'hourly', 'in_flight', 'send']);
    });

    test('decides so on a clock that knows fractions', async () => {
      const arb = fc.array(fractionStepArb, { maxLength: 60, size: 'max' });
      await fc.assert(
        fc.asyncProperty(settingsArb, arb, async (first, steps) => {
          await followSchedule(await create(first), steps, { rough: true });
        }),
        { numRuns: processes === 0 ? 60 : 20 },
      );
    });

    test.runIf(processes === 1).each(foundOutages)('$name', async ({ first, steps }) => {
      await followSchedule(await create(first), steps);
    });

    test.runIf(processes === 1)(
      'decides so while Redis comes and goes, and what it answered is lost',
      { timeout: 60_000 },
      async () => {
        const arb = fc.array(outageStepArb, { maxLength: 80, size: 'max' });
        await fc.assert(
          fc.asyncProperty(settingsArb, arb, async (first, steps) => {
            await followSchedule(await create(first), steps);
          }),
          { numRuns: 40 },
        );
      },
    );
  });
}
