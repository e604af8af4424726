import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createScene, viewerOf } from '../../test/support/limits-fixtures.ts';

const hour = 3_600_000;

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
