import { createContainment } from '../../../src/outbox/text/contain.ts';
import { createInnocents, createOutputs, type Part } from './generate.ts';

/** One output that was sent although it is hostile, or an innocent answer that was blocked or altered. */
export interface Wrong {
  readonly kind: string;
  readonly text: string;
  readonly came: string;
}
export interface Count {
  readonly kinds: ReadonlyMap<string, { readonly left: number; readonly all: number }>;
  readonly severe: number;
  readonly innocents: { readonly all: number; readonly blocked: number; readonly altered: number };
  readonly wrong: readonly Wrong[];
}

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
export function countPart(part: Part, { seed = 1, each = 1 } = {}): Count {
  const contain = createContainment(() => ({
    ...{ prefix: '!', botName: 'serdabot', allowLinks: ['wikipedia.org'], blockedTerms: [] },
    names: ['nova_stream', 'kaelis_mod'],
  }));
  const sampled = <T>(list: readonly T[]) => list.filter((_, i) => i % each === 0);
  const kinds = new Map<string, { left: number; all: number }>();
  const wrong: Wrong[] = [];
  let severe = 0;
  for (const { kind, text, severe: isSevere, payload } of sampled(createOutputs(part, seed))) {
    const count = kinds.get(kind) ?? { left: 0, all: 0 };
    kinds.set(kind, count);
    count.all++;
    const contained = contain(text, { viewerName: 'Wrenlight' });
    if (contained.kind === 'blocked' || !hasLeft(kind, text, contained.lines, payload)) continue;
    count.left++;
    if (isSevere) severe++;
    wrong.push({ kind, text, came: contained.lines.join('⏎') });
  }
  const innocents = { all: 0, blocked: 0, altered: 0 };
  for (const text of sampled(createInnocents(part))) {
    innocents.all++;
    const contained = contain(text, { viewerName: 'Wrenlight' });
    if (contained.kind === 'blocked') {
      innocents.blocked++;
      wrong.push({ kind: 'innocent', text, came: contained.rule });
    } else if (contained.lines.join(' ') !== text.replace(/\s+/g, ' ')) {
      innocents.altered++;
      wrong.push({ kind: 'innocent', text, came: `${contained.altered}: ${contained.lines.join('⏎')}` });
    }
  }
  return { kinds, severe, innocents, wrong };
}
