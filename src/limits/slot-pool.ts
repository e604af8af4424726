/** Where the concurrency cap is counted. The line in front of it decides who goes first. */
export interface SlotPool {
  /** The name of a slot, or null when there is none now. */
  take(): string | null;
  give(slot: string): void;
  /** How many wait for a slot, and the rank of the first. */
  want(count: number, rank: number): void;
  /** Slots that there may be for the asking: who waits for one of these stands in nobody's way. */
  coming(): number;
  /** Calls back when `take` may say something else, other than after `give`. */
  onFree(listener: () => void): void;
}

/** The cap of one process. */
export function createSlotPool(cap: () => number): SlotPool {
  let held = 0;
  return {
    take() {
      if (held >= cap()) return null;
      held++;
      return '';
    },
    give() {
      held--;
    },
    want() {},
    coming: () => 0,
    onFree() {},
  };
}
