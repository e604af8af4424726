import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const pathOf = (file: string) => join(import.meta.dirname, 'data', file);
const read = (file: string) => readFileSync(pathOf(file), 'utf8');

/** The lines of a list, without its comments. */
export const linesIn = (file: string) =>
  read(file)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

/** What stands below each line of the form `# name: comment`, apart from each other by blanks or by what `apart` says. */
export function sectionsIn(file: string, apart: RegExp = / +/): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let words: string[] = [];
  for (const line of read(file).split('\n')) {
    const name = /^# (\w+):/.exec(line)?.[1];
    if (name !== undefined) {
      words = [];
      sections.set(name, words);
    } else words.push(...line.split(apart).flatMap((word) => word.trim() || []));
  }
  return sections;
}
