import { dirname, resolve } from 'node:path';
import type { ZodIssue, ZodTypeAny } from 'zod/v3';
import type { Configuration, Settings } from '../domain/settings.ts';
import type { Fault, Path } from './fault.ts';
import { describe, maxFaults, renderKey, renderPath, sortFaults, start } from './fault.ts';
import { readText } from './file.ts';
import { keyPathsOf, suggest } from './keys.ts';
import type { CapSource, Measured } from './model-limits.ts';
import { chooseLimits, readMeasured } from './model-limits.ts';
import { type Section, schemaWith } from './sections.ts';
import type { Locate } from './yaml.ts';
import { parseYaml } from './yaml.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export type Loaded =
  | {
      readonly ok: true;
      readonly configuration: Configuration;
      /** Null when model_limits.json is missing or broken, which `configuration.warnings` then says. */
      readonly measured: Measured | null;
      readonly capFrom: CapSource;
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
  return (await createReader(file, env, sections)()).loaded;
}

/** Reads both files each time it is called; the configuration is parsed again only when its text is another one. */
export function createReader(file: string, env: Env, sections: readonly Section[]): () => Promise<Reading> {
  const folder = dirname(resolve(file));
  let last: { text: string; parsed: Parsed } | undefined;
  return async () => {
    const read = await readText(resolve(file), maxBytes);
    if (!read.ok) {
      const faults = [{ file, ...read.at, path: 'file', message: read.problem }];
      return { loaded: { ok: false, faults }, key: JSON.stringify([read.problem, read.content]) };
    }
    if (last?.text !== read.text) last = { text: read.text, parsed: parseSettings(file, read.text, env, sections) };
    const { parsed } = last;
    if (!parsed.ok) return { loaded: parsed, key: JSON.stringify([null, read.text]) };
    const limitsFile = parsed.settings.llm.model_limits ?? 'model_limits.json';
    const { text, reading } = await readMeasured(resolve(folder, limitsFile));
    const measured = reading.ok ? reading.measured : null;
    const { limits, from } = chooseLimits(parsed.settings, measured);
    const problem = reading.ok
      ? from === 'none' && `has no max_concurrent_users_${parsed.settings.llm.limits_mode}`
      : reading.problem;
    const used = from === 'none' ? 'one model call at a time' : `a cap of ${limits.cap} from ${from}`;
    const warnings = problem ? [`${limitsFile} ${problem}: ${used}. "npm run tune" writes a new one.`] : [];
    return {
      loaded: {
        ok: true,
        configuration: { settings: parsed.settings, features: parsed.features, limits, folder, warnings },
        measured: from === 'none' ? null : measured,
        capFrom: from,
      },
      key: JSON.stringify([null, read.text, text]),
    };
  };
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
      message: `unknown key ${renderKey(key)}${index < maxFaults ? suggest(key, issue.path, paths) : ''}`,
    }));
  }
  const value = at(root, issue.path);
  return [{ file, ...locate(issue.path), path: renderPath(issue.path), message: messageOf(issue, value) }];
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
