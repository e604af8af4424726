import type { Clock } from '../../lib/clock.ts';
import { copied } from '../../lib/copied.ts';

export interface Chatters {
  see(channel: string, login: string): void;
  /** Somebody who wrote in the last ten minutes; null: nobody did. */
  any(channel: string): string | null;
  forget(logins: readonly string[]): void;
  stop(): void;
}

const recentMs = 600_000;
/** A name is gone so much after its ten minutes at most. */
const lookMs = 30_000;
const mostLines = 200;
const mostChannels = 1_000;

/** A channel's last lines, in turn: who wrote each, and when. */
interface Last {
  logins: string[];
  times: number[];
  next: number;
}

/** Who wrote lately, in memory only. */
export function createChatters(clock: Clock, random = Math.random): Chatters {
  const channels = new Map<string, Last>();
  let cancel: (() => void) | null = null;

  function opened(channel: string): Last {
    const last: Last = { logins: [], times: [], next: 0 };
    channels.set(channel, last);
    if (channels.size > mostChannels) channels.delete(channels.keys().next().value!);
    cancel ??= clock.after(lookMs, dropOld);
    return last;
  }

  function drop(isGone: (login: string, at: number) => boolean) {
    for (const [channel, last] of channels) {
      const { logins, times, next } = last;
      // In the order in which they came.
      const all = logins.map((_, i) => (next + i) % logins.length);
      const left = all.filter((i) => !isGone(logins[i]!, times[i]!));
      if (left.length === logins.length) continue;
      if (left.length === 0) channels.delete(channel);
      last.logins = left.map((i) => logins[i]!);
      last.times = left.map((i) => times[i]!);
      last.next = left.length;
    }
  }

  function dropOld() {
    const since = clock.now() - recentMs;
    drop((_login, at) => at < since);
    cancel = channels.size > 0 ? clock.after(lookMs, dropOld) : null;
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
    forget(names) {
      const gone = new Set(names.map((name) => name.toLowerCase()));
      drop((login) => gone.has(login));
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
