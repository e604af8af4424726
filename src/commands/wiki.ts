import type { Command, Invocation } from '../domain/command.ts';
import type { Knowledge } from '../domain/knowledge.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Language } from '../domain/settings.ts';
import type { Choices } from './choices.ts';
import { told } from './found.ts';
import type { Say } from './phrases.ts';

export interface WikiParts {
  readonly knowledge: Knowledge;
  readonly say: Say;
  readonly prefix: () => string;
  readonly language: () => Language;
  readonly choices: Choices;
}

export function createWiki({ knowledge, say, prefix, language, choices }: WikiParts): Command {
  return {
    name: 'wiki',
    aliases: ['wikipedia'],
    level: 'viewer',
    async run({ args, message, deadline, meter }: Invocation, signal): Promise<Outcome> {
      if (args === '') return { kind: 'reply', source: 'bot', text: say('wiki.usage', { prefix: prefix() }) };
      const { channel, viewer } = message;
      const routed = knowledge.route(args, language());
      const asked = routed.route === 'wikipedia' && routed.subject !== '' ? routed.subject : args;
      const subject = choices.taken(channel, viewer.id, args) ?? asked;
      const lookup = {
        channel,
        subject,
        aspect: 'about',
        language: language(),
        deadline,
        meter,
      } as const;
      const found = await knowledge.wikipedia(lookup, signal);
      if (found.kind === 'ambiguous') choices.offer(channel, viewer.id, found.choices);
      return told(found, say);
    },
  };
}
