import type { Tell } from '../domain/event.ts';
import type { OpenFresh } from '../domain/fresh.ts';
import type { Found, Knowledge, Lookup, RouteQuestion } from '../domain/knowledge.ts';
import type { Language } from '../domain/settings.ts';
import type { OpenWindow } from '../domain/shared-window.ts';
import type { Clock } from '../lib/clock.ts';
import { createFetchJson } from './fetch-json.ts';
import { formatsOf } from './igdb/fact.ts';
import type { Game } from './igdb/game.ts';
import { createIgdb, type SourceToken } from './igdb/igdb.ts';
import type { Say } from './phrases.ts';
import { createAsk } from './source.ts';
import { createSourceQueue, longestWayMs, marginMs as spanMarginMs } from './source-queue.ts';
import { sentenceEnds } from './wikipedia/article.ts';
import { createWikipedia, type Entry } from './wikipedia/wikipedia.ts';

export interface KnowledgeSettings {
  readonly wikipediaUrl: string;
  readonly igdbUrl: string;
  readonly wikipediaPerSecond: number;
  readonly igdbPerSecond: number;
  /** Who asks, as Wikipedia wants it. */
  readonly userAgent: string;
}

export interface SourcesParts {
  readonly settings: () => KnowledgeSettings;
  readonly route: RouteQuestion;
  readonly openFresh: OpenFresh;
  readonly openWindow?: OpenWindow | null | undefined;
  readonly token: SourceToken;
  readonly say: Say;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly fetch?: typeof fetch;
}

type SourceName = 'wikipedia' | 'igdb';
type SourceState = 'not tried yet' | 'ok' | 'failing' | 'no credentials';

export interface Sources extends Pick<Knowledge, 'route' | 'wikipedia' | 'igdb'> {
  /** Makes what the first question would have to wait for: lists of names, and how a language writes dates. */
  warm(language: Language): Promise<void>;
  state(): readonly { readonly name: string; readonly state: SourceState }[];
}

const hour = 3_600_000;
const nothingMs = 600_000;
const maxBytes = 4_000_000;
/** As many requests as the services allow to be open at once. */
const maxOpen = { wikipedia: 3, igdb: 8 };
const maxWaiting = 20;
/** What is left for the answer to be said. */
const marginMs = 500;

/** The outside sources, each behind its cache and its line. One more source is one more file and one more entry here. */
export function createSources(parts: SourcesParts): Sources {
  const { settings, route, openFresh, openWindow, token, say, clock, tell } = parts;
  const fetchJson = createFetchJson({ clock, ...(parts.fetch && { fetch: parts.fetch }) });
  const states = new Map<SourceName, SourceState>();
  /** Requests that were answered: what a cache gives says nothing of its source. */
  const answered = { wikipedia: 0, igdb: 0 };

  /** Told once when a source starts to fail and once when it is back. */
  function note(name: SourceName, failure: string | null) {
    const before = states.get(name);
    states.set(name, failure === null ? 'ok' : 'failing');
    if (failure !== null && before !== 'failing') tell({ kind: 'warning', text: `a source fails: ${failure}` });
    if (failure === null && before === 'failing') tell({ kind: 'lifecycle', text: `the source ${name} answers again` });
  }

  function source(name: SourceName, perSecond: () => number) {
    const most = () => Math.max(1, Math.floor(perSecond()));
    const spanMs = (most() / perSecond()) * 1000 + spanMarginMs;
    const window = openWindow?.(`source:${name}`, most, spanMs, longestWayMs);
    const line = createSourceQueue({ perSecond, maxOpen: maxOpen[name], maxWaiting, clock, window });
    const onJudged = (failure: string | null) => {
      // Whether an answer is one is known where it is read.
      if (failure === null) answered[name]++;
      else note(name, failure);
    };
    return createAsk({ name: name === 'igdb' ? 'IGDB' : 'Wikipedia', line, fetchJson, onJudged });
  }

  const wikipedia = createWikipedia({
    ask: source('wikipedia', () => settings().wikipediaPerSecond),
    fresh: openFresh<Entry>('wikipedia', { freshMs: 24 * hour, staleMs: 7 * 24 * hour, nothingMs, maxBytes }),
    baseUrl: () => settings().wikipediaUrl,
    userAgent: () => settings().userAgent,
    clock,
    say,
  });
  const igdb = createIgdb({
    ask: source('igdb', () => settings().igdbPerSecond),
    fresh: openFresh<Game>('igdb', { freshMs: 24 * hour, staleMs: 30 * 24 * hour, nothingMs, maxBytes }),
    baseUrl: () => settings().igdbUrl,
    token,
    clock,
    say,
  });

  if (token.clientId === null) {
    tell({
      kind: 'warning',
      text: 'IGDB has no credentials (TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET): Wikipedia is asked about games instead',
    });
  }

  /** Inside the viewer's time. */
  async function look(
    name: SourceName,
    ask: (lookup: Lookup, signal: AbortSignal) => Promise<Found>,
    lookup: Lookup,
    signal: AbortSignal,
  ): Promise<Found> {
    const late = new AbortController();
    const answeredBefore = answered[name];
    const cancel = clock.after(lookup.deadline - marginMs - clock.now(), () => late.abort());
    try {
      const found = await ask(lookup, AbortSignal.any([signal, late.signal]));
      // A caller who left says nothing of the source; its request does, when it was silent for long.
      if (found.kind !== 'failed') {
        if (answered[name] > answeredBefore) note(name, null);
      } else if (!found.unasked && !signal.aborted && !late.signal.aborted) note(name, found.reason);
      return found;
    } catch (error) {
      tell({ kind: 'bug', where: `the source ${name}`, error });
      return { kind: 'failed', reason: 'a bug' };
    } finally {
      cancel();
    }
  }

  return {
    route,
    wikipedia: (lookup, signal) => look('wikipedia', wikipedia, lookup, signal),
    async igdb(lookup, signal) {
      // It was said at the start; to whoever asks, it is a source that has nothing.
      if (token.clientId === null) return { kind: 'nothing' };
      return look('igdb', igdb, lookup, signal);
    },
    async warm(language) {
      for (const make of [() => route('', language), () => formatsOf(language), sentenceEnds]) {
        make();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    state: () => [
      { name: 'wikipedia', state: states.get('wikipedia') ?? 'not tried yet' },
      { name: 'igdb', state: token.clientId === null ? 'no credentials' : (states.get('igdb') ?? 'not tried yet') },
    ],
  };
}
