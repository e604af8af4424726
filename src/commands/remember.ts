import type { Command } from '../domain/command.ts';
import type { OptOutParts } from './forgetme.ts';

/** Takes `!forgetme` back. */
export function createRemember({ say, prefix, privacy }: OptOutParts): Command {
  return {
    name: 'remember',
    aliases: ['souvienstoi'],
    level: 'viewer',
    free: true,
    async run({ message }) {
      const ended = await privacy.optIn(message.viewer.id);
      const text = ended === 'unsaved' ? say('remember.unsaved') : say(`remember.${ended}`, { prefix: prefix() });
      return { kind: 'reply', source: 'bot', text };
    },
  };
}
