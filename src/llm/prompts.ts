import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tell } from '../domain/event.ts';
import type { Exchange } from '../domain/llm.ts';
import type { Language } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import { type FolderWatch, watchFolder } from '../lib/watch-folder.ts';
import type { Prompts } from './prompt.ts';

export type AllPrompts = Readonly<Record<Language, Prompts>>;

export type LoadedPrompts =
  | { readonly kind: 'prompts'; readonly prompts: AllPrompts }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

const longest = 3_000;
const mostPersonas = 50;

/** What each file may leave to be filled in. */
const files = {
  ask: ['bot', 'channel'],
  mention: ['bot', 'channel'],
  examples: ['bot', 'channel'],
  recap: ['summary'],
  facts: ['source', 'facts'],
  context: ['game', 'title'],
  summary: [],
  format: [],
  trad: ['language'],
  route: [],
} as const satisfies Record<keyof Omit<Prompts, 'personas'>, readonly string[]>;
/** Without these a file does not do what it is for. */
const needed: Partial<Record<keyof typeof files, readonly string[]>> = {
  recap: ['summary'],
  facts: ['facts'],
  trad: ['language'],
};
type Name = keyof typeof files;
const names = Object.keys(files) as Name[];
const ofPersonas = ['bot', 'channel'];

/** Reads `{fr,en}/*.md` and `{fr,en}/personas/*.md`. Faults are lines for the operator: `FILE:line:column what, expected`. */
export async function loadPrompts(folder: string): Promise<LoadedPrompts> {
  const faults: string[] = [];

  async function load(file: string, known: readonly string[], wanted: readonly string[] = []): Promise<string> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error);
    if (typeof text === 'string') faults.push(...faultsOf(file, text, known, wanted));
    else faults.push(`${file}:1:1 cannot be read (${text.code}), expected what the model is told`);
    return typeof text === 'string' ? text.trim() : '';
  }

  function pairs(file: string, text: string): readonly Exchange[] {
    const found = exchangesIn(text);
    const whole = found.length > 0 && found.every(({ question, answer }) => question !== '' && answer !== '');
    if (text !== '' && !whole)
      faults.push(`${file}:1:1 is no list of exchanges, expected "> question" and an answer below`);
    return found;
  }

  async function personasOf(language: Language): Promise<Record<string, string>> {
    const names = (await readdir(join(folder, language, 'personas')).catch(() => []))
      .filter((name) => /^[a-z0-9_-]{1,25}\.md$/.test(name))
      .sort()
      .slice(0, mostPersonas);
    const read = names.map(
      async (name) => [name.slice(0, -3), await load(join(folder, language, 'personas', name), ofPersonas)] as const,
    );
    return Object.fromEntries(await Promise.all(read));
  }

  async function all(language: Language): Promise<Prompts> {
    const at = (name: Name) => join(folder, language, `${name}.md`);
    const read = (name: Name) => load(at(name), files[name], needed[name]);
    const [texts, personas] = await Promise.all([Promise.all(names.map(read)), personasOf(language)]);
    const text = Object.fromEntries(names.map((name, i) => [name, texts[i]!])) as Record<Name, string>;
    return {
      ...text,
      examples: pairs(at('examples'), text.examples),
      recap: pairs(at('recap'), text.recap)[0] ?? { question: '', answer: '' },
      personas,
    };
  }

  const [fr, en] = await Promise.all([all('fr'), all('en')]);
  const prompts = { fr, en };
  if (faults.length === 0) return { kind: 'prompts', prompts };
  // Files are read side by side.
  return { kind: 'faults', faults: faults.sort(new Intl.Collator('en', { numeric: true }).compare) };
}

/** `> ` starts what is asked; what follows is the answer. */
function exchangesIn(text: string): Exchange[] {
  return text
    .split(/^(?=> )/m)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [first = '', ...rest] = part.split('\n');
      return { question: first.startsWith('> ') ? first.slice(2).trim() : '', answer: rest.join('\n').trim() };
    });
}

function faultsOf(file: string, text: string, known: readonly string[], wanted: readonly string[]): string[] {
  if (text.trim() === '') return [`${file}:1:1 is empty, expected what the model is told`];
  const faults: string[] = [];
  const say = (index: number, what: string) => {
    const before = text.slice(0, index).split('\n');
    faults.push(`${file}:${before.length}:${before.at(-1)!.length + 1} ${what}`);
  };
  const braced = known.map((name) => `{${name}}`);
  if (text.length > longest) say(longest, `goes on too long, expected at most ${longest} characters`);
  for (const { 0: found, index } of text.matchAll(/\{\w*\}|[{}]/g)) {
    if (braced.includes(found)) continue;
    say(index, `unexpected ${found}, expected ${braced.length > 0 ? braced.join(' or ') : 'no placeholder'}`);
  }
  for (const name of wanted) if (!text.includes(`{${name}}`)) say(0, `has no {${name}}, expected it once`);
  return faults;
}

/** Takes over changed files whole, when they have no fault, and says so; otherwise the last good ones stay. */
export function watchPrompts({
  folder,
  tell,
  ...rest
}: {
  readonly folder: string;
  readonly initial: AllPrompts;
  readonly tell: Tell;
  readonly clock?: Clock;
}): FolderWatch<AllPrompts> {
  return watchFolder({
    ...rest,
    folder,
    suffix: '.md',
    async load() {
      const loaded = await loadPrompts(folder);
      return loaded.kind === 'prompts' ? { ok: true, value: loaded.prompts } : { ok: false, faults: loaded.faults };
    },
    onApplied: () => tell({ kind: 'settings.applied', file: folder, detail: 'changed: prompts' }),
    onRejected: (faults) => tell({ kind: 'settings.rejected', file: folder, faults }),
    onBug: (error) => tell({ kind: 'bug', where: 'prompts watch', error }),
  });
}
