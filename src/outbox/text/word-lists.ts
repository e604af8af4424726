import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { automatonOf, type Entry } from './lexicon.ts';
import { type Compiled, harmless, type Meeting, type Offence, type Severity, severities } from './words.ts';

// The lists as people write them, and what the bot reads of them. No part of the bot imports this file.

interface Lists {
  readonly entries: Entry[];
  readonly tags: (Offence | string)[];
  readonly meetings: Meeting[];
}

const lettersPerWord = 6;
const kinds: ReadonlySet<string> = new Set(['never', 'set', 'meet', 'order', harmless]);

const rot13 = (text: string) =>
  text.replace(/[a-z]/gi, (c) => {
    const from = c <= 'Z' ? 65 : 97;
    return String.fromCharCode(((c.charCodeAt(0) - from + 13) % 26) + from);
  });

/**
 * One list, as lists/README.md describes it. In files named `*.rot13.txt` what follows a colon is written in ROT13, so
 * that nobody who opens or searches the source has to read it.
 */
function parseList(text: string, name: string, into: Lists): void {
  const decode = name.endsWith('.rot13.txt') ? rot13 : (written: string) => written;
  const tagOf = (tag: Offence | string) => {
    const at = into.tags.indexOf(tag);
    return at >= 0 ? at : into.tags.push(tag) - 1;
  };
  // What is indented continues the line above.
  for (const line of text.replace(/\n[ \t]+/g, ' ').split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const colon = line.indexOf(':');
    const [kind = '', first = '', second = '', third = ''] = line.slice(0, colon).split(' ');
    const rest = line.slice(colon + 1).trim();
    if (colon < 0 || !kinds.has(kind))
      throw new Error(`${name}: a line of no kind that is known: ${line.slice(0, 60)}`);
    const offence = { rule: first, severity: severityOf(second || 'always', name) };
    if (kind === 'meet' || kind === 'order') {
      const [sets = '', without = null] = rest.split(' unless ');
      const inOrder = kind === 'order';
      const named = sets.split(inOrder ? ' > ' : ' & ').map((set) => set.trim());
      into.meetings.push({ ...offence, sets: named, inOrder, letters: Number(third) * lettersPerWord, without });
      continue;
    }
    const tag = tagOf(kind === 'never' ? offence : kind === 'set' ? first : harmless);
    for (const term of decode(rest).split(';')) {
      if (term.trim() === '') continue;
      // A set's words are no offence by themselves: they are disguised together with what makes them one.
      into.entries.push({ term: term.trim(), tag, backwards: kind === 'never', plain: kind === 'harmless' });
    }
  }
}

function severityOf(written: string, name: string): Severity {
  const severity = severities.find((known) => known === written);
  if (severity === undefined) throw new Error(`${name}: a severity that is not known: ${written}`);
  return severity;
}

const folder = join(import.meta.dirname, '../lists/words');

export function readLists(): Lists {
  const list: Lists = { entries: [], tags: [], meetings: [] };
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.txt')) parseList(readFileSync(join(folder, name), 'utf8'), name, list);
  }
  const sets = new Set(list.tags.filter((tag) => typeof tag === 'string'));
  for (const { sets: named, without } of list.meetings) {
    for (const set of [...named, ...(without === null ? [] : [without])]) {
      if (!sets.has(set)) throw new Error(`a meeting names the set ${set}, which no list has`);
    }
  }
  return list;
}

/** The lists as words.ts reads them, the automaton still at its full length. */
export function compiledLists(): { readonly header: string; readonly automaton: Buffer } {
  const { entries, tags, meetings } = readLists();
  const { nodes, down, founds, ends } = automatonOf(entries);
  const header: Compiled = { tags, meetings, nodes: nodes.length, founds: founds.length };
  const arrays = [nodes, down, founds, ends].map(({ buffer }) => Buffer.from(buffer));
  return { header: JSON.stringify(header), automaton: Buffer.concat(arrays) };
}

/** The file that words.ts reads. The same lists make the same bytes. */
export function compiledBytes(): Buffer {
  const { header, automaton } = compiledLists();
  return Buffer.concat([Buffer.from(`${header}\n`), brotliCompressSync(automaton)]);
}
