import { readFileSync } from 'node:fs';
import type { Random } from './random.ts';

export type Lang = 'fr' | 'en';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8').split('\n');

/** Sections "== name lang" with one entry a line; "any" is the language of both. */
function sections(name: string, decode: (line: string) => string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let entries: string[] = [];
  for (const line of read(name)) {
    if (line.startsWith('== ')) {
      entries = [];
      found.set(line.slice(3).trim(), entries);
    } else if (line.trim() !== '' && !line.startsWith('# ')) entries.push(decode(line));
  }
  return found;
}

const words = new Map([
  ...sections('vocabulary.txt', (line) => line),
  ...sections('words.b64.txt', (line) => Buffer.from(line, 'base64').toString('utf8')),
]);
const templates = sections('templates.txt', (line) => line.replaceAll('\\n', '\n'));

const digits = '0123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const alphabets: Record<string, string> = {
  d: digits,
  h: `${digits}abcdef`,
  a: digits + lower + upper,
  l: lower + digits,
  u: upper + digits,
  c: lower,
  C: upper,
  b: '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
  q: 'qpzry9x8gf2tvdw0s3jn54khce6mua7l',
};

export const list = (name: string, lang: Lang) => words.get(`${name} ${lang}`) ?? words.get(`${name} any`) ?? [];

export function template(name: string, lang: Lang, random: Random): string {
  const found = templates.get(`${name} ${lang}`) ?? templates.get(`${name} any`);
  if (found === undefined) throw new Error(`templates.txt has no section "${name} ${lang}"`);
  return random.pick(found);
}

/**
 * Replaces every slot of a template: `{name}` by an entry of that list, `{^name}` with a capital, `{d4}` by four
 * characters of an alphabet above, `{3-12}` by a number, `{=a|b}` by one of the two. Slots in entries are filled too.
 */
export function fill(text: string, lang: Lang, random: Random, own: Record<string, () => string> = {}): string {
  return text.replace(/\{([^{}]+)\}/gu, (_, slot: string) => {
    if (slot.startsWith('=')) return random.pick(slot.slice(1).split('|'));
    if (slot.startsWith('^')) {
      const filled = fill(`{${slot.slice(1)}}`, lang, random, own);
      return filled.charAt(0).toUpperCase() + filled.slice(1);
    }
    const range = /^(\d+)-(\d+)$/u.exec(slot);
    if (range) return String(Number(range[1]) + random.below(Number(range[2]) - Number(range[1]) + 1));
    const run = /^([dhalucCbq])(\d+)$/u.exec(slot);
    if (run) return random.chars(Number(run[2]), alphabets[run[1]!]!);
    if (own[slot]) return own[slot]();
    const entries = list(slot, lang);
    if (entries.length === 0) throw new Error(`no list "${slot}" for ${lang}`);
    return fill(random.pick(entries), lang, random, own);
  });
}
