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

/**
 * A level never gets wider. `null`: somebody was chosen there for whom there is no level here, so the command is for
 * moderators, who are fewer; what is not understood at all is for the broadcaster.
 */
export function levelOr(found: Found, what: string, level: Level | null | undefined, theirs: unknown): Level {
  if (level) return level;
  const own: Level = level === null ? 'moderator' : 'broadcaster';
  const who = own === 'moderator' ? 'moderators' : 'the broadcaster';
  found.left.push({ what, why: `the level "${shortOf(theirs)}" has no equal here: for ${who} only` });
  return own;
}

const shortOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '?')).slice(0, 60);

/** Why what other bots have is not brought over, by a word in its name. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/point|currenc|loyalt|^users$/i, 'there are no points here'],
  [/poll|predict/i, 'polls and predictions are Twitch’s own'],
  [/song|playlist|music/i, 'no songs are played here'],
  [/time|hours|watch/i, 'nobody’s time is counted here'],
  [/filter|spam|black|banned|caps|links?$|symbols/i, 'filters and blocked terms are set on Twitch'],
  [/role|rank|group|permission|regular|viewer/i, 'roles here are those of Twitch'],
  [/giveaway|raffle|queue/i, 'what runs there ends there: !giveaway and !queue begin anew'],
  [/keyword/i, 'made again with !commands add !name -k=word'],
];
const sizeOf = (value: unknown) =>
  Array.isArray(value) ? value.length : typeof value === 'object' && value !== null ? Object.keys(value).length : 0;

/** What the file has besides, each with how much of it there is and why it stays behind. */
export function leaveOthers(found: Found, whole: Bag | null, known: readonly string[]) {
  for (const [what, value] of Object.entries(whole ?? {})) {
    const size = known.includes(what) ? 0 : sizeOf(value);
    if (size > 0) found.left.push({ what, why: `${size} of them: ${reasonFor(what)}` });
  }
}

export const reasonFor = (what: string) =>
  reasons.find(([pattern]) => pattern.test(what))?.[1] ?? 'there is nothing like it here';

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
