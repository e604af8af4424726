import type { Command, Invocation } from '../domain/command.ts';
import type { Aspect, Knowledge } from '../domain/knowledge.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Language } from '../domain/settings.ts';
import { findGame } from './find-game.ts';
import { told } from './found.ts';
import type { Say } from './phrases.ts';

export interface GameParts {
  readonly knowledge: Knowledge;
  readonly say: Say;
  readonly prefix: () => string;
  readonly language: () => Language;
  /** The game that is being streamed; null when none is, or when Twitch does not say. */
  readonly streamed: (channel: string, signal: AbortSignal) => Promise<string | null>;
  readonly now: () => number;
}

/** A title, or a question about one: "hades", "qui a fait hades". Alone: the game that is being streamed. */
export function createGame({ knowledge, say, prefix, language, streamed, now }: GameParts): Command {
  return {
    name: 'game',
    aliases: ['gameinfo', 'jeu'],
    level: 'viewer',
    async run({ args, message, deadline, meter }: Invocation, signal): Promise<Outcome> {
      const { channel } = message;
      const asked = args === '' ? alone(await streamed(channel, signal)) : about(args);
      const [subject] = asked.names;
      if (!subject) return { kind: 'reply', source: 'bot', text: say('game.usage', { prefix: prefix() }) };
      const lookup = { channel, aspect: asked.aspect, language: language(), deadline, meter };
      return told(await findGame({ knowledge, now }, lookup, asked.names, signal), say);
    },
  };

  /** A bare title has no question around it and is looked for as it was typed, then under the name that it is known by. */
  function about(args: string): Asked {
    const { route, subject, aspect } = knowledge.route(args, language());
    if (!/[\p{L}\p{N}]/u.test(args)) return alone(null);
    if (route !== 'igdb' || subject === '') return alone(args);
    return aspect === 'about' ? { names: [args, subject], aspect } : { names: [subject], aspect };
  }
}

interface Asked {
  readonly names: readonly string[];
  readonly aspect: Aspect;
}

const alone = (title: string | null): Asked => ({ names: title === null ? [] : [title], aspect: 'about' });
