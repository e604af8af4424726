import type { StreamCalls, Streamer, TwitchAnswer } from '../domain/stream.ts';
import type { Helix } from './helix.ts';
import { type Answer, type Call, failed } from './helix-call.ts';

export interface StreamCallsParts extends Pick<Helix, 'inChannel'> {
  readonly call: Call;
  /** For what Twitch takes from the account of the channel alone. */
  readonly callAsBroadcaster: (channel: string) => Call;
  readonly isPrivileged: (channel: string) => boolean;
}

/** Calls that commands make about streams; nothing of them is cached. */
export function createStreamCalls(parts: StreamCallsParts): StreamCalls {
  const { call, callAsBroadcaster, inChannel, isPrivileged } = parts;
  const inform = <T>(answer: Answer<T>): TwitchAnswer<T> =>
    answer.kind === 'done'
      ? { ok: true, value: answer.value }
      : { ok: false, scope: answer.scope ?? null, reason: `${answer.reason}: ${answer.detail}` };
  const inTheChannel = async <T>(channel: string, act: (id: string) => Promise<Answer<T>>) =>
    inform(await inChannel(channel, act));

  return {
    async streamer(login) {
      const found = await call({
        feature: null,
        async run(api): Promise<Streamer | null> {
          const user = await api.users.getUserByName(login);
          const info = user && (await api.channels.getChannelInfoById(user.id));
          if (!user) return null;
          const { gameName: category = '', title = '' } = info ?? {};
          return { id: user.id, login: user.name, name: user.displayName, category, title };
        },
      });
      return inform(found);
    },
    setTitle: (channel, title) =>
      inTheChannel(channel, (id) =>
        callAsBroadcaster(channel)({
          feature: 'change the stream',
          async run(api) {
            await api.channels.updateChannelInfo(id, { title });
            return null;
          },
        }),
      ),
    setCategory: (channel, words) =>
      inTheChannel(channel, (id) =>
        callAsBroadcaster(channel)({
          feature: 'change the stream',
          async run(api) {
            const { data } = await api.search.searchCategories(words, { limit: 20 });
            const found = data.find(({ name }) => name.toLowerCase() === words.toLowerCase()) ?? data[0];
            if (!found) return null;
            await api.channels.updateChannelInfo(id, { gameId: found.id });
            return found.name;
          },
        }),
      ),
    followedAt: (channel, viewerId) =>
      inTheChannel(channel, (id) =>
        call({
          feature: 'followers',
          async run(api) {
            const { data } = await api.channels.getChannelFollowers(id, viewerId);
            return data[0]?.followDate.getTime() ?? null;
          },
        }).then((answer) =>
          // Whoever is no moderator is told of no follower, without an error.
          answer.kind === 'done' && answer.value === null && !isPrivileged(channel)
            ? failed('forbidden', 'only moderators see who follows')
            : answer,
        ),
      ),
    shoutOut: (channel, login) =>
      inTheChannel(channel, (from) =>
        inChannel(login, (to) =>
          call({
            feature: 'shout-outs',
            async run(api) {
              await api.chat.shoutoutUser(from, to);
              return null;
            },
          }),
        ),
      ),
    clip: (channel) =>
      inTheChannel(channel, (id) =>
        call({
          feature: 'clips',
          run: async (api) => `https://clips.twitch.tv/${await api.clips.createClip({ channel: id })}`,
        }),
      ),
  };
}
