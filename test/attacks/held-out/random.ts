/** The generator's own numbers, so that a seed means the same texts on every machine and Node version. */
export interface Random {
  /** A whole number from 0 up to `n`, exclusive. */
  below(n: number): number;
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** `n` characters of an alphabet. */
  chars(n: number, alphabet: string): string;
}

/** mulberry32, seeded by a number and a name (FNV-1a), so that a class does not depend on the classes before it. */
export function createRandom(seed: number, name: string): Random {
  let state = 2166136261 ^ seed;
  for (const char of name) state = Math.imul(state ^ char.codePointAt(0)!, 16777619);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number) => Math.floor(next() * n);
  return {
    below,
    chance: (share) => next() < share,
    pick: (list) => list[below(list.length)]!,
    chars: (n, alphabet) => Array.from({ length: n }, () => alphabet[below(alphabet.length)]).join(''),
  };
}
