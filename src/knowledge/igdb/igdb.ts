import type { Fresh, Loaded } from '../../domain/fresh.ts';
import type { Found, Lookup } from '../../domain/knowledge.ts';
import type { Clock } from '../../lib/clock.ts';
import { subjectKey } from '../../lib/subject.ts';
import { bags } from '../fetch-json.ts';
import type { Say } from '../phrases.ts';
import { type Ask, through } from '../source.ts';
import { factOf } from './fact.ts';
import { fields, type Game, gamesIn } from './game.ts';
import { bestOf, otherNumeral, titleKey, withoutEdition } from './match.ts';
import { pageSize } from './titles.ts';

/** The application's token, which the database asks for. Null where there is no application with a secret. */
export interface SourceToken {
  readonly clientId: string | null;
  get(refused?: string): Promise<string | null>;
}

export interface IgdbParts {
  readonly ask: Ask;
  readonly fresh: Fresh<Game>;
  readonly baseUrl: () => string;
  readonly token: SourceToken;
  readonly clock: Clock;
  readonly say: Say;
}

const mostGames = 30;
/** The database takes ten queries in one request, and each name needs two or three. */
const mostQueries = 10;
const mostNames = 5;
const mostAround = 2;
const longestTitle = 100;
/** Below it nobody in a chat is likely to name it. */
const leastVotes = 3;

export interface Igdb {
  look(lookup: Lookup, signal: AbortSignal): Promise<Found>;
  /** The best-known games' names, from the best known on. */
  page(offset: number, signal: AbortSignal): Promise<Loaded<readonly Game[]>>;
}

export function createIgdb(parts: IgdbParts): Igdb {
  const { ask, token, clock, say } = parts;

  /** One request in the application's name; a token that is refused is replaced once. */
  async function post(path: string, body: string, signal: AbortSignal) {
    const url = `${parts.baseUrl().replace(/\/$/, '')}/${path}`;
    let refused: string | undefined;
    for (let attempt = 0; attempt < 2; attempt++) {
      const held = await token.get(refused);
      if (held === null || token.clientId === null) return failed('no token to be had');
      const headers = { 'client-id': token.clientId, authorization: `Bearer ${held}`, accept: 'application/json' };
      const fetched = await ask(url, { method: 'POST', headers, body }, signal);
      if (fetched.kind === 'failed' || (fetched.status !== 401 && fetched.status !== 403)) return fetched;
      refused = held;
    }
    return failed('the token was refused');
  }

  async function query(body: string, signal: AbortSignal): Promise<Loaded<readonly Game[]>> {
    const fetched = await post('games', body, signal);
    if (fetched.kind === 'failed') return fetched;
    const games = fetched.status === 200 ? gamesIn(fetched.body) : null;
    if (!games) return failed(`an answer of status ${fetched.status} that is no list`);
    return games.length > 0 ? { kind: 'found', value: games } : { kind: 'nothing' };
  }

  /** Each query's games, all asked for in one request. */
  async function queries(
    bodies: readonly string[],
    signal: AbortSignal,
  ): Promise<Loaded<readonly (readonly Game[])[]>> {
    const named = bodies.map((body, at) => `query games "${at}" { ${body} };`);
    const fetched = await post('multiquery', named.join('\n'), signal);
    if (fetched.kind === 'failed') return fetched;
    // Whether a search may stand in a request of several is written nowhere: one that may not is asked for alone.
    if (fetched.status === 400 || fetched.status === 404) return oneByOne(bodies, signal);
    const lists = fetched.status === 200 && Array.isArray(fetched.body) ? bags(fetched.body) : null;
    if (!lists) return failed(`an answer of status ${fetched.status} that is no list`);
    return {
      kind: 'found',
      value: bodies.map(
        (_body, at) => gamesIn(lists.find((list) => String(list['name']) === `${at}`)?.['result']) ?? [],
      ),
    };
  }

  async function oneByOne(
    bodies: readonly string[],
    signal: AbortSignal,
  ): Promise<Loaded<readonly (readonly Game[])[]>> {
    const lists: (readonly Game[])[] = [];
    for (const body of bodies) {
      const found = await query(body, signal);
      if (found.kind === 'failed') return found;
      lists.push(found.kind === 'found' ? found.value : []);
    }
    return { kind: 'found', value: lists };
  }

  const quoted = (title: string) =>
    title
      .replace(/["\\;]/g, ' ')
      .trim()
      .slice(0, longestTitle);

  const searchFor = (title: string) =>
    `search "${quoted(title)}"; fields ${fields}; where version_parent = null; limit ${mostGames};`;

  /** What a search does not see: other names, other numerals, and accents, each by how it begins, in any case. */
  function byName(title: string): string {
    const written = [title, otherNumeral(title)].flatMap((one) => one ?? []).map(quoted);
    const tests = written.flatMap((one) => [`name ~ "${one}"*`, `alternative_names.name ~ "${one}"*`]);
    return `fields ${fields}; where (${tests.join(' | ')}) & version_parent = null; limit ${mostGames};`;
  }

  /** The first of the names that a game has: all are asked for in one request, each in both ways. */
  async function load(
    names: readonly string[],
    { isLoose, isPart }: Readonly<Record<'isLoose' | 'isPart', (name: string) => boolean>>,
    year: number | null,
    signal: AbortSignal,
  ): Promise<Loaded<Game>> {
    // Editions are not searched for: what is true of one is said of the game that it is of.
    const asked = names
      .flatMap((name) => {
        const main = withoutEdition(name) ?? name;
        const other = otherNumeral(name);
        return [
          { meant: name, body: searchFor(name) },
          { meant: main, body: byName(main) },
          ...(other === null ? [] : [{ meant: name, body: searchFor(other) }]),
        ];
      })
      .slice(0, mostQueries);
    const found = await queries(
      asked.map(({ body }) => body),
      signal,
    );
    if (found.kind !== 'found') return found;
    // "Age of Empires II: Definitive Edition" is a game of its own, where the database has it.
    const called = asked.flatMap(
      ({ meant }, at) => found.value[at]!.find(({ name }) => titleKey(name) === titleKey(meant)) ?? [],
    );
    const edition = called.find(({ name }) => withoutEdition(name) !== null);
    if (edition !== undefined) return { kind: 'found', value: edition };
    for (const [at, { meant }] of asked.entries()) {
      const game = bestOf(meant, found.value[at]!, year);
      // What was typed by a slip, or by no name that anybody knows, is a word of many titles.
      if (game && (isPart(meant) ? isCalledSo(meant, game) : !isLoose(meant) || beginsSo(meant, game)))
        return { kind: 'found', value: game };
    }
    return { kind: 'nothing' };
  }

  return {
    page: (offset, signal) =>
      query(
        `fields name,alternative_names.name; where version_parent = null & total_rating_count > ${leastVotes}; sort total_rating_count desc; limit ${pageSize}; offset ${offset};`,
        signal,
      ),
    async look({ subject, typed, candidates = [], kind, aspect, language, meter, question }, signal) {
      const names = [...(typed === undefined ? [] : [typed]), ...longestFirst(subject, candidates)]
        .filter((name) => subjectKey(name) !== '')
        .slice(0, mostNames);
      const key = names.map(subjectKey).join('/');
      if (key === '') return { kind: 'nothing' };
      const isLoose = (name: string) => name === typed || (kind === 'game first' && !name.includes(' '));
      // Of a longer name that nobody knows, "prince" is a word like any other.
      const isPart = (name: string) =>
        kind === 'game first' &&
        !name.includes(' ') &&
        ` ${titleKey(subject)} `.includes(` ${titleKey(name)} `) &&
        name !== subject;
      const year = yearIn(question ?? '');
      const named = year === null ? key : `${key} ${year}`;
      const looked = await through(parts, named, (own) => load(names, { isLoose, isPart }, year, own), meter, signal);
      if (looked.kind !== 'found') return looked.kind === 'nothing' ? { kind: 'nothing' } : looked;
      return { kind: 'fact', fact: factOf(looked.value, aspect, { say, language, today: clock.wall(), question }) };
    },
  };
}

const beginsSo = (name: string, game: Game) =>
  [game.name, ...game.otherNames].some((title) => `${titleKey(title)} `.startsWith(`${titleKey(name)} `));

const isCalledSo = (name: string, game: Game) =>
  [game.name, ...game.otherNames].some((title) => titleKey(title) === titleKey(name));

/** "Harvest Moon Friends of Mineral Town" before the game that its beginning names; what stands elsewhere last. */
function longestFirst(subject: string, candidates: readonly string[]): readonly string[] {
  const key = ` ${titleKey(subject)} `;
  const around = candidates.filter((name) => ` ${titleKey(name)} `.includes(key) && titleKey(name) !== key.trim());
  const others = candidates.filter((name) => !around.includes(name));
  return [...around.sort((a, b) => b.length - a.length).slice(0, mostAround), subject, ...others];
}

const failed = (reason: string) => ({ kind: 'failed', reason: `IGDB: ${reason}` }) as const;

/** The one year that a question names: it tells a game from its namesake. */
function yearIn(question: string): number | null {
  const years = question.match(/(?<!\d)(?:19[7-9]\d|20[0-4]\d)(?!\d)/g) ?? [];
  return years.length === 1 ? Number(years[0]) : null;
}
