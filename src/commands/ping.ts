import type { Command } from '../domain/command.ts';
import { duration } from './duration.ts';
import type { Say } from './phrases.ts';

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
