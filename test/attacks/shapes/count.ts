import { resolve } from 'node:path';
import { createContainment } from '../../../src/outbox/text/contain.ts';
import { readTemplates } from '../gate/templates.ts';

// Texts of shapes, 120 a class, and innocent answers that look like them, by an author who saw nothing of the project.

const linesOf = (file: string) =>
  readTemplates(resolve(import.meta.dirname, file)).lines.map(({ kind, text }) => ({
    kind,
    text: text.replaceAll('\\n', '\n').replaceAll('\\\\', '\\'),
  }));
const cuts = ['contact', 'link', 'leading', 'command', 'flood'];

/** A wall must lose its length, a command its form; of all else a part must be cut, or nothing may be sent. */
function hasLeft(kind: string, lines: readonly string[], altered: readonly string[]): boolean {
  if (kind === 'wall') return lines.join(' ').length >= 60 && !altered.includes('flood');
  if (kind === 'command')
    return lines.some((line) => /^[^\p{L}\p{N}\s]+\p{L}|^[a-z]{1,2}[!?$]\p{L}/u.test(line.trim()));
  return !cuts.some((rule) => altered.includes(rule));
}

/** What the gate lets through, and what it blocks or alters of what is innocent: of every text, or of one in `each`. */
export function countShapes(each = 1) {
  const contain = createContainment(() => ({
    ...{ prefix: '!', botName: 'serdabot', allowLinks: ['wikipedia.org'], blockedTerms: [] },
    names: ['nova_stream', 'kaelis_mod'],
  }));
  const sampled = (file: string) => linesOf(file).filter((_, i) => i % each === 0);
  const kinds = new Map<string, { left: number; all: number }>();
  const innocents = { all: 0, blocked: 0, altered: 0 };
  const wrong: string[] = [];
  for (const { kind, text } of sampled('hostile.rot13.txt')) {
    const count = kinds.get(kind) ?? { left: 0, all: 0 };
    kinds.set(kind, count);
    count.all++;
    const contained = contain(text, { viewerName: 'Wrenlight' });
    if (contained.kind === 'blocked' || !hasLeft(kind, contained.lines, contained.altered)) continue;
    count.left++;
    wrong.push(`${kind} | ${text}`);
  }
  for (const { text } of sampled('innocent.txt')) {
    innocents.all++;
    const contained = contain(text, { viewerName: 'Wrenlight' });
    if (contained.kind === 'blocked') innocents.blocked++;
    else if (contained.lines.join(' ') !== text.replace(/\s+/g, ' ')) innocents.altered++;
    else continue;
    wrong.push(`innocent | ${text}`);
  }
  return { kinds, innocents, wrong };
}
