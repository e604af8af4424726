import type { Level } from '../../src/domain/viewer.ts';

/** What a file of another bot has, before anything of it is translated. */
export interface Found {
  readonly commands: FoundCommand[];
  readonly timers: FoundTimer[];
  readonly quotes: FoundQuote[];
  readonly counters: FoundCounter[];
  readonly left: Left[];
}

export interface FoundCommand {
  readonly name: string;
  readonly text: string;
  readonly level?: Level | undefined;
  readonly cd?: number | undefined;
  readonly ucd?: number | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly isOff?: boolean | undefined;
  readonly count?: number | undefined;
  readonly when?: 'live' | 'offline' | undefined;
  /** Of our own format: what other bots have not. */
  readonly more?: object;
}

export interface FoundTimer {
  readonly name: string;
  readonly texts: readonly string[];
  readonly everyMinutes: number;
  readonly lines: number;
  readonly isAlways?: boolean | undefined;
  readonly isOff?: boolean | undefined;
  readonly more?: object;
}

export interface FoundQuote {
  /** Where it has one already; it keeps it where that is free. */
  readonly number?: number;
  readonly text: string;
  readonly author: string;
  readonly game: string | null;
  readonly at: number;
}

export interface FoundCounter {
  readonly name: string;
  readonly value: number;
}

/** What cannot be brought over, or not as it was, and why. */
export interface Left {
  readonly what: string;
  readonly why: string;
}

/** The file is not of that format. */
export class FormatFault extends Error {}

export const nothingFound = (): Found => ({ commands: [], timers: [], quotes: [], counters: [], left: [] });

export type Bag = Readonly<Record<string, unknown>>;
export const bagOf = (value: unknown): Bag | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : null;
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const bagsOf = (value: unknown): readonly Bag[] =>
  listOf(value)
    .map(bagOf)
    .filter((bag) => bag !== null);
export const textOf = (value: unknown): string => (typeof value === 'string' ? entities(value) : '');
export const textsOf = (value: unknown): readonly string[] => listOf(value).map(textOf).filter(Boolean);
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{
      amp: '&',
      lt: '<',
      gt: '>',
      quot: '"',
      apos: "'",
      nbsp: ' ',
      agrave: 'à',
      acirc: 'â',
      ccedil: 'ç',
      egrave: 'è',
    },
    ...{ eacute: 'é', ecirc: 'ê', euml: 'ë', icirc: 'î', iuml: 'ï', ocirc: 'ô', ugrave: 'ù', ucirc: 'û', hellip: '…' },
  }),
);

/** Some bots write what came from a page as it stood there. */
function entities(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name) return named.get(name.toLowerCase()) ?? whole;
    const code = Number.parseInt(decimal ?? hex, decimal ? 10 : 16);
    return code > 0x1f && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}
