import { z } from 'zod/v3';
import { schema } from '../domain/settings-schema.ts';
import { section } from '../lib/schema.ts';
import { unwrap } from './keys.ts';

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
