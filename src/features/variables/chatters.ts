import type { Clock } from '../../lib/clock.ts';
import { copied } from '../../lib/copied.ts';

export interface Chatters {
  see(channel: string, login: string): void;
  /** Somebody who wrote in the last ten minutes; null: nobody did. */
  any(channel: string): string | null;
}

const recentMs = 600_000;
const mostLines = 200;
const mostChannels = 1_000;

/** A channel's last lines, in turn: who wrote each, and when. */
interface Last {
  readonly logins: string[];
  readonly times: number[];
  next: number;
}

/** Who wrote lately, in memory only. */
export function createChatters(clock: Clock, random = Math.random): Chatters {
  const channels = new Map<string, Last>();

  function opened(channel: string): Last {
    const last: Last = { logins: [], times: [], next: 0 };
    channels.set(channel, last);
    if (channels.size > mostChannels) channels.delete(channels.keys().next().value!);
    return last;
  }

  return {
    see(channel, login) {
      const last = channels.get(channel) ?? opened(channel);
      last.logins[last.next] = copied(login);
      last.times[last.next] = clock.now();
      last.next = (last.next + 1) % mostLines;
    },
    any(channel) {
      const { logins, times } = channels.get(channel) ?? { logins: [], times: [] };
      const since = clock.now() - recentMs;
      const recent = [...new Set(logins.filter((_, i) => times[i]! >= since))];
      return recent[Math.floor(random() * recent.length)] ?? null;
    },
  };
}
