import type { Invocation } from '../../domain/command.ts';
import { schemaOf } from '../../domain/documents.ts';
import { defineFeature } from '../../domain/feature.ts';
import { type Reply, reply } from '../../domain/outcome.ts';
import { holds } from '../../domain/viewer.ts';
import { count, oneOf, section } from '../../lib/schema.ts';
import { phrases } from './phrases.ts';

const schema = schemaOf('a whole number', (value): value is number => Number.isSafeInteger(value));
const nameLike = /^[\p{L}\p{M}\p{N}_-]{1,30}$/u;
/** What is done to a counter, and by how much. */
const change = /^(?:(\+|-)\s?(\d{0,9})|=\s?(-?\d{1,9}))$/;
const most = 1_000_000_000;

/** The number that a counter has afterwards; null: what was typed is no change. */
function changed(typed: string, now: number): number | null {
  if (/^reset$/i.test(typed)) return 0;
  const [whole, sign, by, set] = change.exec(typed) ?? [];
  if (whole === undefined) return null;
  const next = set === undefined ? now + (sign === '+' ? 1 : -1) * (by === '' ? 1 : Number(by)) : Number(set);
  return Math.max(-most, Math.min(most, next));
}

/** Numbers that a channel counts: deaths, wins. */
export const counters = defineFeature({
  name: 'counters',
  // `change`: from whom on; `most`: in a channel.
  settings: section({
    most: count(500).default(200),
    change: oneOf('viewer', 'subscriber', 'vip', 'moderator', 'broadcaster').default('moderator'),
  }),
  phrases,
  readme: [
    { type: ['!counter deaths'], get: 'what a counter says' },
    {
      type: ['!counter deaths +', '!counter deaths -', '!counter deaths = 3', '!counter deaths reset'],
      get: 'for moderators: counts; also `+5`',
    },
  ],
  create({ say, prefix, settings, collection }) {
    const counted = collection('counters', { schema, title: (name) => say('counter.title', { name }) });

    async function run({ args, message: { channel, viewer } }: Invocation): Promise<Reply> {
      const [typed = '', ...rest] = args.split(/\s+/);
      const name = typed.toLowerCase();
      if (name === '') {
        const names = [...counted.read(channel)].map(([each, value]) => `${each} ${value}`).join(', ');
        return reply(names ? say('counter.list', { names }) : say('counter.none', { prefix: prefix() }));
      }
      if (!nameLike.test(name)) return reply(say('counter.usage', { prefix: prefix() }));
      const now = counted.read(channel).get(name);
      const what = rest.join(' ').trim();
      if (what === '') {
        if (now === undefined) return reply(say('counter.unknown', { name, prefix: prefix() }));
        return reply(say('counter.is', { name, value: now }));
      }
      if (!holds(viewer.roles, settings().change)) return reply(say('refused.level'));
      if (changed(what, 0) === null) return reply(say('counter.usage', { prefix: prefix() }));
      if (now === undefined && counted.read(channel).size >= settings().most) {
        return reply(say('counter.full', { most: settings().most }));
      }
      // From what is stored now, so that two who count at once both count.
      const done = await counted.change(channel, viewer, name, (before) => changed(what, before ?? 0)!);
      return reply(done.ok ? say('counter.is', { name, value: done.after ?? 0 }) : say('stored.not'));
    }

    return {
      commands: [{ name: 'counter', aliases: ['compteur', 'counters', 'compteurs'], level: 'viewer', run }],
      panel: {
        title: { fr: 'Compteurs', en: 'Counters' },
        read: (channel) => ({
          items: [...counted.read(channel)].map(([name, value]) => ({ name, value })),
          edits: counted.edits(channel),
        }),
      },
      variables: [
        {
          name: 'counter',
          argument: 'required',
          example: 'counter deaths',
          isGood: (name) => nameLike.test(name),
          value: async (name, { call }) => String(counted.read(call.message.channel).get(name.toLowerCase()) ?? 0),
        },
      ],
    };
  },
});
