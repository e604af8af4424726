import type { Tell } from '../domain/event.ts';
import { type Privacy, viewerKeys } from '../domain/privacy.ts';
import type { Storage, Stored } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { createErasures, type ErasureParts } from './erasures.ts';
import { createGuardedStorage } from './guarded.ts';
import type { ReadKey } from './key.ts';
import { auditEntry, erasureKey, optOutKey } from './keys.ts';
import { createMarks } from './marks.ts';

export interface OptOutParts extends Pick<ErasureParts, 'forget' | 'purgeBackups'> {
  readonly storage: Storage;
  readonly readKey: ReadKey;
  readonly clock: Clock;
  readonly tell: Tell;
}

const mostKnown = 20_000;

export interface OptOuts extends Omit<Privacy, 'scrub'> {
  /** To be used in the place of the one that was handed in: it keeps nothing of whom has opted out. */
  readonly storage: Storage;
  start(): void;
  stop(): void;
}

export function createOptOuts({ storage, readKey, forget, purgeBackups, clock, tell }: OptOutParts): OptOuts {
  const { records } = storage;
  const markOf = createMarks({ readKey, records, tell });
  const erasures = createErasures({ storage, forget, purgeBackups, clock, tell });

  // Asked several times for each command. Where no other process can change it, what was read once is known.
  const known = storage.scripts === null ? new Map<string, Stored<boolean>>() : null;
  let changes = 0;

  async function isOptedOut(viewerId: string): Promise<Stored<boolean>> {
    const answer = known?.get(viewerId);
    if (answer) return answer;
    const before = changes;
    const mark = await markOf(viewerId);
    if (!mark.ok) return mark;
    const record = await records.get(optOutKey(mark.value));
    if (!record.ok) return record;
    const read: Stored<boolean> = { ok: true, value: record.value !== null };
    if (known && before === changes) {
      known.set(viewerId, read);
      if (known.size > mostKnown) known.delete(known.keys().next().value!);
    }
    return read;
  }

  function changed(viewerId: string) {
    changes++;
    known?.delete(viewerId);
  }

  const done = (stored: Stored<unknown>): Stored<null> => (stored.ok ? { ok: true, value: null } : stored);

  return {
    storage: createGuardedStorage(storage, markOf, isOptedOut),
    isOptedOut,
    async optOut(viewerId) {
      const mark = await markOf(viewerId);
      const at = new Date(clock.wall()).toISOString();
      const saved = mark.ok
        ? await records.batch([
            { set: optOutKey(mark.value), value: { at } },
            { set: erasureKey(mark.value), value: { viewer: viewerId, at } },
            auditEntry('opted out', mark.value, clock.wall()),
          ])
        : mark;
      changed(viewerId);
      // Also where it could not be saved: a store that is full still deletes.
      const forgotten = await forget(viewerId);
      const erased = await storage.erase(viewerKeys(viewerId));
      if (erased.ok && mark.ok) await records.batch([auditEntry('erased', mark.value, clock.wall())]);
      const scrubbed = await storage.scrub();
      if (!saved.ok) return 'unsaved';
      return forgotten.ok && erased.ok && scrubbed.ok ? 'done' : 'pending';
    },
    async optIn(viewerId) {
      const out = await isOptedOut(viewerId);
      if (!out.ok) return 'unsaved';
      if (!out.value) return 'already';
      const mark = await markOf(viewerId);
      if (!mark.ok) return 'unsaved';
      const edits = [{ delete: optOutKey(mark.value) }, auditEntry('opted in', mark.value, clock.wall())];
      const stored = await records.batch(edits);
      changed(viewerId);
      return stored.ok ? 'done' : 'unsaved';
    },
    async audit(act, viewerId) {
      const mark = await markOf(viewerId);
      return mark.ok ? done(await records.batch([auditEntry(act, mark.value, clock.wall())])) : mark;
    },
    start() {
      erasures.start();
      // Where processes share a store, one with another key says so before the first viewer meets it.
      if (storage.scripts) void markOf('');
    },
    stop: erasures.stop,
  };
}
