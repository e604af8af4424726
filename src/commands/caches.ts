import type { Command } from '../domain/command.ts';
import type { FreshStats } from '../domain/fresh.ts';
import type { Say } from './phrases.ts';

export interface CachesParts {
  readonly say: Say;
  readonly caches: () => readonly { readonly name: string; stats(): FreshStats; clear(): Promise<void> }[];
}

export function createCaches({ say, caches }: CachesParts): readonly Command[] {
  const reply = (text: string) => ({ kind: 'reply', source: 'bot', text }) as const;
  return [
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
        const chosen = caches().filter(({ name }) => wanted === '' || name.toLowerCase() === wanted);
        if (chosen.length === 0)
          return reply(
            say('cache.unknown', {
              names: caches()
                .map(({ name }) => name)
                .join(', '),
            }),
          );
        await Promise.all(chosen.map((cache) => cache.clear()));
        return reply(say('cache.cleared', { names: chosen.map(({ name }) => name).join(', ') }));
      },
    },
  ];
}
