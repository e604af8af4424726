import type { Tell } from '../domain/event.ts';
import { type Privacy, viewerKeys } from '../domain/privacy.ts';
import type { Storage, Stored } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { createErasures, type ErasureParts } from './erasures.ts';
import { createGuardedStorage } from './guarded.ts';
import { createMarks, type ReadKey } from './key.ts';
import { auditEntry, createRegister, erasureKey, optOutKey } from './register.ts';

export interface OptOutParts extends Pick<ErasureParts, 'forget' | 'purgeBackups'> {
  readonly storage: Storage;
  readonly readKey: ReadKey;
  readonly clock: Clock;
  readonly tell: Tell;
}

export interface OptOuts extends Omit<Privacy, 'scrub'> {
  /** To be used in the place of the one that was handed in: nothing of whom has opted out stays in it. */
  readonly storage: Storage;
  /** As `isOptedOut`, or as that answered lately. */
  wasOptedOut(viewerId: string): Promise<Stored<boolean>>;
  start(): void;
  stop(): void;
}

export function createOptOuts({ storage, readKey, forget, purgeBackups, clock, tell }: OptOutParts): OptOuts {
  const { records } = storage;
  const markOf = createMarks({ readKey, records, tell });
  const register = createRegister(storage, markOf, clock);
  const erasures = createErasures({ storage, forget, purgeBackups, clock, tell });

  async function askedOptOut(viewerId: string): Promise<Stored<boolean>> {
    const asked = await register.ask(viewerId);
    return asked.ok ? { ok: true, value: asked.value.isOut } : asked;
  }
  async function wasOptedOut(viewerId: string): Promise<Stored<boolean>> {
    const known = register.known(viewerId);
    return known ? { ok: true, value: known.isOut } : askedOptOut(viewerId);
  }

  return {
    storage: createGuardedStorage(storage, register),
    wasOptedOut,
    isOptedOut: register.isShared ? askedOptOut : wasOptedOut,
    async optOut(viewerId, names = []) {
      const mark = await markOf(viewerId);
      const at = new Date(clock.wall()).toISOString();
      const saved = mark.ok
        ? await records.batch([
            { set: optOutKey(mark.value), value: { at } },
            { set: erasureKey(mark.value), value: { viewer: viewerId, names, at } },
            auditEntry('opted out', mark.value, clock.wall()),
          ])
        : mark;
      erasures.begun();
      register.changed(viewerId);
      // Also where it could not be saved: a store that is full still deletes.
      const forgotten = await forget(viewerId, names);
      const erased = await storage.erase(viewerKeys(viewerId));
      if (erased.ok && mark.ok) await records.batch([auditEntry('erased', mark.value, clock.wall())]);
      const scrubbed = await storage.scrub();
      if (!saved.ok) return 'unsaved';
      return forgotten.ok && erased.ok && scrubbed.ok ? 'done' : 'pending';
    },
    async optIn(viewerId) {
      const out = await register.ask(viewerId);
      const mark = await markOf(viewerId);
      if (!out.ok || !mark.ok) return 'unsaved';
      if (!out.value.isOut) return 'already';
      const stored = await records.batch([{ delete: out.value.key }, auditEntry('opted in', mark.value, clock.wall())]);
      register.changed(viewerId);
      return stored.ok ? 'done' : 'unsaved';
    },
    async audit(act, viewerId) {
      const mark = await markOf(viewerId);
      const stored: Stored<unknown> = mark.ok ? await records.batch([auditEntry(act, mark.value, clock.wall())]) : mark;
      return stored.ok ? { ok: true, value: null } : stored;
    },
    start() {
      erasures.start();
      // Where processes share a store, one with another key says so before the first viewer meets it.
      if (register.isShared) void markOf('');
    },
    stop: erasures.stop,
  };
}
