import type { Fresh, Loaded } from '../../domain/fresh.ts';
import type { Found, Lookup } from '../../domain/knowledge.ts';
import type { Clock } from '../../lib/clock.ts';
import { subjectKey } from '../../lib/subject.ts';
import type { Say } from '../phrases.ts';
import { type Ask, through } from '../source.ts';
import { factOf } from './fact.ts';
import { fields, type Game, gamesIn } from './game.ts';
import { bestOf, otherNumeral, withoutEdition } from './match.ts';
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
/** Below it nobody in a chat is likely to name it. */
const leastVotes = 3;

export interface Igdb {
  look(lookup: Lookup, signal: AbortSignal): Promise<Found>;
  /** The best-known games' names, from the best known on. */
  page(offset: number, signal: AbortSignal): Promise<Loaded<readonly Game[]>>;
}

export function createIgdb(parts: IgdbParts): Igdb {
  const { ask, token, clock, say } = parts;

  async function query(body: string, signal: AbortSignal): Promise<Loaded<readonly Game[]>> {
    const url = `${parts.baseUrl().replace(/\/$/, '')}/games`;
    let refused: string | undefined;
    for (let attempt = 0; attempt < 2; attempt++) {
      const held = await token.get(refused);
      if (held === null || token.clientId === null) return { kind: 'failed', reason: 'IGDB: no token to be had' };
      const headers = { 'client-id': token.clientId, authorization: `Bearer ${held}`, accept: 'application/json' };
      const fetched = await ask(url, { method: 'POST', headers, body }, signal);
      if (fetched.kind === 'failed') return fetched;
      if (fetched.status === 401 || fetched.status === 403) {
        refused = held;
        continue;
      }
      const games = fetched.status === 200 ? gamesIn(fetched.body) : null;
      if (!games) return { kind: 'failed', reason: `IGDB: an answer of status ${fetched.status} that is no list` };
      return games.length > 0 ? { kind: 'found', value: games } : { kind: 'nothing' };
    }
    return { kind: 'failed', reason: 'IGDB: the token was refused' };
  }

  const search = (title: string, signal: AbortSignal) =>
    query(
      `search "${title.replace(/["\\;]/g, ' ').slice(0, 100)}"; fields ${fields}; where version_parent = null; limit ${mostGames};`,
      signal,
    );

  /** What a search does not see: other names, other numerals, and accents, each by how it begins, in any case. */
  const byName = (title: string, signal: AbortSignal) => {
    const written = [title, otherNumeral(title)]
      .flatMap((one) => one ?? [])
      .map((one) =>
        one
          .replace(/["\\;]/g, ' ')
          .trim()
          .slice(0, 100),
      );
    const tests = written.flatMap((one) => [`name ~ "${one}"*`, `alternative_names.name ~ "${one}"*`]);
    return query(`fields ${fields}; where (${tests.join(' | ')}) & version_parent = null; limit ${mostGames};`, signal);
  };

  async function load(title: string, year: number | null, signal: AbortSignal): Promise<Loaded<Game>> {
    // Editions are not searched for: what is true of one is said of the game that it is of.
    const main = withoutEdition(title);
    for (const [meant, ask] of [
      [title, () => search(title, signal)],
      [main ?? title, () => byName(main ?? title, signal)],
    ] as const) {
      const found = await ask();
      if (found.kind === 'failed') return found;
      const game = found.kind === 'found' ? bestOf(meant, found.value, year) : null;
      if (game) return { kind: 'found', value: game };
    }
    return { kind: 'nothing' };
  }

  return {
    page: (offset, signal) =>
      query(
        `fields name,alternative_names.name; where version_parent = null & total_rating_count > ${leastVotes}; sort total_rating_count desc; limit ${pageSize}; offset ${offset};`,
        signal,
      ),
    async look({ subject, aspect, language, meter, question }, signal) {
      const key = subjectKey(subject);
      if (key === '') return { kind: 'nothing' };
      const year = yearIn(question ?? '');
      const named = year === null ? key : `${key} ${year}`;
      const looked = await through(parts, named, (own) => load(subject, year, own), meter, signal);
      if (looked.kind !== 'found') return looked.kind === 'nothing' ? { kind: 'nothing' } : looked;
      return { kind: 'fact', fact: factOf(looked.value, aspect, { say, language, today: clock.wall(), question }) };
    },
  };
}

/** The one year that a question names: it tells a game from its namesake. */
function yearIn(question: string): number | null {
  const years = question.match(/(?<!\d)(?:19[7-9]\d|20[0-4]\d)(?!\d)/g) ?? [];
  return years.length === 1 ? Number(years[0]) : null;
}
