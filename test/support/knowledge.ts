import { join } from 'node:path';
import { phraseCatalogs } from '../../src/app.ts';
import type { Fresh, OpenFresh } from '../../src/domain/fresh.ts';
import type { Aspect, Lookup } from '../../src/domain/knowledge.ts';
import type { Language } from '../../src/domain/settings.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createSay, loadPhrases } from '../../src/settings/phrases.ts';
import { someSettings } from './fakes.ts';

export const noSignal = () => new AbortController().signal;

/** Of a room whose sources are on this machine, as fast as they answer. */
export const sourceSettings = (
  wikipedia: string,
  igdb: string,
  perSecond: { wikipedia?: number; igdb?: number } = {},
) =>
  someSettings({
    knowledge: {
      wikipedia_url: wikipedia,
      wikidata_url: wikipedia.replace('{lang}', 'wikidata').replace('{lang}.', ''),
      igdb_url: igdb,
    },
    rate_limiting: { wikipedia_rate_limit: perSecond.wikipedia ?? 1_000, igdb_rate_limit: perSecond.igdb ?? 1_000 },
    contact: 'me@example.com',
  });

/** Nothing is kept: every question reaches the source. */
export const openNothing: OpenFresh = <T>(): Fresh<T> => ({
  async get(_key, load, signal) {
    const loaded = await load(signal);
    return loaded.kind === 'failed' ? loaded : { ...loaded, from: 'source' };
  },
  kept: async () => undefined,
  put: async () => {},
  clear: async () => {},
  stats: () => ({ entries: 0, bytes: 0, hits: 0, stale: 0, misses: 0 }),
});

export async function phrasesIn(language: Language) {
  const phrases = await loadPhrases(phraseCatalogs, join(import.meta.dirname, '..', '..', 'config', 'phrases'));
  if (!phrases.ok) throw new Error('the phrases are broken');
  return createSay(
    () => language,
    () => phrases.phrases,
  );
}

export const lookup = (subject: string, aspect: Aspect = 'about', language: Language = 'fr'): Lookup => ({
  channel: 'my_channel',
  subject,
  aspect,
  language,
  deadline: systemClock.now() + 10_000,
  meter: { waited: () => {}, totalMs: 0 },
});
