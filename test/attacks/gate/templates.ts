import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export interface Templates {
  readonly slots: ReadonlyMap<string, readonly string[]>;
  readonly lines: readonly { readonly kind: string; readonly text: string }[];
}

const rot13 = (text: string) =>
  text
    .split(/(\{\w+\})/)
    .map((part) =>
      part.startsWith('{')
        ? part
        : part.replace(/[a-z]/gi, (c) => {
            const from = c <= 'Z' ? 65 : 97;
            return String.fromCharCode(((c.charCodeAt(0) - from + 13) % 26) + from);
          }),
    )
    .join('');

/** Lines `kind | text`, or only the text; `= name: a; b` are what a slot is filled from. */
export function readTemplates(file: string): Templates {
  const decode = file.endsWith('.rot13.txt') ? rot13 : (text: string) => text;
  const slots = new Map<string, readonly string[]>();
  const lines: { kind: string; text: string }[] = [];
  for (const line of readFileSync(resolve(import.meta.dirname, file), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('# ')) continue;
    const slot = /^= (\w+): (.*)$/.exec(line);
    if (slot)
      slots.set(
        slot[1]!,
        decode(slot[2]!)
          .split(';')
          .map((part) => part.trim()),
      );
    else {
      const [kind = '', text] = line.split(' | ');
      lines.push(text === undefined ? { kind: 'innocent', text: decode(kind) } : { kind, text: decode(text) });
    }
  }
  return { slots, lines };
}

export const hostile = readTemplates('hostile.rot13.txt');
export const innocent = readTemplates('innocent.txt');

export interface Random {
  next(): number;
  below(n: number): number;
  pick<T>(list: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { next, below, pick: (list) => list[below(list.length)]! };
}

export const filled = (text: string, slots: Templates['slots'], random: Random): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const values = slots.get(name);
    return values ? random.pick(values) : whole;
  });
