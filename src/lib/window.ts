/** Counts events in a sliding window. Exact: an event leaves the window when it is `spanMs` old. */
export interface SlidingWindow {
  /** How many events lie in the window that ends at `now`. */
  count(now: number): number;
  add(now: number): void;
  /** Takes back what was added at `at`: it was no event. */
  remove(at: number): void;
  /** Milliseconds until one more event fits under `limit`; 0 when it fits now. */
  waitMs(now: number, limit: number): number;
}

export function createSlidingWindow(spanMs: number): SlidingWindow {
  let stamps: number[] = [];
  let head = 0;
  function forget(now: number) {
    while (head < stamps.length && now - stamps[head]! >= spanMs) head++;
    if (head > 256 && head * 2 > stamps.length) {
      stamps = stamps.slice(head);
      head = 0;
    }
  }
  return {
    count(now) {
      forget(now);
      return stamps.length - head;
    },
    add(now) {
      forget(now);
      stamps.push(now);
    },
    remove(at) {
      const found = stamps.lastIndexOf(at);
      if (found >= head) stamps.splice(found, 1);
    },
    waitMs(now, limit) {
      forget(now);
      const held = stamps.length - head;
      if (held < limit) return 0;
      if (limit < 1) return Number.POSITIVE_INFINITY;
      return Math.max(0, stamps[head + held - limit]! + spanMs - now);
    },
  };
}
