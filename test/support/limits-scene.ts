import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'vitest';
import type { SharedScripts } from '../../src/domain/storage.ts';
import type { AdmissionRequest, Verdict } from '../../src/domain/verdict.ts';
import type { Viewer } from '../../src/domain/viewer.ts';
import { createRateLimiter } from '../../src/limits/rate-limiter.ts';
import type { LimiterSettings } from '../../src/limits/rules.ts';
import { createSharedLimiter, type SharedLimiter } from '../../src/limits/shared-limiter.ts';
import { createHandClock, defaults } from './limits-fixtures.ts';
import { onClock } from './shared-scripts.ts';
import { until } from './until.ts';

/** `ok`; `away`: no script arrives; `deaf`: scripts run, and nobody hears what they answered. */
export type Reach = 'ok' | 'away' | 'deaf';

/**
 * Limiters under one clock that a test turns: one in process, or with `shared` as many as there are connections. Each
 * question goes to the next of them, as if the channel changed hands.
 */
export async function createLimitsScene(shared: readonly SharedScripts[], settings: Partial<LimiterSettings> = {}) {
  const clock = createHandClock();
  const limiters: SharedLimiter[] = [];
  let busy = 0;
  const scene = {
    clock,
    settings: { ...defaults, ...settings } as LimiterSettings,
    permitsLeft: Number.POSITIVE_INFINITY,
    reach: 'ok' as Reach,
    /** Whose turn it is. */
    at: 0,
    next: (): SharedLimiter => limiters[scene.at++ % limiters.length]!,
    async ask(viewer: Viewer, more: Partial<AdmissionRequest> = {}, limiter?: SharedLimiter): Promise<Verdict> {
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
    /** Everything that was sent was answered, and what that led to as well. */
    async quiet() {
      if (shared.length === 0) return;
      for (let still = 0; still < 3; still = busy === 0 ? still + 1 : 0) await turn();
    },
    async reset(channel: string, id: string) {
      scene.next().resetViewer(channel, id);
      await scene.quiet();
    },
    /** The limiters end, and others begin with what outlives them. */
    async restart() {
      await scene.close();
      const left = JSON.parse(JSON.stringify(limiters.map((limiter) => [...limiter.snapshot()])));
      limiters.splice(0);
      await scene.open();
      if (shared.length === 0) limiters[0]!.restore(left[0]);
    },
    async open() {
      for (let i = 0; i < Math.max(1, shared.length); i++) limiters.push(create(shared[i]));
      await until(() => {
        const troubles = limiters.map((limiter) => limiter.shared()).filter(({ state }) => state === 'degraded');
        // A busy machine may fail a first question: the next is asked when the clock that nobody turns yet has moved.
        if (troubles.some(({ detail }) => detail !== 'no contact yet')) clock.advance(500);
        expect(troubles).toEqual([]);
      });
    },
    close: async () => {
      await Promise.all(limiters.map((limiter) => limiter.close()));
    },
  };

  function reached(scripts: SharedScripts): SharedScripts {
    return {
      define(text) {
        const script = onClock(scripts, clock).define(text);
        return async (keys, args) => {
          if (scene.reach === 'away') return { ok: false, reason: 'unreachable', detail: 'away' };
          const { reach } = scene;
          busy++;
          const answer = await script([...keys], [...args]).finally(() => busy--);
          return reach === 'ok' ? answer : { ok: false, reason: 'cut off', detail: 'no answer' };
        };
      },
    };
  }

  function create(scripts: SharedScripts | undefined): SharedLimiter {
    const parts = {
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
      tell() {},
    };
    if (scripts) return createSharedLimiter({ ...parts, scripts: reached(scripts), processes: () => shared.length });
    const own = createRateLimiter(parts);
    return {
      ...own,
      admit: async (request) => own.admit(request),
      refuse: async (...refused) => own.refuse(...refused),
      shared: () => ({ state: 'ok' }),
      start: async () => {},
      close: async () => {},
    };
  }

  await scene.open();
  return scene;
}

export type LimitsScene = Awaited<ReturnType<typeof createLimitsScene>>;

export function admitted(verdict: Verdict) {
  if (verdict.kind !== 'admitted') throw new Error(`refused by ${verdict.by}`);
  return verdict;
}
