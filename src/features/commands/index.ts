import { defineFeature } from '../../domain/feature.ts';
import { count, section } from '../../lib/schema.ts';
import { phrases } from './phrases.ts';

export const mostCommands = 1_000;

/** Commands that moderators make. */
export const commands = defineFeature({
  name: 'commands',
  settings: section({ most: count(mostCommands).default(mostCommands) }),
  phrases,
  readme: [
    { type: ['!commands', '!commands show !name'], get: 'the commands that moderators made; one of them' },
    {
      type: ['!commands add !name text', '!commands edit', '!commands delete', '!commands on', '!commands off'],
      get: 'for moderators: make commands and change them; `!addcom`, `!editcom`, `!delcom` are shorter',
    },
  ],
  async create(house) {
    const [{ createBook }, { createManage }, { createUses }, { previewed }] = await Promise.all([
      import('./book.ts'),
      import('./manage.ts'),
      import('./uses.ts'),
      import('../../domain/template.ts'),
    ]);
    const uses = createUses(house.documents);
    const book = createBook(house, uses);
    return {
      commands: createManage(house, book, uses),
      panel: {
        title: { fr: 'Commandes', en: 'Commands' },
        read: (channel) => ({
          items: [...book.customs.read(channel)].map(([name, custom]) => ({
            ...{ name, ...custom, uses: uses.of(channel, name) },
          })),
          edits: book.customs.edits(channel),
        }),
        preview: async (draft, call, signal) => [await previewed(house, draft, { call, count: 1 }, signal)],
      },
      typed: { name: 'custom', command: book.command },
      hears: {
        of: (channel) => book.hasTriggers(channel),
        command: ({ channel }, text) => (book.hasTriggers(channel) ? book.trigger(channel, text) : null),
      },
      stop: uses.settled,
    };
  },
});
