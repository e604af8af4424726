import { type Schema, schemaOf } from '../../domain/documents.ts';
import type { Level } from '../../domain/viewer.ts';

/** A command that moderators made. What is left out is as usual. */
export interface Custom {
  readonly text: string;
  readonly level?: Exclude<Level, 'viewer'>;
  /** Seconds, in the place of the light limits. */
  readonly cd?: number;
  readonly ucd?: number;
  readonly aliases?: readonly string[];
  readonly off?: true;
  /** It answers lines that contain all of these words, and is not typed. */
  readonly words?: readonly string[];
  /** It answers lines that match, and is not typed. */
  readonly pattern?: string;
  readonly when?: 'live' | 'offline';
  readonly game?: string;
}

export const longestText = 400;
/** Documents that the commands of a channel are spread over: all of the longest must have room. */
export const commandShards = 8;

const isText = (value: unknown) => typeof value === 'string';
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isSeconds = (value: unknown) => typeof value === 'number' && value >= 0;
const holds = (value: unknown, test: (value: unknown) => boolean) => value === undefined || test(value);
const isCustom = (value: unknown): value is Custom => {
  const one = (value ?? {}) as Record<keyof Custom, unknown>;
  return (
    isText(one.text) &&
    holds(one.level, isText) &&
    holds(one.cd, isSeconds) &&
    holds(one.ucd, isSeconds) &&
    holds(one.aliases, areTexts) &&
    holds(one.words, areTexts) &&
    holds(one.pattern, isText)
  );
};
export const customSchema: Schema<Custom> = schemaOf('a custom command', isCustom);

/** How often each command was used, by name. */
export type Uses = readonly (readonly [name: string, times: number])[];
const isUse = (value: unknown) => Array.isArray(value) && isText(value[0]) && Number.isSafeInteger(value[1]);
export const usesSchema: Schema<Uses> = schemaOf(
  'pairs of a name and a number',
  (value): value is Uses => Array.isArray(value) && value.every(isUse),
);

/** A name as it is stored; null: it cannot be one. */
export function nameOf(typed: string, prefix: string): string | null {
  const name = (typed.startsWith(prefix) ? typed.slice(prefix.length) : typed).replace(/^!/, '').toLowerCase();
  return /^[\p{L}\p{M}\p{N}_+.?'&-]{1,30}$/u.test(name) ? name : null;
}

const levels: ReadonlyMap<string, Level> = new Map([
  ['everyone', 'viewer'],
  ['all', 'viewer'],
  ['viewer', 'viewer'],
  ['subscriber', 'subscriber'],
  ['sub', 'subscriber'],
  ['vip', 'vip'],
  ['twitch_vip', 'vip'],
  ['moderator', 'moderator'],
  ['mod', 'moderator'],
  ['broadcaster', 'broadcaster'],
  ['owner', 'broadcaster'],
]);

/** What was typed behind `add` or `edit`, in parts. */
export interface Typed {
  readonly name: string;
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}

const option = /^-([a-z]{1,10})(?:=("[^"]*"|\/(?:\\.|[^/\\])*\/|\S*))?(?=\s|$)/i;

/** Options stand before or behind the name, and before the text. */
export function readTyped(args: string): Typed {
  const options: [string, string][] = [];
  let rest = args.trim();
  let name = '';
  for (;;) {
    const [whole, key = '', value = ''] = option.exec(rest) ?? [];
    // A text may begin with a dash too.
    if (whole !== undefined && (known.has(key.toLowerCase()) || whole.includes('='))) {
      options.push([key.toLowerCase(), value.replace(/^"|"$/g, '')]);
      rest = rest.slice(whole.length).trim();
    } else if (name === '' && rest !== '') {
      [name = ''] = rest.split(/\s/, 1);
      rest = rest.slice(name.length).trim();
    } else return { name, options, text: rest };
  }
}

/** All options, as somebody types them. */
export const allOptions = 'cd ucd ul a n k live offline always game'.split(' ').map((name) => `-${name}`);
const known = new Set(allOptions.map((name) => name.slice(1)));
const mostSeconds = 86_400;
const mostAliases = 10;
const mostWords = 10;

/** What options say of a command; `wrong`: the one that cannot be used, as it is written; `unknown`:
 * one that there is not. */
export function withOptions(
  before: Custom,
  options: Typed['options'],
  prefix: string,
):
  | { readonly custom: Custom; readonly count: number | null }
  | { readonly wrong: string }
  | { readonly unknown: string } {
  const custom: { -readonly [K in keyof Custom]: Custom[K] | undefined } = { ...before };
  let count: number | null = null;
  for (const [name, value] of options) {
    switch (name) {
      case 'cd':
      case 'ucd': {
        const seconds = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
        if (!(seconds <= mostSeconds)) return { wrong: `-${name}=30` };
        custom[name] = seconds;
        break;
      }
      case 'ul': {
        const level = levels.get(value.toLowerCase());
        if (level === undefined) return { wrong: '-ul=everyone|subscriber|vip|moderator|broadcaster' };
        custom.level = level === 'viewer' ? undefined : level;
        break;
      }
      case 'a': {
        const names = value
          .split(',')
          .filter(Boolean)
          .map((each) => nameOf(each, prefix));
        if (names.includes(null) || names.length > mostAliases) return { wrong: '-a=name,name' };
        custom.aliases = names.length > 0 ? [...new Set(names as string[])] : undefined;
        break;
      }
      case 'n':
        if (!/^\d{1,9}$/.test(value)) return { wrong: '-n=12' };
        count = Number(value);
        break;
      case 'k': {
        const pattern = /^\/(.+)\/$/.exec(value)?.[1];
        const words = pattern === undefined ? value.split(',').map((word) => word.trim()) : [];
        if (value === '' || words.includes('') || words.length > mostWords) return { wrong: '-k=word,word' };
        custom.pattern = pattern;
        custom.words = pattern === undefined ? words : undefined;
        break;
      }
      case 'live':
      case 'offline':
        custom.when = name;
        break;
      case 'always':
        custom.when = undefined;
        break;
      case 'game':
        custom.game = value === '' ? undefined : value;
        break;
      default:
        return { unknown: `-${name}` };
    }
  }
  return {
    custom: Object.fromEntries(Object.entries(custom).filter(([, value]) => value !== undefined)) as unknown as Custom,
    count,
  };
}
