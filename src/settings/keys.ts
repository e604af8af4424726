import { z } from 'zod/v3';
import { schema } from '../domain/settings-schema.ts';
import type { Path } from './fault.ts';

type KeyPaths = readonly (readonly string[])[];

/** Every key that a file of the schema may have, as paths without list indexes: `llm.endpoints.price.in`. */
export const keyPathsOf = (whole: z.ZodTypeAny): KeyPaths => [...walk(whole, [])];
export const keyPaths = keyPathsOf(schema);

function* walk(type: z.ZodTypeAny, path: readonly string[]): Generator<readonly string[]> {
  const inner = unwrap(type);
  if (!(inner instanceof z.ZodObject)) return;
  for (const [key, value] of Object.entries<z.ZodTypeAny>(inner.shape)) {
    yield [...path, key];
    yield* walk(value, [...path, key]);
  }
}

/** What is inside defaults, nulls, lists and preparations. */
export function unwrap(type: z.ZodTypeAny): z.ZodTypeAny {
  if (type instanceof z.ZodEffects) return unwrap(type.innerType());
  if (type instanceof z.ZodDefault) return unwrap(type.removeDefault());
  if (type instanceof z.ZodNullable) return unwrap(type.unwrap());
  if (type instanceof z.ZodArray) return unwrap(type.element);
  return type;
}

/** What the operator probably meant by an unknown key: one beside it, or one that belongs elsewhere. */
export function suggest(unknown: string, parent: Path, paths: KeyPaths = keyPaths): string {
  if (unknown.length > 60) return '';
  const home = parent.filter((part) => typeof part === 'string');
  const beside = nearest(
    unknown,
    paths.filter((path) => isChild(path, home)),
  );
  const anywhere = nearest(unknown, paths);
  if (beside && (!anywhere || beside.distance <= anywhere.distance)) return `, did you mean "${beside.path.at(-1)}"?`;
  if (!anywhere) return '';
  const key = anywhere.path.at(-1);
  const place = anywhere.path.slice(0, -1).join('.');
  const where = place === '' ? 'at the top level' : `under ${place}`;
  return anywhere.distance === 0 ? `, it belongs ${where}` : `, did you mean "${key}"? It belongs ${where}`;
}

/** The one of `words` that was probably meant. */
export const nearestWord = (word: string, words: readonly string[]) =>
  word.length > 60
    ? undefined
    : nearest(
        word,
        words.map((one) => [one]),
      )?.path[0];

const isChild = (path: readonly string[], parent: readonly string[]) =>
  path.length === parent.length + 1 && parent.every((part, index) => part === path[index]);

function nearest(unknown: string, paths: KeyPaths) {
  let best: { path: readonly string[]; distance: number } | undefined;
  const word = normal(unknown);
  for (const path of paths) {
    const key = normal(path.at(-1) ?? '');
    const begins = word.length > 4 && (key.startsWith(word) || word.startsWith(key));
    const limit = begins ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(Math.min(word.length, key.length) / 3));
    if (Math.abs(word.length - key.length) > limit) continue;
    const distance = editDistance(word, key);
    if (distance <= limit && (!best || distance < best.distance)) best = { path, distance };
  }
  return best;
}

const normal = (key: string) => key.toLowerCase().replaceAll('-', '_');

/** Letters put in, left out, replaced, or two neighbours swapped. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}
