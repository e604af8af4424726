import type { Command } from '../domain/command.ts';
import { type Documents, type OpenDocuments, schemaOf } from '../domain/documents.ts';
import type { Say } from './phrases.ts';

/** The name of a persona; empty where the bot talks as usual. */
export type Personas = Documents<string>;

export const openPersonas = (open: OpenDocuments): Personas =>
  open(
    'persona',
    schemaOf('a name', (value) => typeof value === 'string'),
    '',
  );

export interface PersonaParts {
  readonly say: Say;
  readonly prefix: () => string;
  readonly personas: Personas;
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
      const current = personas.read(channel);
      const reply = (text: string) => ({ kind: 'reply', source: 'bot', text }) as const;
      const list = names.join(', ');
      if (wanted === '') {
        return reply(
          names.includes(current)
            ? say('persona.now', { persona: current, list })
            : say('persona.none', { list, prefix: prefix() }),
        );
      }
      const off = wanted === 'off';
      if (!off && !names.includes(wanted)) return reply(say('persona.unknown', { list }));
      const done = await personas.change(channel, () => (off ? '' : wanted));
      if (!done.ok) return reply(say('stored.not'));
      return reply(off ? say('persona.off') : say('persona.set', { persona: wanted }));
    },
  };
}
