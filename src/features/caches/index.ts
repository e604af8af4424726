import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { phrases } from './phrases.ts';

/** What the caches are good for, and how to empty them. */
export const caches = defineFeature({
  name: 'caches',
  phrases,
  readme: [
    { type: ['!cachestats', '!cacheclear'], get: 'for the broadcaster: what the caches are good for; empties them' },
  ],
  create: ({ say, caches }) => ({
    commands: [
      {
        name: 'cachestats',
        aliases: [],
        level: 'broadcaster',
        async run() {
          const shown = caches().map(({ name, stats }) => {
            const { entries, bytes, hits, stale, misses } = stats();
            const asked = hits + stale + misses;
            const percent = asked === 0 ? 0 : Math.round(((hits + stale) / asked) * 100);
            return say('cache.one', { name, entries, kilobytes: Math.round(bytes / 1000), percent });
          });
          return reply(shown.length > 0 ? shown.join(' · ') : say('cache.none'));
        },
      },
      {
        name: 'cacheclear',
        aliases: [],
        level: 'broadcaster',
        async run({ args }) {
          const wanted = args.trim().toLowerCase();
          const all = caches();
          const chosen = all.filter(({ name }) => wanted === '' || name.toLowerCase() === wanted);
          const names = (some: typeof all) => some.map(({ name }) => name).join(', ');
          if (chosen.length === 0) return reply(say('cache.unknown', { names: names(all) }));
          await Promise.all(chosen.map((cache) => cache.clear()));
          return reply(say('cache.cleared', { names: names(chosen) }));
        },
      },
    ],
  }),
});
