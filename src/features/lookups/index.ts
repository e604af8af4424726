import { defineFeature } from '../../domain/feature.ts';
import { phrases } from './phrases.ts';

/** What IGDB and Wikipedia say, for those who ask them by name. */
export const lookups = defineFeature({
  name: 'lookups',
  phrases,
  readme: [
    { type: ['!game <title>', '!game'], get: 'a game at a glance; alone: the game being streamed' },
    {
      type: ['!wiki <subject>'],
      get: "what Wikipedia says, in the bot's language or in English; asked which one is meant, you may answer in a word",
    },
  ],
  async create(house) {
    const [{ createGame }, { createWiki }] = await Promise.all([import('./game.ts'), import('./wiki.ts')]);
    return { commands: [createGame(house), createWiki(house)] };
  },
});
