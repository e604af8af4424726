import type { Aspect, Fact } from '../../domain/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import type { Say } from '../phrases.ts';
import { sentences } from '../wikipedia/article.ts';
import type { Game } from './game.ts';

export interface Telling {
  /** As it was typed: it may name a platform. */
  readonly question?: string | undefined;
  readonly say: Say;
  readonly language: Language;
  /** Unix milliseconds. */
  readonly today: number;
}

const mostPlatforms = 6;
const mostNames = 3;
const summaryUnits = 160;

/** One tidy line about a game: what was asked for where the database has it, else everything in short. */
export function factOf(found: Game, aspect: Aspect, telling: Telling): Fact {
  const game = { ...found, name: withoutLink(found.name) };
  const also = alsoAsked(aspect, telling.question);
  const told = [aspect, ...(also === undefined ? [] : [also])].flatMap((one) => lineFor(game, one, telling) ?? []);
  const line = told.length === 0 ? null : [...new Set(told)].join(' ');
  return {
    source: 'igdb',
    title: game.name,
    line: `${line ?? overview(game, telling)} ${telling.say('igdb.source')}`,
    grounding: grounding(game, telling.language),
    url: game.url || null,
    direct: line !== null || aspect === 'about' || aspect === 'what',
  };
}

/** "BeamNG.drive" would not leave: it looks like an address. */
const withoutLink = (name: string) => name.replace(/(?<=[\p{L}\p{N}])\.(?=\p{L}{2})/gu, ' ');

/** Where a line joins two questions, what shows that something is asked: "développeur et année", "studio, sorti quand". */
const joins = /,|:| (?:et|and|&|\+|plus) /;
const asks: readonly (readonly [Aspect, RegExp])[] = [
  [
    'studio',
    /\b(?:studio|dev\w*|editeur|publisher|qui l a (?:fait|edite)|who (?:made|published)|made by|fait par|realise par)\b/,
  ],
  ['release', /\b(?:annee|year|date|quand|when|sorti\w*|released?)\b/],
  ['platforms', /\b(?:consoles?|plateformes?|platforms?|machine)\b/],
];

/** The second thing that a line asks of a game, where it asks two. */
function alsoAsked(aspect: Aspect, question = ''): Aspect | undefined {
  if (!joins.test(question)) return undefined;
  const plain = question
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ');
  const asked = asks.filter(([, words]) => words.test(plain)).map(([name]) => name);
  return asked.includes(aspect) ? asked.find((name) => name !== aspect) : undefined;
}

function lineFor(game: Game, aspect: Aspect, { say, language, today, question }: Telling): string | null {
  const title = game.name;
  // Without a date nobody can tell.
  const out = game.releasedAt !== null && game.releasedAt <= today;
  switch (aspect) {
    case 'release':
    case 'when': {
      const there = releaseOn(game, question);
      if (there) {
        const date = day(there.at, language);
        const isOut = there.at <= today;
        const region = regionNamed(question);
        if (region !== undefined && there.region === region)
          return say(isOut ? 'igdb.release.region' : 'igdb.release.region.coming', {
            title,
            date,
            region: say(`region.${region}`),
          });
        return say(isOut ? 'igdb.release.on' : 'igdb.release.on.coming', { title, date, platform: there.platform });
      }
      if (game.releasedAt === null) return say('igdb.release.unknown', { title });
      const date = day(game.releasedAt, language);
      return say(out ? 'igdb.release' : 'igdb.release.coming', { title, date });
    }
    case 'studio':
    case 'who': {
      const studio = listed(game.developers, mostNames, language);
      const publisher = listed(game.publishers, mostNames, language);
      if (studio === '') return publisher === '' ? null : say('igdb.publisher', { title, publisher });
      if (!out) return say('igdb.studio.coming', { title, studio });
      const alone = publisher === '' || publisher === studio;
      return alone ? say('igdb.studio', { title, studio }) : say('igdb.studio.publisher', { title, studio, publisher });
    }
    case 'platforms':
    case 'where': {
      const platforms = listed(game.platforms, 12, language);
      return platforms === '' ? null : say(out ? 'igdb.platforms' : 'igdb.platforms.coming', { title, platforms });
    }
    case 'genre': {
      const genres = listed(
        game.genres.map((genre) => genreName(genre, say)),
        4,
        language,
      );
      return genres === '' ? null : say('igdb.genre', { title, genres });
    }
    case 'rating':
    case 'howmany':
      if (game.rating === null) return aspect === 'rating' ? say('igdb.rating.unknown', { title }) : null;
      return aspect === 'rating' ? say('igdb.rating', { title, rating: Math.round(game.rating) }) : null;
    default:
      return null;
  }
}

const platformWords: readonly (readonly [RegExp, RegExp])[] = [
  [/\bswitch ?2\b/, /^Nintendo Switch 2$/],
  [/\bswitch\b/, /^Nintendo Switch$/],
  [/\b(?:ps|playstation) ?5\b/, /^PlayStation 5$/],
  [/\b(?:ps|playstation) ?4\b/, /^PlayStation 4$/],
  [/\b(?:ps|playstation) ?3\b/, /^PlayStation 3$/],
  [/\bxbox one\b/, /^Xbox One$/],
  [/\bxbox 360\b/, /^Xbox 360$/],
  [/\bxbox\b/, /^Xbox Series/],
  [/\b(?:pc|steam|windows)\b/, /^PC$/],
  [/\bmac\b/, /^Mac$/],
  [/\b(?:mobile|iphone|ios|android)\b/, /^(?:iOS|Android)$/],
];

const regionWords: readonly (readonly ['japan' | 'europe' | 'north_america', RegExp])[] = [
  ['japan', /\b(?:japon|japan|japonais\w*|japanese)\b/],
  ['europe', /\b(?:europe|france|europeen\w*|european|uk|angleterre)\b/],
  ['north_america', /\b(?:usa|etats unis|us|america|amerique|american|canada)\b/],
];

function regionNamed(question = '') {
  const plain = question
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ');
  return regionWords.find(([, words]) => words.test(plain))?.[0];
}

/** The first day in the region or on the platform that a question names; undefined where it names none or there is none. */
function releaseOn({ releases = [] }: Game, question = '') {
  const named = platformWords.find(([words]) => words.test(question.toLowerCase()));
  const region = regionNamed(question);
  if (named === undefined && region === undefined) return undefined;
  return releases
    .filter((one) => (named?.[1].test(one.platform) ?? true) && (region === undefined || one.region === region))
    .sort((a, b) => a.at - b.at)[0];
}

/** Everything in short, parts that are missing left out. */
function overview(game: Game, { say, language, today }: Telling): string {
  const { releasedAt } = game;
  const parts = [
    releasedAt === null
      ? ''
      : say(releasedAt > today ? 'igdb.part.coming' : 'igdb.part.released', { date: day(releasedAt, language) }),
    listed(game.developers, 2, language),
    listed(
      game.genres.map((genre) => genreName(genre, say)),
      mostNames,
      language,
    ),
    listed(game.platforms, mostPlatforms, language),
    game.rating === null ? '' : say('igdb.part.rating', { rating: Math.round(game.rating) }),
    // The database's summaries are English: of use to who reads that, and to a model.
    language === 'en' ? sentences(game.summary, summaryUnits) : '',
    game.url.replace(/^https?:\/\/(www\.)?/, ''),
  ];
  return `${game.name} : ${parts.filter((part) => part !== '').join(' · ')}`.replace(
    ' : ',
    language === 'fr' ? ' : ' : ': ',
  );
}

function grounding(game: Game, language: Language): string {
  const rows = [
    ['release', game.releasedAt === null ? '' : day(game.releasedAt, language)],
    ['developer', game.developers.join(', ')],
    ['publisher', game.publishers.join(', ')],
    ['genres', game.genres.join(', ')],
    ['platforms', game.platforms.join(', ')],
    ['rating out of 100', game.rating === null ? '' : String(Math.round(game.rating))],
    ['summary', game.summary],
  ];
  return `${game.name}. ${rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join('. ')}`;
}

// Made once: to make one takes a hundred times as long as to use it.
const formats = new Map<Language, { readonly date: Intl.DateTimeFormat; readonly list: Intl.ListFormat }>();
export function formatsOf(language: Language) {
  const made = formats.get(language) ?? {
    date: new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }),
    list: new Intl.ListFormat(language, { type: 'conjunction' }),
  };
  formats.set(language, made);
  return made;
}

const day = (at: number, language: Language) => {
  const written = formatsOf(language).date.format(at);
  return language === 'fr' ? written.replace(/^1 /, '1er ') : written;
};

function listed(names: readonly string[], most: number, language: Language): string {
  const shown = names.length > most ? [...names.slice(0, most), '…'] : names;
  return names.length > most ? shown.join(', ') : formatsOf(language).list.format(shown as string[]);
}

const genres = [
  'adventure',
  'arcade',
  'card-board-game',
  'fighting',
  'hack-and-slash-beat-em-up',
  'indie',
  'moba',
  'music',
  'pinball',
  'platform',
  'point-and-click',
  'puzzle',
  'quiz-trivia',
  'racing',
  'real-time-strategy',
  'role-playing',
  'shooter',
  'simulator',
  'sport',
  'strategy',
  'tactical',
  'turn-based-strategy',
  'visual-novel',
] as const;

/** The database's names are English; one that is new there is said as it is. */
function genreName(name: string, say: Say): string {
  const plain = name.endsWith(')') ? name.split(' (', 1)[0]! : name;
  const slug = plain
    .toLowerCase()
    .replace(/'/g, '')
    .replace(/[^a-z]+/g, '-');
  const known = genres.find((genre) => genre === slug);
  return known ? say(`genre.${known}`) : name;
}
