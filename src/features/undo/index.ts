import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { phrases } from './phrases.ts';

/** Takes back what a moderator changed last: a command, a timer, a quote, a counter. */
export const undo = defineFeature({
  name: 'undo',
  phrases,
  readme: [{ type: ['!undo'], get: 'for moderators: takes back the last thing that you changed, ten at most' }],
  create: ({ say, undo }) => ({
    commands: [
      {
        name: 'undo',
        aliases: ['annuler'],
        level: 'moderator',
        async run({ message: { channel, viewer } }) {
          const undone = await undo(channel, viewer);
          switch (undone.kind) {
            case 'undone':
              return reply(say(`undo.${undone.was}`, { what: undone.title }));
            case 'nothing':
              return reply(say('undo.nothing'));
            case 'changed since':
              return reply(say('undo.since', { what: undone.title, by: undone.by }));
            case 'lost':
              return reply(say('stored.not'));
          }
        },
      },
    ],
  }),
});
