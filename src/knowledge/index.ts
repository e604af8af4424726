import type { Base } from '../domain/base.ts';
import type { Fleet } from '../domain/fleet.ts';
import type { OpenFresh } from '../domain/fresh.ts';
import { aboutOf, type Fact, type Found, type Knowledge, type TranslationService } from '../domain/knowledge.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Part } from '../domain/part.ts';
import type { Say } from '../domain/phrases.ts';
import { createChoices } from './choices.ts';
import { formatsOf } from './igdb/fact.ts';
import type { SourceToken } from './igdb/igdb.ts';
import { createLibreTranslate } from './libretranslate.ts';
import type { KnowledgePhrases } from './phrases.ts';
import { createGazetteer, type Gazetteer } from './router/gazetteer.ts';
import { createRouter } from './router.ts';
import { createSources } from './sources.ts';
import { sentenceEnds } from './wikipedia/article.ts';

export interface KnowledgeRoom extends Part, Knowledge {
  /** The operator's translation service; null where there is none. */
  translation(): TranslationService | null;
}

export interface KnowledgeParts extends Base {
  readonly say: Say<KnowledgePhrases>;
  readonly openFresh: OpenFresh;
  readonly fleet: Fleet;
  readonly token: SourceToken;
}

/** What is true, from whom, and stored fresh. */
export function createKnowledge(parts: KnowledgeParts): KnowledgeRoom {
  const { settings, say, clock } = parts;
  const { learnTitles, ...sources } = createSources(parts);
  let names: Gazetteer | undefined;
  const gazetteer = () => {
    names ??= createGazetteer();
    return names;
  };
  const route = createRouter(gazetteer);
  let stopLearning = () => {};
  const libreTranslate = createLibreTranslate({ clock });

  return {
    name: 'knowledge',
    ...sources,
    route,
    choices: createChoices(clock.now),
    told: (found) => told(found, say),
    linksOf,
    translation() {
      const url = settings().knowledge.libretranslate_url;
      return url === null ? null : (text, target, signal) => libreTranslate(url, text, target, signal);
    },
    async start() {
      stopLearning = learnTitles(gazetteer);
    },
    async warm() {
      const { language } = settings().bot;
      // Lists of names, weights, and how a language writes dates: one after the other, lines are read between them.
      for (const make of [() => route('', language), () => formatsOf(language), sentenceEnds]) {
        make();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async stop() {
      stopLearning();
    },
  };
}

/** The only hosts that a source's own line may link to. */
const hosts: Readonly<Record<Fact['source'], readonly string[]>> = {
  igdb: ['igdb.com'],
  wikipedia: ['wikipedia.org'],
  wikidata: ['wikipedia.org'],
  openmeteo: ['open-meteo.com'],
  frankfurter: [],
  channel: [],
  bot: [],
};

export const linksOf = ({ source }: Pick<Fact, 'source'>): readonly string[] => hosts[source];

/** What a source gave, said to a viewer who asked that source. What no source knows is not repeated: anything may stand there. */
export function told(found: Found, say: Say): Outcome {
  switch (found.kind) {
    case 'fact': {
      const { line, source } = found.fact;
      const about = aboutOf(found.fact);
      return { kind: 'reply', source, text: line, links: hosts[source], ...(about && { about }) };
    }
    case 'ambiguous':
      return {
        kind: 'reply',
        // Titles are a page's words.
        source: 'wikipedia',
        text:
          found.choices.length === 1
            ? say('knowledge.meant', { choice: found.choices[0]! })
            : say('knowledge.which', { choices: found.choices.join(' · ') }),
      };
    case 'nothing':
      return { kind: 'reply', source: 'bot', text: say('knowledge.nothing') };
    case 'failed':
      return { kind: 'reply', source: 'phrase', phrase: 'unreachable', text: say('knowledge.failed') };
  }
}
