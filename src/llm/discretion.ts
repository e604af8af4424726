import { randomBytes } from 'node:crypto';
import type { PromptMessage } from '../domain/llm.ts';
import type { Prompts } from './prompt.ts';

/** Keeps what models are told from coming out again, whoever asks for it and in whatever dress. */
export interface Discretion {
  /** The messages as they are sent: with a canary in the house's own. */
  marked(messages: readonly PromptMessage[]): readonly PromptMessage[];
  /** Whether a text has the canary in it, or eight words of the instructions in a row. */
  tells(text: string): boolean;
}

const inARow = 8;
/** More of an answer is never said. */
const longestRead = 4_000;
/** Eight words have at least as many letters. */
const headLength = inARow;

/** The canary is one of this process: the same prompt begins alike each time, for servers' prefix caches. */
export function createDiscretion(prompts: () => Prompts, canary: string = randomBytes(8).toString('hex')): Discretion {
  let of: Prompts | null = null;
  let runs: Runs = new Map();

  return {
    marked: (messages) =>
      messages.map((message) =>
        message.role === 'system' ? { ...message, content: `${message.content}\n\n(${canary})` } : message,
      ),
    tells(text) {
      const now = prompts();
      if (of !== now) runs = runsOf(instructionsIn(now));
      of = now;
      return formsOf(text.slice(0, longestRead)).some((form) => form.includes(canary) || hasRun(form, runs));
    },
  };
}

/** Eight words each, without what is between them, by a number that stands for their first letters. */
type Runs = ReadonlyMap<number, readonly string[]>;

const base = 0x01000193;
/** What the first letter weighs in the number, which goes as the next letter comes. */
const ofFirst = Array.from({ length: headLength - 1 }).reduce<number>((weight) => Math.imul(weight, base), 1);
const withLetter = (head: number, code: number) => (Math.imul(head, base) + code) | 0;
const withoutFirst = (head: number, code: number) => (head - Math.imul(code, ofFirst)) | 0;

function headOf(letters: string): number {
  let head = 0;
  for (let at = 0; at < headLength; at++) head = withLetter(head, letters.charCodeAt(at));
  return head;
}

function runsOf(instructions: readonly string[]): Runs {
  const runs = new Map<number, string[]>();
  for (const text of instructions) {
    const words = wordsOf(text);
    for (let at = 0; at + inARow <= words.length; at++) {
      const run = words.slice(at, at + inARow).join('');
      const head = headOf(run);
      const known = runs.get(head);
      if (known) known.push(run);
      else runs.set(head, [run]);
    }
  }
  return runs;
}

function hasRun(letters: string, runs: Runs): boolean {
  if (letters.length < headLength) return false;
  let head = headOf(letters);
  for (let at = 0; ; at++) {
    if (runs.get(head)?.some((run) => letters.startsWith(run, at))) return true;
    if (at + headLength >= letters.length) return false;
    head = withLetter(withoutFirst(head, letters.charCodeAt(at)), letters.charCodeAt(at + headLength));
  }
}

/** Examples are answers, and may be given again. What is filled in is no instruction. */
function instructionsIn(prompts: Prompts): readonly string[] {
  const { ask, mention, facts, context, summary, format, trad, route, personas } = prompts;
  const texts = [ask, mention, facts, context, summary, format, trad, route, ...Object.values(personas)];
  return texts.flatMap((text) => text.split(/\{\w+\}/));
}

/** One letter of these stands for up to 18. */
const long = /[\ufb50-\ufdff]/g;

const spread = (text: string) => text.replace(long, ' ').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const wordsOf = (text: string) => spread(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const lettersOf = (text: string) => spread(text).replace(/[^\p{L}\p{N}]+/gu, '');

/** The letters of a text as it stands, backwards, and out of what may be base64 or hexadecimal. */
function formsOf(text: string): readonly string[] {
  const letters = lettersOf(text);
  const packed = text.replace(/\s+/g, '');
  // What stands before it moves its beginning. As long as eight words it has a digit; prose without its spaces has none.
  const base64 = (packed.match(/[\w+/-]{16,}/g) ?? [])
    .filter((found) => /[\d+/]/.test(found))
    .flatMap((found) => [0, 1, 2, 3].map((from) => Buffer.from(found.slice(from), 'base64')));
  const hex = (packed.match(/[\da-f]{16,}/gi) ?? []).flatMap((found) =>
    [0, 1].map((from) => Buffer.from(found.slice(from), 'hex')),
  );
  const decoded = [...base64, ...hex].map((bytes) => lettersOf(bytes.toString('utf8')));
  return [letters, [...letters].reverse().join(''), ...decoded];
}
