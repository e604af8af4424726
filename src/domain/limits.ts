import type { Documents } from './documents.ts';
import type { Priority } from './viewer.ts';

/** Seconds between a viewer's commands as moderators changed them: by command, or for `all`. */
export type Cooldowns = Readonly<Record<string, number>>;

/** The RateLimiter as moderators see it. */
export interface Limits {
  /** Model calls that run. */
  inFlight(): number;
  /** How many may run at once. */
  cap(): number;
  /** Model calls that wait for a slot. */
  queue(): Readonly<Record<Priority, number>>;
  /** Resets a viewer's cooldowns and hourly count. */
  resetViewer(channel: string, viewerId: string): void;
  readonly cooldowns: Documents<Cooldowns>;
  /** Null where limits are this process's own. */
  shared(): { readonly state: 'ok' | 'degraded'; readonly detail?: string } | null;
}
