import type { Command, Invocation } from '../domain/command.ts';
import { type Documents, type OpenDocuments, schemaOf } from '../domain/documents.ts';
import { asLogin } from '../lib/text.ts';
import type { Say } from './phrases.ts';

/** Accounts that moderators of a channel named. */
export type Logins = Documents<readonly string[]>;

const isList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

export const openLogins = (open: OpenDocuments, name: string): Logins =>
  open(name, schemaOf('a list of logins', isList), []);

export interface LoginCommandParts {
  readonly say: Say;
  readonly prefix: () => string;
  readonly logins: Logins;
  readonly name: 'ignore' | 'unignore' | 'adddev' | 'deldev';
  readonly does: 'add' | 'remove';
  /** How many a channel may name. */
  readonly most: number;
  /** What is said where no account is named; by default how to name one. */
  readonly unnamed?: (channel: string) => string | null;
}

const login = /^\w{1,25}$/;
const add = (list: readonly string[], viewer: string) => (list.includes(viewer) ? null : [...list, viewer]);
const remove = (list: readonly string[], viewer: string) =>
  list.includes(viewer) ? list.filter((one) => one !== viewer) : null;

export function createLoginCommand(parts: LoginCommandParts): Command {
  const { say, prefix, logins, name, does, most, unnamed = () => null } = parts;
  return {
    name,
    aliases: [],
    level: 'moderator',
    async run({ args, message: { channel } }: Invocation) {
      const reply = (text: string) => ({ kind: 'reply', source: 'bot', text }) as const;
      const viewer = asLogin(args.split(/\s/, 1)[0] ?? '');
      if (!login.test(viewer))
        return reply(unnamed(channel) ?? say('logins.usage', { prefix: prefix(), command: name }));
      let full = false;
      const done = await logins.change(channel, (list) => {
        const next = does === 'add' ? add(list, viewer) : remove(list, viewer);
        full = next !== null && next.length > most && does === 'add';
        return full ? null : next;
      });
      if (full) return reply(say('logins.full', { most }));
      return reply(done.ok ? say(`${name}.done`, { viewer }) : say('stored.not'));
    },
  };
}
