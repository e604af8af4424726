import { dirname, resolve } from 'node:path';
import type { Configuration, Settings } from '../domain/settings.ts';
import { type Fault, readText } from './file.ts';
import { inLanguage, languageIn } from './french.ts';
import type { Section } from './keys.ts';
import { type CapSource, chooseLimits, type Measured, readMeasured } from './model-limits.ts';
import type { Parsed } from './parse.ts';
import { plainYaml } from './plain-yaml.ts';
import { checkSettings, type Env, readMode } from './values.ts';

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
    if (last?.text !== read.text) {
      last = { text: read.text, parsed: await parsedFrom(file, read.text, env, sections) };
    }
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

/** The parser of faults, and of YAML, is loaded only for a file that is not plain and good. */
async function parsedFrom(file: string, text: string, env: Env, sections: readonly Section[]): Promise<Parsed> {
  const value = plainYaml(text);
  const mode = readMode(env['LLM_MODE']);
  if (value !== null && mode.ok) {
    const checked = checkSettings(value, mode, sections);
    if (checked.ok) return checked;
  }
  const { parseSettings } = await import('./parse.ts');
  return parseSettings(file, text, env, sections);
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
