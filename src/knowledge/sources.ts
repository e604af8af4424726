import type { Base } from '../domain/base.ts';
import type { OpenFresh } from '../domain/fresh.ts';
import type { Found, Knowledge, Lookup } from '../domain/knowledge.ts';
import type { Health } from '../domain/part.ts';
import type { OpenWindow } from '../domain/shared-window.ts';
import { subjectKey } from '../lib/subject.ts';
import { createFetchJson } from './fetch-json.ts';
import type { Game } from './igdb/game.ts';
import { createIgdb, type SourceToken } from './igdb/igdb.ts';
import { createTitles, type Titles } from './igdb/titles.ts';
import { createLive, type Place, type Rates, type Weather } from './live/live.ts';
import type { Say } from './phrases.ts';
import type { Gazetteer } from './router/gazetteer.ts';
import { createAsk } from './source.ts';
import { createSourceQueue, longestWayMs, marginMs as spanMarginMs } from './source-queue.ts';
import { createWikidata, type Value } from './wikipedia/wikidata.ts';
import { createWikipedia, type Entry } from './wikipedia/wikipedia.ts';

export interface SourcesParts extends Omit<Base, 'configuration'> {
  readonly openFresh: OpenFresh;
  /** Where processes share the sources' rates. */
  readonly fleet: { readonly windows: { readonly open: OpenWindow } | null };
  readonly token: SourceToken;
  readonly say: Say;
  readonly fetch?: typeof fetch;
}

type SourceState = 'not tried yet' | 'ok' | 'failing' | 'no credentials';

export interface Sources extends Pick<Knowledge, 'wikipedia' | 'igdb' | 'game' | 'live'> {
  health(): Health;
  /** Keeps the router's list of titles as new as the database: begins a while after the bot has joined. */
  learnTitles(gazetteer: () => Gazetteer): () => void;
}

const hour = 3_600_000;
/** Nobody waits for the list of titles, and viewers' first questions come before it. */
const learnAfterMs = 30_000;
const nothingMs = 600_000;
const maxBytes = 4_000_000;
const maxWaiting = 20;
/** What is left for the answer to be said. */
const marginMs = 500;

/** As many requests as the services allow, at once and a second. Wikidata is asked in Wikipedia's turn: one limit holds for both. */
const services = {
  wikipedia: { label: 'Wikipedia', maxOpen: 3 },
  igdb: { label: 'IGDB', maxOpen: 8 },
  openmeteo: { label: 'Open-Meteo', maxOpen: 4, perSecond: 2 },
  frankfurter: { label: 'Frankfurter', maxOpen: 2, perSecond: 1 },
} as const;
type SourceName = keyof typeof services;
/** Each of them is in `/ready`, and has a phrase `source.<name>`. */
export const sourceNames = Object.keys(services) as SourceName[];

/** The outside sources, each behind its cache and its queue. One more source is one more file and one more entry here. */
export function createSources(parts: SourcesParts): Sources {
  const { settings, openFresh, fleet, token, say, clock, tell } = parts;
  const fetchJson = createFetchJson({ clock, ...(parts.fetch && { fetch: parts.fetch }) });
  const states = new Map<SourceName, SourceState>();
  /** Requests that were answered: what a cache gives says nothing of its source. */
  const answered = new Map<SourceName, number>(sourceNames.map((name) => [name, 0]));

  /** Told once when a source starts to fail and once when it is back. */
  function note(name: SourceName, failure: string | null) {
    const before = states.get(name);
    states.set(name, failure === null ? 'ok' : 'failing');
    if (failure !== null && before !== 'failing') {
      tell({ kind: 'warning', text: `a source fails: ${failure}`, fr: `une source ne répond plus : ${failure}` });
    }
    if (failure === null && before === 'failing') tell({ kind: 'lifecycle', text: `the source ${name} answers again` });
  }

  function source(name: SourceName, perSecond: () => number) {
    const { label, maxOpen } = services[name];
    const most = () => Math.max(1, Math.floor(perSecond()));
    const spanMs = (most() / perSecond()) * 1000 + spanMarginMs;
    const window = fleet.windows?.open(`source:${name}`, most, spanMs, longestWayMs);
    const queue = createSourceQueue({ perSecond, maxOpen, maxWaiting, clock, window });
    const onJudged = (failure: string | null) => {
      // Whether an answer is one is known where it is read.
      if (failure === null) answered.set(name, answered.get(name)! + 1);
      else note(name, failure);
    };
    return createAsk({ name: label, line: queue, fetchJson, onJudged });
  }

  const common = { clock, say };
  const agent = () => userAgent(settings());
  const askWikimedia = source('wikipedia', () => settings().rate_limiting.wikipedia_rate_limit);
  const wikipedia = createWikipedia({
    ...common,
    ask: askWikimedia,
    fresh: openFresh<Entry>('wikipedia', { freshMs: 24 * hour, staleMs: 7 * 24 * hour, nothingMs, maxBytes }),
    baseUrl: () => settings().knowledge.wikipedia_url,
    userAgent: agent,
    wikidata: createWikidata({
      ...common,
      ask: askWikimedia,
      fresh: openFresh<Value>('wikidata', {
        freshMs: 7 * 24 * hour,
        staleMs: 30 * 24 * hour,
        nothingMs: 24 * hour,
        maxBytes,
      }),
      baseUrl: () => settings().knowledge.wikidata_url,
      userAgent: agent,
    }),
  });
  const igdb = createIgdb({
    ...common,
    ask: source('igdb', () => settings().rate_limiting.igdb_rate_limit),
    fresh: openFresh<Game>('igdb', { freshMs: 24 * hour, staleMs: 30 * 24 * hour, nothingMs, maxBytes }),
    baseUrl: () => settings().knowledge.igdb_url,
    token,
  });
  const live = createLive({
    ...common,
    weather: source('openmeteo', () => services.openmeteo.perSecond),
    rates: source('frankfurter', () => services.frankfurter.perSecond),
    freshPlaces: openFresh<Place>('places', { freshMs: 30 * 24 * hour, staleMs: 90 * 24 * hour, nothingMs, maxBytes }),
    freshWeather: openFresh<Weather>('weather', { freshMs: hour / 4, staleMs: hour, nothingMs, maxBytes }),
    freshRates: openFresh<Rates>('rates', { freshMs: 12 * hour, staleMs: 96 * hour, nothingMs, maxBytes }),
    urls: () => {
      const { places_url, weather_url, rates_url } = settings().knowledge;
      return { geocoding: places_url, weather: weather_url, rates: rates_url };
    },
  });

  if (token.clientId === null) {
    tell({
      kind: 'warning',
      text: 'IGDB has no credentials (TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET): Wikipedia is asked about games instead',
      fr: 'IGDB n’a pas d’identifiants (TWITCH_CLIENT_ID et TWITCH_CLIENT_SECRET) : les jeux sont cherchés dans Wikipédia',
    });
  }

  /** Inside the viewer's time. */
  async function look<F extends Found | null>(
    asked: readonly SourceName[],
    deadline: number,
    ask: (signal: AbortSignal) => Promise<F>,
    signal: AbortSignal,
  ): Promise<F | Found> {
    const late = new AbortController();
    const before = new Map(answered);
    const cancel = clock.after(deadline - marginMs - clock.now(), () => late.abort());
    try {
      const found = await ask(AbortSignal.any([signal, late.signal]));
      // A caller who left says nothing of the source; its request does, when it was silent for long.
      if (found?.kind !== 'failed') {
        for (const name of asked) if (answered.get(name)! > before.get(name)!) note(name, null);
      } else if (asked.length === 1 && !found.unasked && !signal.aborted && !late.signal.aborted)
        note(asked[0]!, found.reason);
      return found;
    } catch (error) {
      tell({ kind: 'bug', where: `the source ${asked.join(', ')}`, error });
      return { kind: 'failed', reason: 'a bug' };
    } finally {
      cancel();
    }
  }

  /** Most lines ask nothing of the moment: those need no deadline. */
  function asksNow(question: string): ReturnType<typeof live> {
    try {
      return live(question);
    } catch (error) {
      tell({ kind: 'bug', where: 'a question of the moment', error });
      return null;
    }
  }

  const askWikipedia = (lookup: Lookup, signal: AbortSignal) =>
    look(['wikipedia'], lookup.deadline, (own) => wikipedia(lookup, own), signal);

  async function askIgdb(lookup: Lookup, signal: AbortSignal): Promise<Found> {
    // It was said at the start; to whoever asks, it is a source that has nothing.
    if (token.clientId === null) return { kind: 'nothing' };
    return look(['igdb'], lookup.deadline, (own) => igdb.look(lookup, own), signal);
  }

  return {
    wikipedia: askWikipedia,
    igdb: askIgdb,
    game: (lookup, subjects, signal) =>
      findGame({ wikipedia: askWikipedia, igdb: askIgdb }, clock.now(), lookup, subjects, signal),
    async live(question, lookup, signal) {
      const asked = asksNow(question);
      return asked && look(['openmeteo', 'frankfurter'], lookup.deadline, (own) => asked(lookup, own), signal);
    },
    learnTitles(gazetteer) {
      if (token.clientId === null) return () => {};
      let stop = () => {};
      const cancel = clock.after(learnAfterMs, () => {
        const titles = createTitles({
          fresh: openFresh<Titles>('titles', {
            freshMs: 7 * 24 * hour,
            staleMs: 60 * 24 * hour,
            nothingMs: 24 * hour,
            maxBytes,
          }),
          page: igdb.page,
          gazetteer: gazetteer(),
          clock,
        });
        stop = titles.stop;
        void titles.refresh();
      });
      return () => {
        cancel();
        stop();
      };
    },
    health: () =>
      healthOf(
        sourceNames.map((name) => ({
          name,
          state: name === 'igdb' && token.clientId === null ? 'no credentials' : (states.get(name) ?? 'not tried yet'),
        })),
      ),
  };
}

/**
 * The database first, under each of the names; then the encyclopedia, which knows most games too. The first source has
 * half of the time, so that one that hangs leaves the other its own.
 */
export async function findGame(
  sources: Pick<Knowledge, 'igdb' | 'wikipedia'>,
  now: number,
  lookup: Omit<Lookup, 'subject'>,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Found> {
  const deadline = now + (lookup.deadline - now) / 2;
  const [subject = '', ...candidates] = new Set(names);
  const game = await sources.igdb({ ...lookup, subject, candidates, deadline }, signal);
  if (game.kind === 'fact') return game;
  const article = await sources.wikipedia(
    {
      ...lookup,
      subject,
      candidates: [...new Set([...candidates, ...(lookup.candidates ?? [])])],
      kind: lookup.kind ?? 'game',
    },
    signal,
  );
  if (article.kind !== 'fact') return game.kind === 'nothing' ? article : game;
  // The encyclopedia forgives slips: by the title that it found, the database may know the game.
  const title = article.fact.title.replace(/ \([^()]*\)$/, '');
  const isNew = ![subject, ...candidates].some((name) => subjectKey(name) === subjectKey(title));
  if (game.kind !== 'nothing' || article.fact.loose || !isNew || !aGame.test(article.fact.grounding.slice(0, opening)))
    return article;
  const again = await sources.igdb({ ...lookup, subject: title, candidates: [], kind: 'game' }, signal);
  return again.kind === 'fact' ? again : article;
}

const opening = 200;
const aGame = /\b(?:jeu vidéo|video game)\b/i;

/** Knowledge is as good as those of its sources that were asked. */
export function healthOf(sources: readonly { readonly name: string; readonly state: string }[]): Health {
  const asked = sources.filter(({ state }) => state === 'ok' || state === 'failing');
  const failing = asked.filter(({ state }) => state === 'failing');
  const detail = sources.map(({ name, state }) => `${name}: ${state}`).join(', ');
  if (asked.length === 0) return { state: 'not tried yet', detail, level: 'ok' };
  if (failing.length === 0) return { state: 'ok', detail, level: 'ok' };
  return { state: failing.length < asked.length ? 'partly' : 'down', detail, level: 'degraded' };
}

/** Name, version and whom to reach, as Wikipedia asks: the bot's own page on Twitch, and the operator's address. */
function userAgent({ bot, contact }: ReturnType<Base['settings']>): string {
  const reach = [`https://www.twitch.tv/${bot.name}`, contact].filter((part) => part !== '');
  return `SerdaBot/1.0 (${reach.join('; ').replace(/[()]/g, '')})`;
}
