import { type FileHandle, open } from 'node:fs/promises';

/** What a model takes, as the head of its file says. Null is what it does not say. */
export interface GgufHead {
  readonly bytes: number;
  readonly architecture: string;
  readonly contextTokens: number | null;
  /** Of keys and values in 16 bits, for each token of context. */
  readonly cacheBytesPerToken: number | null;
}

/** The figures stand before the vocabulary; what comes later is not read. */
const mostHeadBytes = 1_000_000;
const mostEntries = 2_000;

/** Throws a sentence about what is wrong with the file. */
export async function readGgufHead(file: string): Promise<GgufHead> {
  let handle: FileHandle;
  try {
    handle = await open(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`${file} cannot be read (${code === 'ENOENT' ? 'there is no such file' : code})`);
  }
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, mostHeadBytes)), 0, undefined, 0);
    if (buffer.toString('latin1', 0, 4) !== 'GGUF') throw new Error(`${file} is no GGUF file`);
    return { bytes: size, ...figuresIn(entriesIn(buffer.subarray(0, bytesRead))) };
  } finally {
    await handle.close();
  }
}

function figuresIn(entries: ReadonlyMap<string, unknown>): Omit<GgufHead, 'bytes'> {
  const architecture = String(entries.get('general.architecture') ?? 'unknown');
  const figure = (name: string) => {
    const value = entries.get(`${architecture}.${name}`);
    return typeof value === 'number' && value > 0 ? value : null;
  };
  const layers = figure('block_count');
  const heads = figure('attention.head_count');
  const width = figure('embedding_length');
  const headWidth = figure('attention.key_length') ?? (width && heads ? width / heads : null);
  const stored = figure('attention.head_count_kv') ?? heads;
  return {
    architecture,
    contextTokens: figure('context_length'),
    cacheBytesPerToken: layers && stored && headWidth ? 2 * 2 * layers * stored * headWidth : null,
  };
}

/** Sizes of plain values by their type; 8 is a string, 9 a list. */
const sizes: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };

/** Names and values, as far as the head was read. */
function entriesIn(head: Buffer): ReadonlyMap<string, unknown> {
  const entries = new Map<string, unknown>();
  let at = 16;
  const long = () => {
    const value = Number(head.readBigUInt64LE(at));
    at += 8;
    return value;
  };
  const word = () => {
    const value = head.readUInt32LE(at);
    at += 4;
    return value;
  };
  const text = () => {
    const length = long();
    at += length;
    return head.toString('utf8', at - length, at);
  };
  const plain = (type: number) => {
    const size = sizes[type] ?? Number.NaN;
    const from = at;
    at += size;
    if (type === 4) return head.readUInt32LE(from);
    if (type === 5) return head.readInt32LE(from);
    if (type === 10) return Number(head.readBigUInt64LE(from));
    return undefined;
  };
  try {
    const count = Math.min(long(), mostEntries);
    for (let i = 0; i < count && at < head.length; i++) {
      const name = text();
      if (name.startsWith('tokenizer.')) break;
      const type = word();
      if (type === 8) entries.set(name, text());
      else if (type !== 9) entries.set(name, plain(type));
      else {
        // One figure for each layer: the largest holds for all of them.
        const inner = word();
        const length = long();
        if (inner === 8) for (let each = 0; each < length; each++) text();
        else if (length > mostEntries) at += length * (sizes[inner] ?? Number.NaN);
        else entries.set(name, Math.max(0, ...Array.from({ length }, () => plain(inner) ?? 0)));
      }
    }
  } catch {
    // Cut off, or of another version: what was read until there counts.
  }
  return entries;
}

/** What runs beside the weights: the program, its buffers, the vocabulary. */
const besidesBytes = 300_000_000;
const usualCacheBytesPerToken = 100_000;

/** Of memory that a server with so many tokens of context takes. */
export const bytesNeeded = ({ bytes, cacheBytesPerToken }: GgufHead, tokens: number): number =>
  bytes + tokens * (cacheBytesPerToken ?? usualCacheBytesPerToken) + besidesBytes;

export const inGigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
