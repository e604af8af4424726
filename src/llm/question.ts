import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../domain/settings.ts';
import { visible } from '../lib/text.ts';

/**
 * Two questions with the same text here are the same question. Case, spaces and the signs at the end are all that may
 * differ: nothing is corrected, sorted or left out, since `on` and `off`, 1 and 2, Hades and Hadès are worlds apart.
 */
export function normalQuestion(question: string): string {
  const text = visible(question.normalize('NFC'))
    .toLowerCase()
    .replace(/[’ʼ]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/^[¿¡ ]+/, '');
  return withoutEnding(text);
}

const endings = new Set('?.…! ');
const factorial = /(?:[\d)]|(?<!\p{L})\p{L})$/u;
/** A letter before which another may stand, both of two units. */
const enough = 4;

/** `5!` and `n!` are other numbers than 5 and n; `c+`, `c#` and quotes stay as well. */
function withoutEnding(text: string): string {
  let from = text.length;
  while (from > 0 && endings.has(text[from - 1]!)) from--;
  if (text[from] === '!' && factorial.test(text.slice(Math.max(0, from - enough), from))) from++;
  return text.slice(0, from);
}

const file = join(import.meta.dirname, 'question-words.txt');
let lists: { readonly barred: Record<Language, ReadonlySet<string>>; readonly empty: ReadonlySet<string> } | undefined;

/** Sections of a file: `[name]` and what it is for, then words. Read when the first question comes. */
function words() {
  if (lists) return lists;
  const sections = `\n${readFileSync(file, 'utf8')}`.split('\n[').map((section) => section.split('\n'));
  const sets = Object.fromEntries(
    sections.map(([head = '', ...lines]) => [head.split(']')[0], lines.join(' ').split(' ')]),
  );
  const barred = ['persons', 'references', 'moments', 'whims'].flatMap((name) => sets[name] ?? []);
  const of = (more: readonly string[] = []) => new Set([...barred, ...more].filter(Boolean));
  lists = { barred: { fr: of(sets['only_in_fr']), en: of() }, empty: new Set(sets['empty']) };
  return lists;
}

const followUp = /^(?:et|mais|ou|donc|alors|sinon|ok|and|but|or|so|then|ok|okay|what about|how about)\b/;
// "c'est quoi X" and "est-ce que" point at nothing.
const setPhrases = /\b(?:qu'est-ce|est-ce|c'est|c'était|qu'il|y a-t-il|il y a)\b/g;

const longest = 200;

/** Whether an answer to it is one for every viewer, today and in an hour. When in doubt it is not. */
export function isForEverybody(question: string, language: Language): boolean {
  const text = normalQuestion(question);
  if (text.length > longest || /[@#]\w|:\/\//.test(text) || followUp.test(text)) return false;
  const said = text.replace(setPhrases, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
  const { barred, empty } = words();
  const hasSubject = said.length > 1 && said.some((word) => word.length > 1 && !empty.has(word));
  return hasSubject && !said.some((word) => barred[language].has(word));
}
