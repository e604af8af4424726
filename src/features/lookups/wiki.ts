import type { Command } from '../../domain/command.ts';
import { reply } from '../../domain/outcome.ts';
import type { Home } from './phrases.ts';

export function createWiki({ knowledge, say, prefix, language }: Home): Command {
  return {
    name: 'wiki',
    aliases: ['wikipedia'],
    level: 'viewer',
    asks: true,
    async run({ args, message: { channel, viewer }, deadline, meter }, signal) {
      if (args === '') return reply(say('wiki.usage', { prefix: prefix() }));
      const routed = knowledge.route(args, language());
      const asked = routed.route === 'wikipedia' && routed.subject !== '' ? routed.subject : args;
      const subject = knowledge.choices.taken(channel, viewer.login, args)?.choice ?? asked;
      const lookup = { channel, subject, aspect: 'about', language: language(), deadline, meter } as const;
      const found = await knowledge.wikipedia(lookup, signal);
      if (found.kind === 'ambiguous')
        knowledge.choices.offer(channel, viewer.login, found.choices, { question: args, aspect: 'about' });
      return knowledge.told(found);
    },
  };
}
