/** A source of numbers whose every draw follows from its seed. */
export interface Source {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** From 0 up to, not including, `below`. */
  int(below: number): number;
  chance(of: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Another source, which what is drawn here does not touch. */
  fork(name: string): Source;
}

export function createSource(seed: string): Source {
  // xoshiro128**, seeded through FNV-1a and a few rounds of splitmix.
  let mixed = 2166136261;
  for (let i = 0; i < seed.length; i++) mixed = Math.imul(mixed ^ seed.charCodeAt(i), 16777619);
  const word = () => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let [a, b, c, d] = [word(), word(), word(), word() | 1];
  const rotate = (x: number, by: number) => (x << by) | (x >>> (32 - by));
  function next(): number {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return (result >>> 0) / 2 ** 32;
  }
  const int = (below: number) => Math.floor(next() * below);
  return {
    next,
    int,
    chance: (of) => next() < of,
    pick: (list) => list[int(list.length)] as never,
    fork: (name) => createSource(`${seed}/${name}`),
  };
}
