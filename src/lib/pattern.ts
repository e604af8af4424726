/** A pattern that somebody typed, as a test that takes linear time whatever the line; null: not one of these. */
export type CompiledPattern = (text: string) => boolean;

/** One step of the automaton: what a letter must be, or where to go without one. */
type State =
  | { readonly kind: 'letter'; readonly holds: (letter: string) => boolean; readonly next: number }
  | { readonly kind: 'split'; readonly next: number; readonly other: number }
  | { readonly kind: 'assert'; readonly what: '^' | '$' | 'b' | 'B'; readonly next: number }
  | { readonly kind: 'done' };

type Node =
  | { readonly kind: 'letter'; readonly holds: (letter: string) => boolean }
  | { readonly kind: 'assert'; readonly what: '^' | '$' | 'b' | 'B' }
  | { readonly kind: 'all'; readonly of: readonly Node[] }
  | { readonly kind: 'any'; readonly of: readonly Node[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly least: number; readonly most: number };

const longest = 200;
const mostStates = 600;
const mostTimes = 50;
const mostDepth = 20;
const isWord = (letter: string | undefined) => letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);
const classes: ReadonlyMap<string, (letter: string) => boolean> = new Map([
  ['d', (letter: string) => /\d/.test(letter)],
  ['w', (letter: string) => isWord(letter)],
  ['s', (letter: string) => /\s/.test(letter)],
  ['D', (letter: string) => !/\d/.test(letter)],
  ['W', (letter: string) => !isWord(letter)],
  ['S', (letter: string) => !/\s/.test(letter)],
]);

class Unknown extends Error {}

/**
 * Letters, `.`, `[a-z]`, `\d \w \s \b`, groups, `|`, `* + ? {2,5}`, `^` and `$`, without case. What needs looking back
 * or ahead is refused: it is run as an automaton, one step for each letter of the line.
 */
export function compilePattern(pattern: string): CompiledPattern | null {
  if (pattern === '' || pattern.length > longest) return null;
  try {
    const states: State[] = [];
    const done = push(states, { kind: 'done' });
    const start = build(states, parse([...pattern.toLowerCase()]), done);
    // What matches nothing at all matches every line.
    if (matches(states, start, '')) return null;
    return (text) => matches(states, start, text.toLowerCase());
  } catch (error) {
    if (error instanceof Unknown) return null;
    throw error;
  }
}

function push(states: State[], state: State): number {
  if (states.length >= mostStates) throw new Unknown();
  return states.push(state) - 1;
}

/** The state in which what `node` is begins; `next` is where it leads. */
function build(states: State[], node: Node, next: number): number {
  switch (node.kind) {
    case 'letter':
    case 'assert':
      return push(states, { ...node, next });
    case 'all':
      return node.of.reduceRight((then, part) => build(states, part, then), next);
    case 'any':
      return node.of
        .map((part) => build(states, part, next))
        .reduce((other, first) => push(states, { kind: 'split', next: first, other }));
    case 'repeat': {
      let then = next;
      if (node.most === Number.POSITIVE_INFINITY) {
        const loop = push(states, { kind: 'split', next, other: next });
        const body = build(states, node.of, loop);
        states[loop] = { kind: 'split', next: body, other: next };
        then = loop;
      } else
        for (let i = node.least; i < node.most; i++) {
          then = push(states, { kind: 'split', next: build(states, node.of, then), other: next });
        }
      for (let i = 0; i < node.least; i++) then = build(states, node.of, then);
      return then;
    }
  }
}

function matches(states: readonly State[], start: number, text: string): boolean {
  const letters = [...text];
  let now = new Set<number>();
  for (let at = 0; at <= letters.length; at++) {
    const closed = new Set<number>();
    const open = [start, ...now];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (closed.has(index)) continue;
      closed.add(index);
      const state = states[index]!;
      if (state.kind === 'done') return true;
      if (state.kind === 'split') open.push(state.next, state.other);
      else if (state.kind === 'assert' && asserted(state.what, letters, at)) open.push(state.next);
    }
    const letter = letters[at];
    if (letter === undefined) return false;
    now = new Set();
    for (const index of closed) {
      const state = states[index]!;
      if (state.kind === 'letter' && state.holds(letter)) now.add(state.next);
    }
  }
  return false;
}

function asserted(what: '^' | '$' | 'b' | 'B', letters: readonly string[], at: number): boolean {
  if (what === '^') return at === 0;
  if (what === '$') return at === letters.length;
  const isEdge = isWord(letters[at - 1]) !== isWord(letters[at]);
  return what === 'b' ? isEdge : !isEdge;
}

function parse(signs: readonly string[]): Node {
  let at = 0;
  const node = alternatives(0);
  if (at < signs.length) throw new Unknown();
  return node;

  function alternatives(depth: number): Node {
    if (depth > mostDepth) throw new Unknown();
    const of = [sequence(depth)];
    while (signs[at] === '|') {
      at++;
      of.push(sequence(depth));
    }
    return of.length === 1 ? of[0]! : { kind: 'any', of };
  }

  function sequence(depth: number): Node {
    const of: Node[] = [];
    while (at < signs.length && signs[at] !== '|' && signs[at] !== ')') of.push(repeated(atom(depth)));
    return { kind: 'all', of };
  }

  function repeated(of: Node): Node {
    const [least, most] = times();
    if (least === 1 && most === 1) return of;
    // Lazy or not, it matches or does not.
    if (signs[at] === '?') at++;
    if (of.kind === 'assert' || '*+?{'.includes(signs[at] ?? ' ')) throw new Unknown();
    return { kind: 'repeat', of, least, most };
  }

  function times(): readonly [number, number] {
    switch (signs[at]) {
      case '*':
        at++;
        return [0, Number.POSITIVE_INFINITY];
      case '+':
        at++;
        return [1, Number.POSITIVE_INFINITY];
      case '?':
        at++;
        return [0, 1];
      case '{': {
        const [whole, least = '', comma, most = ''] =
          /^\{(\d{1,3})(,(\d{0,3}))?\}/.exec(signs.slice(at, at + 9).join('')) ?? [];
        if (!whole) throw new Unknown();
        at += whole.length;
        const to = !comma ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most);
        if (Number(least) > mostTimes || (to !== Number.POSITIVE_INFINITY && to > mostTimes) || to < Number(least))
          throw new Unknown();
        return [Number(least), to];
      }
      default:
        return [1, 1];
    }
  }

  function atom(depth: number): Node {
    const sign = signs[at++]!;
    switch (sign) {
      case '(': {
        if (signs[at] === '?') {
          if (signs[at + 1] !== ':') throw new Unknown();
          at += 2;
        }
        const inside = alternatives(depth + 1);
        if (signs[at++] !== ')') throw new Unknown();
        return inside;
      }
      case '[':
        return { kind: 'letter', holds: oneOf() };
      case '.':
        return { kind: 'letter', holds: () => true };
      case '^':
      case '$':
        return { kind: 'assert', what: sign };
      case '\\':
        return escaped();
      case '*':
      case '+':
      case '?':
      case '{':
        throw new Unknown();
      default:
        return { kind: 'letter', holds: (letter) => letter === sign };
    }
  }

  function escaped(): Node {
    const sign = signs[at++];
    if (sign === undefined) throw new Unknown();
    if (sign === 'b') return { kind: 'assert', what: 'b' };
    const known = classes.get(sign);
    if (known) return { kind: 'letter', holds: known };
    // Everything else with a letter or a digit means something that is not known here.
    if (/[\p{L}\p{N}]/u.test(sign)) throw new Unknown();
    return { kind: 'letter', holds: (letter) => letter === sign };
  }

  function oneOf(): (letter: string) => boolean {
    const isNot = signs[at] === '^';
    if (isNot) at++;
    const holds: ((letter: string) => boolean)[] = [];
    for (let sign = signs[at++]; sign !== ']'; sign = signs[at++]) {
      if (sign === undefined) throw new Unknown();
      if (sign === '\\') {
        const next = signs[at++];
        const known = classes.get(next ?? '');
        if (next === undefined || (!known && /[\p{L}\p{N}]/u.test(next))) throw new Unknown();
        holds.push(known ?? ((letter) => letter === next));
      } else if (signs[at] === '-' && signs[at + 1] !== ']' && signs[at + 1] !== undefined) {
        const to = signs[at + 1]!;
        if (to === '\\' || to < sign) throw new Unknown();
        at += 2;
        const within = (letter: string) => letter >= sign && letter <= to;
        // Without case: a range of signs may end between the capitals and the small letters.
        holds.push((letter) => within(letter) || within(letter.toUpperCase()));
      } else holds.push((letter) => letter === sign);
    }
    return (letter) => holds.some((each) => each(letter)) !== isNot;
  }
}
