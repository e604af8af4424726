import type { Command } from '../domain/command.ts';
import type { Say } from '../domain/phrases.ts';
import { duration } from './duration.ts';

export function createPing({ say, uptimeMs }: { say: Say; uptimeMs: () => number }): Command {
  return {
    name: 'ping',
    aliases: [],
    level: 'viewer',
    async run() {
      return { kind: 'reply', source: 'bot', text: say('ping.pong', { uptime: duration(say, uptimeMs()) }) };
    },
  };
}
