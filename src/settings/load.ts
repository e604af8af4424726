import { dirname, resolve } from 'node:path';
import type { ZodIssue, ZodTypeAny } from 'zod/v3';
import type { Configuration, Settings } from '../domain/settings.ts';
import { schema } from '../domain/settings-schema.ts';
import {
  describe,
  type Fault,
  maxFaults,
  type Path,
  readText,
  renderKey,
  renderPath,
  sortFaults,
  start,
} from './file.ts';
import { inLanguage, languageIn } from './french.ts';
import { keyPathsOf, type Section, schemaWith, suggest } from './keys.ts';
import { type CapSource, chooseLimits, type Measured, readMeasured } from './model-limits.ts';
import { type Locate, parseYaml } from './yaml.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export type Loaded =
  | {
      readonly ok: true;
      readonly configuration: Configuration;
      readonly capFrom: CapSource;
      /** Reads both files again. */
      again(): Promise<Reading>;
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export interface Reading {
  readonly loaded: Loaded;
  /** Two readings with the same key had the same content in both files. */
  readonly key: string;
}

const maxBytes = 128 * 1024;

/** `sections`: of the features, beside what the house itself has in the file. */
export async function loadConfiguration(file: string, env: Env, sections: readonly Section[]): Promise<Loaded> {
  const folder = dirname(resolve(file));
  /** The configuration is parsed again only when its text is another one. */
  let last: { text: string; parsed: Parsed } | undefined;
  let lastGood: Measured | null = null;

  async function again(): Promise<Reading> {
    const read = await readText(resolve(file), maxBytes);
    if (!read.ok) {
      const faults = [{ file, ...read.at, path: 'file', message: read.problem }];
      return {
        loaded: { ok: false, faults: inTheirs(faults, read.content) },
        key: JSON.stringify([read.problem, read.content]),
      };
    }
    if (last?.text !== read.text) last = { text: read.text, parsed: parseSettings(file, read.text, env, sections) };
    const { parsed } = last;
    if (!parsed.ok) {
      const loaded = { ok: false, faults: inTheirs(parsed.faults, read.text) } as const;
      return { loaded, key: JSON.stringify([null, read.text]) };
    }
    const { settings, features } = parsed;
    const { text, limits, warnings, capFrom } = await limitsFor(settings);
    const all = [...warnings, ...addressWarnings(settings)].map((text) => inLanguage(text, languageIn(read.text)));
    const configuration = { settings, features, limits, folder, warnings: all };
    return { loaded: { ok: true, configuration, capFrom, again }, key: JSON.stringify([null, read.text, text]) };
  }

  /** While model_limits.json is broken, what it said last stays in use. */
  async function limitsFor(settings: Settings) {
    const name = settings.llm.model_limits ?? 'model_limits.json';
    const { text, measured, problem } = await readMeasured(resolve(folder, name));
    const isUsable = measured !== null && chooseLimits(settings, measured).from !== 'none';
    if (isUsable) lastGood = measured;
    const { limits, from: capFrom } = chooseLimits(settings, lastGood ?? measured);
    if (isUsable) return { text, limits, capFrom, warnings: [] };
    const why = `${name} ${measured ? `has no max_concurrent_users_${settings.llm.limits_mode}` : problem}`;
    if (lastGood) {
      const warning = `${why}: the last good limits stay in use, with a cap of ${limits.cap}.`;
      return { text, limits, capFrom, warnings: [warning] };
    }
    const used = capFrom === 'none' ? 'one model call at a time' : `a cap of ${limits.cap} from ${capFrom}`;
    return { text, limits, capFrom, warnings: [`${why}: ${used}. "npm run tune" writes a new one.`] };
  }

  return (await again()).loaded;
}

/** Faults in the language that the file names for its bot. */
const inTheirs = (faults: readonly Fault[], text: string) =>
  faults.map((fault) => ({ ...fault, message: inLanguage(fault.message, languageIn(text)) }));

function addressWarnings({ llm }: Settings): string[] {
  return llm.endpoints.flatMap(({ url }, index) => {
    const parsed = URL.parse(url);
    if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.pathname !== '/') return [];
    return [
      `llm.endpoints[${index}].url: model servers usually answer under /v1, expected ${parsed.origin}/v1 unless yours does not`,
    ];
  });
}

type Parsed =
  | { readonly ok: true; readonly settings: Settings; readonly features: ReadonlyMap<string, unknown> }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export function parseSettings(file: string, text: string, env: Env, sections: readonly Section[] = []): Parsed {
  const mode = readMode(env['LLM_MODE']);
  const modeFaults = mode.ok
    ? []
    : [
        {
          file,
          ...start,
          path: 'LLM_MODE',
          message: `expected auto, true or false in this environment variable, got ${describe(env['LLM_MODE'])}`,
        },
      ];
  const yaml = parseYaml(file, text);
  if (!yaml.ok) return { ok: false, faults: sortFaults([...modeFaults, ...yaml.faults]) };
  if (yaml.value === null) {
    const message = 'is empty, expected at least "bot: { channels: [my_channel] }"';
    return { ok: false, faults: sortFaults([...modeFaults, { file, ...start, path: 'file', message }]) };
  }
  const whole = schemaWith(sections);
  const result = whole.safeParse(yaml.value);
  const issues = result.success ? [] : result.error.issues;
  const faults = [
    ...modeFaults,
    ...yaml.faults,
    ...issues.flatMap((issue) => faultsOf(issue, file, yaml.value, yaml.locate, whole)),
    ...typographic(schemaKeysOf(yaml.value), []).map((path) => ({
      file,
      ...yaml.locate(path),
      path: renderPath(path),
      message: 'typographic quotes are part of the text, expected straight quotes ("…")',
    })),
  ];
  if (!result.success || faults.length > 0) return { ok: false, faults: sortFaults(faults) };
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

type Mode = { readonly ok: true; readonly value: 'auto' | boolean | null } | { readonly ok: false };

function readMode(text: string | undefined): Mode {
  const value = text?.trim().toLowerCase() ?? '';
  if (value === '') return { ok: true, value: null };
  if (value === 'auto') return { ok: true, value };
  return value === 'true' || value === 'false' ? { ok: true, value: value === 'true' } : { ok: false };
}

function faultsOf(issue: ZodIssue, file: string, root: unknown, locate: Locate, whole: ZodTypeAny): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    const paths = keyPathsOf(whole);
    return issue.keys.map((key, index) => ({
      file,
      ...locate([...issue.path, key], 'key'),
      path: renderPath([...issue.path, key]),
      message: `unknown key ${renderKey(key)}${index < maxFaults ? hintFor(key, issue.path, paths) : ''}`,
    }));
  }
  const value = at(root, issue.path);
  return [{ file, ...locate(issue.path), path: renderPath(issue.path), message: messageOf(issue, value) }];
}

function hintFor(key: string, parent: Path, paths: Parameters<typeof suggest>[2]): string {
  const isToken =
    /token|oauth|^pass(word)?$/i.test(key) && (parent.length === 0 || parent[0] === 'twitch' || parent[0] === 'bot');
  return isToken
    ? ', no token stands in this file: "npm run login" gets one and stores it'
    : suggest(key, parent, paths);
}

function messageOf(issue: ZodIssue, value: unknown): string {
  // Lists have their own sentence; what is left is a section, or an entry of a list.
  const wrongKind = issue.code === 'invalid_type' && issue.expected === 'object';
  const message = wrongKind ? 'expected a mapping of "key: value"' : issue.message;
  if (value === undefined) return `missing, ${message}`;
  return message.startsWith('expected ') ? `${message}, got ${describe(value)}` : message;
}

function at(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}
