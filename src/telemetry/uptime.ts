import type { Clock } from '../lib/clock.ts';

export interface Uptimes {
  note(name: string, up: boolean): void;
  ratios(): Iterable<readonly [name: string, ratio: number]>;
}

/** How much of its time each of the names was up, since it was first heard of. */
export function createUptimes(clock: Clock): Uptimes {
  const known = new Map<string, { readonly from: number; since: number; up: boolean; upMs: number }>();
  return {
    note(name, up) {
      const now = clock.now();
      const one = known.get(name) ?? { from: now, since: now, up, upMs: 0 };
      if (one.up) one.upMs += now - one.since;
      known.set(name, Object.assign(one, { since: now, up }));
    },
    *ratios() {
      const now = clock.now();
      for (const [name, { from, since, up, upMs }] of known) {
        const total = now - from;
        yield [name, total === 0 ? Number(up) : (upMs + (up ? now - since : 0)) / total];
      }
    },
  };
}
