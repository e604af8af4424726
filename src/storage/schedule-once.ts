import type { Once } from '../domain/once.ts';

/**
 * Runs a job in one of the processes that share a store. What came of it, here or there; null where another process is
 * at it, or where nobody can tell.
 */
export type OnlyOne = (deed: string, job: () => Promise<string>) => Promise<string | null>;

/** Longer than a job may take; shorter than the hour after which it is tried again, by whoever is there then. */
const defaultLeaseMs = 900_000;
const keptMs = 48 * 3_600_000;

/** `once`: null where there is one process. */
export function createOnlyOne(once: () => Once | null, leaseMs = defaultLeaseMs): OnlyOne {
  return async (deed, job) => {
    const shared = once();
    if (shared === null) return job();
    const begun = await shared.begin(deed, leaseMs);
    if (begun.kind === 'done') return begun.value;
    if (begun.kind !== 'mine') return null;
    const value = await job();
    await shared.done(deed, value, keptMs);
    return value;
  };
}
