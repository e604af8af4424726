import type { Line, Receipt } from '../domain/chat.ts';
import type { Settings } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import type { Auth } from './auth.ts';
import { createCached } from './cached.ts';
import { type Answer, createHelixCall, failed } from './helix-call.ts';
import { createHelixSend } from './helix-send.ts';
import type { Api } from './twurple.ts';

export interface TwitchUser {
  readonly id: string;
  readonly login: string;
  readonly name: string;
}

export interface StreamInfo {
  readonly live: boolean;
  readonly title: string;
  readonly game: string;
  /** Unix milliseconds; null when it is not live. */
  readonly startedAt: number | null;
  readonly viewers: number;
}

export interface AutoModSettings {
  /** 0 to 4; null where the channel has set its own levels. */
  readonly overall: number | null;
  readonly levels: Readonly<Record<string, number>>;
}

/** Twitch's API as the bot needs it. Channels and people are logins. Never throws; nothing is tried twice. */
export interface Helix {
  /** Null where nobody has that login. */
  user(login: string): Promise<Answer<TwitchUser | null>>;
  /** At most half a minute old; older while Twitch does not answer. */
  stream(channel: string): Promise<Answer<StreamInfo>>;
  blockedTerms(channel: string): Promise<Answer<readonly string[]>>;
  autoMod(channel: string): Promise<Answer<AutoModSettings>>;
  timeout(channel: string, userId: string, seconds: number, reason: string): Promise<Answer<void>>;
  ban(channel: string, userId: string, reason: string): Promise<Answer<void>>;
  deleteMessage(channel: string, messageId: string): Promise<Answer<void>>;
  announce(channel: string, text: string): Promise<Answer<void>>;
  shoutOut(channel: string, toLogin: string): Promise<Answer<void>>;
  clip(channel: string): Promise<Answer<{ readonly id: string; readonly url: string }>>;
  send(line: Line): Promise<Receipt>;
}

export interface HelixParts {
  readonly auth: Pick<Auth, 'account' | 'check' | 'app'>;
  readonly clock: Clock;
  readonly deadlineMs?: number;
}

const minuteMs = 60_000;
const pageSize = 100;
const maxPages = 20;

/** A chat that is a stand-in has Twitch's API only where a port names one: its tokens mean nothing to Twitch. */
export function hasHelix({ irc_url, api_port }: Settings['twitch']): boolean {
  return api_port !== null || /(^|\.)twitch\.tv$/.test(new URL(irc_url).hostname);
}

export function createHelix(parts: HelixParts): Helix {
  const { clock, auth } = parts;
  const call = createHelixCall(parts);
  const users = createCached<TwitchUser | null>(clock, {
    freshMs: 60 * minuteMs,
    staleMs: 24 * 60 * minuteMs,
    pauseMs: 2_000,
  });
  const streams = createCached<StreamInfo>(clock, { freshMs: 30_000, staleMs: 10 * minuteMs, pauseMs: 5_000 });
  const terms = createCached<readonly string[]>(clock, {
    freshMs: 5 * minuteMs,
    staleMs: 24 * 60 * minuteMs,
    pauseMs: minuteMs,
  });

  const user = (login: string) =>
    users(login, () =>
      call({
        feature: null,
        async run(api) {
          const found = await api.users.getUserByName(login);
          return found && { id: found.id, login: found.name, name: found.displayName };
        },
      }),
    );

  /** Does something in a channel, once it is known which one that is. */
  async function inChannel<T>(channel: string, act: (id: string) => Promise<Answer<T>>): Promise<Answer<T>> {
    const found = await user(channel);
    if (found.kind === 'failed') return { ...found, handed: false };
    return found.value ? act(found.value.id) : failed('not found', `no channel ${channel}`);
  }

  async function readStream(api: Api, channel: string, id: string): Promise<StreamInfo> {
    const live = await api.streams.getStreamByUserName(channel);
    if (live) {
      const { title, gameName, startDate, viewers } = live;
      return { live: true, title, game: gameName, startedAt: startDate.getTime(), viewers };
    }
    const info = await api.channels.getChannelInfoById(id);
    return { live: false, title: info?.title ?? '', game: info?.gameName ?? '', startedAt: null, viewers: 0 };
  }

  async function readTerms(id: string): Promise<Answer<readonly string[]>> {
    const all: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < maxPages; page++) {
      const answer = await call({
        feature: 'blocked terms',
        run: (api) => api.moderation.getBlockedTerms(id, { limit: pageSize, ...(after && { after }) }),
      });
      if (answer.kind === 'failed') return answer;
      all.push(...answer.value.data.map(({ text }) => text));
      after = answer.value.cursor;
      if (!after) break;
    }
    return { kind: 'done', value: all };
  }

  return {
    user,
    stream: (channel) =>
      streams(channel, () =>
        inChannel(channel, (id) => call({ feature: null, run: (api) => readStream(api, channel, id) })),
      ),
    blockedTerms: (channel) => terms(channel, () => inChannel(channel, readTerms)),
    autoMod: (channel) =>
      inChannel(channel, (id) =>
        call({
          feature: 'AutoMod settings',
          async run(api) {
            const [settings] = await api.moderation.getAutoModSettings(id);
            if (!settings) throw new Error('an answer without settings');
            const { overallLevel, disability, aggression, misogyny, bullying, swearing } = settings;
            const levels = {
              disability,
              aggression,
              misogyny,
              bullying,
              swearing,
              race: settings.raceEthnicityOrReligion,
              sexuality: settings.sexualitySexOrGender,
              sex: settings.sexBasedTerms,
            };
            return { overall: overallLevel, levels };
          },
        }),
      ),
    timeout: (channel, userId, seconds, reason) =>
      inChannel(channel, (id) =>
        call({
          feature: 'timeouts',
          async run(api) {
            await api.moderation.banUser(id, { user: userId, duration: seconds, reason });
          },
        }),
      ),
    ban: (channel, userId, reason) =>
      inChannel(channel, (id) =>
        call({
          feature: 'timeouts',
          async run(api) {
            await api.moderation.banUser(id, { user: userId, reason });
          },
        }),
      ),
    async deleteMessage(channel, messageId) {
      // Without an id Twitch clears the whole chat.
      if (!messageId) return failed('refused', 'no message named');
      return inChannel(channel, (id) =>
        call({ feature: 'deletions', run: (api) => api.moderation.deleteChatMessages(id, messageId) }),
      );
    },
    announce: (channel, text) =>
      inChannel(channel, (id) =>
        call({ feature: 'announcements', run: (api) => api.chat.sendAnnouncement(id, { message: text }) }),
      ),
    shoutOut: (channel, toLogin) =>
      inChannel(channel, (from) =>
        inChannel(toLogin, (to) => call({ feature: 'shout-outs', run: (api) => api.chat.shoutoutUser(from, to) })),
      ),
    clip: (channel) =>
      inChannel(channel, (id) =>
        call({
          feature: 'clips',
          async run(api) {
            const clip = await api.clips.createClip({ channel: id });
            return { id: clip, url: `https://clips.twitch.tv/${clip}` };
          },
        }),
      ),
    send: createHelixSend({ call, inChannel, app: auth.app, clock }),
  };
}
