import { rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { readObject, writeObject } from './files.ts';
import type { Mode } from './options.ts';
import type { Found } from './search.ts';
import type { Tally } from './tally.ts';

interface ModeSaved {
  readonly tallies: readonly Tally[];
  /** Set when this mode is done. */
  readonly found?: Found;
}

/** What a run that was stopped has heard, beside the file it would have written. */
export interface Saved {
  of(mode: Mode): ModeSaved | null;
  /** How many answers it has. */
  readonly answers: number;
  keep(mode: Mode, state: ModeSaved): Promise<void>;
  drop(): Promise<void>;
}

/** `key` is all that has to be the same for the answers to count again: endpoint, model, objective ... */
export async function openSaved(file: string, key: object): Promise<Saved> {
  const known = await readObject(file).catch((): Record<string, unknown> => ({}));
  const same = isDeepStrictEqual(known['key'], JSON.parse(JSON.stringify(key)));
  const modes = new Map<Mode, ModeSaved>(
    same ? (Object.entries((known['modes'] ?? {}) as Record<Mode, ModeSaved>) as [Mode, ModeSaved][]) : [],
  );
  let writing = Promise.resolve();
  return {
    of: (mode) => modes.get(mode) ?? null,
    get answers() {
      const tallies = [...modes.values()].flatMap((mode) => mode.tallies);
      return tallies.reduce((sum, { requests }) => sum + requests, 0);
    },
    keep(mode, state) {
      modes.set(mode, structuredClone(state));
      writing = writing.then(() => writeObject(file, { key, modes: Object.fromEntries(modes) }));
      return writing;
    },
    async drop() {
      await writing;
      await rm(file, { force: true });
    },
  };
}
