import { LRUCache } from 'lru-cache';
import type { Conversations, Exchange } from '../domain/llm.ts';
import type { Clock } from '../lib/clock.ts';

export interface ConversationParts {
  readonly clock: Clock;
  /** In messages: a question and its answer are two. */
  readonly maxHistory: () => number;
  /** Of idleness: after it, nothing is left. */
  readonly ttlMs?: number;
  readonly maxSessions?: number;
}

const longestText = 2_000;

export function createConversations({
  clock,
  maxHistory,
  ttlMs = 24 * 3_600_000,
  maxSessions = 10_000,
}: ConversationParts): Conversations {
  const sessions = new LRUCache<string, readonly Exchange[]>({
    max: maxSessions,
    ttl: ttlMs,
    updateAgeOnGet: true,
    // Without it the cache reads the clock once per real millisecond, whatever that clock says.
    ttlResolution: 0,
    perf: clock,
  });
  // Logins have no slash, so no two pairs share a key.
  const keyOf = (channel: string, viewerId: string) => `${channel}/${viewerId}`;
  const newest = (exchanges: readonly Exchange[]) => {
    const most = Math.floor(maxHistory() / 2);
    return most > 0 ? exchanges.slice(-most) : [];
  };

  return {
    async recall(channel, viewerId) {
      return newest(sessions.get(keyOf(channel, viewerId)) ?? []);
    },
    async remember(channel, viewerId, { question, answer }) {
      const key = keyOf(channel, viewerId);
      const exchange = { question: question.slice(0, longestText), answer: answer.slice(0, longestText) };
      const kept = newest([...(sessions.get(key) ?? []), exchange]);
      if (kept.length === 0) sessions.delete(key);
      else sessions.set(key, kept);
    },
    async count() {
      sessions.purgeStale();
      return sessions.size;
    },
  };
}
