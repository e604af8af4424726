import type { Base } from '../domain/base.ts';
import type { Fleet } from '../domain/fleet.ts';
import type { OpenFresh } from '../domain/fresh.ts';
import type { Knowledge, TranslationService } from '../domain/knowledge.ts';
import type { Part } from '../domain/part.ts';
import type { Say } from '../domain/phrases.ts';
import { createChoices } from './choices.ts';
import { findGame } from './find-game.ts';
import { linksOf, told } from './found.ts';
import { sourcesHealth } from './health.ts';
import type { SourceToken } from './igdb/igdb.ts';
import { createLibreTranslate } from './libretranslate.ts';
import type { KnowledgePhrases } from './phrases.ts';
import { createRouter } from './router.ts';
import { createSources } from './sources.ts';
import { userAgent } from './user-agent.ts';

export { knowledgePhrases } from './phrases.ts';

export interface KnowledgeRoom extends Part, Knowledge {
  /** The operator's translation service; null where there is none. */
  translation(): TranslationService | null;
  /** What the first question would have to wait for. */
  start(): Promise<void>;
}

export interface KnowledgeParts extends Base {
  readonly say: Say<KnowledgePhrases>;
  readonly openFresh: OpenFresh;
  readonly fleet: Fleet;
  readonly token: SourceToken;
}

/** What is true, from whom, and stored fresh. */
export function createKnowledge({
  settings,
  say,
  openFresh,
  fleet,
  token,
  clock,
  tell,
}: KnowledgeParts): KnowledgeRoom {
  const sources = createSources({
    settings: () => ({
      wikipediaUrl: settings().knowledge.wikipedia_url,
      igdbUrl: settings().knowledge.igdb_url,
      wikipediaPerSecond: settings().rate_limiting.wikipedia_rate_limit,
      igdbPerSecond: settings().rate_limiting.igdb_rate_limit,
      userAgent: userAgent(settings()),
    }),
    route: createRouter(),
    openFresh,
    openWindow: fleet.windows?.open ?? null,
    token,
    say,
    clock,
    tell,
  });
  const libreTranslate = createLibreTranslate({ clock });

  return {
    name: 'knowledge',
    route: sources.route,
    wikipedia: sources.wikipedia,
    igdb: sources.igdb,
    game: (lookup, names, signal) => findGame({ sources, now: clock.now }, lookup, names, signal),
    choices: createChoices(clock.now),
    told: (found) => told(found, say),
    linksOf,
    translation() {
      const url = settings().knowledge.libretranslate_url;
      return url === null ? null : (text, target, signal) => libreTranslate(url, text, target, signal);
    },
    start: () => sources.warm(settings().bot.language),
    health: () => sourcesHealth(sources.state()),
  };
}
