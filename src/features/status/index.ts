import { duration } from '../../domain/duration.ts';
import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { phrases } from './phrases.ts';

/** How the bot is, and why somebody got no answer. */
export const status = defineFeature({
  name: 'status',
  phrases,
  readme: [
    { type: ['!ping'], get: 'whether it is awake' },
    { type: ['!botstatus'], get: 'for moderators: chat, model, slots, uptime' },
    { type: ['!why', '!why @name'], get: 'for moderators: why the last command got no answer' },
  ],
  async create(house) {
    const [{ createBotStatus }, { createWhy }] = await Promise.all([import('./botstatus.ts'), import('./why.ts')]);
    const { say, clock } = house;
    const startedAt = clock.now();
    const uptime = () => duration(say, clock.now() - startedAt);
    return {
      commands: [
        {
          name: 'ping',
          aliases: [],
          level: 'viewer',
          run: async () => reply(say('ping.pong', { uptime: uptime() })),
        },
        createBotStatus(house, uptime),
        createWhy(house),
      ],
    };
  },
});
