import type { Command } from '../domain/command.ts';
import type { EndpointReport } from '../domain/llm.ts';
import { type Priority, priorities } from '../domain/viewer.ts';
import { duration } from './duration.ts';
import type { Say } from './phrases.ts';

export interface BotStatusParts {
  readonly say: Say;
  readonly uptimeMs: () => number;
  readonly channels: () => readonly string[];
  readonly endpoints: () => readonly EndpointReport[];
  readonly slots: () => {
    readonly inFlight: number;
    readonly cap: number;
    /** What the cap is lowered to while the endpoints bear no more. */
    readonly limit: number;
    /** How many calls of each priority wait. */
    readonly line: Readonly<Record<Priority, number>>;
  };
}

export function createBotStatus({ say, uptimeMs, channels, endpoints, slots }: BotStatusParts): Command {
  function waiting(line: Readonly<Record<Priority, number>>) {
    const some = priorities.filter((priority) => line[priority] > 0);
    if (some.length === 0) return say('botstatus.waiting.none');
    return some.map((priority) => `${say(`priority.${priority}`)} ${line[priority]}`).join(', ');
  }

  return {
    name: 'botstatus',
    aliases: [],
    level: 'moderator',
    async run() {
      const model = endpoints()
        .map(({ name, state, word }) => `${name} ${say(`endpoint.${word ?? state}`)}`)
        .join(', ');
      const { inFlight, cap, limit, line } = slots();
      const text = say('botstatus.line', {
        chat: say('botstatus.chat.joined', { channels: channels().length }),
        model: model || say('botstatus.model.none'),
        slots:
          limit < cap
            ? say('botstatus.slots.lowered', { inFlight, limit, cap })
            : say('botstatus.slots', { inFlight, cap }),
        waiting: waiting(line),
        uptime: duration(say, uptimeMs()),
      });
      return { kind: 'reply', source: 'bot', text };
    },
  };
}
