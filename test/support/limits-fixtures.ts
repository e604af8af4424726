import { schema } from '../../src/domain/settings-schema.ts';
import type { AdmissionRequest } from '../../src/domain/verdict.ts';
import type { Role, Viewer } from '../../src/domain/viewer.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createRateLimiter, type RateLimiter } from '../../src/limits/rate-limiter.ts';
import type { LimiterSettings } from '../../src/limits/rules.ts';

export const defaults: LimiterSettings = { ...schema.shape.rate_limiting.parse({}), cap: 4 };

export const viewerOf = (id: string, ...roles: Role[]): Viewer => ({ id, login: id, name: id, roles: new Set(roles) });

/** A clock that is turned by hand and at once, with the timers that fall due called in order. */
export function createHandClock(start = 5_000_000) {
  let now = start;
  let wallOffset = 1_700_000_000_000;
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    wall: () => now + wallOffset,
    after(ms, callback) {
      const timer = { at: now + Math.max(0, ms), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms: number) {
      const end = now + ms;
      for (;;) {
        const [due] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!due) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.callback();
      }
      now = end;
    },
    jumpWall(ms: number) {
      wallOffset += ms;
    },
    pending: () => timers.size,
  } satisfies Clock & Record<string, unknown>;
}

/** A limiter with settings that a test may replace and send windows that a test may shut. */
export function createScene(settings: Partial<LimiterSettings> = {}) {
  const clock = createHandClock();
  const told: { gate: string; told: boolean }[] = [];
  const scene = {
    clock,
    told,
    settings: { ...defaults, ...settings } as LimiterSettings,
    permitsLeft: Number.POSITIVE_INFINITY,
    limiter: undefined as unknown as RateLimiter,
    start() {
      scene.limiter = createRateLimiter({
        settings: () => scene.settings,
        clock,
        permits: {
          reserve() {
            if (scene.permitsLeft <= 0) return null;
            scene.permitsLeft--;
            return { release: () => scene.permitsLeft++ };
          },
          nextMs: () => 7_000,
        },
        tell: (event) => event.kind === 'refused' && told.push({ gate: event.gate, told: event.told }),
      });
    },
    ask(viewer: Viewer, more: Partial<AdmissionRequest> = {}) {
      const deadline = clock.now() + 20_000;
      return scene.limiter.admit({ channel: 'here', viewer, command: 'ask', deadline, ...more });
    },
    /** Asks, and runs to the end at once when admitted. */
    run(viewer: Viewer, more: Partial<AdmissionRequest> = {}) {
      const verdict = scene.ask(viewer, more);
      if (verdict.kind === 'admitted') verdict.settle(true);
      return verdict.kind === 'admitted' ? 'admitted' : verdict;
    },
  };
  scene.start();
  return scene;
}
