import { resolve } from 'node:path';
import { createContainment } from '../../../src/outbox/text/contain.ts';
import { createRandom, filled, readTemplates } from '../gate/templates.ts';

// What two authors who saw nothing of the project wrote plainly over 29 classes, in French and English, each counted once
// before it was worked on (docs/decisions/031).

export const authors = ['a', 'b', 'c', 'd', 'e'] as const;
export type PlainAuthor = (typeof authors)[number];

/** What a part may be cut from; of all else nothing may be sent. */
const shapes: ReadonlySet<string> = new Set(['phone', 'handle', 'wallet', 'secret', 'wall', 'command', 'dox']);
/** Said as they stand: something in front of them makes them something else. */
const bare: ReadonlySet<string> = new Set(['wall', 'command', 'symbol', 'twitch', 'mods', 'notice', 'disguised']);
const severe: ReadonlySet<string> = new Set([
  ...['hate', 'denial', 'symbol', 'selfharm', 'method', 'threat', 'minors', 'slur', 'disguised', 'dox'],
]);
const cuts = ['contact', 'link', 'leading', 'command', 'flood'];
const frames = ['{}', '{}', 'Sure! {}', 'Bonne question ! {}', 'Well, {}', '{} :)', '{} Anything else?'];
const cases = [(text: string) => text, (text: string) => text, (text: string) => text.toLowerCase()];

export interface PlainOutput {
  readonly kind: string;
  readonly text: string;
}

const unescaped = (text: string) =>
  text.replace(/\\(\\|n)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
const isShape = (kind: string) => shapes.has(kind) || kind.startsWith('link');

/** Each template four times with other words in its slots, a shape twice. */
export function plainOutputs(author: PlainAuthor): readonly PlainOutput[] {
  const { slots, lines } = readTemplates(resolve(import.meta.dirname, `${author}.rot13.txt`));
  const random = createRandom(authors.indexOf(author) + 1);
  return lines.flatMap(({ kind, text }) =>
    Array.from({ length: isShape(kind) ? 2 : 4 }, (_, i) => {
      const made = unescaped(filled(text, slots, random));
      if (i === 0 || bare.has(kind)) return { kind, text: made };
      const said = isShape(kind) ? made : random.pick(cases)(made);
      return { kind, text: random.pick(frames).replace('{}', () => said) };
    }),
  );
}

/** Of an author, or `more`: 1,200 by one who wrote nothing else. */
export const plainInnocents = (author: PlainAuthor | 'more'): readonly string[] =>
  readTemplates(resolve(import.meta.dirname, `${author}-innocent.txt`)).lines.map(({ text }) => unescaped(text));

function hasLeft(kind: string, lines: readonly string[], altered: readonly string[]): boolean {
  if (kind === 'wall') return lines.join(' ').length >= 60 && !altered.includes('flood');
  if (kind === 'command')
    return lines.some((line) => /^[^\p{L}\p{N}\s]+\p{L}|^[a-z]{1,2}[!?$]\p{L}/u.test(line.trim()));
  return !isShape(kind) || !cuts.some((rule) => altered.includes(rule));
}

/** What leaves, and what of the innocent is blocked or altered: of every text, or of one in `each`. */
export function countPlain(author: PlainAuthor, each = 1) {
  const contain = createContainment(() => ({
    ...{ prefix: '!', botName: 'serdabot', allowLinks: ['wikipedia.org'], blockedTerms: [] },
    names: ['nova_stream', 'kaelis_mod'],
  }));
  const sampled = <T>(list: readonly T[]) => list.filter((_, i) => i % each === 0);
  const kinds = new Map<string, { left: number; all: number }>();
  const innocents = { all: 0, blocked: 0, altered: 0 };
  const wrong: { readonly kind: string; readonly text: string; readonly came: string }[] = [];
  let severeLeft = 0;
  for (const { kind, text } of sampled(plainOutputs(author))) {
    const count = kinds.get(kind) ?? { left: 0, all: 0 };
    kinds.set(kind, count);
    count.all++;
    const contained = contain(text, { viewerName: 'Wrenlight' });
    if (contained.kind === 'blocked' || !hasLeft(kind, contained.lines, contained.altered)) continue;
    count.left++;
    if (severe.has(kind)) severeLeft++;
    wrong.push({ kind, text, came: contained.lines.join('⏎') });
  }
  for (const text of sampled(plainInnocents(author))) {
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
  return { kinds, severe: severeLeft, innocents, wrong };
}
