import { bag, bags, text } from '../fetch-json.ts';

/** A game as the database describes it; what nobody entered is null or empty. */
export interface Game {
  readonly name: string;
  readonly otherNames: readonly string[];
  /** 0 is a main game; editions, packs and ports have others. */
  readonly type: number;
  /** Unix milliseconds, at midnight UTC. */
  readonly releasedAt: number | null;
  readonly platforms: readonly string[];
  /** The day on each platform, and in each region that has one of its own: `europe`, `japan`, `worldwide`. */
  readonly releases?: readonly Release[];
  readonly genres: readonly string[];
  readonly developers: readonly string[];
  readonly publishers: readonly string[];
  /** Out of 100. */
  readonly rating: number | null;
  readonly votes: number;
  readonly summary: string;
  readonly url: string;
}

export interface Release {
  readonly platform: string;
  readonly region?: string;
  readonly at: number;
}

export const fields = [
  'name',
  'alternative_names.name',
  'game_type',
  'first_release_date',
  'platforms.name',
  'platforms.abbreviation',
  'release_dates.date',
  'release_dates.platform.name',
  'release_dates.release_region.region',
  'genres.name',
  'involved_companies.company.name',
  'involved_companies.developer',
  'involved_companies.publisher',
  'total_rating',
  'total_rating_count',
  'summary',
  'url',
].join(',');

const longestSummary = 800;
/** It is said in chat: nothing but the game's own page there. */
const ownPage = /^https:\/\/www\.igdb\.com\/games\/[\w-]{1,120}$/;

/** Null where the answer is no list of games. */
export function gamesIn(body: unknown): readonly Game[] | null {
  return Array.isArray(body) ? bags(body).flatMap((row) => gameIn(row) ?? []) : null;
}

function gameIn(row: ReturnType<typeof bag>): Game | null {
  const name = text(row?.['name']);
  if (!row || name === '') return null;
  const companies = bags(row['involved_companies']);
  const those = (role: string) =>
    unique(companies.filter((one) => one[role] === true).map((one) => text(bag(one['company'])?.['name'])));
  const released = row['first_release_date'];
  const rating = row['total_rating'];
  const votes = row['total_rating_count'];
  return {
    name,
    otherNames: names(row['alternative_names']),
    type: typeof row['game_type'] === 'number' ? row['game_type'] : Number(bag(row['game_type'])?.['id'] ?? 0),
    releasedAt: typeof released === 'number' ? released * 1000 : null,
    platforms: names(row['platforms']).map(platformName),
    releases: bags(row['release_dates']).flatMap((one) => {
      const [at, platform] = [one['date'], text(bag(one['platform'])?.['name'])];
      const region = text(bag(one['release_region'])?.['region']);
      return typeof at === 'number' && platform !== ''
        ? [{ platform: platformName(platform), at: at * 1000, ...(region !== '' && { region }) }]
        : [];
    }),
    genres: names(row['genres']),
    developers: those('developer'),
    publishers: those('publisher'),
    rating: typeof rating === 'number' ? rating : null,
    votes: typeof votes === 'number' ? votes : 0,
    summary: text(row['summary']).replace(/\s+/g, ' ').trim().slice(0, longestSummary),
    url: ownPage.exec(text(row['url']))?.[0] ?? '',
  };
}

const platformName = (name: string) => name.replace(/ \(Microsoft Windows\)$/, '');
const unique = (values: readonly string[]) => [...new Set(values.filter((value) => value !== ''))];
const names = (value: unknown) => unique(bags(value).map((one) => text(one['name'])));
