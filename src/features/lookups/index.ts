import { defineFeature } from '../../domain/feature.ts';
import { createGame } from './game.ts';
import { phrases } from './phrases.ts';
import { createChoice, createWiki } from './wiki.ts';

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
  create(house) {
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
