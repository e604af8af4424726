import type { Command, Invocation } from '../../domain/command.ts';
import { defineFeature, type House } from '../../domain/feature.ts';
import { type Reply, reply } from '../../domain/outcome.ts';
import { holds } from '../../domain/viewer.ts';
import { count, oneOf, section } from '../../lib/schema.ts';
import { phrases } from './phrases.ts';
import type { Quote } from './quote.ts';

interface QuoteSettings {
  readonly most: number;
  readonly change: 'viewer' | 'subscriber' | 'vip' | 'moderator' | 'broadcaster';
}
type Home = House<typeof phrases, QuoteSettings>;

const longestText = 350;
const longestAuthor = 40;

/** "Bonjour - Lea": the text, and who said it. */
function parts(typed: string, otherwise: string): { readonly text: string; readonly author: string } {
  const dash = Math.max(typed.lastIndexOf(' - '), typed.lastIndexOf(' — '));
  const author =
    dash < 0
      ? ''
      : typed
          .slice(dash + 3)
          .trim()
          .replace(/^@/, '');
  const isAuthor = author !== '' && author.length <= longestAuthor && author.split(' ').length <= 3;
  const text = (isAuthor ? typed.slice(0, dash) : typed).trim().replace(/^["“«]\s?|\s?["”»]$/g, '');
  return { text, author: isAuthor ? author : otherwise };
}

/** What was said on the stream and is worth keeping. */
export const quotes = defineFeature({
  name: 'quotes',
  // `change`: from whom on; `most`: in a channel.
  settings: section({
    most: count(400).default(400),
    change: oneOf('viewer', 'subscriber', 'vip', 'moderator', 'broadcaster').default('moderator'),
  }),
  phrases,
  readme: [
    {
      type: ['!quote', '!quote 12', '!quote <words>'],
      get: 'what was said on the stream: any, by number, the best match',
    },
    {
      type: ['!quote add text - author', '!quote edit 12 text', '!quote del 12'],
      get: 'for moderators: quotes; `!addquote` and `!delquote` are shorter',
    },
  ],
  async create(house: Home) {
    const [{ bestMatch }, { quoteSchema }] = await Promise.all([import('./match.ts'), import('./quote.ts')]);
    const { say, prefix, settings, collection, clock, chat, language } = house;
    const quoted = collection('quotes', {
      schema: quoteSchema,
      title: (number) => say('quote.title', { number }),
      // What somebody said is theirs, under whichever of their names it stands.
      isOf: ({ author }, { names }) => {
        const said = author.toLowerCase().replace(/^@/, '');
        return names.some((name) => name.toLowerCase() === said);
      },
    });
    const date = (at: number) => new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }).format(at);

    function words(channel: string, number: string, { text, author: known, game, at }: Quote): string {
      const author = known || channel;
      // Brought over from a bot that does not know when.
      if (at === 0) return say('quote.said.bare', { number, text, author });
      const when = date(at);
      if (game === null) return say('quote.said', { number, text, author, date: when });
      return say('quote.said.game', { number, text, author, date: when, game });
    }

    function found(channel: string, asked: string): string | null {
      const all = quoted.read(channel);
      if (all.size === 0) return null;
      const number = /^#?(\d{1,9})$/.exec(asked)?.[1];
      if (number !== undefined) {
        const quote = all.get(String(Number(number)));
        return quote ? words(channel, String(Number(number)), quote) : null;
      }
      const keys = [...all.keys()];
      const key = asked === '' ? keys[Math.floor(Math.random() * keys.length)] : bestMatch(asked, all);
      return key === undefined || key === null ? null : words(channel, key, all.get(key)!);
    }

    async function add({ message: { channel, viewer } }: Invocation, typed: string): Promise<Reply> {
      const { text, author } = parts(typed, channel);
      if (text === '') return reply(say('quote.usage', { prefix: prefix() }));
      if (text.length > longestText) return reply(say('quote.long', { most: longestText }));
      if (!(await house.sayable(channel, `${text} ${author}`))) return reply(say('quote.unsayable'));
      if (quoted.read(channel).size >= settings().most) return reply(say('quote.full', { most: settings().most }));
      const game = chat.lastStream(channel)?.category ?? null;
      const number = await quoted.append(channel, viewer, { text, author, game, at: clock.wall() });
      return reply(number === null ? say('stored.not') : say('quote.added', { number }));
    }

    async function edit({ message: { channel, viewer } }: Invocation, typed: string): Promise<Reply> {
      const [word = ''] = typed.split(/\s/, 1);
      const number = /^#?(\d{1,9})$/.exec(word)?.[1];
      const now = quoted.read(channel).get(String(Number(number)));
      if (number === undefined || !now) return reply(say('quote.unknown'));
      const { text, author } = parts(typed.slice(word.length).trim(), now.author);
      if (text === '') return reply(say('quote.usage', { prefix: prefix() }));
      if (text.length > longestText) return reply(say('quote.long', { most: longestText }));
      if (!(await house.sayable(channel, `${text} ${author}`))) return reply(say('quote.unsayable'));
      const key = String(Number(number));
      const done = await quoted.change(channel, viewer, key, (quote) => quote && { ...quote, text, author });
      return reply(done.ok ? say('quote.edited', { number: key }) : say('stored.not'));
    }

    async function remove({ message: { channel, viewer } }: Invocation, typed: string): Promise<Reply> {
      const number = /^#?(\d{1,9})$/.exec(typed)?.[1];
      const key = String(Number(number));
      if (number === undefined || !quoted.read(channel).has(key)) return reply(say('quote.unknown'));
      const done = await quoted.change(channel, viewer, key, () => null);
      return reply(done.ok ? say('quote.deleted', { number: key }) : say('stored.not'));
    }

    const changes = new Map([
      ['add', add],
      ['edit', edit],
      ['del', remove],
      ['delete', remove],
      ['remove', remove],
    ]);
    const mayChange = ({ message }: Invocation) => holds(message.viewer.roles, settings().change);
    async function run(call: Invocation): Promise<Reply> {
      const [verb = ''] = call.args.split(/\s/, 1);
      const change = changes.get(verb.toLowerCase());
      if (change)
        return mayChange(call) ? change(call, call.args.slice(verb.length).trim()) : reply(say('refused.level'));
      const text = found(call.message.channel, call.args);
      // What viewers add is judged, what moderators add is theirs.
      const isTheirs = settings().change === 'moderator' || settings().change === 'broadcaster';
      if (text !== null) return { ...reply(text), ...(!isTheirs && { source: 'template' }) };
      const isNone = quoted.read(call.message.channel).size === 0;
      return reply(isNone ? say('quote.none', { prefix: prefix() }) : say('quote.unknown'));
    }
    const short = (name: string, change: typeof add): Command => ({
      name,
      aliases: [],
      level: 'viewer',
      run: async (call) => (mayChange(call) ? change(call, call.args) : reply(say('refused.level'))),
    });

    return {
      commands: [
        { name: 'quote', aliases: ['citation', 'quotes'], level: 'viewer', run },
        short('addquote', add),
        short('delquote', remove),
      ],
      panel: {
        title: { fr: 'Citations', en: 'Quotes' },
        read: (channel) => ({
          items: [...quoted.read(channel)].map(([number, quote]) => ({ number, ...quote })),
          edits: quoted.edits(channel),
        }),
        async preview(draft, { message: { channel } }) {
          const game = chat.lastStream(channel)?.category ?? null;
          const number = String(Math.max(0, ...[...quoted.read(channel).keys()].map(Number)) + 1);
          return [reply(words(channel, number, { ...parts(draft, channel), game, at: clock.wall() }))];
        },
      },
      variables: [
        {
          name: 'quote',
          argument: 'optional',
          example: 'quote 12',
          value: async (asked, { call }) => found(call.message.channel, asked) ?? say('quote.unknown'),
        },
      ],
    };
  },
});
