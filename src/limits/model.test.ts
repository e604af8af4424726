import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createScene, viewerOf } from './fixtures.ts';
import { bare, createModel, crowd, settingsArb, stepArb } from './naive-model.ts';

const hour = 3_600_000;

it('decides as one that remembers everything, over any schedule of any crowd', () => {
  const refusedBy = new Map<string, number>();
  fc.assert(
    fc.property(settingsArb, fc.array(stepArb, { maxLength: 150, size: 'max' }), (first, steps) => {
      const scene = createScene(first);
      scene.seatsLeft = 1000;
      const model = createModel();
      let pending: { channel: string; viewer: string; settle: (ran: boolean) => void }[] = [];
      const settle = (one: (typeof pending)[number], ran: boolean) => {
        pending = pending.filter((other) => other !== one);
        one.settle(ran);
        one.settle(!ran);
        model.settle(one.channel, one.viewer, ran);
      };
      for (const step of steps) {
        if (step.do === 'wait') scene.clock.advance(step.ms);
        else if (step.do === 'jump') scene.clock.jumpWall(step.ms);
        else if (step.do === 'settings') scene.settings = step.settings;
        else if (step.do === 'seats') scene.seatsLeft = step.seats;
        else if (step.do === 'settle') {
          const one = pending[step.which % Math.max(1, pending.length)];
          if (one) settle(one, step.ran);
        } else if (step.do === 'reset') {
          scene.limiter.resetViewer('a', crowd[step.who]!.id);
          model.reset('a', crowd[step.who]!.id);
        } else if (step.do === 'restart') {
          for (const one of pending) settle(one, true);
          const kept = JSON.parse(JSON.stringify([...scene.limiter.snapshot()]));
          scene.start();
          scene.limiter.restore(kept);
          model.restart();
        } else {
          const viewer = crowd[step.who]!;
          const { channel, command } = step;
          const expected = model.decide(
            scene.settings,
            scene.clock.now(),
            channel,
            viewer.id,
            viewer.roles,
            command,
            scene.seatsLeft,
          );
          const verdict = scene.ask(viewer, { channel, command });
          expect(bare(verdict)).toEqual(expected);
          if (verdict.kind === 'refused') refusedBy.set(verdict.by, (refusedBy.get(verdict.by) ?? 0) + 1);
          else {
            const one = { channel, viewer: viewer.id, settle: verdict.settle };
            pending.push(one);
            if (step.finish !== 'later') settle(one, step.finish === 'ran');
          }
        }
      }
    }),
    { numRuns: 150 },
  );
  // The schedules mean something: every gate was met.
  expect([...refusedBy.keys()].sort()).toEqual(['channel', 'cooldown', 'hourly', 'in_flight', 'send']);
});

it('never lets more than the cap through in any window, on a clock that knows fractions, and names a true retry time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 25 }),
      fc.array(fc.double({ min: 0, max: 400_000, noNaN: true }), { minLength: 60, maxLength: 200 }),
      (max_requests_per_user_hour, waits) => {
        const scene = createScene({ max_requests_per_user_hour, user_cooldown: 0.7 });
        const viewer = viewerOf('77');
        const admissions: number[] = [];
        for (const wait of waits) {
          scene.clock.advance(wait);
          const verdict = scene.run(viewer);
          if (verdict === 'admitted') admissions.push(scene.clock.now());
          else if (verdict.retryAfterMs < 30_000) {
            scene.clock.advance(verdict.retryAfterMs);
            const next = scene.run(viewer);
            if (next === 'admitted') admissions.push(scene.clock.now());
            else expect(next.by).not.toBe(verdict.by);
          }
        }
        for (let i = max_requests_per_user_hour; i < admissions.length; i++) {
          expect(admissions[i]! - admissions[i - max_requests_per_user_hour]!).toBeGreaterThanOrEqual(hour);
        }
        for (let i = 1; i < admissions.length; i++)
          expect(admissions[i]! - admissions[i - 1]!).toBeGreaterThanOrEqual(700);
      },
    ),
    { numRuns: 200 },
  );
});
