import type { Command } from '../domain/command.ts';
import type { Kept } from '../domain/storage.ts';
import { asLogin } from '../lib/text.ts';
import type { Say } from './phrases.ts';

/** Logins of those whose lines are translated, by channel. */
export type Devs = Readonly<Record<string, readonly string[]>>;

export interface DevsParts {
  readonly say: Say;
  readonly prefix: () => string;
  readonly devs: Kept<Devs>;
}

const most = 50;
const login = /^\w{1,25}$/;

export function createDevs({ say, prefix, devs }: DevsParts): readonly Command[] {
  const listOf = (channel: string) => devs.current()[channel] ?? [];
  const reply = (text: string) => ({ kind: 'reply', source: 'bot', text }) as const;

  function change(
    name: 'adddev' | 'deldev',
    next: (list: readonly string[], viewer: string) => readonly string[],
  ): Command {
    return {
      name,
      aliases: [],
      level: 'moderator',
      async run({ args, message: { channel } }) {
        const viewer = asLogin(args.split(/\s/, 1)[0] ?? '');
        if (!login.test(viewer)) return reply(say('devs.usage', { prefix: prefix(), command: name }));
        const list = next(listOf(channel), viewer);
        if (list.length > most) return reply(say('devs.full', { most }));
        const kept = await devs.change({ ...devs.current(), [channel]: list });
        return reply(kept.ok ? say(`${name}.done`, { viewer }) : say('kept.not'));
      },
    };
  }

  return [
    change('adddev', (list, viewer) => (list.includes(viewer) ? list : [...list, viewer])),
    change('deldev', (list, viewer) => list.filter((one) => one !== viewer)),
    {
      name: 'listdevs',
      aliases: [],
      level: 'moderator',
      async run({ message: { channel } }) {
        const list = listOf(channel);
        return reply(
          list.length > 0 ? say('devs.list', { names: list.join(', ') }) : say('devs.none', { prefix: prefix() }),
        );
      },
    },
  ];
}
