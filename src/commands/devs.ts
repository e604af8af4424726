import type { Command } from '../domain/command.ts';
import { createLoginCommand, type Logins } from './logins.ts';
import type { Say } from './phrases.ts';

export interface DevsParts {
  readonly say: Say;
  readonly prefix: () => string;
  /** Those whose lines are translated. */
  readonly devs: Logins;
}

const most = 50;

export function createDevs({ say, prefix, devs }: DevsParts): readonly Command[] {
  const parts = { say, prefix, logins: devs, most };
  return [
    createLoginCommand({ ...parts, name: 'adddev', does: 'add' }),
    createLoginCommand({ ...parts, name: 'deldev', does: 'remove' }),
    {
      name: 'listdevs',
      aliases: [],
      level: 'moderator',
      async run({ message: { channel } }) {
        const list = devs.read(channel);
        const text =
          list.length > 0 ? say('devs.list', { names: list.join(', ') }) : say('devs.none', { prefix: prefix() });
        return { kind: 'reply', source: 'bot', text };
      },
    },
  ];
}
