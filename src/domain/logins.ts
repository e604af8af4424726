import { asLogin } from '../lib/text.ts';
import type { Command } from './command.ts';
import { type Documents, type Schema, schemaOf } from './documents.ts';
import { reply } from './outcome.ts';
import type { Say } from './phrases.ts';

/** Accounts that moderators of a channel named. */
export type Logins = Documents<readonly string[]>;

export const loginsSchema: Schema<readonly string[]> = schemaOf(
  'a list of logins',
  (value): value is readonly string[] => Array.isArray(value) && value.every((one) => typeof one === 'string'),
);

export interface LoginCommandParts {
  readonly say: Say;
  readonly prefix: () => string;
  readonly logins: Logins;
  readonly name: string;
  readonly does: 'add' | 'remove';
  /** How many a channel may name. */
  readonly most: number;
  readonly done: (viewer: string) => string;
  /** What is said where no account is named; null: how to name one. */
  readonly unnamed?: (channel: string) => string | null;
}

const login = /^\w{1,25}$/;

/** A command of moderators that adds an account to a list of their channel, or removes it. */
export function createLoginCommand(parts: LoginCommandParts): Command {
  const { say, prefix, logins, name, does, most, done, unnamed = () => null } = parts;
  return {
    name,
    aliases: [],
    level: 'moderator',
    async run({ args, message: { channel } }) {
      const viewer = asLogin(args.split(/\s/, 1)[0] ?? '');
      if (!login.test(viewer)) {
        return reply(unnamed(channel) ?? say('logins.usage', { prefix: prefix(), command: name }));
      }
      let full = false;
      let absent = false;
      const stored = await logins.change(channel, (list) => {
        absent = does === 'remove' && !list.includes(viewer);
        if (list.includes(viewer) === (does === 'add')) return null;
        if (does === 'remove') return list.filter((one) => one !== viewer);
        full = list.length >= most;
        return full ? null : [...list, viewer];
      });
      if (full) return reply(say('logins.full', { most }));
      if (!stored.ok) return reply(say('stored.not'));
      return reply(absent ? say('logins.absent', { viewer }) : done(viewer));
    },
  };
}
