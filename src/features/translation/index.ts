import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { phrases } from './phrases.ts';

const mostDevs = 50;

/** Translations that viewers ask for, and of what listed accounts write. */
export const translation = defineFeature({
  name: 'translation',
  phrases,
  readme: [
    {
      type: ['!trad <text>', '!trad es <text>'],
      get: 'a translation, French to English or back, or into another language',
    },
    {
      type: ['!adddev name', '!deldev name', '!listdevs'],
      get: 'for moderators: whose lines are translated as they come',
    },
  ],
  async create(house) {
    const [{ createAutoTrad, createTrad, isForeign }, { createLoginCommand, loginsSchema }] = await Promise.all([
      import('./trad.ts'),
      import('../../domain/logins.ts'),
    ]);
    const { say, prefix, language, documents } = house;
    const devs = documents('devs', loginsSchema, []);
    const list = { say, prefix, logins: devs, most: mostDevs };
    const autoTrad = createAutoTrad(house);
    const isDev = (channel: string, login: string) => devs.read(channel).includes(login);
    return {
      hears: {
        of: isDev,
        command: ({ channel, viewer }, text) =>
          isDev(channel, viewer.login) && isForeign(text, language()) ? autoTrad : null,
      },
      commands: [
        createTrad(house),
        createLoginCommand({
          ...list,
          name: 'adddev',
          does: 'add',
          done: (viewer) => say('adddev.done', { viewer }),
        }),
        createLoginCommand({
          ...list,
          name: 'deldev',
          does: 'remove',
          done: (viewer) => say('deldev.done', { viewer }),
        }),
        {
          name: 'listdevs',
          aliases: [],
          level: 'moderator',
          async run({ message: { channel } }) {
            const names = devs.read(channel).join(', ');
            return reply(names ? say('devs.list', { names }) : say('devs.none', { prefix: prefix() }));
          },
        },
      ],
    };
  },
});
