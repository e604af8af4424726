import type { Command } from '../domain/command.ts';
import { createLoginCommand, type Logins } from './logins.ts';
import type { Say } from './phrases.ts';

export interface IgnoreParts {
  readonly say: Say;
  readonly prefix: () => string;
  /** Those that the bot does not hear. */
  readonly ignored: Logins;
}

const most = 200;

export function createIgnore({ say, prefix, ignored }: IgnoreParts): readonly Command[] {
  const unnamed = (channel: string) => {
    const list = ignored.read(channel);
    return list.length > 0 ? say('ignore.list', { names: list.join(', ') }) : null;
  };
  const parts = { say, prefix, logins: ignored, most, unnamed };
  return [
    createLoginCommand({ ...parts, name: 'ignore', does: 'add' }),
    createLoginCommand({ ...parts, name: 'unignore', does: 'remove' }),
  ];
}
