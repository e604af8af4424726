import type { Conversations, Exchange } from '../domain/llm.ts';
import type { Cache } from '../domain/storage.ts';

export interface ConversationParts {
  /** Expires what nobody goes on with, and bounds how many there are. */
  readonly cache: Cache;
  /** In messages: a question and its answer are two. */
  readonly maxHistory: () => number;
  /** Of idleness: after it, nothing is left. */
  readonly ttlMs?: number;
}

const longestText = 2_000;

/** The last exchanges of each viewer in each channel. What the store does not give is a conversation that starts anew. */
export function createConversations({ cache, maxHistory, ttlMs = 24 * 3_600_000 }: ConversationParts): Conversations {
  // Logins have no slash, so no two pairs share a key.
  const keyOf = (channel: string, viewerId: string) => `${channel}/${viewerId}`;
  const newest = (exchanges: readonly Exchange[]) => {
    const most = Math.floor(maxHistory() / 2);
    return most > 0 ? exchanges.slice(-most) : [];
  };

  return {
    async recall(channel, viewerId) {
      const stored = await cache.get(keyOf(channel, viewerId));
      return stored.ok ? newest(exchangesIn(stored.value)) : [];
    },
    async remember(channel, viewerId, { question, answer }) {
      const key = keyOf(channel, viewerId);
      const stored = await cache.get(key);
      // Written over what could not be read, the conversation would be lost.
      if (!stored.ok) return;
      const exchange = { question: question.slice(0, longestText), answer: answer.slice(0, longestText) };
      const kept = newest([...exchangesIn(stored.value), exchange]);
      if (kept.length === 0) await cache.delete(key);
      else await cache.set(key, kept, ttlMs);
    },
    async count() {
      const counted = await cache.count();
      return counted.ok ? counted.value : 0;
    },
  };
}

/** Another version of the bot, or somebody else, may have written it. */
function exchangesIn(value: unknown): readonly Exchange[] {
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is Exchange => typeof one?.question === 'string' && typeof one?.answer === 'string');
}
