import type { Command } from '../domain/command.ts';
import type { Journal } from '../domain/journal.ts';
import { saidLogin } from '../lib/text.ts';
import type { Say } from './phrases.ts';

export interface ResetLimitParts {
  readonly say: Say;
  readonly prefix: () => string;
  /** Knows who has used the bot, by login: limits are counted by id. */
  readonly journal: Pick<Journal, 'of'>;
  readonly reset: (channel: string, viewerId: string) => void | Promise<void>;
}

export function createResetLimit({ say, prefix, journal, reset }: ResetLimitParts): Command {
  return {
    name: 'resetlimit',
    aliases: [],
    level: 'moderator',
    async run({ args, message: { channel } }) {
      const [name = ''] = args.split(/\s/, 1);
      const viewer = saidLogin(name);
      if (!name) return { kind: 'reply', source: 'bot', text: say('resetlimit.usage', { prefix: prefix() }) };
      const entry = journal.of(channel, viewer);
      if (!entry) return { kind: 'reply', source: 'bot', text: say('resetlimit.unknown', { viewer }) };
      await reset(channel, entry.viewerId);
      return { kind: 'reply', source: 'bot', text: say('resetlimit.done', { viewer }) };
    },
  };
}
