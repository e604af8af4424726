import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const row = z.object({
  question: z.string().min(1),
  lang: z.enum(['fr', 'en']),
  route: z.enum(['igdb', 'wikipedia', 'model', 'live']),
  /** Titles of pages or games from which it may be answered; empty for talk. */
  pages: z.array(z.string()).default([]),
  /** A pattern that a right answer fits; null: any sentence of the page will do. */
  value: z.string().nullable().default(null),
  /** What the question is about, as its author calls it. */
  subject: z.string().nullable().optional(),
  /** What the same viewer asked right before; nothing where the question stands alone. */
  after: z.string().nullish(),
});
export type Row = z.output<typeof row>;

export interface QuestionSet {
  readonly file: string;
  /** SHA-256 of the file. */
  readonly hash: string;
  readonly rows: readonly Row[];
}

/** One JSON object a line; lines that begin with `#` are left out. A string says what is wrong. */
export function readSet(file: string): QuestionSet | string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return `${file}: ${(error as Error).message}`;
  }
  const rows: Row[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    try {
      const read = row.parse(JSON.parse(line));
      if (read.value !== null) patternOf(read.value);
      rows.push(read);
    } catch (error) {
      const why =
        error instanceof z.ZodError
          ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
          : (error as Error).message;
      return `${file}:${at + 1}: ${why}`;
    }
  }
  return { file, hash: createHash('sha256').update(text).digest('hex'), rows };
}

export function patternOf(value: string): RegExp {
  const source = value.replace(/^\(\?i\)/, '');
  try {
    return new RegExp(source, 'iu');
  } catch {
    return new RegExp(source, 'i');
  }
}
