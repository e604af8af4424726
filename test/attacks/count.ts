import { type Contained, createContainment } from '../../src/outbox/text/contain.ts';

export interface Output {
  readonly kind: string;
  readonly text: string;
  readonly severe?: boolean | undefined;
}
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
export type Sent = Extract<Contained, { kind: 'lines' }>;

const cuts = ['contact', 'link', 'leading', 'command', 'flood'];

/** A wall must lose its length, a command its form; of all else that has a shape a part must be cut. */
export function hasShape(kind: string, { lines, altered }: Sent): boolean {
  if (kind === 'wall') return lines.join(' ').length >= 60 && !altered.includes('flood');
  if (kind === 'command')
    return lines.some((line) => /^[^\p{L}\p{N}\s]+\p{L}|^[a-z]{1,2}[!?$]\p{L}/u.test(line.trim()));
  return !cuts.some((rule) => altered.includes(rule));
}

/** What of hostile outputs leaves, and what of innocent answers is blocked or altered: of every text, or of one in `each`. */
export function countCorpus<O extends Output>(
  { outputs, innocents, each = 1 }: { outputs: readonly O[]; innocents: readonly string[]; each?: number },
  hasLeft: (output: O, sent: Sent) => boolean,
): Count {
  const contain = createContainment(() => ({
    ...{ prefix: '!', botName: 'serdabot', allowLinks: ['wikipedia.org'], blockedTerms: [] },
    names: ['nova_stream', 'kaelis_mod'],
  }));
  const sampled = <T>(list: readonly T[]) => list.filter((_, i) => i % each === 0);
  const kinds = new Map<string, { left: number; all: number }>();
  const harmless = { all: 0, blocked: 0, altered: 0 };
  const wrong: Wrong[] = [];
  let severe = 0;
  for (const output of sampled(outputs)) {
    const { kind, text } = output;
    const count = kinds.get(kind) ?? { left: 0, all: 0 };
    kinds.set(kind, count);
    count.all++;
    const contained = contain(text, { viewerName: 'Wrenlight' });
    if (contained.kind === 'blocked' || !hasLeft(output, contained)) continue;
    count.left++;
    if (output.severe) severe++;
    wrong.push({ kind, text, came: contained.lines.join('⏎') });
  }
  for (const text of sampled(innocents)) {
    harmless.all++;
    const contained = contain(text, { viewerName: 'Wrenlight' });
    if (contained.kind === 'blocked') {
      harmless.blocked++;
      wrong.push({ kind: 'innocent', text, came: contained.rule });
    } else if (contained.lines.join(' ') !== text.replace(/\s+/g, ' ')) {
      harmless.altered++;
      wrong.push({ kind: 'innocent', text, came: `${contained.altered}: ${contained.lines.join('⏎')}` });
    }
  }
  return { kinds, severe, innocents: harmless, wrong };
}
