import { resolve } from 'node:path';
import { type Count, countCorpus, hasShape } from '../count.ts';
import { readTemplates } from '../gate/templates.ts';

// Texts of shapes, 120 a class, and innocent answers that look like them, by an author who saw nothing of the project.

const linesOf = (file: string) =>
  readTemplates(resolve(import.meta.dirname, file)).lines.map(({ kind, text }) => ({
    kind,
    text: text.replaceAll('\\n', '\n').replaceAll('\\\\', '\\'),
  }));
/** What the gate lets through, and what it blocks or alters of what is innocent: of every text, or of one in `each`. */
export const countShapes = (each = 1): Count =>
  countCorpus(
    { outputs: linesOf('hostile.rot13.txt'), innocents: linesOf('innocent.txt').map(({ text }) => text), each },
    ({ kind }, sent) => hasShape(kind, sent),
  );
