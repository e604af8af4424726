import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from './words.ts';

// A linear classifier of our own: hashed words, pairs and threes of words, which also count as their kind or by how they
// begin, and pieces of four and five letters; one weight of a byte for each class. scripts/gate/train.ts makes the weights.

export const classes = [
  'hate',
  'selfharm',
  'threat',
  'sexual',
  'harass',
  'impersonation',
  'scam',
  'personal',
  'age',
] as const;
export type Class = (typeof classes)[number];

export const buckets = 1 << 16;
/** A long text is looked at in parts, so that what is harmless around it hides nothing. */
export const windowLetters = 72;
const step = 36;

/** What is written in front of the weights. */
export interface Model {
  /** Of each class: a weight's unit, what is added to the sum, and above which sums a text is of the class. */
  readonly scale: readonly number[];
  readonly bias: readonly number[];
  /** With a judge beside it, and without. */
  readonly sure: readonly number[];
  readonly strict: readonly number[];
  /** Without a judge, where a word of the class's own kinds is there: who names no such word rarely means it. */
  readonly named: readonly number[];
}

/** Of a longer word so much says what it is about, whatever its ending. */
const stemLetters = 5;
const kindSeed = 0x7feb352d;
const rot13 = (text: string) => text.replace(/[a-z]/g, (c) => String.fromCharCode(((c.charCodeAt(0) - 84) % 26) + 97));
const kinds = readKinds();

/** The kind of each word that has one, as a number. */
function readKinds(): ReadonlyMap<string, number> {
  const known = new Map<string, number>();
  for (const line of readFileSync(join(import.meta.dirname, '../lists/kinds.rot13.txt'), 'utf8').split('\n')) {
    const [name = '', words] = line.split(': ');
    if (words === undefined || line.startsWith('#')) continue;
    for (const word of words.split(' ')) known.set(once(rot13(word)), hashOf(name, kindSeed));
  }
  return known;
}

/** A letter said twice is the same letter: "killl", "kkiill". */
function once(text: string): string {
  return text.replace(/(?<=(.))\1/g, '');
}

/** Calls `emit` for each feature, with the place of its first letter; places count letters. */
export function featuresOf(text: string, emit: (bucket: number, at: number) => void): number {
  const plain = once(text);
  const letters = plain.replaceAll(' ', '');
  for (let at = 0; at + 4 <= letters.length; at++) {
    let hash = 0x811c9dc5;
    for (let i = at; i < at + 4; i++) hash = Math.imul(hash ^ letters.charCodeAt(i), 0x01000193);
    emit(bucketOf(hash), at);
    if (at + 5 <= letters.length) emit(bucketOf(Math.imul(hash ^ letters.charCodeAt(at + 4), 0x01000193)), at);
  }
  let at = 0;
  let [before, last, beforeAt, lastAt] = [0, 0, 0, 0];
  for (const word of plain.split(' ')) {
    if (word === '') continue;
    if (word.length > 1) emit(bucketOf(hashOf(word, 0x9e3779b9)), at);
    const kind = kinds.get(word) ?? hashOf(word.length > stemLetters ? word.slice(0, stemLetters) : word, 0x51ed270b);
    emit(bucketOf(kind), at);
    if (last !== 0) emit(bucketOf(Math.imul(last, 31) ^ kind), lastAt);
    if (before !== 0) {
      emit(bucketOf(Math.imul(before, 37) ^ Math.imul(kind, 3)), beforeAt);
      emit(bucketOf(Math.imul(before, 41) ^ Math.imul(last, 7) ^ Math.imul(kind, 5)), beforeAt);
    }
    [before, last, beforeAt, lastAt] = [last, kind, lastAt, at];
    at += word.length;
  }
  return letters.length;
}

function hashOf(word: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash;
}

function bucketOf(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & (buckets - 1);
}

const file = join(import.meta.dirname, '../lists/meaning.bin');

/** The model's figures in one line, then the weights. */
export function readModel(): { readonly model: Model; readonly weights: Int8Array } {
  const bytes = readFileSync(file);
  const end = bytes.indexOf(10);
  const model = JSON.parse(bytes.subarray(0, end).toString()) as Model;
  return { model, weights: new Int8Array(bytes.subarray(end + 1)) };
}

/** The highest sum that a part of the text has, by class. */
export function createScores({ model, weights } = readModel()): (plain: string) => Float64Array {
  const count = classes.length;
  let sums = new Int32Array(1_024 * count);
  return (plain) => {
    const needed = (plain.length + 2) * count;
    if (sums.length < needed) sums = new Int32Array(needed);
    else sums.fill(0, 0, needed);
    const length = featuresOf(plain, (bucket, at) => {
      for (let i = 0; i < count; i++) sums[(at + 1) * count + i]! += weights[bucket * count + i]!;
    });
    // Now up to each place.
    for (let at = count; at <= length * count + count - 1; at++) sums[at]! += sums[at - count]!;
    const best = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    for (let from = 0; ; from += step) {
      const start = Math.max(0, Math.min(from, length - windowLetters));
      const end = Math.min(length, start + windowLetters);
      for (let i = 0; i < count; i++) {
        const sum = (sums[end * count + i]! - sums[start * count + i]!) * model.scale[i]! + model.bias[i]!;
        if (sum > best[i]!) best[i] = sum;
      }
      if (end >= length) return best;
    }
  };
}

/** The kinds of words that a class speaks of. */
const own: Readonly<Record<Class, readonly string[]>> = {
  hate: ['group'],
  selfharm: ['hurt', 'die', 'tool', 'body'],
  threat: ['hurt', 'die', 'tool', 'body', 'kin', 'home'],
  sexual: ['lust', 'body', 'youth'],
  harass: ['lout', 'base', 'crowd'],
  impersonation: ['post', 'penal', 'key'],
  scam: ['deal', 'key'],
  personal: ['home', 'kin'],
  age: ['youth'],
};
const ownKinds = classes.map((name) => new Set(own[name].map((kind) => hashOf(kind, kindSeed))));

/** By class: whether a word of its own kinds is in the text. */
export function namesOwn(plain: string): readonly boolean[] {
  const found = new Set(
    once(plain)
      .split(' ')
      .map((word) => kinds.get(word)),
  );
  return ownKinds.map((kindsOfClass) => [...kindsOfClass].some((kind) => found.has(kind)));
}

/** What a mature channel may be told. */
const grown: ReadonlySet<Class> = new Set(['harass']);
/** Less than this says nothing. */
const leastLetters = 9;

/** The class that a text is of, as far as the policy forbids it; null: none. */
export function createMeaning(): (plain: string, policy: Policy, hasJudge: boolean) => string | null {
  const read = readModel();
  const scores = createScores(read);
  return (plain, policy, hasJudge): string | null => {
    if (plain.length < leastLetters) return null;
    const all = scores(plain);
    const { sure, strict, named } = read.model;
    const names = hasJudge ? null : namesOwn(plain);
    let found: Class | null = null;
    let most = 0;
    for (const [i, name] of classes.entries()) {
      const least = hasJudge ? sure : names?.[i] ? named : strict;
      const over = all[i]! - least[i]!;
      if (over <= most || (policy === 'mature' && grown.has(name))) continue;
      most = over;
      found = name;
    }
    return found && `meaning ${found}`;
  };
}
