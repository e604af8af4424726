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
    const [{ createGame }, { createChoice, createWiki }] = await Promise.all([
      import('./game.ts'),
      import('./wiki.ts'),
    ]);
    const wiki = createWiki(house);
    const choice = createChoice(wiki);
    const { choices } = house.knowledge;
    return {
      commands: [createGame(house), wiki],
      hears: {
        of: choices.awaits,
        command: ({ channel, viewer }, text) => (choices.fits(channel, viewer.login, text) ? choice : null),
      },
    };
  },
});
