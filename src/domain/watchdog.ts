/** What a stall of the event loop is blamed on. Nothing in it was typed by anybody. */
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
  /** Runs `work`; what it calls, and what goes on from there after a wait, is this work. */
  during<T>(work: Work, run: () => T): T;
  /** What has stalled a process in this folder, and did not end: it is not tried again. */
  stalled(): readonly Work[];
  /** It is accounted for: the next process need not know. */
  settled(): void;
}

/** Where nobody watches. */
export const unwatched: Watchdog = { during: (_work, run) => run(), stalled: () => [], settled() {} };
