import type { Tell } from '../domain/event.ts';
import type { OpenFresh } from '../domain/fresh.ts';
import type { Found, Knowledge, Lookup, RouteQuestion } from '../domain/knowledge.ts';
import type { Say } from '../domain/phrases.ts';
import type { Language } from '../domain/settings.ts';
import type { OpenWindow } from '../domain/shared-window.ts';
import type { Clock } from '../lib/clock.ts';
import { createFetchJson } from './fetch-json.ts';
import { formatsOf } from './igdb/fact.ts';
import type { Game } from './igdb/game.ts';
import { createIgdb, type SourceToken } from './igdb/igdb.ts';
import { createAsk } from './source.ts';
import { createSourceLine, longestWayMs, marginMs as spanMarginMs } from './source-line.ts';
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

export interface KnowledgeParts {
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

export interface RunningKnowledge extends Knowledge {
  /** Makes what the first question would have to wait for: lists of names, and how a language writes dates. */
  warm(language: Language): Promise<void>;
  state(): readonly { readonly name: string; readonly state: 'ok' | 'failing' | 'no credentials' }[];
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
export function createKnowledge(parts: KnowledgeParts): RunningKnowledge {
  const { settings, route, openFresh, openWindow, token, say, clock, tell } = parts;
  const fetchJson = createFetchJson({ clock, ...(parts.fetch && { fetch: parts.fetch }) });
  const failing = new Map<string, boolean>();

  function source(name: 'wikipedia' | 'igdb', perSecond: () => number) {
    const most = () => Math.max(1, Math.floor(perSecond()));
    const spanMs = (most() / perSecond()) * 1000 + spanMarginMs;
    const window = openWindow?.(`source:${name}`, most, spanMs, longestWayMs);
    const line = createSourceLine({ perSecond, maxOpen: maxOpen[name], maxWaiting, clock, window });
    return createAsk({ name: name === 'igdb' ? 'IGDB' : 'Wikipedia', line, fetchJson });
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

  /** Inside the viewer's time, and told once when a source starts to fail and once when it is back. */
  async function look(
    name: 'wikipedia' | 'igdb',
    ask: (lookup: Lookup, signal: AbortSignal) => Promise<Found>,
    lookup: Lookup,
    signal: AbortSignal,
  ): Promise<Found> {
    const late = new AbortController();
    const cancel = clock.after(lookup.deadline - marginMs - clock.now(), () => late.abort());
    try {
      const found = await ask(lookup, AbortSignal.any([signal, late.signal]));
      if (found.kind === 'failed' && !signal.aborted) {
        if (!failing.get(name)) tell({ kind: 'warning', text: `a source fails: ${found.reason}` });
        failing.set(name, true);
      } else if (found.kind !== 'failed' && failing.get(name)) {
        tell({ kind: 'lifecycle', text: `the source ${name} answers again` });
        failing.set(name, false);
      }
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
      { name: 'wikipedia', state: failing.get('wikipedia') ? 'failing' : 'ok' },
      { name: 'igdb', state: token.clientId === null ? 'no credentials' : failing.get('igdb') ? 'failing' : 'ok' },
    ],
  };
}
