import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { saidLogin } from '../../lib/text.ts';
import { phrases } from './phrases.ts';

const mostIgnored = 200;

/** What moderators change of the bot itself: its limits, and whom it hears. */
export const control = defineFeature({
  name: 'control',
  phrases,
  readme: [
    { type: ['!resetlimit @name'], get: "for moderators: that viewer's cooldown and quota start again" },
    {
      type: ['!cooldown', '!cooldown ask 30', '!cooldown ask off'],
      get: 'for moderators: shows and changes the cooldowns of their channel',
    },
    {
      type: ['!ignore name', '!unignore name'],
      get: 'for moderators: an account that the bot does not hear, another bot for example',
    },
  ],
  async create(house) {
    const [{ createCooldown }, { createLoginCommand, loginsSchema }] = await Promise.all([
      import('./cooldown.ts'),
      import('../../domain/logins.ts'),
    ]);
    const { say, prefix, documents, journal, limits } = house;
    const ignored = documents('ignored', loginsSchema, []);
    const unnamed = (channel: string) => {
      const names = ignored.read(channel).join(', ');
      return names ? say('ignore.list', { names }) : null;
    };
    const list = { say, prefix, logins: ignored, most: mostIgnored, unnamed };
    return {
      ignores: (channel, login) => ignored.read(channel).includes(login),
      commands: [
        {
          name: 'resetlimit',
          aliases: [],
          level: 'moderator',
          async run({ args, message: { channel } }) {
            const [name = ''] = args.split(/\s/, 1);
            if (!name) return reply(say('resetlimit.usage', { prefix: prefix() }));
            const viewer = saidLogin(name);
            if (viewer === null) return reply(say('logins.not'));
            // Limits are counted by id; the journal knows whose that is.
            const entry = journal.of(channel, viewer);
            if (!entry) return reply(say('resetlimit.unknown', { viewer }));
            await limits.resetViewer(channel, entry.viewerId);
            return reply(say('resetlimit.done', { viewer }));
          },
        },
        createCooldown(house),
        createLoginCommand({
          ...list,
          name: 'ignore',
          does: 'add',
          done: (viewer) => say('ignore.done', { viewer }),
        }),
        createLoginCommand({
          ...list,
          name: 'unignore',
          does: 'remove',
          done: (viewer) => say('unignore.done', { viewer }),
        }),
      ],
    };
  },
});
