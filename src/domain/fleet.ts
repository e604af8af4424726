import type { Once } from './once.ts';
import type { OpenWindow, SharedSends, SharedWindow } from './shared-window.ts';

/** The processes of one bot: which channels are served here, and what the account's processes share. */
export interface Fleet {
  /** The name of this process. */
  readonly process: string;
  /** Names of the processes that may be alive, this one included; empty before the store answered. */
  alive(): readonly string[];
  /** The channels that are served here. */
  owned(): readonly string[];
  /** Null where there is one process. */
  role(): FleetRole | null;
  /** Whether this process may act for the account while the store is away. */
  mayGoAlone(): boolean;
  /** Null where there is one process. */
  readonly once: Once | null;
  /** Rate windows that all processes share; null where there is one process. */
  readonly windows: FleetWindows | null;
}

/** `spare`: the others serve every channel. `waiting`: for the store's first answer, as it may not go alone. */
export type FleetRole = 'serving' | 'spare' | 'waiting';

export interface FleetWindows {
  readonly open: OpenWindow;
  readonly sends: SharedSends;
  readonly joins: SharedWindow;
  readonly logins: SharedWindow;
}
