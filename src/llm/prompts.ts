import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from '../domain/settings.ts';
import { type Prompts, placeholders } from './prompt.ts';

export type LoadedPrompts =
  | { readonly kind: 'prompts'; readonly prompts: Record<Language, Prompts> }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

const longest = 3_000;

/** Reads `{fr,en}/{ask,mention}.md` of a folder. Faults are lines for the operator: `FILE:line:column what, expected`. */
export async function loadPrompts(folder: string): Promise<LoadedPrompts> {
  const faults: string[] = [];
  const load = async (language: Language, name: keyof Prompts) => {
    const file = join(folder, language, `${name}.md`);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error);
    if (typeof text === 'string') faults.push(...faultsOf(file, text));
    else faults.push(`${file}:1:1 cannot be read (${text.code}), expected the rules that the model is given`);
    return typeof text === 'string' ? text.trim() : '';
  };
  const both = async (language: Language): Promise<Prompts> => ({
    ask: await load(language, 'ask'),
    mention: await load(language, 'mention'),
  });
  const prompts = { fr: await both('fr'), en: await both('en') };
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'prompts', prompts };
}

const known = placeholders.map((name) => `{${name}}`);

function faultsOf(file: string, text: string): string[] {
  if (text.trim() === '') return [`${file}:1:1 is empty, expected the rules that the model is given`];
  const faults: string[] = [];
  const say = (index: number, what: string) => {
    const before = text.slice(0, index).split('\n');
    faults.push(`${file}:${before.length}:${before.at(-1)!.length + 1} ${what}`);
  };
  if (text.length > longest) say(longest, `goes on too long, expected at most ${longest} characters`);
  for (const { 0: found, index } of text.matchAll(/\{\w*\}|[{}]/g)) {
    if (!known.includes(found)) say(index, `unexpected ${found}, expected ${known.join(' or ')}`);
  }
  return faults;
}
