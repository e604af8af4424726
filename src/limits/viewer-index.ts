/** Finds the places of records by the hash of their keys. The keys live with the records, `hashOf` looks there. */
export interface ViewerIndex {
  /** Where to look for `entryOf(hash, place)`: from `firstSlot(hash)` on, round and round, up to a slot with 0. */
  slots(hash: number): Int32Array;
  add(hash: number, place: number): void;
  remove(hash: number, place: number): void;
  bytes(): number;
}

interface Bucket {
  /** Open addressing: entries, or 0 where nothing is. */
  readonly slots: Int32Array;
  /** How many low bits of the hash all of its keys share. */
  bits: number;
  count: number;
}

const width = 1024;
export const firstSlot = (hash: number) => hash >>> 22;
export const nextSlot = (at: number) => (at + 1) & mask;
const mask = width - 1;
/** Places are below it: the eleven bits above are of the hash, so that few records are looked at in vain. */
export const placeLimit = 2 ** 21 - 1;
export const tagOf = (hash: number) => (hash >>> 11) & 0x7ff;
export const placeOf = (entry: number) => (entry & placeLimit) - 1;
const entryOf = (hash: number, place: number) => (tagOf(hash) << 21) | (place + 1);
const splitAt = 820;
const mergeBelow = 300;
/** A directory of a million buckets is past every bound on viewers: hashes that deep would be equal, not many. */
const deepest = 20;

/**
 * Extendible hashing: a directory of small tables that split and merge one at a time, so that no single step ever
 * rehashes the crowd. The low bits of a hash choose the bucket, the top ten the slot in it.
 */
export function createViewerIndex(hashOf: (place: number) => number): ViewerIndex {
  let directory: Bucket[] = [{ slots: new Int32Array(width), bits: 0, count: 0 }];
  let depth = 0;
  let buckets = 1;

  const bucketOf = (hash: number) => directory[hash & (directory.length - 1)]!;

  function put(bucket: Bucket, hash: number, entry: number) {
    let at = firstSlot(hash);
    while (bucket.slots[at] !== 0) at = nextSlot(at);
    bucket.slots[at] = entry;
    bucket.count++;
  }

  /** Points every directory entry that ends in these bits at the bucket. */
  function point(hash: number, bucket: Bucket) {
    const step = 2 ** bucket.bits;
    for (let i = hash & (step - 1); i < directory.length; i += step) directory[i] = bucket;
  }

  function split(hash: number) {
    const old = bucketOf(hash);
    if (old.bits === depth) {
      directory = directory.concat(directory);
      depth++;
    }
    const bits = old.bits + 1;
    const low: Bucket = { slots: new Int32Array(width), bits, count: 0 };
    const high: Bucket = { slots: new Int32Array(width), bits, count: 0 };
    const bit = 2 ** old.bits;
    for (const entry of old.slots) {
      if (entry === 0) continue;
      const its = hashOf(placeOf(entry));
      put(its & bit ? high : low, its, entry);
    }
    const shared = hash & (bit - 1);
    point(shared, low);
    point(shared | bit, high);
    buckets++;
  }

  function merge(hash: number) {
    const bucket = bucketOf(hash);
    if (bucket.bits === 0) return;
    const other = bucketOf(hash ^ (2 ** (bucket.bits - 1)));
    if (other.bits !== bucket.bits || bucket.count + other.count > mergeBelow) return;
    const both: Bucket = { slots: new Int32Array(width), bits: bucket.bits - 1, count: 0 };
    for (const { slots } of [bucket, other]) {
      for (const entry of slots) if (entry !== 0) put(both, hashOf(placeOf(entry)), entry);
    }
    point(hash, both);
    buckets--;
    while (depth > 0 && directory.every(({ bits }) => bits < depth)) {
      depth--;
      directory = directory.slice(0, directory.length / 2);
    }
  }

  return {
    slots: (hash) => bucketOf(hash).slots,
    add(hash, place) {
      const { count, bits } = bucketOf(hash);
      if (count >= splitAt && bits < deepest) split(hash);
      put(bucketOf(hash), hash, entryOf(hash, place));
    },
    remove(hash, place) {
      const bucket = bucketOf(hash);
      const { slots } = bucket;
      let hole = firstSlot(hash);
      const entry = entryOf(hash, place);
      while (slots[hole] !== entry) hole = nextSlot(hole);
      // Whoever stands behind the hole and may stand in it moves up: probing never meets a gap.
      for (let at = nextSlot(hole); slots[at] !== 0; at = nextSlot(at)) {
        const home = firstSlot(hashOf(placeOf(slots[at]!)));
        if (((at - home) & mask) < ((at - hole) & mask)) continue;
        slots[hole] = slots[at]!;
        hole = at;
      }
      slots[hole] = 0;
      bucket.count--;
      if (bucket.count < mergeBelow / 3) merge(hash);
    },
    bytes() {
      return buckets * width * 4 + directory.length * 8;
    },
  };
}
