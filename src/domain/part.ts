import type { Stored } from './storage.ts';

/**
 * How a part is, as `/ready` shows it. `degraded`: something that is configured does not work. `unready`: nobody gets an
 * answer.
 */
export interface Health {
  readonly state: string;
  readonly detail?: string;
  readonly level: 'ok' | 'degraded' | 'unready';
}

/** What rooms and features have in common. One loop starts them, one stops them, one erases a viewer from all. */
export interface Part {
  readonly name: string;
  start?(): Promise<void>;
  /** Loads what the first command needs, once somebody writes: a bot whose chats are empty does without it. */
  warm?(): Promise<void>;
  /** Commands have ended before; the loop waits for this up to a deadline. */
  stop?(): Promise<void>;
  /** Its entry in `/ready`; null: there is nothing to say of it. */
  health?(): Health | null;
  /** Erases what it has of a viewer in memory, or under keys that do not start with `viewerKeys`. `names`: the login and the display name. */
  forget?(viewerId: string, names?: readonly string[]): Promise<Stored<null>>;
}
