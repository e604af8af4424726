import type { Command, Invocation } from '../../domain/command.ts';
import { type DropViewer, type Schema, schemaOf } from '../../domain/documents.ts';
import { defineFeature } from '../../domain/feature.ts';
import { type Reply, reply } from '../../domain/outcome.ts';
import { holds } from '../../domain/viewer.ts';
import { count, section } from '../../lib/schema.ts';
import { phrases } from './phrases.ts';

interface Queue {
  readonly isOpen: boolean;
  /** In the order in which they came. */
  readonly viewers: readonly (readonly [id: string, login: string])[];
}

const schema: Schema<Queue> = schemaOf('a queue of viewers', (value): value is Queue => {
  const { isOpen, viewers } = (value ?? {}) as Partial<Queue>;
  return typeof isOpen === 'boolean' && Array.isArray(viewers) && viewers.every((one) => Array.isArray(one));
});
const mostNext = 10;
const mostListed = 15;

const without: DropViewer<Queue> = (now, { id: leaver }) =>
  now.viewers.some(([id]) => id === leaver) ? { ...now, viewers: now.viewers.filter(([id]) => id !== leaver) } : null;

/** Viewers who wait for their turn to play. */
export const queue = defineFeature({
  name: 'queue',
  settings: section({ most: count(1000).default(200) }),
  phrases,
  readme: [
    { type: ['!queue', '!join', '!leave'], get: 'your place in the queue of players; in and out' },
    { type: ['!queue open|next 2|list|close|clear'], get: 'for moderators: who plays next' },
  ],
  create({ say, prefix, settings, documents }) {
    const queues = documents<Queue>('queue', schema, { isOpen: false, viewers: [] }, without);
    const placeOf = ({ viewers }: Queue, id: string) => viewers.findIndex(([each]) => each === id) + 1;
    const lost = () => reply(say('stored.not'));

    async function join({ message: { channel, viewer }, mayStore }: Invocation): Promise<Reply> {
      if (!queues.read(channel).isOpen) return reply(say('queue.is_closed'));
      if (!mayStore) return reply(say('queue.private', { prefix: prefix() }));
      const { most } = settings();
      const done = await queues.change(channel, (now) => {
        const isFull = now.viewers.length >= most;
        if (!now.isOpen || isFull || placeOf(now, viewer.id) > 0) return null;
        return { ...now, viewers: [...now.viewers, [viewer.id, viewer.login] as const] };
      });
      if (!done.ok) return lost();
      const place = placeOf(done.value, viewer.id);
      if (place === 0) return reply(done.value.isOpen ? say('queue.full', { most }) : say('queue.is_closed'));
      return reply(say(done.changed ? 'queue.joined' : 'queue.already', { place }));
    }

    async function leave({ message: { channel, viewer } }: Invocation): Promise<Reply> {
      const done = await queues.change(channel, (now) => {
        if (placeOf(now, viewer.id) === 0) return null;
        return { ...now, viewers: now.viewers.filter(([id]) => id !== viewer.id) };
      });
      if (!done.ok) return lost();
      return reply(say(done.changed ? 'queue.left' : 'queue.not_in'));
    }

    async function next(channel: string, typed: string): Promise<Reply> {
      const wanted = Math.min(mostNext, Math.max(1, Number.parseInt(typed, 10) || 1));
      let taken: Queue['viewers'] = [];
      const done = await queues.change(channel, (now) => {
        taken = now.viewers.slice(0, wanted);
        return taken.length === 0 ? null : { ...now, viewers: now.viewers.slice(wanted) };
      });
      if (!done.ok) return lost();
      if (taken.length === 0) return reply(say('queue.empty'));
      const mentions = taken.map(([, login]) => login);
      return { ...reply(say('queue.next', { names: mentions.map((login) => `@${login}`).join(', ') })), mentions };
    }

    async function run({ args, message: { channel, viewer } }: Invocation): Promise<Reply> {
      const [verb = '', more = ''] = args.toLowerCase().split(/\s+/);
      const now = queues.read(channel);
      if (verb === '') {
        const place = placeOf(now, viewer.id);
        if (place > 0) return reply(say('queue.place', { place }));
        return reply(
          now.isOpen ? say('queue.state', { prefix: prefix(), count: now.viewers.length }) : say('queue.is_closed'),
        );
      }
      if (verb === 'list') {
        if (now.viewers.length === 0) return reply(say('queue.empty'));
        const names = now.viewers.slice(0, mostListed).map(([, login], i) => `${i + 1}. ${login}`);
        const others = now.viewers.length - names.length;
        return reply(say('queue.list', { names: [...names, ...(others > 0 ? [`+${others}`] : [])].join(', ') }));
      }
      if (!holds(viewer.roles, 'moderator')) return reply(say('refused.level'));
      switch (verb) {
        case 'open':
        case 'close': {
          const isOpen = verb === 'open';
          const done = await queues.change(channel, (queue) => ({ ...queue, isOpen }));
          if (!done.ok) return lost();
          return reply(
            isOpen
              ? say('queue.opened', { prefix: prefix() })
              : say('queue.closed', { count: done.value.viewers.length }),
          );
        }
        case 'clear': {
          const done = await queues.change(channel, (queue) => ({ ...queue, viewers: [] }));
          return done.ok ? reply(say('queue.cleared')) : lost();
        }
        case 'next':
        case 'pick':
          return next(channel, more);
        default:
          return reply(say('queue.usage', { prefix: prefix() }));
      }
    }

    // Everybody joins at once when a queue opens: the answer to one must not make the next wait.
    const own = (name: string, aliases: readonly string[], run: Command['run']): Command => ({
      ...{ name, aliases, level: 'viewer', run },
      pace: { name, viewerSeconds: null, channelSeconds: 0 },
    });
    return {
      commands: [
        { name: 'queue', aliases: ['file'], level: 'viewer', run },
        own('join', ['rejoindre'], join),
        own('leave', ['quitter'], leave),
      ],
    };
  },
});
