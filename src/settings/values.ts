import type { ZodIssue, ZodTypeAny } from 'zod/v3';
import type { Settings } from '../domain/settings.ts';
import { schema } from '../domain/settings-schema.ts';
import type { Path } from './file.ts';
import { type Section, schemaWith } from './keys.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** What config.yaml says, or all that is wrong with its values. */
export type Checked =
  | { readonly ok: true; readonly settings: Settings; readonly features: ReadonlyMap<string, unknown> }
  | {
      readonly ok: false;
      readonly whole: ZodTypeAny;
      readonly issues: readonly ZodIssue[];
      readonly typographic: readonly Path[];
    };

export function checkSettings(value: unknown, mode: Mode, sections: readonly Section[]): Checked {
  const whole = schemaWith(sections);
  const result = whole.safeParse(value);
  const quotes = typographic(schemaKeysOf(value), []);
  if (!result.success || quotes.length > 0) {
    return { ok: false, whole, issues: result.success ? [] : result.error.issues, typographic: quotes };
  }
  const { features, settings } = split(result.data as Settings & Record<string, unknown>, sections);
  if (!mode.ok || mode.value === null) return { ok: true, settings, features };
  return { ok: true, settings: { ...settings, llm: { ...settings.llm, enabled: mode.value } }, features };
}

function split({ ...settings }: Settings & Record<string, unknown>, sections: readonly Section[]) {
  const features = new Map<string, unknown>();
  for (const { name, settings: has } of sections) {
    if (!has) continue;
    features.set(name, settings[name]);
    delete settings[name];
  }
  return { settings, features };
}

/** Of the house's own sections: in what a feature says, guillemets are punctuation. */
const schemaKeysOf = (root: unknown) =>
  Object.fromEntries(Object.entries(Object(root) as object).filter(([key]) => key in schema.shape && key !== 'bot'));

/** Paths of texts that somebody put between the quotes of a word processor. */
function typographic(value: unknown, path: Path, seen = new Set<unknown>()): Path[] {
  if (typeof value === 'string') return /^[“„«‘].*[”“»’]$/su.test(value) ? [path] : [];
  // An alias may stand in a thousand places, or in itself.
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return parts.flatMap(([key, part]) => typographic(part, [...path, key], seen));
}

/** What LLM_MODE says; null: nothing. */
export type Mode = { readonly ok: true; readonly value: 'auto' | boolean | null } | { readonly ok: false };

export function readMode(text: string | undefined): Mode {
  const value = text?.trim().toLowerCase() ?? '';
  if (value === '') return { ok: true, value: null };
  if (value === 'auto') return { ok: true, value };
  return value === 'true' || value === 'false' ? { ok: true, value: value === 'true' } : { ok: false };
}
