import type { Command } from '../../domain/command.ts';
import type { Aspect } from '../../domain/knowledge.ts';
import { reply } from '../../domain/outcome.ts';
import type { Home } from './phrases.ts';

interface Asked {
  readonly names: readonly string[];
  readonly aspect: Aspect;
}

const alone = (title: string | null): Asked => ({ names: title === null ? [] : [title], aspect: 'about' });

/** A title, or a question about one: "hades", "qui a fait hades". Alone: the game that is being streamed. */
export function createGame({ knowledge, chat, say, prefix, language }: Home): Command {
  /** A bare title has no question around it and is looked for as it was typed, then under the name that it is known by. */
  function about(args: string): Asked {
    const routed = knowledge.route(args, language());
    if (!/[\p{L}\p{N}]/u.test(args)) return alone(null);
    // Who types `!game` means a game, whatever else the line may be.
    const { route, subject, aspect } = routed.second?.route === 'igdb' ? routed.second : routed;
    if (route !== 'igdb' || subject === '') return alone(args);
    return aspect === 'about' ? { names: [args, subject], aspect } : { names: [subject], aspect };
  }

  return {
    name: 'game',
    aliases: ['gameinfo', 'jeu'],
    level: 'viewer',
    asks: true,
    async run({ args, message: { channel }, deadline, meter }, signal) {
      const asked = args === '' ? alone((await chat.stream(channel, signal))?.game ?? null) : about(args);
      if (asked.names.length === 0) {
        return reply(say(args === '' ? 'game.offline' : 'game.usage', { prefix: prefix() }));
      }
      const lookup = { channel, aspect: asked.aspect, language: language(), deadline, meter };
      return knowledge.told(await knowledge.game(lookup, asked.names, signal));
    },
  };
}
