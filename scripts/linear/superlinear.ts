import { type Atom, automatonOf, edge, type Guards, NotProvable } from './automaton.ts';

/**
 * Why the time that an expression takes is not known to be linear in its text, or null when it is. A backtracking
 * matcher is superlinear where one text can be read along several ways of its automaton (Weber and Seidl's criteria of
 * ambiguity), and the search, which begins anew at each character, is one of the ways. What is refused may be linear;
 * what passes is.
 */
export function superlinear(source: string, flags: string): string | null {
  try {
    return findingIn(source, flags);
  } catch (error) {
    if (error instanceof NotProvable) return `not provable: ${error.message}`;
    throw error;
  }
}

/** A repetition that is bounded costs its bound for each character of the text, which is linear while it is small. */
const smallBound = 256;
const mostPairs = 2_000_000;

interface Move {
  readonly to: number;
  readonly loop: number;
  /** More ways than one lead there. */
  readonly many: boolean;
}

function findingIn(source: string, flags: string): string | null {
  const automaton = automatonOf(source, flags);
  if (automaton === null) return null;
  const { atoms, takes, first, next, last } = automaton;
  if (!next.some((edges) => edges.some(({ loop }) => loop > 0))) return null;

  // A state is a position and the character it took.
  const states: { readonly at: number; readonly atom: Atom }[] = [];
  const numbers: Map<Atom, number>[] = takes.map(
    (some, at) => new Map(some.map((atom) => [atom, states.push({ at, atom }) - 1])),
  );
  const alphabet = Array.from({ length: atoms }, (_, atom) => atom);
  const holds = (guards: Guards, a: Atom, b: Atom, must: boolean) => guards.every((guard) => guard(a, b, must));

  const moves: Move[][][] = states.map(() => []);
  const movesOf = (state: number): readonly Move[][] => {
    const known = moves[state]!;
    if (known.length > 0) return known;
    const { at, atom } = states[state]!;
    for (const next of alphabet) known[next] = [];
    for (const { at: to, guards, loop } of next[at]!) {
      for (const [b, target] of numbers[to]!) {
        if (!holds(guards, atom, b, false)) continue;
        const twin = known[b]!.findIndex((move) => move.to === target);
        if (twin < 0) known[b]!.push({ to: target, loop, many: false });
        else known[b]![twin] = { to: target, loop: Math.max(loop, known[b]![twin]!.loop), many: true };
      }
    }
    return known;
  };

  const certain = certainty();
  /** Moves after which the matcher may come back to where it was. */
  const open = (state: number, atom: Atom) => (certain(state, atom) ? [] : movesOf(state)[atom]!);

  const parts = components(states.length, (state) => alphabet.flatMap((atom) => open(state, atom).map(({ to }) => to)));
  const partOf = new Int32Array(states.length).fill(-1);
  for (const [i, part] of parts.entries()) for (const state of part) partOf[state] = i;
  const said = (i: number) => `the loop around position ${states[parts[i]![0]!]!.at}`;
  const inside = (state: number, atom: Atom) => open(state, atom).filter(({ to }) => partOf[to] === partOf[state]);

  for (const [i, part] of parts.entries()) if (isExponential(part)) return `exponential: two ways through ${said(i)}`;
  for (const [i, p] of parts.entries()) {
    const reached = reachable(p);
    for (const [j, q] of parts.entries()) {
      if (i !== j && q.some((state) => reached.has(state)) && meet(p, q)) {
        return `polynomial: ${said(i)} and ${said(j)} take the same text`;
      }
    }
  }
  const unbounded = components(states.length, (state) =>
    alphabet.flatMap((atom) =>
      open(state, atom)
        .filter(({ loop }) => loop === 0 || loop > smallBound)
        .map(({ to }) => to),
    ),
  );
  for (const part of unbounded) {
    if (searches(part))
      return `quadratic: each place in a text can begin the loop around position ${states[part[0]!]!.at}`;
  }
  return null;

  /** Whether, from a state and with this character next, the match is certain: then nothing before is tried again. */
  function certainty(): (state: number, atom: Atom) => boolean {
    const sure: Uint8Array[] = states.map(() => new Uint8Array(atoms + 1).fill(1));
    const accepts = states.map(({ at, atom }) =>
      [...alphabet, edge].map((b) => last[at]!.some((guards) => holds(guards, atom, b, true))),
    );
    const must = states.map(({ at, atom }) =>
      next[at]!.flatMap(({ at: to, guards }) =>
        [...numbers[to]!].flatMap(([b, target]) => (holds(guards, atom, b, true) ? [{ b, target }] : [])),
      ),
    );
    const whole = new Uint8Array(states.length).fill(1);
    for (let changed = true; changed; ) {
      changed = false;
      for (let state = states.length - 1; state >= 0; state--) {
        const row = sure[state]!;
        for (let b = 0; b <= atoms; b++) {
          if (row[b] === 0 || accepts[state]![b]) continue;
          if (must[state]!.some((move) => move.b === b && whole[move.target] === 1)) continue;
          row[b] = 0;
          whole[state] = 0;
          changed = true;
        }
      }
    }
    return (state, atom) => sure[state]![atom] === 1;
  }

  function reachable(from: readonly number[]): ReadonlySet<number> {
    const seen = new Set(from);
    for (const state of seen) for (const atom of alphabet) for (const { to } of open(state, atom)) seen.add(to);
    return seen;
  }

  /** Two ways from a state back to it with one text. */
  function isExponential(part: readonly number[]): boolean {
    const size = states.length;
    const start = part[0]! * size + part[0]!;
    const seen = new Set([start]);
    const back = new Map<number, number[]>();
    for (const pair of seen) {
      if (seen.size > mostPairs) throw new NotProvable('too large');
      const [x, y] = [Math.floor(pair / size), pair % size];
      for (const atom of alphabet) {
        const right = inside(y, atom);
        for (const a of inside(x, atom)) {
          if (x === y && a.many) return true;
          for (const b of right) {
            const to = a.to * size + b.to;
            seen.add(to);
            back.set(to, [...(back.get(to) ?? []), pair]);
          }
        }
      }
    }
    const home = new Set([start]);
    for (const pair of home) for (const from of back.get(pair) ?? []) home.add(from);
    return [...home].some((pair) => seen.has(pair) && Math.floor(pair / size) !== pair % size);
  }

  /** One text that leads around p, from p to q, and around q. */
  function meet(p: readonly number[], q: readonly number[]): boolean {
    const size = states.length;
    const triple = (x: number, y: number, z: number) => (x * size + y) * size + z;
    const pairs = p.flatMap((a) => q.filter((b) => states[a]!.atom === states[b]!.atom).map((b) => [a, b] as const));
    const from = (starts: readonly (readonly [number, number])[]) => {
      const seen = new Set(starts.map(([a, b]) => triple(a, a, b)));
      for (const at of seen) {
        if (seen.size > mostPairs) throw new NotProvable('too large');
        const z = at % size;
        const y = Math.floor(at / size) % size;
        const x = Math.floor(at / size / size);
        for (const atom of alphabet) {
          const thirds = inside(z, atom);
          if (thirds.length === 0) continue;
          for (const one of inside(x, atom)) {
            for (const two of open(y, atom)) {
              for (const three of thirds) seen.add(triple(one.to, two.to, three.to));
            }
          }
        }
      }
      return seen;
    };
    // What no pair leads to, none leads to by itself: most pairs are done with at once.
    const met = from(pairs);
    return pairs.some(([a, b]) => met.has(triple(a, b, b)) && from([[a, b]]).has(triple(a, b, b)));
  }

  /** One text that leads from the search into the loop, and around it. */
  function searches(part: readonly number[]): boolean {
    const members = new Set(part);
    const size = states.length + atoms;
    const goal = part[0]!;
    // After what is certain the search goes on behind the match: again and again where all matches are looked for.
    const again = /[gy]/.test(flags);
    const seen = new Set([(states.length + states[goal]!.atom) * size + goal]);
    for (const pair of seen) {
      if (seen.size > mostPairs) throw new NotProvable('too large');
      const [x, y] = [Math.floor(pair / size), pair % size];
      if (x === goal && y === goal) return true;
      for (const atom of alphabet) {
        const right = open(y, atom).filter(({ to }) => members.has(to));
        if (right.length === 0) continue;
        const left: number[] = [];
        if (x < states.length) for (const { to } of again ? movesOf(x)[atom]! : open(x, atom)) left.push(to);
        else {
          left.push(states.length + atom);
          for (const { at, guards } of first) {
            const to = numbers[at]!.get(atom);
            if (to !== undefined && holds(guards, x - states.length, atom, false)) left.push(to);
          }
        }
        for (const a of left) for (const { to } of right) seen.add(a * size + to);
      }
    }
    return false;
  }
}

/** Tarjan's strongly connected components, without those of one state that does not lead to itself. */
function components(count: number, nextOf: (state: number) => readonly number[]): number[][] {
  const found: number[][] = [];
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const isOpen = new Uint8Array(count);
  const stack: number[] = [];
  let counter = 0;
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    const way: { state: number; next: readonly number[]; i: number }[] = [];
    const enter = (state: number) => {
      index[state] = low[state] = counter++;
      isOpen[state] = 1;
      stack.push(state);
      way.push({ state, next: nextOf(state), i: 0 });
    };
    enter(root);
    while (way.length > 0) {
      const top = way.at(-1)!;
      const to = top.next[top.i++];
      if (to !== undefined) {
        if (index[to] === -1) enter(to);
        else if (isOpen[to]) low[top.state] = Math.min(low[top.state]!, index[to]!);
        continue;
      }
      way.pop();
      const before = way.at(-1);
      if (before) low[before.state] = Math.min(low[before.state]!, low[top.state]!);
      if (low[top.state] !== index[top.state]) continue;
      const part: number[] = [];
      for (let state = -1; state !== top.state; ) {
        state = stack.pop()!;
        isOpen[state] = 0;
        part.push(state);
      }
      if (part.length > 1 || top.next.includes(top.state)) found.push(part);
    }
  }
  return found;
}
