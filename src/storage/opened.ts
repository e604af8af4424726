import type { Tell } from '../domain/event.ts';
import type { Storage } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';

export interface StorageParts {
  /** `sqlite:FILE`, `memory:`, `redis://...` or `rediss://...`. */
  readonly url: string;
  /** Where relative paths count from. */
  readonly folder: string;
  readonly clock: Clock;
  readonly tell: Tell;
  /** How many processes share the store. */
  readonly processes: number;
  /** Refuses a file that another process serves from. Scripts that look into the store of a running bot leave it out. */
  readonly serve?: boolean;
}

/** The reason is a sentence for the operator. A Redis that is away is no reason: the store opens degraded. */
export type Opened = { readonly ok: true; readonly storage: Storage } | { readonly ok: false; readonly reason: string };
