import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import type { Tell } from '../domain/event.ts';
import type { PhraseParams, SayAny } from '../domain/phrases.ts';
import type { Language } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import { nearestWord } from '../lib/nearest.ts';
import { own } from '../lib/own.ts';
import { type FolderWatch, watchFolder } from '../lib/watch-folder.ts';
import { describe, type Fault, readText, renderFault, renderKey, sortFaults, start } from './file.ts';
import { plainYaml } from './plain-yaml.ts';
import type { Yaml } from './yaml.ts';

/** Phrases of one part; `phrases.fr.yaml` and `phrases.en.yaml` in the folder have each of them. */
export interface Catalog {
  readonly folder: string;
  readonly params: PhraseParams;
}

type Wordings = readonly [string, ...string[]];
type Spoken = Readonly<Record<string, Wordings>>;
/** By language, of those that were loaded. */
export type Phrases = Readonly<Partial<Record<Language, Spoken>>>;

export type LoadedPhrases =
  | {
      readonly ok: true;
      readonly phrases: Phrases;
      /** Reads the operator's files again; those of the catalogs stay as they were. */
      again(): Promise<LoadedPhrases>;
      /** From the next `again` on, this language is there too. */
      add(language: Language): Promise<void>;
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

const maxBytes = 128 * 1024;
const maxLength = 200;

const languages: readonly Language[] = ['fr', 'en'];

/** The phrases of all catalogs; what `{fr,en}.yaml` in the operator's folder have replaces them. */
export async function loadPhrases(
  catalogs: readonly Catalog[],
  folder: string,
  needed: readonly Language[] = languages,
): Promise<LoadedPhrases> {
  const params: PhraseParams = Object.assign({}, ...catalogs.map((catalog) => catalog.params));
  const shipped = new Map<Language, Read>();
  async function add(language: Language) {
    const read = catalogs.map((catalog) =>
      readPhrases(join(catalog.folder, `phrases.${language}.yaml`), catalog.params, 'shipped'),
    );
    shipped.set(language, together(await Promise.all(read)));
  }

  async function again(): Promise<LoadedPhrases> {
    const own = (language: Language) => readPhrases(join(folder, `${language}.yaml`), params, 'own');
    const read = await Promise.all(languages.map(async (language) => ({ language, own: await own(language) })));
    const all = read.map(({ language, own }) => {
      const first = shipped.get(language);
      return { language, known: first !== undefined, ...together(first ? [first, own] : [own]) };
    });
    const faults = all.flatMap((one) => one.faults);
    if (faults.length > 0) return { ok: false, faults };
    const known = all.filter((one) => one.known);
    return { ok: true, phrases: Object.fromEntries(known.map((one) => [one.language, one.spoken])), again, add };
  }

  await Promise.all(needed.map(add));
  return again();
}

interface Read {
  readonly faults: readonly Fault[];
  readonly spoken: Spoken;
}

const together = (read: readonly Read[]): Read => ({
  faults: read.flatMap((one) => one.faults),
  spoken: Object.assign({}, ...read.map((one) => one.spoken)),
});

/** A catalog's own file has all its phrases; the operator's has any, and may be missing. */
async function readPhrases(file: string, params: PhraseParams, whose: 'shipped' | 'own'): Promise<Read> {
  const read = await readText(file, maxBytes);
  if (!read.ok) {
    if (whose === 'own' && read.missing) return { faults: [], spoken: {} };
    return { faults: [{ file, ...read.at, path: 'file', message: read.problem }], spoken: {} };
  }
  const value = plainYaml(read.text);
  const plain = value && phrasesIn(file, { ok: true, value, faults: [], locate: () => start }, params, whose);
  if (plain?.faults.length === 0) return plain;
  // The parser is asked only for what is not plain, and for where a fault stands.
  const { parseYaml } = await import('./yaml.ts');
  return phrasesIn(file, parseYaml(file, read.text), params, whose);
}

function phrasesIn(file: string, yaml: Yaml, params: PhraseParams, whose: 'shipped' | 'own'): Read {
  if (!yaml.ok) return { faults: yaml.faults, spoken: {} };
  const { value } = yaml;
  if (typeof value !== 'object' || Array.isArray(value)) {
    const message = 'expected a mapping of phrase keys to phrases';
    return { faults: [{ file, ...start, path: 'file', message }], spoken: {} };
  }
  const written = new Map<string, unknown>(Object.entries(value ?? {}));
  const faults: Fault[] = [...yaml.faults];
  const spoken: Record<string, Wordings> = {};
  for (const [key, phrase] of written) {
    const names = own(params, key);
    if (!names) {
      const meant = nearestWord(key, Object.keys(params));
      const message = `unknown phrase, expected one that the bot says${meant ? `, did you mean "${meant}"?` : ''}`;
      faults.push({ file, ...yaml.locate([key], 'key'), path: renderKey(key), message });
      continue;
    }
    const variants: readonly unknown[] = Array.isArray(phrase) ? phrase : [phrase];
    if (variants.length === 0) {
      faults.push({ file, ...yaml.locate([key]), path: key, message: 'an empty list, expected at least one phrase' });
    }
    for (const [index, variant] of variants.entries()) {
      const message = problemOf(variant, names);
      const path = Array.isArray(phrase) ? [key, index] : [key];
      if (message) faults.push({ file, ...yaml.locate(path), path: key, message });
    }
    // Used only where there was no fault.
    spoken[key] = variants as Wordings;
  }
  if (whose === 'shipped') {
    const message = 'missing, expected a phrase or a list of phrases';
    for (const key of Object.keys(params)) if (!written.has(key)) faults.push({ file, ...start, path: key, message });
  }
  return { faults: sortFaults(faults), spoken };
}

function problemOf(phrase: unknown, params: readonly string[]): string | undefined {
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

/** Follows the operator's files. */
export function watchPhrases({
  folder,
  initial,
  tell,
  clock,
}: {
  readonly folder: string;
  readonly initial: Extract<LoadedPhrases, { ok: true }>;
  readonly tell: Tell;
  readonly clock?: Clock;
}): FolderWatch<Phrases> {
  return watchFolder({
    folder,
    suffix: '.yaml',
    initial: initial.phrases,
    async load() {
      const loaded = await initial.again();
      return loaded.ok ? { ok: true, value: loaded.phrases } : { ok: false, faults: loaded.faults.map(renderFault) };
    },
    onApplied: () => tell({ kind: 'settings.applied', file: folder, detail: 'changed: phrases' }),
    onRejected: (faults) => tell({ kind: 'settings.rejected', file: folder, faults }),
    onBug: (error) => tell({ kind: 'bug', where: 'phrases watch', error }),
    clock,
  });
}

const asked = new AsyncLocalStorage<Language>();
/** All that is said while `run` lasts is in this language, as far as it was loaded. */
export const inLanguage = <T>(language: Language, run: () => T): T => asked.run(language, run);

/** Wordings take turns, so that none is heard twice in a row; `random` chooses only where each starts. */
export function createSay(
  language: () => Language,
  phrases: () => Phrases,
  random: () => number = Math.random,
): SayAny {
  const turns = new Map<string, number>();
  return (key, values = {}) => {
    const all = phrases();
    const wanted = asked.getStore() ?? language();
    // A language that was just switched to is still being read.
    const spoken = wanted in all ? wanted : languages.find((other) => other in all)!;
    const wordings = all[spoken]?.[key];
    if (!wordings) throw new Error(`no catalog has the phrase ${key}`);
    const turn = turns.get(`${spoken} ${key}`) ?? Math.floor(random() * wordings.length);
    turns.set(`${spoken} ${key}`, (turn + 1) % wordings.length);
    const wording = wordings[turn % wordings.length] ?? wordings[0];
    return wording.replaceAll(/\{([a-zA-Z]+)\}/g, (_, name: string) => String(own(values, name) ?? ''));
  };
}
