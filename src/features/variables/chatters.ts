import type { Clock } from '../../lib/clock.ts';

export interface Chatters {
  see(channel: string, login: string): void;
  /** Somebody who wrote in the last ten minutes; null: nobody did. */
  any(channel: string): string | null;
}

const recentMs = 600_000;
const mostOfChannel = 200;
const mostChannels = 1_000;

/** Who wrote lately, in memory only. */
export function createChatters(clock: Clock, random = Math.random): Chatters {
  const channels = new Map<string, Map<string, number>>();
  return {
    see(channel, login) {
      const known = channels.get(channel) ?? new Map<string, number>();
      if (known.size === 0) {
        channels.set(channel, known);
        if (channels.size > mostChannels) channels.delete(channels.keys().next().value!);
      }
      known.delete(login);
      known.set(login, clock.now());
      if (known.size > mostOfChannel) known.delete(known.keys().next().value!);
    },
    any(channel) {
      const since = clock.now() - recentMs;
      const recent = [...(channels.get(channel) ?? [])].filter(([, at]) => at >= since);
      return recent[Math.floor(random() * recent.length)]?.[0] ?? null;
    },
  };
}
