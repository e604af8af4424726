import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lists of words are files beside the code, read with the first question and not when the bot starts. */
export const pathOf = (file: string) => join(import.meta.dirname, 'data', file);
const read = (file: string) => readFileSync(pathOf(file), 'utf8');

export const linesIn = (file: string): readonly string[] =>
  read(file)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

/** The words below each line of the form `# name: comment`. */
export function sectionsIn(file: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let words: string[] = [];
  for (const line of read(file).split('\n')) {
    const name = /^# (\w+):/.exec(line)?.[1];
    if (name !== undefined) {
      words = [];
      sections.set(name, words);
    } else words.push(...line.split(' ').filter((word) => word !== ''));
  }
  return sections;
}
