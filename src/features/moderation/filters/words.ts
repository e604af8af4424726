import { compilePattern } from '../../../lib/pattern.ts';
import { folded, type Look, squeezed } from '../look.ts';

/** A list of words and patterns, understood. Null: none of them is in the line; else the pattern. */
export type Banned = (look: Look) => string | null;

const mostPatterns = 20;
const mostGlobs = 200;
// Letters of other alphabets, and digits, that are drawn like letters of this one.
const twins = new Map(
  'аa еe оo рp сc уy хx іi јj ѕs ԁd һh ӏl кk мm тt вb нh αa βb εe ιi κk νv οo ρp τt υu χx'
    .split(' ')
    .map(([twin, one]) => [twin!, one!] as const),
);
const leet = new Map(Object.entries({ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i' }));
const fence = /[^\p{L}\p{N}]+/u;

const plainOf = (text: string) => folded(text).replace(/[^\x00-\x7f]/gu, (one) => twins.get(one) ?? one);
const unleet = (text: string) => text.replace(/[013457@$!]/g, (one) => leet.get(one) ?? one);
const isPattern = (word: string) => word.length > 2 && word.startsWith('/') && word.endsWith('/');

/** Why a word cannot be banned; null: it can. */
export function wordFault(word: string): 'pattern' | 'short' | null {
  if (isPattern(word)) return compilePattern(word.slice(1, -1)) ? null : 'pattern';
  return plainOf(word).replace(/[^\p{L}\p{N}]+/gu, '').length >= 2 ? null : 'short';
}

/** The words of a line as they may be meant: digits for letters, letters drawn out or apart. */
function readings(text: string): ReadonlySet<string> {
  const all = new Set<string>();
  const plain = plainOf(text);
  for (const whole of plain === unleet(plain) ? [plain] : [plain, unleet(plain)]) {
    let apart = '';
    for (const word of [...whole.split(fence), '']) {
      if (word.length === 1) {
        apart += word;
        continue;
      }
      if (apart.length > 2) all.add(apart);
      apart = '';
      if (word === '') continue;
      all.add(word);
      const once = squeezed(word, 1);
      if (once !== word) all.add(once).add(squeezed(word, 2));
    }
  }
  return all;
}

/** `*` stands for any letters of the same word. */
function globOf(pattern: string): (word: string) => boolean {
  const parts = pattern.split('*');
  const first = parts[0]!;
  const last = parts.at(-1)!;
  return (word) => {
    if (!word.startsWith(first) || !word.endsWith(last) || word.length < first.length + last.length) return false;
    let from = first.length;
    for (const part of parts.slice(1, -1)) {
      const at = word.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return from <= word.length - last.length;
  };
}

export function compileWords(list: readonly string[]): Banned {
  const single = new Map<string, string>();
  const several: (readonly [string, string])[] = [];
  const globs: (readonly [(word: string) => boolean, string])[] = [];
  const patterns: (readonly [(text: string) => boolean, string])[] = [];
  for (const written of list) {
    if (isPattern(written)) {
      const matches = compilePattern(written.slice(1, -1));
      if (matches && patterns.length < mostPatterns) patterns.push([matches, written]);
      continue;
    }
    if (wordFault(written) !== null) continue;
    const words = plainOf(written)
      .split(/[^\p{L}\p{N}*]+/u)
      .filter((word) => word !== '');
    const [word = ''] = words;
    if (words.length > 1) several.push([` ${words.join(' ').replaceAll('*', '')} `, written]);
    else if (!word.includes('*')) single.set(word, written);
    else if (globs.length < mostGlobs) globs.push([globOf(word), written]);
  }

  return ({ text }) => {
    const words = readings(text);
    for (const word of words) {
      const found = single.get(word) ?? globs.find(([matches]) => matches(word))?.[1];
      if (found !== undefined) return found;
    }
    if (several.length > 0) {
      const plain = plainOf(text);
      const wholes = [plain, unleet(plain)].map((whole) => ` ${whole.split(fence).join(' ').trim()} `);
      const found = several.find(([words]) => wholes.some((whole) => whole.includes(words)));
      if (found) return found[1];
    }
    return patterns.find(([matches]) => matches(text))?.[1] ?? null;
  };
}
