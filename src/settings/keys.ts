import { z } from 'zod/v3';
import { schema } from '../domain/settings-schema.ts';
import { nearest } from '../lib/nearest.ts';
import { section } from '../lib/schema.ts';
import type { Path } from './file.ts';

/** A feature's section of config.yaml: the key, and what may stand under it. */
export interface Section {
  readonly name: string;
  readonly settings?: z.ZodTypeAny | undefined;
}

/** All of config.yaml, the sections of features included. */
export function schemaWith(sections: readonly Section[]) {
  const shape: Record<string, z.ZodTypeAny> = {};
  for (const { name, settings } of sections) {
    if (!settings) continue;
    if (name in schema.shape || name in shape) throw new Error(`two sections of config.yaml are called ${name}`);
    shape[name] = settings instanceof z.ZodObject ? section(settings.shape) : settings;
    refuseLoose(shape[name], name);
  }
  return schema.extend(shape);
}

/** Zod passes over unknown keys unless told otherwise, and what an operator mistyped would count for nothing. */
function refuseLoose(type: z.ZodTypeAny, path: string) {
  const inner = unwrap(type);
  if (!(inner instanceof z.ZodObject)) return;
  if (inner._def.unknownKeys !== 'strict') throw new Error(`${path}: expected section() of lib/schema.ts`);
  for (const [key, value] of Object.entries<z.ZodTypeAny>(inner.shape)) refuseLoose(value, `${path}.${key}`);
}

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
function unwrap(type: z.ZodTypeAny): z.ZodTypeAny {
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

const isChild = (path: readonly string[], parent: readonly string[]) =>
  path.length === parent.length + 1 && parent.every((part, index) => part === path[index]);
