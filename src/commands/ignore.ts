import type { Command } from '../domain/command.ts';
import type { Kept } from '../domain/storage.ts';
import { asLogin } from '../lib/text.ts';
import type { Say } from './phrases.ts';

/** Logins that the bot does not hear, by channel. */
export type Ignored = Readonly<Record<string, readonly string[]>>;

export interface IgnoreParts {
  readonly say: Say;
  readonly prefix: () => string;
  readonly ignored: Kept<Ignored>;
}

const most = 200;
const login = /^\w{1,25}$/;

export function createIgnore(parts: IgnoreParts): Command {
  return command(parts, 'ignore', (list, name) => (list.includes(name) ? list : [...list, name].slice(-most)));
}

export function createUnignore(parts: IgnoreParts): Command {
  return command(parts, 'unignore', (list, name) => list.filter((one) => one !== name));
}

function command(
  { say, prefix, ignored }: IgnoreParts,
  name: 'ignore' | 'unignore',
  change: (list: readonly string[], name: string) => readonly string[],
): Command {
  return {
    name,
    aliases: [],
    level: 'moderator',
    async run({ args, message: { channel } }) {
      const reply = (text: string) => ({ kind: 'reply', source: 'bot', text }) as const;
      const list = ignored.current()[channel] ?? [];
      const viewer = asLogin(args.split(/\s/, 1)[0] ?? '');
      if (!login.test(viewer)) {
        return reply(
          list.length > 0
            ? say('ignore.list', { names: list.join(', ') })
            : say('ignore.usage', { prefix: prefix(), command: name }),
        );
      }
      const kept = await ignored.change({ ...ignored.current(), [channel]: change(list, viewer) });
      return reply(say(kept.ok ? `${name}.done` : 'kept.not', { viewer }));
    },
  };
}
