import type { Command } from '../domain/command.ts';
import type { Privacy } from '../domain/privacy.ts';
import type { Say } from './phrases.ts';

export interface OptOutParts {
  readonly say: Say;
  readonly prefix: () => string;
  readonly privacy: Pick<Privacy, 'optOut' | 'optIn'>;
}

/** Acts at once, without a question: it is a right, and nothing that the viewer typed is lost to anybody else. */
export function createForgetMe({ say, prefix, privacy }: OptOutParts): Command {
  return {
    name: 'forgetme',
    aliases: ['oubliemoi'],
    level: 'viewer',
    free: true,
    async run({ message }) {
      const ended = await privacy.optOut(message.viewer.id);
      const text = ended === 'done' ? say('forgetme.done', { prefix: prefix() }) : say(`forgetme.${ended}`);
      return { kind: 'reply', source: 'bot', text };
    },
  };
}
