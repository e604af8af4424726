import type { Command } from '../../domain/command.ts';
import { reply } from '../../domain/outcome.ts';
import { priorities } from '../../domain/viewer.ts';
import type { Home } from './phrases.ts';

export function createBotStatus({ say, chat, models, limits }: Home, uptime: () => string): Command {
  function waiting() {
    const queue = limits.queue();
    const some = priorities.filter((priority) => queue[priority] > 0);
    if (some.length === 0) return say('botstatus.waiting.none');
    return some.map((priority) => `${say(`priority.${priority}`)} ${queue[priority]}`).join(', ');
  }

  function slots() {
    const inFlight = limits.inFlight();
    const cap = limits.cap();
    // What the cap is lowered to while the endpoints bear no more.
    const limit = Math.min(cap, models.adaptiveCap());
    return limit < cap
      ? say('botstatus.slots.lowered', { inFlight, limit, cap })
      : say('botstatus.slots', { inFlight, cap });
  }

  return {
    name: 'botstatus',
    aliases: [],
    level: 'moderator',
    async run() {
      const model = models
        .states()
        .map(({ name, state, word }) => `${name} ${say(`endpoint.${word ?? state}`)}`)
        .join(', ');
      const text = say('botstatus.line', {
        chat: say('botstatus.chat.joined', { channels: chat.joined().length }),
        model: model || say('botstatus.model.none'),
        slots: slots(),
        waiting: waiting(),
        uptime: uptime(),
      });
      return reply(text);
    },
  };
}
