import type { Command, Invocation } from '../../domain/command.ts';
import { type DropViewer, type Schema, schemaOf } from '../../domain/documents.ts';
import { defineFeature } from '../../domain/feature.ts';
import { type Reply, reply } from '../../domain/outcome.ts';
import { holds, type Level } from '../../domain/viewer.ts';
import type { Entry } from './draw.ts';
import { phrases } from './phrases.ts';

interface Giveaway {
  readonly keyword: string;
  /** Secret until the end. */
  readonly seed: string;
  readonly isOpen: boolean;
  readonly level: Level;
  /** Tickets of a subscriber. */
  readonly luck: number;
  readonly entries: readonly Entry[];
  /** Ids of those who were drawn, in order. */
  readonly drawn: readonly string[];
}

const isGiveaway = (value: unknown): value is Giveaway => {
  const { keyword, seed, entries, drawn } = (value ?? {}) as Partial<Giveaway>;
  return typeof keyword === 'string' && typeof seed === 'string' && Array.isArray(entries) && Array.isArray(drawn);
};
/** What a channel has: one at a time. */
interface Stored {
  readonly now: Giveaway | null;
}
const schema: Schema<Stored> = schemaOf('a giveaway or none', (value): value is Stored => {
  const { now } = (value ?? {}) as Partial<Stored>;
  return now === null || isGiveaway(now);
});

const mostEntries = 4_000;
const levels: ReadonlyMap<string, Level> = new Map([
  ['everyone', 'viewer'],
  ['subscriber', 'subscriber'],
  ['vip', 'vip'],
  ['moderator', 'moderator'],
]);

/** Who takes part is the viewer's own: whoever is forgotten is in no list. */
const without: DropViewer<Stored> = ({ now }, { id: leaver }) =>
  now?.entries.some(([id]) => id === leaver)
    ? {
        now: {
          ...now,
          entries: now.entries.filter(([id]) => id !== leaver),
          drawn: now.drawn.filter((id) => id !== leaver),
        },
      }
    : null;

/** A draw that everybody can check: a commitment when it opens, the seed when it ends. */
export const giveaway = defineFeature({
  name: 'giveaway',
  phrases,
  readme: [
    { type: ['!giveaway'], get: 'the giveaway that is open, and the word to write' },
    {
      type: ['!giveaway open word', '!giveaway close|draw|redraw|end'],
      get: 'for moderators: a draw that everybody can check',
    },
  ],
  async create(house) {
    const { commitmentOf, digestOf, newSeed, winnerOf } = await import('./draw.ts');
    const { say, prefix, documents, commands } = house;
    const giveaways = documents<Stored>('giveaway', schema, { now: null }, without);
    const current = (channel: string) => giveaways.read(channel).now;
    /** `next` returns undefined to change nothing. What there is afterwards; undefined: the store did not take it. */
    async function change(channel: string, next: (now: Giveaway | null) => Giveaway | null | undefined) {
      const done = await giveaways.change(channel, ({ now }) => {
        const wanted = next(now);
        return wanted === undefined ? null : { now: wanted };
      });
      return done.ok ? done.value.now : undefined;
    }
    /** Entries that are not stored yet, by channel: a crowd that comes at once is written together. */
    const pending = new Map<string, Entry[]>();
    const writing = new Map<string, Promise<boolean>>();

    async function write(channel: string): Promise<boolean> {
      for (let taken = pending.get(channel); taken && taken.length > 0; taken = pending.get(channel)) {
        pending.delete(channel);
        const added = taken;
        const done = await change(channel, (now) => {
          if (!now?.isOpen) return undefined;
          const known = new Set(now.entries.map(([id]) => id));
          const fresh = added.filter(([id]) => !known.has(id) && known.add(id));
          const room = mostEntries - now.entries.length;
          return fresh.length === 0 ? undefined : { ...now, entries: [...now.entries, ...fresh.slice(0, room)] };
        });
        if (done === undefined) return false;
      }
      return true;
    }

    function enter(channel: string, entry: Entry): Promise<boolean> {
      pending.set(channel, [...(pending.get(channel) ?? []), entry]);
      const mine = writing.get(channel) ?? write(channel).finally(() => writing.delete(channel));
      writing.set(channel, mine);
      return mine;
    }

    const entering: Command = {
      name: 'enter',
      aliases: [],
      level: 'viewer',
      quiet: true,
      // A crowd types the same word at once.
      pace: { name: 'enter', viewerSeconds: 1, channelSeconds: 0 },
      async run({ message: { channel, viewer }, mayStore }) {
        const now = current(channel);
        if (!now?.isOpen || !holds(viewer.roles, now.level)) return { kind: 'ignored' };
        if (!mayStore) return reply(say('giveaway.private', { prefix: prefix() }));
        const tickets = viewer.roles.has('subscriber') ? now.luck : 1;
        const stored = await enter(channel, [viewer.id, viewer.login, tickets]);
        return stored ? { kind: 'ignored' } : reply(say('stored.not'));
      },
    };
    const isEntry = (channel: string, text: string) => {
      const now = current(channel);
      return now?.isOpen === true && text.trim().toLowerCase() === now.keyword;
    };

    async function open({ message: { channel } }: Invocation, args: readonly string[]): Promise<Reply> {
      const [typed = '', ...options] = args;
      const keyword = typed.toLowerCase();
      const word = keyword.startsWith(prefix()) ? keyword.slice(prefix().length) : keyword;
      const isCommand = commands().some(({ name, aliases }) => name === word || aliases.includes(word));
      if (!/^[\p{L}\p{N}_]{1,25}$/u.test(word) || (keyword !== word && isCommand))
        return reply(say('giveaway.keyword'));
      let luck = 1;
      let level: Level = 'viewer';
      for (const option of options) {
        const [, name, value = ''] = /^-(luck|ul)=(\w+)$/.exec(option) ?? [];
        const wanted = levels.get(value);
        if (name === 'luck' && /^[1-9]\d?$/.test(value)) luck = Number(value);
        else if (name === 'ul' && wanted) level = wanted;
        else return reply(say('giveaway.usage', { prefix: prefix() }));
      }
      const seed = newSeed();
      const done = await change(channel, (now) => {
        return now === null ? { keyword, seed, isOpen: true, level, luck, entries: [], drawn: [] } : undefined;
      });
      if (!done) return reply(say('stored.not'));
      if (done.seed !== seed) return reply(say('giveaway.already', { keyword: done.keyword }));
      return reply(say('giveaway.opened', { keyword, commitment: commitmentOf(seed) }));
    }

    const shown = ({ entries }: Giveaway) => ({
      count: entries.length,
      digest: digestOf(entries),
    });
    const none = () => reply(say('giveaway.none', { prefix: prefix() }));

    /** Nobody enters any more from the first draw on: the list is what was drawn from. */
    async function draw({ message: { channel } }: Invocation): Promise<Reply> {
      await writing.get(channel);
      let winner: Entry | null = null;
      const done = await change(channel, (now) => {
        winner = now && winnerOf(now.seed, now.drawn.length + 1, now.entries, new Set(now.drawn));
        return now && winner ? { ...now, isOpen: false, drawn: [...now.drawn, winner[0]] } : undefined;
      });
      if (done === undefined) return reply(say('stored.not'));
      if (done === null) return none();
      const [, name] = (winner as Entry | null) ?? [];
      if (name === undefined) return reply(say('giveaway.nobody'));
      return { ...reply(say('giveaway.won', { name: `@${name}`, ...shown(done) })), mentions: [name] };
    }

    async function close({ message: { channel } }: Invocation): Promise<Reply> {
      await writing.get(channel);
      const done = await change(channel, (now) => now && { ...now, isOpen: false });
      if (done === undefined) return reply(say('stored.not'));
      return done === null ? none() : reply(say('giveaway.closed', { count: done.entries.length }));
    }

    async function end({ message: { channel } }: Invocation): Promise<Reply> {
      let last: Giveaway | null = null;
      const done = await change(channel, (now) => {
        last = now;
        return null;
      });
      const over = last as Giveaway | null;
      if (done === undefined) return reply(say('stored.not'));
      if (over === null) return none();
      return reply(say('giveaway.ended', { seed: over.seed, ...shown(over) }));
    }

    async function run(call: Invocation): Promise<Reply> {
      const [verb = '', ...args] = call.args.split(/\s+/);
      const now = current(call.message.channel);
      if (verb === '') {
        if (now === null) return none();
        const { keyword, entries, isOpen } = now;
        return reply(
          isOpen
            ? say('giveaway.open', { keyword, count: entries.length })
            : say('giveaway.closed', { count: entries.length }),
        );
      }
      if (!holds(call.message.viewer.roles, 'moderator')) return reply(say('refused.level'));
      switch (verb.toLowerCase()) {
        case 'open':
          return open(call, args);
        case 'close':
          return close(call);
        case 'draw':
        case 'redraw':
          return draw(call);
        case 'end':
          return end(call);
        default:
          return reply(say('giveaway.usage', { prefix: prefix() }));
      }
    }
    return {
      commands: [{ name: 'giveaway', aliases: ['tirage', 'raffle'], level: 'viewer', run }],
      typed: {
        name: 'enter',
        command: (channel, word) => (isEntry(channel, `${prefix()}${word}`) ? entering : null),
      },
      hears: {
        of: (channel) => current(channel)?.isOpen === true,
        command: ({ channel }, text) => (isEntry(channel, text) ? entering : null),
      },
    };
  },
});
