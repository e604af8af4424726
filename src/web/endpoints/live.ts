import { z } from 'zod';
import { done, type Endpoint, endpoint, notStored } from '../api.ts';
import type { DashboardParts } from '../bot.ts';

const id = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** As many as the feed remembers. */
const mostRead = 2_000;
const spent = z.object({ cents: z.number(), tokens: z.number() });
const feedItem = z.object({
  id: z.number(),
  at: z.number().describe('Unix milliseconds'),
  kind: z.enum(['command', 'announcement', 'event', 'moderation']),
  channel: z.string().nullable(),
  viewer: z.string().nullable(),
  command: z.string().nullable(),
  text: z.string().nullable(),
  ending: z.enum(['answered', 'refused', 'failed', 'ignored', 'lost']),
  by: z.string().nullable().describe('the gate, the reason or the rule; of an announcement the feature that spoke'),
  source: z.string().nullable(),
  cents: z.number().nullable(),
  ms: z.number().nullable(),
});
const pause = z.object({ paused: z.boolean(), by: z.string(), at: z.number() });

/** What one looks at during a stream, and the button that silences the bot. */
export function liveEndpoints({ bot, feed, ready, settings, chatPage, clock }: DashboardParts): readonly Endpoint[] {
  const { limits } = bot.limits;
  const { pauses } = bot.outbox;
  const turn = (verb: 'pause' | 'resume') =>
    endpoint({
      method: 'POST',
      path: `/api/channels/{channel}/${verb}`,
      about: verb === 'pause' ? 'The bot is silent in the channel until it is resumed.' : 'The bot answers again.',
      need: 'pause',
      answer: z.object({ channel: z.string() }).extend(pause.shape),
      async run({ params, visitor }) {
        const channel = params['channel']!;
        const isDone = await pauses.set(channel, verb === 'pause', visitor.login);
        return isDone ? done({ channel, ...pauses.of(channel) }) : notStored;
      },
    });

  return [
    endpoint({
      method: 'GET',
      path: '/api/status',
      about: 'How the bot is, what it does now, and what it spent today.',
      need: 'visitor',
      answer: z.object({
        status: z.enum(['ready', 'degraded', 'unready']),
        parts: z.record(
          z.string(),
          z.object({ state: z.string(), detail: z.string().optional(), level: z.enum(['ok', 'degraded', 'unready']) }),
        ),
        bot: z.object({ name: z.string(), prefix: z.string(), language: z.string() }),
        visitor: z.object({
          login: z.string(),
          name: z.string(),
          operator: z.boolean(),
          by: z.enum(['token', 'session']),
        }),
        channels: z.array(
          z.object({
            name: z.string(),
            role: z.enum(['operator', 'broadcaster', 'moderator']),
            may: z.array(z.string()),
            joined: z.boolean(),
            spent: spent.nullable(),
            ...pause.shape,
          }),
        ),
        queue: z.object({ in_flight: z.number(), cap: z.number(), waiting: z.number() }),
        budget: z.object({ day: z.number().nullable(), spent: spent.nullable() }).describe('US cents'),
        chat: z.string(),
        words_minutes: z.number(),
        erased: z
          .number()
          .describe('it grows when a viewer is taken out of the feed: what was read of it is to be read again'),
        chat_page: z.boolean(),
        panels: z.array(z.object({ name: z.string(), fr: z.string(), en: z.string() })),
        at: z.number(),
      }),
      async run({ visitor }) {
        const { status, parts } = ready();
        const { bot: about, web, budget } = settings();
        const mine = about.channels.filter((name) => visitor.roleIn(name) !== null);
        const joined = bot.twitch.chat.joined();
        const seesMoney = (channel: string) => visitor.isOperator || visitor.roleIn(channel) === 'broadcaster';
        const today = await Promise.all(mine.slice(0, 50).map((channel) => bot.llm.spend.today(channel)));
        return done({
          status,
          parts,
          bot: { name: about.name, prefix: about.prefix, language: about.language },
          visitor: {
            ...{ login: visitor.login, name: visitor.name, operator: visitor.isOperator },
            by: visitor.session === null ? 'token' : 'session',
          },
          channels: mine.map((name, i) => ({
            ...{ name, role: visitor.roleIn(name), joined: joined.includes(name), ...pauses.of(name) },
            may: visitor.roleIn(name) === 'moderator' ? web.moderators : ['feed', 'pause', 'change', 'broadcaster'],
            spent: seesMoney(name) ? (today[i]?.channel ?? null) : null,
          })),
          queue: {
            in_flight: limits.inFlight(),
            cap: Math.min(limits.cap(), bot.llm.models.adaptiveCap()),
            waiting: Object.values(limits.queue()).reduce((sum, n) => sum + n, 0),
          },
          budget: { day: budget.day, spent: mine.some(seesMoney) ? (today[0]?.day ?? null) : null },
          chat: bot.twitch.chat.state(),
          words_minutes: web.words,
          erased: feed.erased(),
          chat_page: chatPage,
          panels: [...bot.features.panels].map(([name, { title }]) => ({ name, ...title })),
          at: clock.wall(),
        });
      },
    }),
    endpoint({
      method: 'GET',
      path: '/api/feed',
      about: 'What happened, oldest first: after an item, or lately. Warnings are in the language of Accept-Language.',
      need: 'visitor',
      query: z.object({ after: id.optional(), limit: z.coerce.number().int().min(1).default(50) }),
      answer: z.object({ items: z.array(feedItem), next: z.number() }),
      run({ visitor, query: { after, limit }, language }) {
        const mayRead = (channel: string) => {
          const role = visitor.roleIn(channel);
          return role !== null && (role !== 'moderator' || settings().web.moderators.includes('feed'));
        };
        const sees = (channel: string | null) => (channel === null ? visitor.isOperator : mayRead(channel));
        const items = feed.read(after ?? null, Math.min(limit, mostRead), sees, language);
        return done({ items, next: items.at(-1)?.id ?? Math.max(after ?? 0, feed.last()) });
      },
    }),
    turn('pause'),
    turn('resume'),
  ];
}
