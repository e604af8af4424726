import type { Completion, Conversations, Exchange, Past } from '../domain/llm.ts';
import type { About } from '../domain/outcome.ts';
import { viewerKeys } from '../domain/privacy.ts';
import type { Cache } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { createInTurn } from '../lib/in-turn.ts';
import { visible } from '../lib/text.ts';
import { within } from '../lib/within.ts';

/** A model's summary of what was said, older summary included. */
export type Summarise = (channel: string, said: Past, signal: AbortSignal) => Promise<Completion>;

export interface ConversationParts {
  /** Expires what nobody goes on with, and bounds how many there are. */
  readonly cache: Cache;
  /** In messages: a question and its answer are two. */
  readonly maxHistory: () => number;
  /** Left out, what is too old is dropped. */
  readonly summarise?: Summarise;
  readonly clock: Clock;
  /** Of idleness: after it, nothing is left. */
  readonly ttlMs?: number;
}

export interface RunningConversations extends Conversations {
  /** Of a viewer who opted out nothing is summarised any more. */
  leave(viewerId: string): void;
  /** Resolves when what was said by now is written; what has not been said by now is not remembered. */
  settled(): Promise<void>;
}

/** `at`: Unix milliseconds. */
type StoredExchange = Exchange & { readonly at: number };

interface StoredConversation {
  readonly summary: string | null;
  /** When the first exchange was that is in the summary. */
  readonly since: number | null;
  readonly exchanges: readonly StoredExchange[];
}

/** A line whose receipt takes longer is not waited for. */
const longestReceiptMs = 2_000;
const longestText = 1_000;
const longestSummary = 600;
const day = 24 * 3_600_000;

/**
 * The last exchanges of each viewer in each channel, and a summary of those before. What the store does not give is a
 * conversation that starts anew.
 */
export function createConversations({
  cache,
  maxHistory,
  summarise,
  clock,
  ttlMs = day,
}: ConversationParts): RunningConversations {
  const keyOf = (channel: string, viewerId: string) => `${viewerKeys(viewerId)}conversation/${channel}`;
  const most = () => Math.max(0, Math.floor(maxHistory() / 2));
  const newest = <T>(list: readonly T[], count: number) => (count > 0 ? list.slice(-count) : []);
  // One change of a conversation at a time: a deletion does not overtake the write before it.
  const inTurn = createInTurn();
  const writing = new Set<{ readonly key: string; isForgotten: boolean }>();
  const summarising = new Map<string, AbortController>();
  /** Each ends the wait for one reply. */
  const unsaid = new Set<() => void>();
  let isEnding = false;
  function untilSaid(said: Promise<string | null>): Promise<string | null> {
    if (isEnding) return Promise.race([said, Promise.resolve(null)]);
    return new Promise((resolve, reject) => {
      const end = () => resolve(null);
      unsaid.add(end);
      said.then(resolve, reject).finally(() => unsaid.delete(end));
    });
  }

  /** Whoever reads a conversation waits for the changes before. */
  const changed = (key: string) => inTurn(key, async () => {});

  function stopSummary(key: string) {
    summarising.get(key)?.abort();
    summarising.delete(key);
  }

  /**
   * The older half becomes a summary at once, not one exchange at each turn: so the prompt begins alike for several
   * turns. Where nothing comes of it that half is dropped.
   */
  async function condense(key: string, channel: string, { summary, exchanges }: StoredConversation) {
    const stop = new AbortController();
    summarising.set(key, stop);
    const old = exchanges.slice(0, -Math.ceil(most() / 2));
    const completion = await summarise!(channel, { summary, exchanges: said(old) }, stop.signal);
    const isCancelled = completion.kind === 'failed' && completion.reason === 'cancelled';
    await inTurn(key, async () => {
      const stored = isCancelled ? null : await cache.get(key);
      if (!stored?.ok || stop.signal.aborted) return;
      const now = conversationIn(stored.value);
      // Its first may have been pushed out by now. Where all of them are gone it was forgotten, or begun anew.
      const [first] = now.exchanges;
      const begin = old.findIndex(({ at, question }) => at === first?.at && question === first.question);
      if (begin < 0) return;
      const text = completion.kind === 'text' ? visible(completion.text).replace(/\s+/g, ' ').trim() : '';
      const summed = text && { summary: text.slice(0, longestSummary), since: now.since ?? old[0]!.at };
      const next: StoredConversation = {
        ...now,
        ...(summed || {}),
        exchanges: now.exchanges.slice(old.length - begin),
      };
      await cache.set(key, next, (now.exchanges.at(-1)?.at ?? 0) + ttlMs - clock.wall());
    });
    if (summarising.get(key) === stop) summarising.delete(key);
  }

  return {
    async recall(channel, viewerId) {
      const key = keyOf(channel, viewerId);
      await within(clock, longestReceiptMs, changed(key));
      const stored = await cache.get(key);
      if (!stored.ok || most() === 0) return { summary: null, exchanges: [] };
      const { summary, exchanges } = conversationIn(stored.value);
      return { summary, exchanges: said(newest(exchanges, most())) };
    },
    async remember(channel, viewerId, exchange, said = Promise.resolve(exchange.answer)) {
      const key = keyOf(channel, viewerId);
      const mine = { key, isForgotten: false };
      writing.add(mine);
      await inTurn(key, async () => {
        const answer = await untilSaid(said);
        if (answer === null) return;
        const { question } = exchange;
        const stored = await cache.get(key);
        // Written over what could not be read, the conversation would be lost; one that was forgotten meanwhile, not.
        if (!stored.ok || mine.isForgotten) return;
        const at = clock.wall();
        const last = {
          question: question.slice(0, longestText),
          answer: answer.slice(0, longestText),
          ...(exchange.about && { about: exchange.about }),
          at,
        };
        const before = conversationIn(stored.value);
        const all = [...before.exchanges, last];
        // While a summary is under way half as many again are stored.
        const exchanges = newest(all, most() > 1 && summarise ? most() + Math.ceil(most() / 2) : most());
        if (exchanges.length === 0) {
          await cache.delete(key);
          return;
        }
        const next = { ...before, exchanges };
        const written = await cache.set(key, next, ttlMs);
        const isLong = written.ok && !mine.isForgotten && exchanges.length > most();
        if (isLong && !summarising.has(key)) void condense(key, channel, next);
      }).finally(() => writing.delete(mine));
    },
    async about(channel, viewerId) {
      const key = keyOf(channel, viewerId);
      await changed(key);
      const stored = await cache.get(key);
      if (!stored.ok) return stored;
      const { summary, since, exchanges } = conversationIn(stored.value);
      const [first, last] = [exchanges[0], exchanges.at(-1)];
      if (!first || !last) return { ok: true, value: null };
      const now = clock.wall();
      return {
        ok: true,
        value: {
          exchanges: exchanges.length,
          summarised: summary !== null,
          lastQuestion: last.question,
          sinceMs: Math.max(0, now - (since ?? first.at)),
          expiresInMs: Math.max(0, last.at + ttlMs - now),
        },
      };
    },
    async forget(channel, viewerId) {
      const key = keyOf(channel, viewerId);
      for (const one of writing) if (one.key === key) one.isForgotten = true;
      stopSummary(key);
      return inTurn(key, () => cache.delete(key));
    },
    leave(viewerId) {
      for (const key of summarising.keys()) if (key.startsWith(viewerKeys(viewerId))) stopSummary(key);
    },
    settled() {
      isEnding = true;
      for (const end of unsaid) end();
      return inTurn.idle();
    },
    async count() {
      const counted = await cache.count();
      return counted.ok ? counted.value : 0;
    },
  };
}

const said = (exchanges: readonly StoredExchange[]): readonly Exchange[] =>
  exchanges.map(({ question, answer, about }) => ({ question, answer, ...(isAbout(about) && { about }) }));

/** Another version of the bot, or somebody else, may have written it. */
function conversationIn(value: unknown): StoredConversation {
  if (Array.isArray(value)) return { summary: null, since: null, exchanges: value.filter(isExchange) };
  const { summary, since, exchanges } = (value ?? {}) as Partial<StoredConversation>;
  return {
    summary: typeof summary === 'string' ? summary.slice(0, longestSummary) : null,
    since: Number.isFinite(since) ? since! : null,
    exchanges: Array.isArray(exchanges) ? exchanges.filter(isExchange) : [],
  };
}

const isAbout = (about: unknown): about is About => {
  const { source, title } = (about ?? {}) as Partial<About>;
  return (source === 'igdb' || source === 'wikipedia') && typeof title === 'string' && title !== '';
};

function isExchange(one: Partial<StoredExchange> | null): one is StoredExchange {
  return typeof one?.question === 'string' && typeof one?.answer === 'string' && Number.isFinite(one?.at);
}
