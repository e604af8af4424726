import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLexicon, type Entry, type Hit } from './lexicon.ts';
import type { Reading } from './reading.ts';

/** `always`: Twitch punishes it everywhere. The others are what a channel's policy allows or not. */
export const severities = ['always', 'standard', 'family'] as const;
export type Severity = (typeof severities)[number];

export type Policy = 'family' | 'standard' | 'mature';

export interface Offence {
  readonly rule: string;
  readonly severity: Severity;
}

/** Sets that meet: in this order, or in any, within so many letters. */
interface Meeting extends Offence {
  readonly sets: readonly string[];
  readonly inOrder: boolean;
  readonly letters: number;
  /** Where one of this set is near too, it is no offence. */
  readonly without: string | null;
}

interface List {
  readonly entries: Entry[];
  /** What a tag is: an offence by itself, or the name of a set. */
  readonly tags: (Offence | string)[];
  readonly meetings: Meeting[];
}

const lettersPerWord = 6;
/** What a list may write in front of a word that is harmless without it: "la", "une", "sale". */
const articleLetters = 4;
const harmless = 'harmless';
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
export function parseList(text: string, name: string, into: List): void {
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

export function readLists(): List {
  const list: List = { entries: [], tags: [], meetings: [] };
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

/** What a text says by its words. */
export function createWords({ entries, tags, meetings } = readLists()): (reading: Reading) => readonly Offence[] {
  const lexicon = createLexicon(entries);
  const harmlessTag = tags.indexOf(harmless);

  return (reading) => {
    const all = lexicon.find(reading);
    if (all.length === 0) return [];
    const fine = all.filter(({ tag }) => tag === harmlessTag);
    const hits =
      fine.length === 0
        ? all
        : all.filter((hit) => !fine.some(({ start, end }) => hit.start >= start - articleLetters && hit.end <= end));
    const offences: Offence[] = [];
    const sets = new Map<string, Hit[]>();
    for (const hit of hits) {
      const tag = tags[hit.tag]!;
      if (typeof tag === 'string') sets.set(tag, [...(sets.get(tag) ?? []), hit]);
      else offences.push(tag);
    }
    for (const meeting of meetings) {
      if (meeting.sets.every((set) => sets.has(set)) && meets(meeting, sets)) offences.push(meeting);
    }
    return offences;
  };
}

function meets({ sets, inOrder, letters, without }: Meeting, found: ReadonlyMap<string, readonly Hit[]>): boolean {
  const places = sets.map((set) => found.get(set)!);
  const apart = without === null ? [] : (found.get(without) ?? []);
  const isNear = (start: number, end: number) =>
    apart.some((hit) => hit.end >= start - 2 * letters && hit.start <= end + 2 * letters);
  // From each last word to the nearest of the others, backwards where the order counts.
  for (const last of places.at(-1)!) {
    const chosen = [last];
    let { start, end } = last;
    for (let i = places.length - 2; i >= 0 && chosen.length === places.length - 1 - i; i--) {
      let best: Hit | null = null;
      for (const hit of places[i]!) {
        const width = Math.max(end, hit.end) - Math.min(start, hit.start);
        if (width > letters || (best && Math.max(end, best.end) - Math.min(start, best.start) <= width)) continue;
        if (inOrder ? hit.end <= start : chosen.every((other) => hit.end <= other.start || hit.start >= other.end))
          best = hit;
      }
      if (!best) break;
      chosen.push(best);
      start = Math.min(start, best.start);
      end = Math.max(end, best.end);
    }
    const isWhole = chosen.length === places.length;
    if (isWhole && !isNear(start, end)) return true;
  }
  return false;
}
