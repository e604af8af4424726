import { createViewerIndex, firstSlot, nextSlot, placeLimit, placeOf, tagOf } from './viewer-index.ts';

/** One record for each viewer of a channel: the newest admission, and the exact log of those within the window. */
export interface ViewerTable {
  /** The viewer's place, or -1. A place stays the same until it is removed. */
  find(channel: string, viewer: string): number;
  /** The same, made where there is none; -1 when the table is full. */
  place(channel: string, viewer: string): number;
  remove(place: number): void;
  has(place: number): boolean;
  key(place: number): { channel: string; viewer: string };
  /** The stamp of the nth newest admission (1 is the newest); -Infinity where there is none. */
  nth(place: number, n: number): number;
  /** Adds an admission; one that is older than the newest counts as of then. At least `keep` of the window are kept. */
  push(place: number, stamp: number, keep: number): void;
  clear(place: number): void;
  /** A flag that the table's user may set. */
  flagged(place: number): boolean;
  flag(place: number, on: boolean): void;
  /** A few numbers that the table's user may set, 0 until then. Only those in use take memory. */
  mark(place: number, n: number): number;
  setMark(place: number, n: number, value: number): void;
  clearMarks(place: number): void;
  /** Places are below this. */
  end(): number;
  // No getters: V8 keeps an object literal that has one as a dictionary, where every call is looked up.
  size(): number;
  bytes(): number;
}

export interface ViewerTableOptions {
  readonly windowMs: number;
  /** How many admissions a record has room for before it is widened. */
  readonly window: number;
  readonly limit: number;
}

// A record, in bytes: 0 and 4 viewer (i32 each), 8 newest stamp (f64), 16 channel (u16), 18 head (u16), 20 count (u16), and from
// 22 a ring of the stamps before the newest, 24 bits each. All of those lie within one window of the newest (push sees
// to it), and a window is shorter than 2^24 ms, so their full value follows from the newest: nothing ever rolls over.
const header = 22;
const lengthOf = (window: number) => Math.ceil((header + 3 * Math.max(1, window - 1)) / 8) * 8;
const never = Number.NEGATIVE_INFINITY;

const recordsPerChunk = 512;
const chunkBits = 9;
const chunkMask = recordsPerChunk - 1;

interface Chunk {
  readonly floats: Float64Array;
  readonly ints: Int32Array;
  readonly words: Uint16Array;
  readonly bytes: Uint8Array;
  /** One byte for each record, behind them all. */
  readonly flags: Uint8Array;
  readonly marks: Float64Array[];
  readonly length: number;
  readonly ring: number;
  live: number;
  /** Records from here on were never used. */
  fresh: number;
  /** Head of the list of removed records, linked through their first field; -1 at its end. */
  free: number;
}

function createChunk(window: number): Chunk {
  const length = lengthOf(window);
  const buffer = new ArrayBuffer((length + 1) * recordsPerChunk);
  return {
    floats: new Float64Array(buffer),
    ints: new Int32Array(buffer),
    words: new Uint16Array(buffer),
    bytes: new Uint8Array(buffer),
    flags: new Uint8Array(buffer, length * recordsPerChunk),
    marks: [],
    length,
    ring: Math.floor((length - header) / 3),
    live: 0,
    fresh: 0,
    free: -1,
  };
}

export function createViewerTable({ windowMs, window, limit: most }: ViewerTableOptions): ViewerTable {
  const limit = Math.min(most, placeLimit - recordsPerChunk);
  const chunks: Chunk[] = [];
  /** No chunk before this one has room. */
  let roomy = 0;
  let size = 0;
  const channels = new Map<string, number>();
  const channelNames = [''];
  /** Ids that are no plain decimal number get a number of their own while they have a record. */
  const odd = new Map<string, number>();
  const oddNames = new Map<number, string>();
  let nextOdd = 0;
  const seed = (Math.random() * 2 ** 32) | 0;
  // The key of the last search. A number of up to 18 digits is its last nine and those before them, an odd one is below
  // zero: whole 32-bit numbers throughout, which cost nothing to hand on.
  let channelNumber = 0;
  let high = 0;
  let low = 0;
  let lastChannel = '';

  const index = createViewerIndex((place) => {
    const chunk = chunks[place >>> chunkBits]!;
    const base = (place & chunkMask) * chunk.length;
    return hash(chunk.words[(base >> 1) + 8]!, chunk.ints[base >> 2]!, chunk.ints[(base >> 2) + 1]!);
  });

  function hash(c: number, a: number, b: number): number {
    let h = Math.imul(b ^ seed, 0x9e3779b1);
    h = Math.imul(h ^ (h >>> 15) ^ a, 0x85ebca77) + Math.imul(c, 0xc2b2ae3d);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return h ^ (h >>> 16);
  }

  /** Sets `high` and `low`; false for an odd id that nobody has. */
  function read(channel: string, viewer: string): boolean {
    const { length } = viewer;
    if (length > 0 && length <= 18 && viewer.charCodeAt(0) !== 48) {
      high = length > 9 ? digits(viewer, 0, length - 9) : 0;
      low = digits(viewer, length > 9 ? length - 9 : 0, length);
      if (high >= 0 && low >= 0) return true;
    }
    high = -1;
    low = odd.get(`${channel} ${viewer}`) ?? -1;
    return low !== -1;
  }

  function find(channel: string, viewer: string): number {
    if (channel !== lastChannel) channelNumber = channels.get(channel) ?? 0;
    lastChannel = channel;
    if (!read(channel, viewer) || channelNumber === 0) return -1;
    const hashed = hash(channelNumber, high, low);
    const slots = index.slots(hashed);
    const tag = tagOf(hashed);
    for (let at = firstSlot(hashed); ; at = nextSlot(at)) {
      const entry = slots[at]!;
      if (entry === 0) return -1;
      if (entry >>> 21 !== tag) continue;
      const place = placeOf(entry);
      const { ints, words, length } = chunks[place >>> chunkBits]!;
      const base = (place & chunkMask) * length;
      if (ints[(base >> 2) + 1] !== low || ints[base >> 2] !== high) continue;
      if (words[(base >> 1) + 8] === channelNumber) return place;
    }
  }

  function numberChannel(channel: string): number {
    const known = channels.get(channel);
    if (known !== undefined) return known;
    if (channelNames.length > 0xffff) throw new RangeError('more than 65,535 channels');
    channels.set(channel, channelNames.length);
    return channelNames.push(channel) - 1;
  }

  function vacant(): number {
    for (;;) {
      const chunk = chunks[roomy];
      if (chunk === undefined) chunks.push(createChunk(window));
      else if (chunk.live === recordsPerChunk) roomy++;
      else {
        chunk.live++;
        const at = chunk.free === -1 ? chunk.fresh++ : chunk.free;
        if (at === chunk.free) chunk.free = chunk.ints[(at * chunk.length) >> 2]!;
        return roomy * recordsPerChunk + at;
      }
    }
  }

  /** The full value of the stamp `back` places before the newest, which has to be there. */
  function before(chunk: Chunk, base: number, back: number): number {
    const words = base >> 1;
    let at = chunk.words[words + 9]! + chunk.words[words + 10]! - back;
    if (at >= chunk.ring) at -= chunk.ring;
    const byte = base + header + at * 3;
    const low = chunk.bytes[byte]! | (chunk.bytes[byte + 1]! << 8) | (chunk.bytes[byte + 2]! << 16);
    const newest = chunk.floats[(base >> 3) + 1]!;
    return newest - ((newest - low) & 0xffffff);
  }

  /** Only the one chunk pays for a viewer who needs a longer log. */
  function widen(number: number): Chunk {
    const old = chunks[number]!;
    const wide = createChunk(Math.min(2 * old.ring + 2, 0xffff));
    for (let at = 0; at < recordsPerChunk; at++) {
      const from = at * old.length;
      const to = at * wide.length;
      wide.bytes.set(old.bytes.subarray(from, from + header), to);
      const head = old.words[(from >> 1) + 9]!;
      const tail = from + header + head * 3;
      wide.bytes.set(old.bytes.subarray(tail, from + header + old.ring * 3), to + header);
      wide.bytes.set(old.bytes.subarray(from + header, tail), to + header + (old.ring - head) * 3);
      wide.words[(to >> 1) + 9] = 0;
    }
    wide.flags.set(old.flags);
    chunks[number] = Object.assign(wide, {
      marks: old.marks,
      live: old.live,
      fresh: old.fresh,
      free: old.free,
    });
    return chunks[number]!;
  }

  function clear(place: number) {
    const chunk = chunks[place >>> chunkBits]!;
    const base = (place & chunkMask) * chunk.length;
    chunk.floats[(base >> 3) + 1] = never;
    chunk.words[(base >> 1) + 9] = 0;
    chunk.words[(base >> 1) + 10] = 0;
  }

  function clearMarks(place: number) {
    for (const marks of chunks[place >>> chunkBits]!.marks) marks[place & chunkMask] = 0;
  }

  return {
    find,
    place(channel, viewer) {
      const found = find(channel, viewer);
      if (found !== -1 || size >= limit) return found;
      channelNumber = numberChannel(channel);
      if (high === -1) {
        low = nextOdd++;
        odd.set(`${channel} ${viewer}`, low);
        oddNames.set(low, viewer);
      }
      const place = vacant();
      const chunk = chunks[place >>> chunkBits]!;
      const base = (place & chunkMask) * chunk.length;
      chunk.ints[base >> 2] = high;
      chunk.ints[(base >> 2) + 1] = low;
      chunk.words[(base >> 1) + 8] = channelNumber;
      clear(place);
      clearMarks(place);
      index.add(hash(channelNumber, high, low), place);
      size++;
      return place;
    },
    remove(place) {
      const number = place >>> chunkBits;
      const chunk = chunks[number]!;
      const at = place & chunkMask;
      const base = at * chunk.length;
      const a = chunk.ints[base >> 2]!;
      const b = chunk.ints[(base >> 2) + 1]!;
      const c = chunk.words[(base >> 1) + 8]!;
      index.remove(hash(c, a, b), place);
      if (a === -1) {
        odd.delete(`${channelNames[c]} ${oddNames.get(b)}`);
        oddNames.delete(b);
      }
      chunk.words[(base >> 1) + 8] = 0;
      chunk.ints[base >> 2] = chunk.free;
      chunk.free = at;
      chunk.live--;
      size--;
      roomy = Math.min(roomy, number);
      while (chunks.at(-1)?.live === 0) chunks.pop();
    },
    has(place) {
      const chunk = chunks[place >>> chunkBits];
      return chunk !== undefined && chunk.words[(((place & chunkMask) * chunk.length) >> 1) + 8] !== 0;
    },
    key(place) {
      const chunk = chunks[place >>> chunkBits]!;
      const base = (place & chunkMask) * chunk.length;
      const a = chunk.ints[base >> 2]!;
      const b = chunk.ints[(base >> 2) + 1]!;
      return {
        channel: channelNames[chunk.words[(base >> 1) + 8]!]!,
        viewer: a === -1 ? oddNames.get(b)! : a === 0 ? String(b) : `${a}${String(b).padStart(9, '0')}`,
      };
    },
    nth(place, n) {
      const chunk = chunks[place >>> chunkBits]!;
      const base = (place & chunkMask) * chunk.length;
      if (n === 1) return chunk.floats[(base >> 3) + 1]!;
      return n - 1 > chunk.words[(base >> 1) + 10]! ? never : before(chunk, base, n - 1);
    },
    push(place, at, keep) {
      const number = place >>> chunkBits;
      let chunk = chunks[number]!;
      let base = (place & chunkMask) * chunk.length;
      let head = chunk.words[(base >> 1) + 9]!;
      let count = chunk.words[(base >> 1) + 10]!;
      const newest = chunk.floats[(base >> 3) + 1]!;
      const stamp = Math.max(at, newest);
      while (count > 0 && stamp - before(chunk, base, count) >= windowMs) {
        head = head + 1 === chunk.ring ? 0 : head + 1;
        chunk.words[(base >> 1) + 9] = head;
        chunk.words[(base >> 1) + 10] = --count;
      }
      if (stamp - newest < windowMs) {
        if (count === chunk.ring && keep > count + 1) {
          chunk = widen(number);
          base = (place & chunkMask) * chunk.length;
          head = 0;
        } else if (count === chunk.ring) {
          head = head + 1 === chunk.ring ? 0 : head + 1;
          count--;
        }
        const byte = base + header + ((head + count) % chunk.ring) * 3;
        const low = newest & 0xffffff;
        chunk.bytes[byte] = low;
        chunk.bytes[byte + 1] = low >> 8;
        chunk.bytes[byte + 2] = low >> 16;
        chunk.words[(base >> 1) + 9] = head;
        chunk.words[(base >> 1) + 10] = count + 1;
      }
      chunk.floats[(base >> 3) + 1] = stamp;
    },
    clear,
    flagged: (place) => chunks[place >>> chunkBits]!.flags[place & chunkMask] === 1,
    flag(place, on) {
      chunks[place >>> chunkBits]!.flags[place & chunkMask] = on ? 1 : 0;
    },
    mark: (place, n) => chunks[place >>> chunkBits]!.marks[n]?.[place & chunkMask] ?? 0,
    setMark(place, n, value) {
      const { marks } = chunks[place >>> chunkBits]!;
      while (marks.length <= n) marks.push(new Float64Array(marks.length < n ? 0 : recordsPerChunk));
      if (marks[n]!.length === 0) marks[n] = new Float64Array(recordsPerChunk);
      marks[n]![place & chunkMask] = value;
    },
    clearMarks,
    end: () => chunks.length * recordsPerChunk,
    size: () => size,
    bytes() {
      const marked = (marks: readonly Float64Array[]) => marks.reduce((sum, { byteLength }) => sum + byteLength, 0);
      return index.bytes() + chunks.reduce((sum, { bytes, marks }) => sum + bytes.length + marked(marks), 0);
    },
  };
}

/** At most nine digits as a number; below zero when one of them is none. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >>> 0 > 9) return -1;
    value = (Math.imul(value, 10) + digit) | 0;
  }
  return value;
}
