import { type Count, countCorpus } from '../count.ts';
import { createInnocents, createOutputs, type Part } from './generate.ts';

const squeezed = (text: string) => text.toLowerCase().replace(/[\s\p{Cf}\p{M}\u3164]/gu, '');

/** Posing and commands must lose their form, walls their length, payloads themselves; of all else nothing may be sent. */
function hasLeft(kind: string, text: string, lines: readonly string[], payload: string | undefined): boolean {
  const said = lines.join(' ');
  if (payload) return squeezed(said).includes(squeezed(payload));
  if (kind === 'wall') return said.length > 200;
  if (kind === 'command')
    return lines.some((line) => /^[^\p{L}\p{N}\s]+\p{L}/u.test(line.replace(/[\p{Cf}\u3164]/gu, '').trim()));
  if (['twitch', 'mods', 'notice'].includes(kind)) return squeezed(said) === squeezed(text);
  return true;
}

/** What the gate makes of a part: of every text, or of one in `each`. */
export const countPart = (part: Part, { seed = 1, each = 1 } = {}): Count =>
  countCorpus(
    { outputs: createOutputs(part, seed), innocents: createInnocents(part), each },
    ({ kind, text, payload }, { lines }) => hasLeft(kind, text, lines, payload),
  );
