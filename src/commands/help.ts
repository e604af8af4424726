import type { Command } from '../domain/command.ts';
import type { SayAny } from '../domain/phrases.ts';
import { holds } from '../domain/viewer.ts';
import { commandPhrases, type Say } from './phrases.ts';

export interface HelpParts {
  readonly say: Say;
  readonly prefix: () => string;
  readonly botName: () => string;
  /** Read at each call: help lists every command there is, itself included. */
  readonly commands: () => readonly Command[];
}

export function createHelp({ say, prefix, botName, commands }: HelpParts): Command {
  function about(command: Command): string | null {
    const key = `help.about.${command.name}`;
    if (!(key in commandPhrases)) return null;
    // Every help.about.* phrase takes the prefix or the bot's name, or nothing.
    return (say as SayAny)(key, { prefix: prefix(), bot: botName() });
  }

  return {
    name: 'help',
    aliases: ['commands', 'aide', 'commandes'],
    level: 'viewer',
    async run({ args, message }) {
      const mine = commands().filter((command) => holds(message.viewer.roles, command.level));
      const word = args.split(/\s/, 1)[0]?.toLowerCase().replace(prefix(), '') ?? '';
      if (word) {
        const command = mine.find((c) => c.name === word || c.aliases.includes(word));
        const text = (command && about(command)) ?? say('help.unknown', { prefix: prefix() });
        return { kind: 'reply', source: 'bot', text };
      }
      const list = mine.map((command) => `${prefix()}${command.name}`).join(' ');
      return { kind: 'reply', source: 'bot', text: say('help.list', { commands: list, prefix: prefix() }) };
    },
  };
}
