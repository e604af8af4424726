import type { Command } from '../domain/command.ts';
import type { Kept } from '../domain/storage.ts';
import type { Say } from './phrases.ts';

/** By channel. */
export type Personas = Readonly<Record<string, string>>;

export interface PersonaParts {
  readonly say: Say;
  readonly prefix: () => string;
  readonly personas: Kept<Personas>;
  /** Those that there are a file for. */
  readonly known: () => readonly string[];
}

/** How the bot talks in a channel. */
export function createPersona({ say, prefix, personas, known }: PersonaParts): Command {
  return {
    name: 'persona',
    aliases: [],
    level: 'moderator',
    async run({ args, message }) {
      const { channel } = message;
      const names = known();
      const wanted = args.trim().toLowerCase();
      const { [channel]: current, ...others } = personas.current();
      const reply = (text: string) => ({ kind: 'reply', source: 'bot', text }) as const;
      const list = names.join(', ');
      if (wanted === '') {
        const known = current !== undefined && names.includes(current);
        return reply(
          known ? say('persona.now', { persona: current, list }) : say('persona.none', { list, prefix: prefix() }),
        );
      }
      const off = wanted === 'off';
      if (!off && !names.includes(wanted)) return reply(say('persona.unknown', { list }));
      const stored = await personas.change(off ? others : { ...others, [channel]: wanted });
      if (!stored.ok) return reply(say('kept.not'));
      return reply(off ? say('persona.off') : say('persona.set', { persona: wanted }));
    },
  };
}
