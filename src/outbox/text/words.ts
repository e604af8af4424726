import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { createReader, type Hit } from './lexicon.ts';
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
export interface Meeting extends Offence {
  readonly sets: readonly string[];
  readonly inOrder: boolean;
  readonly letters: number;
  /** Where one of this set is near too, it is no offence. */
  readonly without: string | null;
}

/** What the lists say beside their terms. */
export interface Rules {
  /** What a tag is: an offence by itself, or the name of a set. */
  readonly tags: readonly (Offence | string)[];
  readonly meetings: readonly Meeting[];
}

/** What is written in front of the compiled lists: the rules, and how long each array of the automaton is. */
export interface Compiled extends Rules {
  readonly nodes: number;
  readonly founds: number;
}

export const compiledFile = join(import.meta.dirname, '../lists/words.bin');
/** The tag of a phrase in which what another list forbids is no offence. */
export const harmless = 'harmless';
/** What a list may write in front of a word that is harmless without it: "la", "une", "sale". */
const articleLetters = 4;

function readCompiled() {
  const bytes = readFileSync(compiledFile);
  const end = bytes.indexOf(10);
  const { nodes, founds, ...rules } = JSON.parse(bytes.subarray(0, end).toString()) as Compiled;
  const { buffer } = Uint8Array.from(brotliDecompressSync(bytes.subarray(end + 1)));
  return {
    rules,
    automaton: {
      nodes: new Int32Array(buffer, 0, nodes),
      down: new Int32Array(buffer, 4 * nodes, nodes),
      founds: new Int32Array(buffer, 8 * nodes, founds),
      ends: new Uint16Array(buffer, 8 * nodes + 4 * founds, nodes),
    },
  };
}

/**
 * What a text says by its words. The lists are compiled beforehand (scripts/gate/lists.ts): to compile them takes a fifth
 * of a second and thirty megabytes, which a bot that is in its channels has no time for.
 */
export function createWords(): (reading: Reading) => readonly Offence[] {
  const { automaton, rules } = readCompiled();
  const { tags, meetings } = rules;
  const lexicon = createReader(automaton);
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
