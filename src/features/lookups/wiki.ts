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
      const subject = knowledge.choices.taken(channel, viewer.login, args) ?? asked;
      const lookup = { channel, subject, aspect: 'about', language: language(), deadline, meter } as const;
      const found = await knowledge.wikipedia(lookup, signal);
      if (found.kind === 'ambiguous') knowledge.choices.offer(channel, viewer.login, found.choices);
      return knowledge.told(found);
    },
  };
}

/** "La planète" alone, from who was just asked which one: the rest of a question that was paid for already. */
export function createChoice(wiki: Command): Command {
  const pace = { name: 'choice', viewerSeconds: 0, channelSeconds: 0 };
  return { name: wiki.name, aliases: [], level: 'viewer', pace, run: wiki.run };
}
