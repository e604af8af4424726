export interface Broken {
  readonly name: string;
  /** Simulated milliseconds since the start. */
  readonly at: number;
  readonly detail: string;
}

/** What has to hold, how often it was looked at, and what did not. */
export interface Invariants {
  /** Counts a look; tells what is wrong when `detail` is a text. */
  see(name: string, detail: string | null): void;
  /** So that what was never looked at shows as such. */
  declare(names: readonly string[]): void;
  readonly broken: readonly Broken[];
  counts(): readonly { readonly name: string; readonly checked: number; readonly broken: number }[];
}

const mostDetails = 200;

export function createInvariants(now: () => number, onBroken: (broken: Broken) => void): Invariants {
  const counts = new Map<string, { checked: number; broken: number }>();
  const broken: Broken[] = [];
  const of = (name: string) => {
    const known = counts.get(name) ?? { checked: 0, broken: 0 };
    counts.set(name, known);
    return known;
  };
  return {
    see(name, detail) {
      const count = of(name);
      count.checked += 1;
      if (detail === null) return;
      count.broken += 1;
      const one = { name, at: now(), detail };
      if (broken.length < mostDetails) broken.push(one);
      onBroken(one);
    },
    declare: (names) => names.forEach(of),
    broken,
    counts: () => [...counts].map(([name, count]) => ({ name, ...count })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
