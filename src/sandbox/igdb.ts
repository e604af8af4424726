import { type Clock, systemClock } from '../lib/clock.ts';
import { createRate } from './bounded.ts';
import { parseQuery, type QueryFault } from './igdb/apicalypse.ts';
import { libraryWith, type Thing } from './igdb/library.ts';
import { parseQueries } from './igdb/multiquery.ts';
import { runQuery } from './igdb/run.ts';
import { type AppTokens, createAppTokens } from './igdb/tokens.ts';
import type { Visit } from './server.ts';
import { type Breach, createStandIn, type Reply, type StandIn } from './stand-in.ts';
import type { GameRow } from './texts/games.ts';

export interface IgdbOptions {
  readonly clock?: Clock;
  readonly latencyMs?: number;
  readonly dripMs?: number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly perSecond?: number;
  readonly concurrent?: number;
  /** Tokens that another stand-in issued. */
  readonly accepts?: (token: string) => boolean;
  /** Games beside those that every stand-in has, or in their place. */
  readonly games?: readonly GameRow[];
}

const mostAnswers = 2_000;

/** The games database in small, and the token service that opens it. */
export interface SandboxIgdb extends StandIn {
  /** What goes into `knowledge.igdb_url`. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokens: AppTokens;
  readonly maxPerSecond: number;
}

export async function createSandboxIgdb(options: IgdbOptions = {}): Promise<SandboxIgdb> {
  const { clock = systemClock, latencyMs = 0, dripMs = 1000, perSecond = 4, concurrent = 8 } = options;
  const clientId = options.clientId ?? 'sandboxclientid000000000000000';
  const clientSecret = options.clientSecret ?? 'sandboxclientsecret00000000000';
  const tokens = createAppTokens({ id: clientId, secret: clientSecret }, clock);
  const second = createRate(clock, 1000);
  /** Made for the first query; most tests have none. */
  let library: readonly Thing[] | null = null;
  /** Many ask the same: the library does not change. */
  const answers = new Map<string, Reply>();
  function answer(visit: Visit, breach: Breach): Reply {
    const asked = `${visit.method} ${visit.url.pathname} ${visit.body}`;
    const before = answers.get(asked);
    if (before) return before;
    library ??= libraryWith(options.games);
    const reply = route(library, visit, breach);
    if (reply.status !== 200) return reply;
    if (answers.size >= mostAnswers) answers.clear();
    answers.set(asked, reply);
    return reply;
  }

  const standIn = await createStandIn({ clock, latencyMs, dripMs }, (visit, open, breach) => {
    const token = tokens.answer(visit, breach);
    if (token) return token;
    const lately = second.hit();
    if (lately > perSecond || open > concurrent) {
      breach(lately > perSecond ? `over ${perSecond} requests a second` : `over ${concurrent} open requests`);
      return { status: 429, json: { message: 'Too Many Requests' } };
    }
    return authorised(visit, breach) ?? answer(visit, breach);
  });

  function authorised(visit: Visit, breach: Breach): Reply | null {
    const token = /^Bearer (\S+)$/.exec(visit.headers.authorization ?? '')?.[1];
    const known = token !== undefined && (tokens.valid(token) || (options.accepts?.(token) ?? false));
    if (known && visit.headers['client-id'] === clientId) return null;
    if (!token) breach('no bearer token');
    else if (visit.headers['client-id'] !== clientId) breach('wrong or missing Client-ID');
    return {
      status: 401,
      json: {
        message: 'Authorization Failure. Have you tried:',
        'Tip 1': 'Ensure you are sending Authorization and Client-ID as headers.',
        'Tip 2': "Ensure Authorization value starts with 'Bearer ', including the space",
        'Tip 3': 'Ensure Authorization value ends with the App Access Token you generated, NOT your Client Secret.',
      },
    };
  }

  // Getters of the stand-in must stay getters: a spread would freeze their first values.
  return Object.defineProperties(standIn, {
    baseUrl: { value: `${standIn.url}/v4` },
    clientId: { value: clientId },
    clientSecret: { value: clientSecret },
    tokens: { value: tokens },
    maxPerSecond: { get: () => second.max },
  }) as SandboxIgdb;
}

function route(library: readonly Thing[], visit: Visit, breach: Breach): Reply {
  const wrong = ({ fault, cause }: QueryFault): Reply => {
    breach(`query: ${cause}`);
    return { status: 400, json: [{ title: fault, status: 400, cause }] };
  };
  const path = visit.method === 'POST' ? visit.url.pathname : '';
  if (path === '/v4/games') {
    const query = parseQuery(visit.body);
    return 'fault' in query ? wrong(query) : { status: 200, json: runQuery(library, query) };
  }
  if (path === '/v4/multiquery') {
    const queries = parseQueries(visit.body);
    if ('fault' in queries) return wrong(queries);
    const other = queries.find(({ endpoint }) => endpoint !== 'games');
    if (other) return wrong({ fault: 'Invalid Endpoint', cause: `no endpoint ${other.endpoint} here` });
    return { status: 200, json: queries.map(({ name, query }) => ({ name, result: runQuery(library, query) })) };
  }
  breach(`${visit.method} ${visit.url.pathname}`);
  return { status: 404, json: [{ title: 'Not Found', status: 404 }] };
}
