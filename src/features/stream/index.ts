import type { Command } from '../../domain/command.ts';
import { duration } from '../../domain/duration.ts';
import { defineFeature } from '../../domain/feature.ts';
import { reply } from '../../domain/outcome.ts';
import type { OnAir } from '../../domain/stream.ts';
import type { Variable } from '../../domain/template.ts';
import { holds, type Viewer } from '../../domain/viewer.ts';
import { flag, section } from '../../lib/schema.ts';
import { asLogin } from '../../lib/text.ts';
import { phrases } from './phrases.ts';

const longestTitle = 140;

/** Small talk of the stream. */
export const stream = defineFeature({
  name: 'stream',
  settings: section({ friendly_shoutout: flag.default(true) }),
  phrases,
  readme: [
    { type: ['!uptime', '!title', '!category', '!followage'], get: 'since when, what and who: of the stream' },
    { type: ['!title new title', '!category new game'], get: 'for moderators: changes them, where the token may' },
    { type: ['!so name'], get: 'for moderators: shouts another channel out, with a friendly sentence' },
    { type: ['!clip'], get: 'for subscribers: a clip of the last seconds' },
  ],
  async create(house) {
    const { createShoutOut } = await import('./shout-out.ts');
    const { say, clock, chat, streams, language } = house;
    const failed = ({ scope, reason }: { readonly scope: string | null; readonly reason: string }) => {
      const [kind = ''] = reason.split(':');
      if (kind === 'forbidden') return say('stream.moderator', { bot: house.config().bot.name });
      if (scope === null) return say('stream.failed', { reason: kind });
      return scope.startsWith('channel:') ? say('stream.scope.broadcaster', { scope }) : say('stream.scope', { scope });
    };
    const since = (at: number) => duration(say, clock.wall() - at);
    const mayChange = (viewer: Viewer) => holds(viewer.roles, 'moderator');

    async function info(channel: string, key: 'title' | 'category'): Promise<string> {
      const found = await streams.streamer(channel);
      return found.ok ? (found.value?.[key] ?? '') : failed(found);
    }

    async function followed({ id, name }: Pick<Viewer, 'id' | 'name'>, channel: string): Promise<string> {
      const at = await streams.followedAt(channel, id);
      if (!at.ok) return failed(at);
      if (at.value === null) return say('stream.follows.not', { name });
      const date = new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }).format(at.value);
      return say('stream.follows', { name, time: since(at.value), date });
    }

    const light = (name: string, aliases: readonly string[], run: Command['run']): Command => ({
      ...{ name, aliases, level: 'viewer', run },
    });
    const commands: readonly Command[] = [
      light('uptime', [], async ({ message: { channel } }, signal) => {
        const onAir = await chat.stream(channel, signal);
        return reply(onAir ? say('stream.uptime', { time: since(onAir.startedAt) }) : say('stream.offline'));
      }),
      light('title', ['titre'], async ({ args, message: { channel, viewer } }) => {
        if (args === '') return reply(say('stream.title', { title: await info(channel, 'title') }));
        if (!mayChange(viewer)) return reply(say('refused.level'));
        const title = args.slice(0, longestTitle);
        const done = await streams.setTitle(channel, title);
        return reply(done.ok ? say('stream.title.set', { title }) : failed(done));
      }),
      light('category', ['categorie', 'setgame'], async ({ args, message: { channel, viewer } }) => {
        if (args === '') return reply(say('stream.category', { category: await info(channel, 'category') }));
        if (!mayChange(viewer)) return reply(say('refused.level'));
        const done = await streams.setCategory(channel, args.slice(0, longestTitle));
        if (!done.ok) return reply(failed(done));
        if (done.value === null) return reply(say('stream.category.unknown', { words: args.slice(0, longestTitle) }));
        return reply(say('stream.category.set', { category: done.value }));
      }),
      light('followage', [], async ({ args, message: { channel, viewer } }) => {
        const login = asLogin(args.split(/\s/, 1)[0] ?? '');
        if (!/^\w{1,25}$/.test(login) || login === viewer.login) return reply(await followed(viewer, channel));
        const found = await streams.streamer(login);
        if (!found.ok) return reply(failed(found));
        if (!found.value) return reply(say('stream.nobody', { name: login }));
        return reply(await followed(found.value, channel));
      }),
      createShoutOut(house, failed),
      {
        name: 'clip',
        aliases: [],
        level: 'subscriber',
        async run({ message: { channel } }, signal) {
          if (!(await chat.stream(channel, signal))) return reply(say('stream.offline'));
          const done = await streams.clip(channel);
          if (!done.ok) return reply(failed(done));
          return { ...reply(say('stream.clip', { url: done.value })), links: ['clips.twitch.tv'] };
        },
      },
    ];

    const ofStream = (name: string, value: (onAir: OnAir) => string): Variable => ({
      name,
      argument: 'none',
      example: name,
      async value(_argument, { call }, signal) {
        const onAir = await chat.stream(call.message.channel, signal);
        return onAir ? value(onAir) : say('stream.offline');
      },
    });
    const variables: readonly Variable[] = [
      ofStream('uptime', ({ startedAt }) => since(startedAt)),
      ofStream('viewers', ({ viewers }) => String(viewers)),
      ...(['title', 'category'] as const).map(
        (name): Variable => ({
          ...{ name, argument: 'none', example: name },
          async value(_argument, { call: { message } }, signal) {
            const onAir = await chat.stream(message.channel, signal);
            return onAir ? onAir[name] : info(message.channel, name);
          },
        }),
      ),
      {
        ...{ name: 'followage', argument: 'none', example: 'followage' },
        async value(_argument, { call: { message } }) {
          const at = await streams.followedAt(message.channel, message.viewer.id);
          return at.ok && at.value !== null ? since(at.value) : '0';
        },
      },
    ];
    return { commands, variables };
  },
});
