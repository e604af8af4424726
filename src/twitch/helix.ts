import type { Line, Receipt } from '../domain/chat.ts';
import type { Settings } from '../domain/settings.ts';
import type { OnAir } from '../domain/stream.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { own } from '../lib/own.ts';
import { createSlidingWindow, type SlidingWindow } from '../lib/window.ts';
import type { AppToken } from './app-token.ts';
import { createCached } from './cached.ts';
import { isGame } from './categories.ts';
import { type Answer, type Call, type Failed, failed, type HelixFailure } from './helix-call.ts';
import { createLately, type StreamNews } from './lately.ts';
import { type Bag, rowsIn, text } from './rows.ts';

/** Twitch's API as the bot needs it. Channels are logins. Never throws; nothing is tried twice. */
export interface Helix {
  /** What is on air; null when nothing is, or when Twitch does not say so in time. At most half a minute old. */
  stream(channel: string, signal: AbortSignal): Promise<OnAir | null>;
  /** The same as it was last known, without waiting; asks again behind it. */
  lastStream(channel: string): OnAir | null;
  /** What was heard of the stream elsewhere, before Twitch's API shows it. */
  heard(channel: string, news: StreamNews): void;
  /** What is on air now, whatever was known. */
  look(channel: string): Promise<Answer<OnAir | null>>;
  /** The words that the channel has blocked on Twitch, as they were last known. */
  blockedTerms(channel: string): readonly string[];
  /** Whether AutoMod would let a text through; null: it was asked too often. Throws where Twitch does not answer. */
  autoMod(channel: string, text: string): Promise<boolean | null>;
  /** Does something in a channel, once it is known which one that is. */
  inChannel<T>(channel: string, act: (id: string) => Promise<Answer<T>>): Promise<Answer<T>>;
  /** As the application where it may, which shows the badge of a bot. */
  send(line: Line): Promise<Receipt>;
}

export interface HelixParts {
  readonly call: Call;
  readonly app: Pick<AppToken, 'clientId'>;
  readonly clock: Clock;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A command waits this long at most to hear what is on air; the answer that comes later is there for the next one. */
const streamPatienceMs = 2_000;
const pageSize = 100;
const maxPages = 20;
/** How long the bot sends as an account where the application was not let in. */
const asAccountMs = 10 * minuteMs;
const maxChannels = 1_000;
/** What Twitch allows a channel that is neither affiliate nor partner. */
const checksIn = [
  { ms: minuteMs, most: 5 },
  { ms: 60 * minuteMs, most: 50 },
];
const notLetIn = new Set<HelixFailure>(['missing scope', 'unauthorized', 'forbidden']);
const none: readonly string[] = [];

/** A chat that is a stand-in has Twitch's API only where a port names one: its tokens mean nothing to Twitch. */
export function hasHelix({ irc_url, api_port }: Settings['twitch']): boolean {
  return api_port !== null || /(^|\.)twitch\.tv$/.test(new URL(irc_url).hostname);
}

export function createHelix({ call, app, clock }: HelixParts): Helix {
  /** Channels in which the application was not let in, by id. */
  const asAccountUntil = new Map<string, number>();

  const ids = createCached(clock, { freshMs: 60 * minuteMs, staleMs: dayMs, pauseMs: 2_000 }, (login) =>
    call({
      feature: null,
      request: () => ({ path: 'users', query: { login } }),
      read: (body) => text(rowsIn(body)[0] ?? {}, 'id') || null,
    }),
  );
  const lately = createLately(clock);
  const streams = createCached(clock, { freshMs: 30_000, staleMs: 10 * minuteMs, pauseMs: 5_000 }, readStream);
  // A word that was blocked once stays so while Twitch does not answer.
  const terms = createCached(
    clock,
    { freshMs: 5 * minuteMs, staleMs: Number.POSITIVE_INFINITY, pauseMs: minuteMs },
    (channel) => inChannel(channel, readTerms),
  );

  const liveIn = (row: Bag): OnAir => {
    const [category, title] = [text(row, 'game_name'), text(row, 'title')];
    const viewers = Number(own(row, 'viewer_count')) || 0;
    const startedAt = Date.parse(text(row, 'started_at')) || clock.wall();
    return { game: isGame(category) ? category : null, category, title, startedAt, viewers };
  };

  async function readStream(channel: string): Promise<Answer<OnAir | null>> {
    const live = await call({
      feature: null,
      request: () => ({ path: 'streams', query: { user_login: channel } }),
      read: (body) => rowsIn(body).map(liveIn)[0] ?? null,
    });
    if (live.kind === 'done' && (live.value || !lately.isBeginning(channel)))
      return { kind: 'done', value: lately.corrected(channel, live.value, null) };
    if (!lately.isBeginning(channel)) return live;
    const info = await inChannel(channel, (id) =>
      call({
        feature: null,
        request: () => ({ path: 'channels', query: { broadcaster_id: id } }),
        read: (body) => rowsIn(body).map((row) => ({ title: text(row, 'title'), category: text(row, 'game_name') }))[0],
      }),
    );
    const known = info.kind === 'done' ? (info.value ?? null) : null;
    return { kind: 'done', value: lately.corrected(channel, null, known) };
  }

  async function inChannel<T>(channel: string, act: (id: string) => Promise<Answer<T>>): Promise<Answer<T>> {
    const id = await ids.get(channel);
    if (id.kind === 'failed') return { ...id, handed: false };
    return id.value ? act(id.value) : failed('not found', `no channel ${channel}`);
  }

  async function readTerms(id: string): Promise<Answer<readonly string[]>> {
    const all: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < maxPages; page++) {
      const answer = await call({
        feature: 'blocked terms',
        async run(api) {
          const { data, cursor } = await api.moderation.getBlockedTerms(id, {
            limit: pageSize,
            ...(after && { after }),
          });
          return { texts: data.map(({ text }) => text), cursor };
        },
      });
      if (answer.kind === 'failed') return answer;
      all.push(...answer.value.texts);
      after = answer.value.cursor;
      if (!after) break;
    }
    return { kind: 'done', value: all };
  }

  const post = (line: Line, id: string, asApp: boolean) =>
    call<Receipt>({
      feature: asApp ? 'Chat Bot badge' : 'send by Helix',
      budget: 'messages',
      async run(api, account, twurple) {
        const more = line.replyTo ? { replyParentMessageId: line.replyTo } : {};
        try {
          const sent = asApp
            ? await api.chat.sendChatMessageAsApp(account.grant.userId, id, line.text, more)
            : await api.chat.sendChatMessage(id, line.text, more);
          return { kind: 'accepted', id: sent.id };
        } catch (error) {
          const code = twurple.dropCode(error);
          if (code === null) throw error;
          return { kind: 'refused', reason: code };
        }
      },
    });

  async function sendTo(line: Line, id: string): Promise<Answer<Receipt>> {
    const mayBeApp = app.clientId !== null && clock.now() >= (asAccountUntil.get(id) ?? Number.NEGATIVE_INFINITY);
    if (!mayBeApp) return post(line, id, false);
    const answer = await post(line, id, true);
    // Not let in is not sent: the account may try.
    if (answer.kind === 'done' || !notLetIn.has(answer.reason)) return answer;
    if (asAccountUntil.size >= maxChannels) asAccountUntil.clear();
    asAccountUntil.set(id, clock.now() + asAccountMs);
    return post(line, id, false);
  }

  const checks = new Map<string, readonly SlidingWindow[]>();
  function mayCheck(channel: string): boolean {
    const windows = checks.get(channel) ?? checksIn.map(({ ms }) => createSlidingWindow(ms));
    checks.set(channel, windows);
    const now = clock.now();
    if (checksIn.some(({ most }, i) => windows[i]!.waitMs(now, most) > 0)) return false;
    for (const window of windows) window.add(now);
    return true;
  }

  return {
    async autoMod(channel, text) {
      if (!mayCheck(channel)) return null;
      const answer = await inChannel(channel, (id) =>
        call({
          feature: 'AutoMod status',
          run: (api) => api.moderation.checkAutoModStatus(id, [{ messageId: '1', messageText: text }]),
        }),
      );
      if (answer.kind === 'failed') throw new Error(`${answer.reason}: ${answer.detail}`);
      return answer.value[0]?.isPermitted ?? null;
    },
    async stream(channel, signal) {
      const over = new AbortController();
      const end = () => over.abort();
      if (signal.aborted) end();
      // Not `AbortSignal.any`: one that lives as long as the process would gather whoever follows it.
      signal.addEventListener('abort', end, { once: true });
      const answer = await Promise.race([streams.get(channel), sleep(clock, streamPatienceMs, over.signal)]);
      signal.removeEventListener('abort', end);
      over.abort();
      return answer?.kind === 'done' ? answer.value : null;
    },
    inChannel,
    lastStream: streams.last,
    heard(channel, news) {
      lately.note(channel, news);
      const known = news.kind === 'changed' ? streams.last(channel) : null;
      if (news.kind === 'offline') streams.put(channel, null);
      else if (known) streams.put(channel, lately.corrected(channel, known, null));
      else void streams.renew(channel);
    },
    look: streams.renew,
    blockedTerms: (channel) => terms.last(channel) ?? none,
    async send(line) {
      // Last look before the wire: whatever the outbox let through, one line stays one line.
      if (/[\r\n\0]/.test(line.text)) return { kind: 'refused', reason: 'a line break in the line' };
      const answer = await inChannel(line.channel, (id) => sendTo(line, id));
      return answer.kind === 'done' ? answer.value : receiptOf(answer);
    },
  };
}

function receiptOf({ reason, detail, handed }: Failed): Receipt {
  switch (reason) {
    case 'rate limited':
      return { kind: 'refused', reason: 'msg_ratelimit' };
    case 'deadline':
    case 'upstream':
    case 'no token':
      return { kind: 'lost', reason: `${reason}: ${detail}`, handed };
    default:
      return { kind: 'refused', reason: `${reason}: ${detail}` };
  }
}
