import { plain } from '../models/language.ts';
import { games } from '../texts/games.ts';

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
  },
  game_type: { id: null, type: null },
  platform: { id: null, name: null, abbreviation: null, slug: null },
  genre: { id: null, name: null, slug: null },
  alternative_name: { id: null, name: null },
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

function build(): readonly Thing[] {
  const known = new Map<string, Thing>();
  const named = (kind: string, name: string): Thing => {
    const key = `${kind} ${name}`;
    const thing = known.get(key) ?? { id: known.size + 100, name, slug: slugOf(name) };
    known.set(key, thing);
    return thing;
  };
  const made: Thing[] = [];
  const slugs = new Set<string>();
  for (const [i, row] of games.entries()) {
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
    const parent = made.find((game) => game['name'] === row.versionOf);
    made.push({
      id: 1000 + i * 13,
      name: row.name,
      slug,
      summary: row.summary,
      url: `https://www.igdb.com/games/${slug}`,
      first_release_date: Date.parse(`${row.date}T00:00:00Z`) / 1000,
      game_type: { id: type, type: types[type] ?? 'Main Game' },
      platforms: row.platforms.map((name) => named('platform', name)),
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

export const library: readonly Thing[] = build();

/** Games whose name, or another name, has every word: the nearer to the whole name, the earlier. */
export function searchGames(text: string): readonly Thing[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const nearness = (game: Thing) => {
    const others = (game['alternative_names'] as readonly Thing[] | undefined) ?? [];
    const names = [game, ...others].map((thing) => wordsOf(String(thing['name'])));
    return Math.max(
      ...names.map((name) => (words.every((word) => name.includes(word)) ? words.length / name.length : 0)),
    );
  };
  return library
    .map((game) => ({ game, score: nearness(game) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.game.id - b.game.id)
    .map(({ game }) => game);
}

const wordsOf = (text: string): readonly string[] => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
