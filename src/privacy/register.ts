import { randomUUID } from 'node:crypto';
import type { PrivacyAct } from '../domain/privacy.ts';
import type { Change, Storage, Stored } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import type { MarkOf } from './key.ts';

export const optOutKey = (mark: string) => `optout/${mark}`;
export const erasureKey = (mark: string) => `erasure/${mark}`;

/** By day, so that old ones are found by their keys. */
export function auditEntry(act: PrivacyAct, mark: string, wall: number): Change {
  const at = new Date(wall).toISOString();
  return { set: `audit/${at.slice(0, 10)}/${randomUUID()}`, value: { at, act, viewer: mark } };
}

/** Whether a viewer opted out, and under which key that stands. */
export interface Standing {
  readonly isOut: boolean;
  readonly key: string;
}

/** Who opted out. */
export interface Register {
  /** As the store has it now. */
  ask(viewerId: string): Promise<Stored<Standing>>;
  /** As it was lately: another process may have changed it since. Null: to be asked. */
  known(viewerId: string): Standing | null;
  changed(viewerId: string): void;
  /** Whether other processes may change it too. */
  readonly isShared: boolean;
}

const mostKnown = 20_000;
/** As long as a command takes; shorter than the time after which an erasure looks a second time. */
const knownForMs = 20_000;

export function createRegister({ scripts, records }: Storage, markOf: MarkOf, clock: Clock): Register {
  const isShared = scripts !== null;
  const viewers = new Map<string, { readonly standing: Standing; readonly until: number }>();
  let changes = 0;

  function learn(viewerId: string, standing: Standing) {
    viewers.delete(viewerId);
    viewers.set(viewerId, { standing, until: isShared ? clock.now() + knownForMs : Number.POSITIVE_INFINITY });
    if (viewers.size > mostKnown) viewers.delete(viewers.keys().next().value!);
  }

  async function keyOf(viewerId: string): Promise<string | Stored<never>> {
    const mark = await markOf(viewerId);
    return mark.ok ? optOutKey(mark.value) : mark;
  }

  return {
    isShared,
    async ask(viewerId) {
      const before = changes;
      const key = viewers.get(viewerId)?.standing.key ?? (await keyOf(viewerId));
      if (typeof key !== 'string') return key;
      const record = await records.get(key);
      if (!record.ok) return record;
      const standing = { isOut: record.value !== null, key };
      if (before === changes) learn(viewerId, standing);
      return { ok: true, value: standing };
    },
    known(viewerId) {
      const found = viewers.get(viewerId);
      return found && (!isShared || clock.now() < found.until) ? found.standing : null;
    },
    changed(viewerId) {
      changes++;
      viewers.delete(viewerId);
    },
  };
}
