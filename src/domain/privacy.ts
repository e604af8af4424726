import type { Stored } from './storage.ts';

/** What the keys of every record and cache entry about one viewer start with: so that nothing of it is overlooked. */
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
   * Erases the viewer everywhere and keeps nothing from then on. `pending`: it holds, and what could not be erased yet
   * will be. `unsaved`: it does not hold.
   */
  optOut(viewerId: string): Promise<'done' | 'pending' | 'unsaved'>;
  optIn(viewerId: string): Promise<'done' | 'already' | 'unsaved'>;
  isOptedOut(viewerId: string): Promise<Stored<boolean>>;
  /** Durable, by keyed hash: neither the viewer's id nor any content is in it. */
  audit(act: PrivacyAct, viewerId: string): Promise<Stored<null>>;
  /** Takes what was deleted off the disk. */
  scrub(): Promise<Stored<null>>;
}

/** What a kept copy of the store must lose, and what it must have so that going back to it forgets no opt-out. */
export interface Purge {
  readonly prefixes: readonly string[];
  readonly put: readonly { readonly key: string; readonly value: unknown }[];
}
