import type { Row } from './records.ts';
import type { CachedText } from './store.ts';

/** What stops an operator's command: a sentence that says what to do, and no trace. */
export class TransferFault extends Error {
  override readonly name = 'TransferFault';
}

/** `snapshot`: what is there at one moment, whoever goes on writing. The others: only while no bot has it open. */
export type Use = 'snapshot' | 'read' | 'write';

/** A whole store, as an operator copies and moves it. It throws: nothing is half done and called done. */
export interface TransferEnd {
  /** Without a password. */
  readonly name: string;
  count(): Promise<{ readonly records: number; readonly entries: number }>;
  /** In the order of the keys' bytes. */
  rows(): AsyncIterable<Row>;
  entries(): AsyncIterable<CachedText>;
  /** Replaces what has the same key. Versions stay as they are. */
  putRows(rows: readonly Row[]): Promise<void>;
  putEntries(entries: readonly CachedText[]): Promise<void>;
  /**
   * What is put from here on takes the place of all that is there, in one step at `commit`; until then nothing is
   * changed. Who opted out stays.
   */
  clear(): Promise<void>;
  /** Makes permanent what was put. Without it a file is left as it was. */
  commit(): Promise<void>;
  close(): Promise<void>;
}

export interface Comparison {
  /** Records that the target lacks. */
  missing: number;
  same: number;
  /** Records that both have, and not alike. */
  different: number;
  /** Records that only the target has. */
  extra: number;
}

export type Progress = (step: 'compared' | 'records' | 'entries' | 'checked', done: number) => void;

export type TransferMode = 'into empty' | 'merge' | 'replace';

export interface Transferred {
  readonly comparison: Comparison;
  readonly records: number;
  readonly entries: number;
}

/** An opt-out outlives whatever takes the store's place. */
export const carried = ['optout/', 'erasure/'];
const isCarried = (row: Row) => carried.some((start) => row.key.startsWith(start));

const perPut = 200;
const isSame = (a: Row, b: Row) => a.value === b.value && a.version === b.version;
const inBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Walks both at once, in the order of their keys. */
async function* sideBySide(source: TransferEnd, target: TransferEnd): AsyncGenerator<[Row | null, Row | null]> {
  const [left, right] = [source.rows()[Symbol.asyncIterator](), target.rows()[Symbol.asyncIterator]()];
  const next = async (rows: AsyncIterator<Row>) => {
    const { done, value } = await rows.next();
    return done ? null : value;
  };
  let [a, b] = [await next(left), await next(right)];
  while (a !== null || b !== null) {
    const order = a === null ? 1 : b === null ? -1 : inBytes(a.key, b.key);
    yield [order <= 0 ? a : null, order >= 0 ? b : null];
    if (order <= 0) a = await next(left);
    if (order >= 0) b = await next(right);
  }
}

export async function compare(source: TransferEnd, target: TransferEnd, progress: Progress): Promise<Comparison> {
  const found: Comparison = { missing: 0, same: 0, different: 0, extra: 0 };
  let walked = 0;
  for await (const [a, b] of sideBySide(source, target)) {
    if (b === null) found.missing++;
    else if (a === null) found.extra++;
    else found[isSame(a, b) ? 'same' : 'different']++;
    progress('compared', ++walked);
  }
  return found;
}

/** A target that has nothing of its own is empty, or has what an interrupted run has left. */
export const isOnItsWay = ({ different, extra }: Comparison): boolean => different === 0 && extra === 0;

/**
 * Copies records always, and what caches hold for as long as it is still good. `merge` leaves the records that the
 * target has as they are. Everything is read back before it counts.
 */
export async function transfer(
  source: TransferEnd,
  target: TransferEnd,
  mode: TransferMode,
  progress: Progress,
): Promise<Transferred> {
  const comparison = await compare(source, target, progress);
  if (mode === 'into empty' && !isOnItsWay(comparison)) {
    throw new TransferFault(
      `${target.name} is not empty (records of its own: ${comparison.different + comparison.extra}): --merge keeps them and adds what is missing, --replace throws them away after a backup`,
    );
  }
  if (mode === 'replace') await target.clear();

  const wanted = mode === 'replace' ? source.rows() : onlyMissing(source, target);
  const records = await copy(wanted, target.putRows, (done) => progress('records', done));
  const entries = await copy(source.entries(), target.putEntries, (done) => progress('entries', done));
  await check(source, target, mode, progress);
  await target.commit();
  return { comparison, records, entries };
}

async function copy<T>(
  from: AsyncIterable<T>,
  put: (some: readonly T[]) => Promise<void>,
  progress: (done: number) => void,
): Promise<number> {
  let done = 0;
  let some: T[] = [];
  const flush = async () => {
    if (some.length === 0) return;
    await put(some);
    done += some.length;
    some = [];
    progress(done);
  };
  for await (const one of from) if (some.push(one) === perPut) await flush();
  await flush();
  return done;
}

async function* onlyMissing(source: TransferEnd, target: TransferEnd): AsyncGenerator<Row> {
  for await (const [a, b] of sideBySide(source, target)) if (a !== null && b === null) yield a;
}

async function check(source: TransferEnd, target: TransferEnd, mode: TransferMode, progress: Progress): Promise<void> {
  let checked = 0;
  for await (const [a, b] of sideBySide(source, target)) {
    progress('checked', ++checked);
    const good =
      mode === 'merge' || (a === null && b !== null && isCarried(b))
        ? b !== null
        : a !== null && b !== null && isSame(a, b);
    if (!good) {
      const key = JSON.stringify((a ?? b)?.key);
      throw new TransferFault(
        `${target.name} does not hold ${key} as it was written: is something else writing there?`,
      );
    }
  }
}
