/**
 * A sliding window over all processes that share a store. `take` answers 0 when a permit was taken, else in how many
 * milliseconds to ask again. Never rejects; without the store it counts this process's own share.
 */
export interface SharedWindow {
  take(): Promise<number>;
  /**
   * What a permit was taken for is over, less than `wayMs` after it was asked for: it counts from now, and not from when
   * that might have begun at the latest.
   */
  arrived(): void;
}

/** `wayMs`: a permit may be used this long after it was taken; it counts from then on, unless `arrived` says earlier. */
export type OpenWindow = (name: string, limit: () => number, spanMs: number, wayMs?: number) => SharedWindow;

/** `waitMs` is 0 where the permit was given, else when to ask again. */
export interface SharedPermit {
  readonly waitMs: number;
  /** No line left with it: others may have it. */
  giveBack(): void;
}

/**
 * The account's lines of all processes. `limit` is what Twitch allows in the span where the line goes. Of what is left of
 * that for the processes together, lines of this kind may fill a `share`, less what is `held` for others.
 */
export interface SharedSends {
  /** For a line that leaves now. Never rejects; without the store it counts this process's own share. */
  permit(limit: number, share: number, held: number): Promise<SharedPermit>;
  /** When there may be a permit, as far as is known here. */
  waitMs(limit: number, share: number, held: number): number;
  /** How many processes share what is free. */
  sharers(): number;
}
