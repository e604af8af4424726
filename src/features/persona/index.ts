import { schemaOf } from '../../domain/documents.ts';
import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import { phrases } from './phrases.ts';

const schema = schemaOf('a name', (value) => typeof value === 'string');

/** How the bot talks in a channel. */
export const persona = defineFeature({
  name: 'persona',
  phrases,
  readme: [
    {
      type: ['!persona', '!persona pirate', '!persona off'],
      get: 'for moderators: how the bot talks in their channel',
    },
  ],
  create({ say, prefix, documents, models }) {
    /** The name of a persona; empty where the bot talks as usual. */
    const chosen = documents('persona', schema, '');
    return {
      persona: (channel) => chosen.read(channel) || null,
      commands: [
        {
          name: 'persona',
          aliases: [],
          level: 'moderator',
          async run({ args, message: { channel } }) {
            const known = models.personas();
            const list = known.join(', ');
            const wanted = args.trim().toLowerCase();
            const current = chosen.read(channel);
            if (wanted === '') {
              const text = known.includes(current)
                ? say('persona.now', { persona: current, list })
                : say('persona.none', { list, prefix: prefix() });
              return reply(text);
            }
            const off = wanted === 'off';
            if (!off && !known.includes(wanted)) return reply(say('persona.unknown', { list }));
            const stored = await chosen.change(channel, () => (off ? '' : wanted));
            if (!stored.ok) return reply(say('stored.not'));
            return reply(off ? say('persona.off') : say('persona.set', { persona: wanted }));
          },
        },
      ],
    };
  },
});
