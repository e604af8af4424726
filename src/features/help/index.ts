import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { holds } from '../../domain/viewer.ts';
import { phrases } from './phrases.ts';

/** What a viewer can type, and what it does. */
export const help = defineFeature({
  name: 'help',
  phrases,
  readme: [{ type: ['!help', '!help ask'], get: 'what you can type, and what it does' }],
  create: ({ say, prefix, commands, typed, about }) => ({
    commands: [
      {
        name: 'help',
        aliases: ['aide'],
        level: 'viewer',
        async run({ args, message }) {
          const mine = commands().filter(({ level }) => holds(message.viewer.roles, level));
          const word = args.split(/\s/, 1)[0]?.toLowerCase().replace(prefix(), '') ?? '';
          if (word) {
            const made = typed(message.channel, word);
            const command =
              mine.find(({ name, aliases }) => name === word || aliases.includes(word)) ??
              (made && holds(message.viewer.roles, made.level) ? made : undefined);
            const text = command && about(command);
            if (!text) return reply(say('help.unknown', { prefix: prefix() }));
            // In front of a line, the gate takes a command's mark away. Links of it stand where moderators wrote them.
            const written = command === made ? text.split(/\s+/).filter((part) => part.includes('.')) : [];
            return { ...reply(say('help.one', { text })), written };
          }
          const list = mine.map(({ name }) => `${prefix()}${name}`).join(' ');
          return reply(say('help.list', { commands: list, prefix: prefix() }));
        },
      },
    ],
  }),
});
