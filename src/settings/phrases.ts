import { join } from 'node:path';
import type { PhraseKey, Say } from '../domain/phrases.ts';
import { phraseParams } from '../domain/phrases.ts';
import type { Language } from '../domain/settings.ts';
import type { Fault } from './fault.ts';
import { describe, renderKey, sortFaults, start } from './fault.ts';
import { readText } from './file.ts';
import { parseYaml } from './yaml.ts';

type Wordings = readonly [string, ...string[]];
export type Phrases = Readonly<Record<Language, Readonly<Record<PhraseKey, Wordings>>>>;

export type LoadedPhrases =
  | { readonly ok: true; readonly phrases: Phrases }
  | { readonly ok: false; readonly faults: readonly Fault[] };

const maxBytes = 128 * 1024;
const maxLength = 200;
const keys = Object.keys(phraseParams) as PhraseKey[];

export async function loadPhrases(folder: string): Promise<LoadedPhrases> {
  const [fr, en] = await Promise.all([loadLanguage(folder, 'fr'), loadLanguage(folder, 'en')]);
  const faults = [...fr.faults, ...en.faults];
  return faults.length === 0 ? { ok: true, phrases: { fr: fr.wordings, en: en.wordings } } : { ok: false, faults };
}

async function loadLanguage(folder: string, language: Language) {
  const file = join(folder, `${language}.yaml`);
  const read = await readText(file, maxBytes);
  if (!read.ok) return broken([{ file, ...read.at, path: 'file', message: read.problem }]);
  const yaml = parseYaml(file, read.text);
  if (!yaml.ok) return broken(yaml.faults);
  if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) {
    return broken([{ file, ...start, path: 'file', message: 'expected a mapping of phrase keys to phrases' }]);
  }
  const written = yaml.value as Record<string, unknown>;
  const faults: Fault[] = [...yaml.faults];
  for (const key of Object.keys(written)) {
    if (Object.hasOwn(phraseParams, key)) continue;
    const at = yaml.locate([key], 'key');
    faults.push({ file, ...at, path: renderKey(key), message: 'unknown phrase, expected one that the bot says' });
  }
  const wordings: Record<string, Wordings> = {};
  for (const key of keys) {
    const value = Object.hasOwn(written, key) ? written[key] : undefined;
    const variants: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (variants.length === 0) {
      faults.push({ file, ...yaml.locate([key]), path: key, message: 'an empty list, expected at least one phrase' });
    }
    for (const [index, variant] of variants.entries()) {
      const message = problemOf(variant, phraseParams[key]);
      const path = Array.isArray(value) ? [key, index] : [key];
      if (message) faults.push({ file, ...yaml.locate(path), path: key, message });
    }
    wordings[key] = variants as unknown as Wordings;
  }
  return { faults: sortFaults(faults), wordings: wordings as Record<PhraseKey, Wordings> };
}

function broken(faults: readonly Fault[]) {
  return { faults, wordings: {} as Record<PhraseKey, Wordings> };
}

function problemOf(phrase: unknown, params: readonly string[]): string | undefined {
  if (phrase === undefined) return 'missing, expected a phrase or a list of phrases';
  if (typeof phrase !== 'string') return `expected a phrase in quotes, got ${describe(phrase)}`;
  if (phrase.trim() === '' || phrase !== phrase.trim()) return 'expected a phrase without spaces around it';
  if (phrase.length > maxLength) return `is too long (${phrase.length}), expected at most ${maxLength} characters`;
  if (/^[/.\\!]/.test(phrase)) return 'starts like a command, expected a phrase that does not start with / . \\ or !';
  if (/[@\p{Cc}]/u.test(phrase)) return 'has an @ or a line break, expected one plain line';
  const names = phrase.replaceAll(/\{([a-zA-Z]+)\}/g, (_, name: string) => (params.includes(name) ? '' : '{'));
  if (!/[{}]/.test(names)) return undefined;
  const known = params.length > 0 ? params.map((name) => `{${name}}`).join(', ') : 'none';
  return `has an unknown placeholder, expected ${known}`;
}

/** Wordings take turns, so that none is heard twice in a row; `random` chooses only where each starts. */
export function createSay(language: () => Language, phrases: Phrases, random: () => number = Math.random): Say {
  const turns = new Map<string, number>();
  return (key, ...[params]) => {
    const spoken = language();
    const wordings = phrases[spoken][key];
    const turn = turns.get(`${spoken} ${key}`) ?? Math.floor(random() * wordings.length);
    turns.set(`${spoken} ${key}`, (turn + 1) % wordings.length);
    const wording = wordings[turn % wordings.length] ?? wordings[0];
    const values: Readonly<Record<string, string | number>> = params ?? {};
    return wording.replaceAll(/\{([a-zA-Z]+)\}/g, (_, name: string) => String(values[name] ?? ''));
  };
}
