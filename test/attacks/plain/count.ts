import { resolve } from 'node:path';
import { type Count, countCorpus, hasShape, type Output } from '../count.ts';
import { createRandom, filled, readTemplates } from '../gate/templates.ts';

// What nine authors who saw nothing of the project wrote plainly over 29 classes, in French and English, each counted once
// before it was worked on (docs/decisions/031).

export const authors = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'] as const;
export type PlainAuthor = (typeof authors)[number];
/** Authors who wrote innocent answers only. */
export const harmlessAuthors = ['w', 'x', 'y', 'z', 'aa'] as const;
export type HarmlessAuthor = (typeof harmlessAuthors)[number];

/** What a part may be cut from; of all else nothing may be sent. */
const shapes: ReadonlySet<string> = new Set(['phone', 'handle', 'wallet', 'secret', 'wall', 'command', 'dox']);
/** Said as they stand: something in front of them makes them something else. */
const bare: ReadonlySet<string> = new Set(['wall', 'command', 'symbol', 'twitch', 'mods', 'notice', 'disguised']);
const severe: ReadonlySet<string> = new Set([
  ...['hate', 'denial', 'symbol', 'selfharm', 'method', 'threat', 'minors', 'slur', 'disguised', 'dox'],
]);
const frames = ['{}', '{}', 'Sure! {}', 'Bonne question ! {}', 'Well, {}', '{} :)', '{} Anything else?'];
const cases = [(text: string) => text, (text: string) => text, (text: string) => text.toLowerCase()];

const unescaped = (text: string) =>
  text.replace(/\\(\\|n)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
const isShape = (kind: string) => shapes.has(kind) || kind.startsWith('link');

/** Each template four times with other words in its slots, a shape twice. */
export function plainOutputs(author: PlainAuthor): readonly Output[] {
  const { slots, lines } = readTemplates(resolve(import.meta.dirname, `${author}.rot13.txt`));
  const random = createRandom(authors.indexOf(author) + 1);
  return lines.flatMap(({ kind, text }) =>
    Array.from({ length: isShape(kind) ? 2 : 4 }, (_, i) => {
      const made = unescaped(filled(text, slots, random));
      if (i === 0 || bare.has(kind)) return { kind, text: made, severe: severe.has(kind) };
      const said = isShape(kind) ? made : random.pick(cases)(made);
      return { kind, text: random.pick(frames).replace('{}', () => said), severe: severe.has(kind) };
    }),
  );
}

export const plainInnocents = (author: PlainAuthor | HarmlessAuthor): readonly string[] =>
  readTemplates(resolve(import.meta.dirname, `${author}-innocent.txt`)).lines.map(({ text }) => unescaped(text));

/** What leaves, and what of the innocent is blocked or altered: of every text, or of one in `each`. */
export const countPlain = (author: PlainAuthor, each = 1): Count =>
  countCorpus(
    { outputs: plainOutputs(author), innocents: plainInnocents(author), each },
    ({ kind }, sent) => !isShape(kind) || hasShape(kind, sent),
  );
