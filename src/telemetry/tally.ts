import type { Meters } from './metrics.ts';

/** Counts that are made before there is something to count with wait here, and are not lost. */
export interface Tally {
  add(count: (meters: Meters) => void): void;
  meters(): Promise<Meters>;
}

const loadAt = 1000;
const most = 100_000;

export function createTally(load: () => Promise<Meters>): Tally {
  let loaded: Meters | null = null;
  let loading: Promise<Meters> | null = null;
  let waiting: ((meters: Meters) => void)[] = [];

  async function finish(): Promise<Meters> {
    const meters = await load();
    for (const count of waiting) count(meters);
    waiting = [];
    loaded = meters;
    return meters;
  }

  function meters(): Promise<Meters> {
    loading ??= finish().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  }

  return {
    meters,
    add(count) {
      if (loaded) return count(loaded);
      // The bound is out of reach unless loading fails for good; then the latest counts are the ones to lose.
      if (waiting.length < most) waiting.push(count);
      if (waiting.length === loadAt) meters().catch(() => {});
    },
  };
}
