import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';

/** A class of characters that no set of the expression tells apart; `edge` is the text's beginning or end. */
export type Atom = number;
export const edge: Atom = -1;

/** What has to hold between two characters. `must`: whether it is known to hold, not only that it may. */
type Guard = (previous: Atom, next: Atom, must: boolean) => boolean;
export type Guards = readonly Guard[];

interface Step {
  readonly at: number;
  readonly guards: Guards;
}

export interface Edge extends Step {
  /** How often in a row it can be taken where it closes a loop; 0 where it closes none. */
  readonly loop: number;
}

/** Glushkov's: a position for each character of the expression. One edge for each way, so that two ways are seen. */
export interface Automaton {
  readonly atoms: number;
  /** The atoms that each position takes. */
  readonly takes: readonly (readonly Atom[])[];
  readonly first: readonly Step[];
  readonly next: readonly (readonly Edge[])[];
  readonly last: readonly (readonly Guards[])[];
}

interface Part {
  readonly empty: readonly Guards[];
  readonly first: readonly Step[];
  readonly last: readonly Step[];
}

export class NotProvable extends Error {}

const mostPositions = 20_000;
const mostWays = 64;
/** A repeated part is copied where that stays small, and a loop otherwise. */
const mostCopies = 8;
const mostCopied = 400;
const mostOfOne = 24;

/** A guard that may hold. */
const perhaps: Guard = (_previous, _next, must) => !must;

/** Null where nothing repeats: the time is then bounded, whatever the text. */
export function automatonOf(source: string, flags: string): Automaton | null {
  const unicode = { unicode: flags.includes('u'), unicodeSets: flags.includes('v') };
  const pattern = new RegExpParser().parsePattern(source, 0, source.length, unicode);
  let repeats = false;
  visitRegExpAST(pattern, {
    onQuantifierEnter({ max }) {
      repeats ||= max > 1;
    },
  });
  if (!repeats) return null;
  const alphabet = alphabetOf(pattern, flags);
  const takes: (readonly Atom[])[] = [];
  const next: Edge[][] = [];

  const join = (from: readonly Step[], to: readonly Step[], loop: number, maybe: boolean) => {
    for (const a of from) {
      for (const b of to) {
        const guards = [...a.guards, ...b.guards, ...(maybe ? [perhaps] : [])];
        next[a.at]!.push({ at: b.at, guards, loop });
      }
    }
  };
  const through = (ways: readonly Guards[], steps: readonly Step[]) =>
    ways.flatMap((way) => steps.map(({ at, guards }) => ({ at, guards: [...way, ...guards] })));

  const then = (a: Part, b: Part): Part => {
    join(a.last, b.first, 0, false);
    const empty = a.empty.flatMap((x) => b.empty.map((y) => [...x, ...y]));
    if (empty.length > mostWays) throw new NotProvable('too many ways to be empty');
    return {
      empty,
      first: [...a.first, ...through(a.empty, b.first)],
      last: [...through(b.empty, a.last), ...b.last],
    };
  };
  const nothing: Part = { empty: [[]], first: [], last: [] };
  const only = (...guards: Guard[]): Part => ({ empty: [guards], first: [], last: [] });

  const anyOf = (alternatives: readonly AST.Alternative[]): Part => {
    const parts = alternatives.map((one) => one.elements.map(part).reduce(then, nothing));
    return {
      empty: parts.flatMap((one) => one.empty),
      first: parts.flatMap((one) => one.first),
      last: parts.flatMap((one) => one.last),
    };
  };

  const optional = (one: Part): Part => ({ ...one, empty: [...one.empty.filter((way) => way.length > 0), []] });

  const repeated = ({ min, max, element }: AST.Quantifier): Part => {
    if (max === 0) return nothing;
    const before = takes.length;
    const one = part(element);
    const size = takes.length - before;
    const copies = (count: number) => Array.from({ length: count }, () => part(element));
    const small = (count: number) => count <= (size === 1 ? mostOfOne : mostCopies) && count * size <= mostCopied;
    if (max === 1) return min === 1 ? one : optional(one);
    if (small(max) && (min === max || max <= 3)) {
      const rest = copies(max - 1);
      const optionals = (from: readonly Part[]): Part =>
        from.reduceRight<Part>((behind, each) => optional(then(each, behind)), nothing);
      const all = [one, ...rest];
      return then(all.slice(0, min).reduce(then, nothing), optionals(all.slice(min)));
    }
    const head = min > 1 && small(min) ? [one, ...copies(min - 1)] : [one];
    const looped = head.at(-1)!;
    join(looped.last, looped.first, max, max !== Number.POSITIVE_INFINITY);
    if (min === 0) return optional(looped);
    const all = head.reduce(then, nothing);
    return head.length === min
      ? all
      : { ...all, last: all.last.map((x) => ({ ...x, guards: [...x.guards, perhaps] })) };
  };

  const character = (element: AST.Node, many: boolean): Part => {
    const at = takes.length;
    if (at >= mostPositions) throw new NotProvable('too large');
    takes.push(many ? alphabet.all : alphabet.of(element));
    next.push([]);
    return { empty: [], first: [{ at, guards: [] }], last: [{ at, guards: many ? [perhaps] : [] }] };
  };

  const part = (element: AST.Element): Part => {
    switch (element.type) {
      case 'Group':
        if (element.modifiers) throw new NotProvable('modifiers');
        return anyOf(element.alternatives);
      case 'CapturingGroup':
        return anyOf(element.alternatives);
      case 'Quantifier':
        return repeated(element);
      case 'Backreference': {
        const group = [element.resolved].flat()[0]!;
        const copy = anyOf(group.alternatives);
        return {
          empty: [[perhaps]],
          first: copy.first,
          last: copy.last.map((x) => ({ ...x, guards: [...x.guards, perhaps] })),
        };
      }
      case 'Assertion':
        return assertion(element);
      case 'CharacterClass':
      case 'CharacterSet':
      case 'ExpressionCharacterClass':
        return character(element, 'strings' in element && element.strings);
      default:
        return character(element, false);
    }
  };

  const atEdge = (beside: Atom) => beside === edge || (flags.includes('m') && alphabet.breaks.has(beside));

  /** One character or one end: exactly what it says about its neighbour. Else null. */
  const neighbour = (one: AST.Alternative): ((beside: Atom) => boolean) | null => {
    const [element, more] = one.elements;
    if (!element || more) return null;
    if (element.type === 'Assertion') {
      if (element.kind !== 'start' && element.kind !== 'end') return null;
      return atEdge;
    }
    if (element.type === 'Group') {
      const all = element.alternatives.map(neighbour);
      return all.includes(null) ? null : (beside) => all.some((each) => each!(beside));
    }
    if (!/^Character|^ExpressionCharacterClass/.test(element.type)) return null;
    const set = new Set(alphabet.of(element));
    return (beside) => set.has(beside);
  };

  const assertion = (element: AST.Assertion): Part => {
    if (element.kind === 'word') {
      const { negate } = element;
      return only((a, b) => (alphabet.letters.has(a) !== alphabet.letters.has(b)) !== negate);
    }
    if (element.kind === 'start' || element.kind === 'end') {
      return only(element.kind === 'start' ? (a) => atEdge(a) : (_a, b) => atEdge(b));
    }
    const { kind, negate, alternatives } = element as AST.LookaroundAssertion;
    const beside = (a: Atom, b: Atom) => (kind === 'lookahead' ? b : a);
    const known = alternatives.map(neighbour);
    const exact = known.filter((one) => one !== null);
    const holds = (atom: Atom) => exact.some((one) => one(atom));
    if (exact.length === alternatives.length) return only((a, b) => holds(beside(a, b)) !== negate);

    // What is longer is read as well, and taken to hold or not, whatever is worse.
    const before = takes.length;
    const body = anyOf(alternatives);
    const bounded = !next.slice(before).some((edges) => edges.some(({ loop }) => loop > 0));
    if (!bounded && kind === 'lookbehind') throw new NotProvable('a lookbehind without a bound');
    const opens = new Set((kind === 'lookahead' ? body.first : body.last).flatMap(({ at }) => takes[at]!));
    const guard: Guard = (a, b) =>
      negate ? !holds(beside(a, b)) : body.empty.length > 0 || opens.has(beside(a, b)) || holds(beside(a, b));
    return { empty: [[guard, perhaps]], first: bounded ? [] : body.first, last: [] };
  };

  const all = anyOf(pattern.alternatives);
  const last: Guards[][] = takes.map(() => []);
  for (const { at, guards } of all.last) last[at]!.push(guards);
  return { atoms: alphabet.all.length, takes, first: all.first, next, last };
}

/** Characters that stand for all, those of one UTF-16 unit first: every class that an expression can name has some of them in it or none that matters. */
const samples: readonly number[] = [
  ...range(0, 0x17f, 1),
  ...range(0x180, 0xffff, 89),
  ...range(0x300, 0x310, 1),
  ...range(0x2000, 0x206f, 1),
  ...range(0x20d0, 0x20f0, 1),
  ...range(0x2190, 0x27bf, 5),
  ...range(0x3000, 0x3010, 1),
  ...range(0xfe00, 0xfe0f, 1),
  ...[0xd800, 0xdc00, 0xe000, 0xfeff, 0xfffc, 0xfffd, 0xffff],
  ...range(0x1f1e6, 0x1f1ff, 1),
  ...range(0x1f300, 0x1faff, 23),
  ...range(0x1f3fb, 0x1f3ff, 1),
  ...[0x10400, 0x10428, 0x1d400, 0x1d7ce, 0x20000, 0xe0001, 0xe0041, 0xe0100, 0xf0000, 0x10ffff],
];

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}

/** One sample, by its place, for each class of those that no set tells apart. */
function apart(sets: readonly CharacterSet[], most: number): readonly number[] {
  const until = samples.findIndex((code) => code > most);
  const classes = new Int32Array(until < 0 ? samples.length : until);
  let count = 1;
  for (const { samples } of sets) {
    const numbers = new Int32Array(2 * count).fill(-1);
    count = 0;
    for (let at = 0; at < classes.length; at++) {
      const split = 2 * classes[at]! + samples[at]!;
      if (numbers[split]! < 0) numbers[split] = count++;
      classes[at] = numbers[split]!;
    }
  }
  const first = new Map<number, number>();
  for (let at = 0; at < classes.length; at++) if (!first.has(classes[at]!)) first.set(classes[at]!, at);
  return [...first.values()];
}

interface Alphabet {
  readonly all: readonly Atom[];
  readonly letters: ReadonlySet<Atom>;
  readonly breaks: ReadonlySet<Atom>;
  of(element: AST.Node): readonly Atom[];
}

/** A set of an expression: the engine itself says which characters it has. */
interface CharacterSet {
  readonly has: RegExp;
  /** Of the samples, in their order. */
  readonly samples: Uint8Array;
}
const sets = new Map<string, CharacterSet>();

function setOf(source: string, flags: string): CharacterSet {
  const key = `${source}/${flags}`;
  const known = sets.get(key);
  if (known) return known;
  const has = new RegExp(source, flags);
  const set = { has, samples: Uint8Array.from(samples, (code) => Number(has.test(String.fromCodePoint(code)))) };
  sets.set(key, set);
  return set;
}

function alphabetOf(pattern: AST.Pattern, flags: string): Alphabet {
  const plain = flags.replace(/[dgy]/g, '');
  const sets = new Map<string, CharacterSet>([
    ['\\w', setOf('^(?:\\w)$', plain)],
    ['\n', setOf('^[\\n\\r\\u2028\\u2029]$', '')],
  ]);
  const more = new Set<number>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    if (Array.isArray(node) || typeof node !== 'object' || node === null) return;
    const one = node as AST.Node;
    if (one.type === 'Character') {
      const written = String.fromCodePoint(one.value);
      for (const c of [written, written.toLowerCase(), written.toUpperCase()]) more.add(c.codePointAt(0)!);
      more.add(one.value + 1);
      more.add(Math.max(0, one.value - 1));
    }
    if (/^Character(?!ClassRange)|^ExpressionCharacterClass/.test(one.type) && one.parent && !sets.has(one.raw)) {
      const inside = /^(?:CharacterClass|CharacterClassRange|Class|StringAlternative|ExpressionCharacterClass)/;
      if (!inside.test(one.parent.type)) sets.set(one.raw, setOf(`^(?:${one.raw})$`, plain));
    }
    for (const [key, value] of Object.entries(one))
      if (key !== 'parent' && key !== 'resolved' && key !== 'references') visit(value);
  };
  visit(pattern);

  const atoms = new Map<string, Atom>();
  const members = new Map<string, Set<Atom>>([...sets.keys()].map((raw) => [raw, new Set()]));
  const tests = [...sets];
  const most = /[uv]/.test(flags) ? 0x10ffff : 0xffff;
  const add = (code: number, has: (set: CharacterSet) => boolean) => {
    if (code > most) return;
    let signature = '';
    for (const [, set] of tests) signature += has(set) ? '1' : '0';
    if (atoms.has(signature)) return;
    atoms.set(signature, atoms.size);
    for (const [at, [raw]] of tests.entries()) if (signature[at] === '1') members.get(raw)!.add(atoms.size - 1);
  };
  for (const at of apart([...sets.values()], most)) add(samples[at]!, (set) => set.samples[at] === 1);
  for (const code of more) add(code, (set) => set.has.test(String.fromCodePoint(code)));
  const all = [...atoms.values()];
  return {
    all,
    letters: members.get('\\w')!,
    breaks: members.get('\n')!,
    of: (element) => [...(members.get(element.raw) ?? [])],
  };
}
