import type { Command } from '../../domain/command.ts';
import { duration } from '../../domain/duration.ts';
import { reply } from '../../domain/outcome.ts';
import type { Home } from './phrases.ts';

const longestQuestion = 80;

/** What is kept of a viewer in this channel. */
export function createMemory({ say, prefix, models: { conversations }, privacy }: Home): Command {
  async function shown(channel: string, viewerId: string): Promise<string> {
    const [out, about] = await Promise.all([privacy.isOptedOut(viewerId), conversations.about(channel, viewerId)]);
    if (!about.ok || !out.ok) return say('memory.unknown');
    if (out.value) return say('memory.out', { prefix: prefix() });
    if (about.value === null) return say('memory.none');
    const { exchanges, summarised, lastQuestion, sinceMs, expiresInMs } = about.value;
    return say(summarised ? 'memory.summed' : 'memory.some', {
      count: exchanges,
      ago: duration(say, sinceMs),
      question: shortened(lastQuestion),
      // Durations are rounded up, and a day and nothing reads badly.
      wait: duration(say, expiresInMs - 60_000),
      prefix: prefix(),
    });
  }

  return {
    name: 'memory',
    aliases: ['memoire', 'mémoire'],
    level: 'viewer',
    free: true,
    async run({ message: { channel, viewer } }) {
      return reply(await shown(channel, viewer.id));
    },
  };
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > longestQuestion ? `${characters.slice(0, longestQuestion).join('').trim()}…` : text;
}
