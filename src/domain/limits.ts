import type { Documents } from './documents.ts';
import type { Priority } from './viewer.ts';

/** Seconds between a viewer's commands as moderators changed them: by command, or for `all`. */
export type Cooldowns = Readonly<Record<string, number>>;

/** Who goes first before a model, as it was changed from config.yaml: seconds of head start by role, and by command. */
export interface Priorities {
  readonly head_start: Readonly<Partial<Record<Priority, number>>>;
  readonly commands: Readonly<Record<string, number>>;
}

/** A model call that waits for a slot. */
export interface WaitingCall {
  readonly channel: string;
  readonly command: string | null;
  readonly viewer: string | null;
  readonly priority: Priority;
  readonly waitedMs: number;
}

/** The RateLimiter as moderators see it. */
export interface Limits {
  /** Model calls that run. */
  inFlight(): number;
  /** How many may run at once. */
  cap(): number;
  /** Model calls that wait for a slot. */
  queue(): Readonly<Record<Priority, number>>;
  /** The first of them, in the order in which they go. */
  waiting(): readonly WaitingCall[];
  /** What was changed of `rate_limiting.line`, by channel. */
  readonly priorities: Documents<Priorities>;
  /** Resets a viewer's cooldowns and hourly count. */
  resetViewer(channel: string, viewerId: string): void;
  readonly cooldowns: Documents<Cooldowns>;
  /** Null where limits are this process's own. */
  shared(): { readonly state: 'ok' | 'degraded'; readonly detail?: string } | null;
}
