import { readFileSync } from 'node:fs';
import { pathOf } from './data.ts';

/** What the script learned: `npm run router:train` writes it, `scripts/router/training/` has what it learned from. */
export interface Weights {
  /** `route.aspect`, in the order of the classifier's columns. */
  readonly classes: readonly string[];
  /** Words of the questions themselves; any other word may be a name. */
  readonly vocabulary: ReadonlySet<string>;
  /** One row of four tags for each feature of a word that is known. */
  readonly tags: Weight;
  readonly knownTags: Uint16Array<ArrayBuffer>;
  readonly spans: Weight;
  /** One row of classes for each feature that is known; the other features of a line say nothing. */
  readonly kinds: Weight;
  /** Which feature has which row, by the second half of its hash: 0 where the row is free. */
  readonly known: Uint16Array<ArrayBuffer>;
  /** SHA-256 of the training data. */
  readonly trainedOn: string;
}

/** Whole numbers from -127 to 127, to be multiplied with `scale`. */
export interface Weight {
  readonly values: Int8Array | Float32Array;
  readonly scale: number;
}

export const tagRows = 2 ** 16;
export const spanBuckets = 2 ** 15;
export const kindRows = 2 ** 16;
export const tagCount = 4;

interface Head {
  readonly classes: readonly string[];
  readonly vocabulary: readonly string[];
  readonly scales: readonly [number, number, number];
  readonly trainedOn: string;
}

/** A feature's row is one of four. */
const ways = 4;

/** The row of a feature; -1 where it is not known. */
export function rowOf(hash: number, known: Uint16Array): number {
  const first = (hash & (known.length / ways - 1)) * ways;
  const sign = hash >>> 16 || 1;
  for (let row = first; row < first + ways; row++) if (known[row] === sign) return row;
  return -1;
}

/** The most frequent features, as many as there is room for. */
export function knownOf(counts: ReadonlyMap<number, number>, least: number, rows: number): Uint16Array<ArrayBuffer> {
  const known = new Uint16Array(rows);
  const ranked = [...counts].filter(([, count]) => count >= least).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  for (const [hash] of ranked) {
    if (rowOf(hash, known) >= 0) continue;
    const first = (hash & (rows / ways - 1)) * ways;
    const free = known.subarray(first, first + ways).indexOf(0);
    if (free >= 0) known[first + free] = hash >>> 16 || 1;
  }
  return known;
}

/** Four bytes with the head's length, the head as JSON, the three tables, then the known features. */
export function packed({ classes, vocabulary, trainedOn, tags, spans, kinds, known, knownTags }: Weights): Buffer {
  const tables = [tags, spans, kinds].map(({ values }) => {
    let most = 1e-9;
    for (const value of values) most = Math.max(most, Math.abs(value));
    return { scale: most / 127, bytes: Int8Array.from(values, (value) => Math.round((value / most) * 127)) };
  });
  const head: Head = {
    classes,
    vocabulary: [...vocabulary],
    scales: [tables[0]!.scale, tables[1]!.scale, tables[2]!.scale],
    trainedOn,
  };
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([
    length,
    text,
    ...tables.map(({ bytes }) => Buffer.from(bytes.buffer)),
    Buffer.from(known.buffer),
    Buffer.from(knownTags.buffer),
  ]);
}

export function unpacked(file: Buffer): Weights {
  const start = 4 + file.readUInt32LE(0);
  const { classes, vocabulary, scales, trainedOn } = JSON.parse(file.toString('utf8', 4, start)) as Head;
  let at = start;
  const table = (length: number, scale: number): Weight => {
    const values = new Int8Array(file.buffer, file.byteOffset + at, length);
    at += length;
    return { values, scale };
  };
  // Copied: the file has them at an odd place.
  const signs = (rows: number) => {
    const start = at;
    at += 2 * rows;
    return new Uint16Array(new Uint8Array(file.subarray(start, at)).buffer);
  };
  return {
    classes,
    vocabulary: new Set(vocabulary),
    trainedOn,
    tags: table(tagRows * tagCount, scales[0]),
    spans: table(spanBuckets, scales[1]),
    kinds: table(kindRows * classes.length, scales[2]),
    known: signs(kindRows),
    knownTags: signs(tagRows),
  };
}

/** What is shipped: read once in a process, and changed by nobody. */
let shipped: Weights | undefined;

export function loadWeights(): Weights {
  shipped ??= unpacked(readFileSync(pathOf('weights.bin')));
  return shipped;
}

/** FNV-1a, as a whole number of 32 bits. */
export function hashOf(feature: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < feature.length; at++) hash = Math.imul(hash ^ feature.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** A feature that is two numbers as one, told apart from others by its place. */
export function hashOfPair(place: number, a: number, b: number): number {
  let hash = Math.imul(place + 1, 0x9e3779b1) ^ a;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ b;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
