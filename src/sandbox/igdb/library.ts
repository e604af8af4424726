import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plain } from '../models/language.ts';
import { createRandom, hashOf } from '../random.ts';
import { type GameRow, games } from '../texts/games.ts';

/** A thing of the database: scalars, references to other things, lists of them. */
export interface Thing {
  readonly id: number;
  readonly [field: string]: Value;
}
export type Value = number | string | boolean | Thing | readonly Thing[];

/** What each kind of thing may be asked; a field that leads to another kind names it. */
export const schema: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  game: {
    id: null,
    name: null,
    slug: null,
    summary: null,
    storyline: null,
    url: null,
    first_release_date: null,
    total_rating: null,
    total_rating_count: null,
    rating: null,
    rating_count: null,
    aggregated_rating: null,
    category: null,
    game_type: 'game_type',
    status: null,
    version_parent: 'game',
    version_title: null,
    parent_game: 'game',
    alternative_names: 'alternative_name',
    platforms: 'platform',
    genres: 'genre',
    involved_companies: 'involved_company',
    websites: 'website',
    cover: 'cover',
    themes: 'theme',
    franchises: 'franchise',
    collections: 'collection',
    release_dates: 'release_date',
  },
  game_type: { id: null, type: null },
  platform: { id: null, name: null, abbreviation: null, slug: null },
  genre: { id: null, name: null, slug: null },
  alternative_name: { id: null, name: null },
  release_date: {
    id: null,
    date: null,
    human: null,
    y: null,
    m: null,
    platform: 'platform',
    release_region: 'release_region',
  },
  release_region: { id: null, region: null },
  involved_company: { id: null, company: 'company', developer: null, publisher: null, porting: null, supporting: null },
  company: { id: null, name: null, slug: null },
  website: { id: null, url: null, type: null, category: null },
  cover: { id: null, url: null, image_id: null },
  theme: { id: null, name: null, slug: null },
  franchise: { id: null, name: null, slug: null },
  collection: { id: null, name: null, slug: null },
};

const slugOf = (name: string) =>
  plain(name)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
const types = [
  'Main Game',
  'DLC',
  'Expansion',
  'Bundle',
  'Standalone Expansion',
  'Mod',
  'Episode',
  'Season',
  'Remake',
  'Remaster',
  'Expanded Game',
  'Port',
];

/**
 * Games that chats talk about and nobody described here: by their titles, with studios, days and platforms that are made up,
 * the same each time.
 */
function listedGames(): readonly GameRow[] {
  const file = join(import.meta.dirname, '..', '..', 'knowledge', 'router', 'data', 'games.txt');
  const described = new Set(games.map(({ name }) => plain(name)));
  const systems = ['PC (Microsoft Windows)', 'PlayStation 4', 'PlayStation 5', 'Xbox One', 'Nintendo Switch', 'Mac'];
  const kinds = ['Adventure', 'Indie', 'Role-playing (RPG)', 'Shooter', 'Platform', 'Puzzle', 'Strategy', 'Simulator'];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line): GameRow[] => {
      const [marked = '', others = ''] = line.split('=');
      const listed = marked.replace('~', '');
      // The database calls a remake by the game's own name.
      const isRemake = / Remake$/.test(listed);
      const name = listed.replace(/ Remake$/, '');
      if (described.has(plain(name)) && !isRemake) return [];
      const random = createRandom(hashOf(listed));
      const some = <T>(list: readonly T[]) =>
        list.filter(() => random() < 0.4).concat(list[Math.floor(random() * list.length)]!);
      const day = new Date(
        Date.UTC(1990 + Math.floor(random() * 35), Math.floor(random() * 12), 1 + Math.floor(random() * 28)),
      );
      return [
        {
          name,
          date: day.toISOString().slice(0, 10),
          platforms: [...new Set(some(systems))],
          genres: [...new Set(some(kinds))].slice(0, 3),
          developers: [`${name.split(/[ :]/)[0]} Studio`],
          publishers: [`${name.split(/[ :]/)[0]} Publishing`],
          rating: Math.round(550 + random() * 350) / 10,
          summary: `${name} is a well-known game.`,
          ...(isRemake && { type: 8 }),
          otherNames: others
            .split(',')
            .filter((one) => one !== '')
            .map((one) => one.replace('~', '')),
        },
      ];
    });
}

function build(more: readonly GameRow[]): readonly Thing[] {
  const known = new Map<string, Thing>();
  const named = (kind: string, name: string): Thing => {
    const key = `${kind} ${name}`;
    const thing = known.get(key) ?? { id: known.size + 100, name, slug: slugOf(name) };
    known.set(key, thing);
    return thing;
  };
  const made: Thing[] = [];
  const slugs = new Set<string>();
  // "NieR:Automata" is "NieR: Automata".
  const lettersOf = (name: string) => plain(name).replace(/[^\p{L}\p{N}]/gu, '');
  const replaced = new Set(more.flatMap(({ name, otherNames = [] }) => [name, ...otherNames].map(lettersOf)));
  const rows = [
    ...more,
    ...[...games, ...listedGames()].filter(({ name, type = 0 }) => type === 8 || !replaced.has(lettersOf(name))),
  ];
  for (const [i, row] of rows.entries()) {
    const companies = [...new Set([...row.developers, ...row.publishers])].map((name, j) => ({
      id: 200_000 + i * 10 + j,
      company: named('company', name),
      developer: row.developers.includes(name),
      publisher: row.publishers.includes(name),
    }));
    let slug = slugOf(row.name);
    for (let n = 1; slugs.has(slug); n++) slug = `${slugOf(row.name)}--${n}`;
    slugs.add(slug);
    const type = row.type ?? 0;
    const { versionOf } = row;
    const parent = versionOf === undefined ? undefined : made.find(({ name }) => name === versionOf);
    made.push({
      id: 1000 + i * 13,
      name: row.name,
      slug,
      summary: row.summary,
      url: `https://www.igdb.com/games/${slug}`,
      first_release_date: Date.parse(`${row.date}T00:00:00Z`) / 1000,
      game_type: { id: type, type: types[type] ?? 'Main Game' },
      platforms: row.platforms.map((name) => named('platform', name)),
      release_dates: row.platforms.map((name, j) => releaseOf(row, named('platform', name), i * 20 + j)),
      genres: row.genres.map((name) => named('genre', name)),
      websites: [{ id: 400_000 + i, url: `https://www.igdb.com/games/${slug}`, type: 1 }],
      ...(companies.length > 0 ? { involved_companies: companies } : {}),
      ...(row.rating === undefined ? {} : { total_rating: row.rating, total_rating_count: 50 + ((i * 37) % 900) }),
      ...(row.otherNames ? { alternative_names: row.otherNames.map((name) => named('name', name)) } : {}),
      ...(parent ? { version_parent: parent } : {}),
    });
  }
  return made;
}

function releaseOf(row: GameRow, platform: Thing, n: number): Thing {
  const date = new Date(`${row.releases?.[String(platform['name'])] ?? row.date}T00:00:00Z`);
  return {
    id: 500_000 + n,
    date: date.getTime() / 1000,
    y: date.getUTCFullYear(),
    m: date.getUTCMonth() + 1,
    platform,
    release_region: { id: 8, region: 'worldwide' },
  };
}

let shared: readonly Thing[] | undefined;
/** `more` comes first, and takes the place of what bears the same name. */
export function libraryWith(more: readonly GameRow[] = []): readonly Thing[] {
  if (more.length > 0) return build(more);
  shared ??= build([]);
  return shared;
}

/**
 * Games whose name has every word, the nearer to the whole name, the earlier. As the real search: blind to alternative
 * names and to slips, and a hyphen or an accent makes another word.
 */
export function searchGames(library: readonly Thing[], text: string): readonly Thing[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const nearness = (game: Thing) => {
    const name = namesOf(game);
    return words.every((word) => name.includes(word)) ? words.length / name.length : 0;
  };
  return library
    .map((game) => ({ game, score: nearness(game) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.game.id - b.game.id)
    .map(({ game }) => game);
}

const named = new WeakMap<Thing, readonly string[]>();
function namesOf(game: Thing): readonly string[] {
  const words = named.get(game) ?? wordsOf(String(game['name']));
  named.set(game, words);
  return words;
}

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replace(/['’]/g, '')
    .match(/[\p{L}\p{N}][\p{L}\p{N}-]*/gu) ?? [];
