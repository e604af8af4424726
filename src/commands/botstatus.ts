import type { Command } from '../domain/command.ts';
import type { EndpointState } from '../domain/llm.ts';
import type { Say } from '../domain/phrases.ts';
import { duration } from './duration.ts';

export interface BotStatusParts {
  readonly say: Say;
  readonly uptimeMs: () => number;
  readonly channels: () => readonly string[];
  readonly endpoints: () => readonly { readonly name: string; readonly state: EndpointState }[];
  readonly slots: () => { readonly inFlight: number; readonly cap: number; readonly waiting: number };
}

export function createBotStatus({ say, uptimeMs, channels, endpoints, slots }: BotStatusParts): Command {
  return {
    name: 'botstatus',
    aliases: [],
    level: 'moderator',
    async run() {
      const model = endpoints()
        .map(({ name, state }) => `${name} ${say(`endpoint.${state}`)}`)
        .join(', ');
      const text = say('botstatus.line', {
        chat: say('botstatus.chat.joined', { channels: channels().length }),
        model: model || say('botstatus.model.none'),
        ...slots(),
        uptime: duration(say, uptimeMs()),
      });
      return { kind: 'reply', source: 'bot', text };
    },
  };
}
