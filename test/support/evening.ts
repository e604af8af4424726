import { type Priority, priorityOf } from '../../src/domain/viewer.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createRateLimiter } from '../../src/limits/rate-limiter.ts';
import { defaults, viewerOf } from './limits-fixtures.ts';

/** 1,000 viewers ask at once, of a model with 4 slots whose answers take 0.4 to 1 second. */
export function simulateEvening(clock: Clock) {
  const permit = { release() {} };
  const limiter = createRateLimiter({
    settings: () => defaults,
    clock,
    permits: { reserve: () => permit, nextMs: () => 0 },
    tell() {},
  });
  const crowd = Array.from({ length: 1_000 }, (_, n) => {
    if (n % 50 === 49) return viewerOf(String(n + 1), 'moderator');
    return n % 10 === 7 ? viewerOf(String(n + 1), 'subscriber') : viewerOf(String(n + 1));
  });
  /** Each viewer's: there should be one. */
  const outcomes = new Map<string, string[]>();
  const waits: { readonly priority: Priority; readonly ms: number }[] = [];
  let inFlight = 0;
  let most = 0;
  const forever = new AbortController().signal;

  const evening = crowd.map(async (viewer, n) => {
    const ends: string[] = [];
    outcomes.set(viewer.id, ends);
    const since = clock.now();
    const deadline = since + 20_000;
    const verdict = limiter.admit({ channel: 'here', viewer, command: 'ask', deadline });
    if (verdict.kind === 'refused') return ends.push(verdict.by);
    const priority = priorityOf(viewer.roles);
    const granted = await limiter.slots.acquire({ channel: 'here', viewer, priority, deadline }, forever);
    if (granted.kind !== 'slot') {
      verdict.settle(false);
      return ends.push(granted.kind === 'refused' ? granted.by : granted.kind);
    }
    waits.push({ priority, ms: clock.now() - since });
    most = Math.max(most, ++inFlight);
    await new Promise<void>((resolve) => clock.after(400 + (n % 7) * 100, resolve));
    inFlight--;
    granted.slot.release();
    verdict.settle(true);
    return ends.push('answered');
  });
  return { limiter, outcomes, waits, most: () => most, over: Promise.all(evening) };
}
