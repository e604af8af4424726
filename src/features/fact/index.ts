import { defineFeature } from '../../domain/feature.ts';
import { phrases } from './phrases.ts';

/** What moderators teach the bot about their channel. */
export const fact = defineFeature({
  name: 'fact',
  phrases,
  readme: [
    { type: ['!fact <subject>', '!fact list'], get: 'what moderators taught the bot about the channel' },
    {
      type: ['!fact add subject | answer', '!fact del subject'],
      get: 'for moderators: teach the bot, for `!fact` and `!ask`',
    },
  ],
  async create(house) {
    const [{ createFact }, { createTaught }] = await Promise.all([import('./fact.ts'), import('./taught.ts')]);
    const taught = createTaught(house.documents);
    return {
      commands: [createFact(house, taught)],
      knows: taught.of,
      panel: {
        title: { fr: 'Faits', en: 'Facts' },
        read: (channel) => ({ items: taught.all(channel) }),
        preview: async (draft) => [{ kind: 'reply', source: 'channel', text: draft, links: [] }],
      },
      variables: [
        {
          name: 'fact',
          argument: 'required',
          example: 'fact keyboard',
          value: async (subject, { call }) =>
            taught.of(call.message.channel, subject)?.line ?? house.say('fact.unknown'),
        },
      ],
    };
  },
});
