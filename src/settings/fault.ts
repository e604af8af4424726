import { looksSecret } from '../lib/looks-secret.ts';

/** One thing wrong in a file, at the place where an editor can jump to. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

export const start: Position = { line: 1, column: 1 };

export function renderFault(fault: Fault): string {
  return `${fault.file}:${fault.line}:${fault.column} ${fault.path}: ${fault.message}`;
}

export const maxFaults = 100;

/** In reading order, and never more than anybody reads. */
export function sortFaults(faults: readonly Fault[]): readonly Fault[] {
  const sorted = faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const last = sorted[maxFaults];
  if (!last) return sorted;
  const more = { ...last, path: 'file', message: `${sorted.length - maxFaults} more faults from here on` };
  return [...sorted.slice(0, maxFaults), more];
}

export type Path = readonly (string | number)[];

export function renderPath(path: Path): string {
  if (path.length === 0) return 'file';
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${renderKey(part)}`));
  return parts.join('').replace(/^\./, '');
}

export function renderKey(key: string): string {
  if (/^[\w-]{1,40}$/.test(key) && !looksSecret(key)) return key;
  return looksSecret(key) ? '(not shown)' : describe(key);
}

/** A value as a message may show it: short, printable on one line, and never a secret. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  if (typeof value !== 'string') return String(value);
  if (looksSecret(value)) return 'a text that may be a secret (not shown)';
  const short = value.length > 40 ? `${value.slice(0, 40)}…` : value;
  return JSON.stringify(short).replace(
    /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
