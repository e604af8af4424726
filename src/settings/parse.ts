import type { ZodIssue, ZodTypeAny } from 'zod/v3';
import { describe, type Fault, maxFaults, type Path, renderKey, renderPath, sortFaults, start } from './file.ts';
import { keyPathsOf, type Section, suggest } from './keys.ts';
import { type Checked, checkSettings, type Env, readMode } from './values.ts';
import { type Locate, parseYaml, type Yaml } from './yaml.ts';

export type Parsed =
  | Extract<Checked, { readonly ok: true }>
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Every fault of a file with its place. */
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
  const checked = checkSettings(yaml.value, mode, sections);
  const faults = [...modeFaults, ...yaml.faults, ...(checked.ok ? [] : faultsIn(checked, file, yaml))];
  return checked.ok && faults.length === 0 ? checked : { ok: false, faults: sortFaults(faults) };
}

function faultsIn(
  { whole, issues, typographic }: Extract<Checked, { readonly ok: false }>,
  file: string,
  { value, locate }: Extract<Yaml, { readonly ok: true }>,
): Fault[] {
  return [
    ...issues.flatMap((issue) => faultsOf(issue, file, value, locate, whole)),
    ...typographic.map((path) => ({
      file,
      ...locate(path),
      path: renderPath(path),
      message: 'typographic quotes are part of the text, expected straight quotes ("…")',
    })),
  ];
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
