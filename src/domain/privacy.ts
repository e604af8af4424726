import type { Leaver } from './documents.ts';
import type { Stored } from './storage.ts';

/** Prefix of every key about one viewer: erasure deletes by it. */
export const viewerKeys = (viewerId: string) => `viewer/${viewerId}/`;

/** Whom a key is about; null when it is about nobody. */
export function viewerOfKey(key: string): string | null {
  if (!key.startsWith('viewer/')) return null;
  const end = key.indexOf('/', 'viewer/'.length);
  return end < 0 ? null : key.slice('viewer/'.length, end);
}

/** What is worth an audit entry. */
export type PrivacyAct = 'opted out' | 'erased' | 'opted in' | 'forgot a conversation' | 'exported';

export interface Privacy {
  /**
   * Erases the viewer everywhere and stores nothing from then on. `pending`: it holds, the rest of the erasure follows.
   * `unsaved`: it does not hold.
   */
  optOut(viewerId: string, names?: readonly string[]): Promise<'done' | 'pending' | 'unsaved'>;
  optIn(viewerId: string): Promise<'done' | 'already' | 'unsaved'>;
  isOptedOut(viewerId: string): Promise<Stored<boolean>>;
  /** Durable, by keyed hash: contains neither the viewer's id nor any content. */
  audit(act: PrivacyAct, viewerId: string): Promise<Stored<null>>;
  /** Takes what was deleted off the disk. */
  scrub(): Promise<Stored<null>>;
}

/** What a backup must lose, and the opt-outs that it must have so that restoring it forgets none. */
export interface Purge {
  /** Whose rows in documents go. */
  readonly viewers: readonly Leaver[];
  readonly prefixes: readonly string[];
  readonly put: readonly { readonly key: string; readonly value: unknown }[];
}
