import type { Condition, Literal, Query } from './apicalypse.ts';
import { searchGames, type Thing, type Value } from './library.ts';

/** The games that a query asks for, with the fields that it asks for. Fields without a value are absent. */
export function runQuery(library: readonly Thing[], query: Query): readonly unknown[] {
  const from = query.search === null ? library : searchGames(library, query.search);
  const { where, sort } = query;
  const found = [...from].filter((game) => where === null || holds(where, game));
  if (sort) {
    const way = sort.descending ? -1 : 1;
    const rank = (game: Thing) => valuesAt(game, sort.path)[0];
    found.sort((a, b) => way * compare(rank(a), rank(b)));
  }
  return found.slice(query.offset, query.offset + query.limit).map((game) => project(game, query.fields));
}

function compare(a: Literal | undefined, b: Literal | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a ?? '').localeCompare(String(b ?? ''), 'en');
}

function holds(condition: Condition, game: Thing): boolean {
  if (condition.kind !== 'test') {
    const one = (part: Condition) => holds(part, game);
    return condition.kind === 'and' ? condition.parts.every(one) : condition.parts.some(one);
  }
  const { op, values, wild } = condition;
  const found = valuesAt(game, condition.path);
  const equal = (a: Literal, b: Literal) => {
    if (typeof a !== 'string' || typeof b !== 'string') return a === b;
    const [text, part] = op === '~' ? [a.toLowerCase(), b.toLowerCase()] : [a, b];
    if (wild === '<>') return text.includes(part);
    if (wild === '>') return text.startsWith(part);
    return wild === '<' ? text.endsWith(part) : text === part;
  };
  const any = values.some((value) => (value === null ? found.length === 0 : found.some((one) => equal(one, value))));
  if (op === '=' || op === '~') return any;
  if (op === '!=') return !any;
  const [limit] = values;
  if (typeof limit !== 'number') return false;
  const test: Record<string, (value: number) => boolean> = {
    '>': (value) => value > limit,
    '>=': (value) => value >= limit,
    '<': (value) => value < limit,
    '<=': (value) => value <= limit,
  };
  return found.some((value) => typeof value === 'number' && test[op]?.(value));
}

const isThing = (value: Value): value is Thing => typeof value === 'object' && !Array.isArray(value);

/** Every scalar at the end of a path; a reference that is not followed is its id. */
function valuesAt(thing: Thing, path: readonly string[]): Literal[] {
  const [head, ...rest] = path;
  const value = head === undefined ? undefined : thing[head];
  if (value === undefined) return [];
  if (typeof value !== 'object') return [value];
  const things: readonly Thing[] = isThing(value) ? [value] : value;
  return rest.length === 0 ? things.map((one) => one.id) : things.flatMap((one) => valuesAt(one, rest));
}

function project(thing: Thing, paths: readonly (readonly string[])[]): Record<string, unknown> {
  const out: Record<string, unknown> = { id: thing.id };
  const all = paths.some(([head]) => head === '*');
  for (const [field, value] of Object.entries(thing)) {
    const mine = paths.filter(([head]) => head === field).map(([, ...rest]) => rest);
    if (!all && mine.length === 0) continue;
    const deeper = mine.filter((rest) => rest.length > 0);
    const show = (one: Thing) => (deeper.length > 0 ? project(one, deeper) : one.id);
    out[field] = typeof value !== 'object' ? value : isThing(value) ? show(value) : value.map(show);
  }
  return out;
}
