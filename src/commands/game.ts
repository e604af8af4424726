import type { Command, Invocation } from '../domain/command.ts';
import type { Aspect, Knowledge } from '../domain/knowledge.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Say } from '../domain/phrases.ts';
import type { Language } from '../domain/settings.ts';
import { told } from './found.ts';

export interface GameParts {
  readonly knowledge: Knowledge;
  readonly say: Say;
  readonly prefix: () => string;
  readonly language: () => Language;
  /** The game that is being streamed; null when none is, or when Twitch does not say. */
  readonly streamed: (channel: string) => Promise<string | null>;
}

/** A title, or a question about one: "hades", "qui a fait hades". Alone: the game that is being streamed. */
export function createGame({ knowledge, say, prefix, language, streamed }: GameParts): Command {
  return {
    name: 'game',
    aliases: ['gameinfo', 'jeu'],
    level: 'viewer',
    async run({ args, message, deadline, meter }: Invocation, signal): Promise<Outcome> {
      const { channel } = message;
      const asked = args === '' ? { subject: await streamed(channel), aspect: 'about' as Aspect } : about(args);
      if (!asked.subject) return { kind: 'reply', source: 'bot', text: say('game.usage', { prefix: prefix() }) };
      const lookup = { channel, subject: asked.subject, aspect: asked.aspect, language: language(), deadline, meter };
      const game = await knowledge.igdb(lookup, signal);
      if (game.kind === 'fact') return told(game, say, asked.subject);
      // The encyclopedia knows most games too; what the database does not have, it may.
      const article = await knowledge.wikipedia({ ...lookup, aspect: 'about' }, signal);
      return told(article.kind === 'fact' ? article : game, say, asked.subject);
    },
  };

  /** A bare title has no question around it, and must not be taken for one. */
  function about(args: string): { subject: string; aspect: Aspect } {
    const routed = knowledge.route(args, language());
    const question = routed.route === 'igdb' && routed.subject !== '' && routed.aspect !== 'about';
    return question ? routed : { subject: args, aspect: 'about' };
  }
}
