/** What held the event loop. Contains no text that a viewer typed. */
export interface Work {
  /** The chat line's id. */
  readonly line: string;
  readonly channel: string;
  /** Characters of the line. */
  readonly length: number;
  /** Null before it is known. */
  command: string | null;
}

/** Watches the event loop from a thread of its own. */
export interface Watchdog {
  /** Runs `run` as this work, with everything that it calls or continues asynchronously. */
  during<T>(work: Work, run: () => T): T;
  /** Work that stalled an earlier process for good: not tried again. */
  stalled(): readonly Work[];
  /** Forgets it, once it is counted as lost. */
  settled(): void;
}

/** Watches nothing. */
export const unwatched: Watchdog = { during: (_work, run) => run(), stalled: () => [], settled() {} };
