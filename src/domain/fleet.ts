import type { Once } from './once.ts';
import type { OpenWindow, SharedSends, SharedWindow } from './shared-window.ts';

/** The processes of one bot: which channels are served here, and what the account's processes share. */
export interface Fleet {
  /** The name of this process. */
  readonly process: string;
  /** Processes that may be alive, this one too, by name; empty before the store was heard. */
  alive(): readonly string[];
  /** The channels that are served here. */
  owned(): readonly string[];
  /** Null where there is one process. */
  role(): FleetRole | null;
  /** Whether this process may act for the account while it hears of no other. */
  mayGoAlone(): boolean;
  /** Null where there is one process: nobody else does it. */
  readonly once: Once | null;
  /** The account's windows; null where there is one process: its own are all there is. */
  readonly windows: FleetWindows | null;
}

/** `spare`: the others serve every channel. `waiting`: the store has not been heard yet, and it may not go ahead alone. */
export type FleetRole = 'serving' | 'spare' | 'waiting';

export interface FleetWindows {
  readonly open: OpenWindow;
  readonly sends: SharedSends;
  readonly joins: SharedWindow;
  readonly logins: SharedWindow;
}
