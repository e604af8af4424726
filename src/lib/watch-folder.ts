import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from './clock.ts';

export interface FolderWatch<T> {
  current(): T;
  /** Looks once, now. */
  check(): Promise<void>;
  /** Reads the files, changed or not. */
  reload(): Promise<void>;
  stop(): void;
}

interface Options<T> {
  readonly folder: string;
  /** How the names of its files end. */
  readonly suffix: string;
  readonly initial: T;
  readonly load: () => Promise<
    { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: readonly string[] }
  >;
  readonly onApplied: () => void;
  readonly onRejected: (faults: readonly string[]) => void;
  readonly onBug: (error: unknown) => void;
  readonly clock?: Clock | undefined;
  readonly intervalMs?: number | undefined;
}

/** Takes over the files of a folder whole after a change, when they have no fault; else the last good ones stay. */
export function watchFolder<T>(options: Options<T>): FolderWatch<T> {
  const { folder, suffix, load, onApplied, onRejected, onBug, clock = systemClock, intervalMs = 2_000 } = options;
  let current = options.initial;
  let settled: string | undefined;
  let seen: string | undefined;
  let stopped = false;
  let cancel = () => {};

  async function look() {
    const marks = await marksOf(folder, suffix);
    settled ??= marks;
    // A folder that is being written to is left alone until two looks in a row have seen the same.
    const same = marks === seen;
    seen = marks;
    if (!same || marks === settled || stopped) return;
    settled = marks;
    if (await read()) onApplied();
  }

  async function read(): Promise<boolean> {
    const loaded = await load();
    if (loaded.ok) current = loaded.value;
    else onRejected(loaded.faults);
    return loaded.ok;
  }

  const check = () => look().catch(onBug);
  function arm() {
    cancel = clock.after(intervalMs, () => void check().then(() => (stopped ? undefined : arm())));
  }
  void check();
  arm();

  return {
    current: () => current,
    check,
    reload: () => read().then(() => {}, onBug),
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/** Changes when a file does, comes or goes. A folder that does not exist has no files. */
async function marksOf(folder: string, suffix: string): Promise<string> {
  const all = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = all.filter((name) => name.endsWith(suffix)).sort();
  const marks = names.map(async (name) => {
    const found = await stat(join(folder, name)).catch(() => null);
    return found ? `${name} ${found.mtimeMs} ${found.size}` : `${name} gone`;
  });
  return (await Promise.all(marks)).join('\n');
}
