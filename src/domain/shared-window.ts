/**
 * So many in any span, counted over all processes that share a store. `take` answers 0 when the place is taken, else in
 * how many milliseconds to ask again. It never rejects; without the store it counts this process's own share.
 */
export interface SharedWindow {
  take(): Promise<number>;
}

export type OpenWindow = (name: string, limit: () => number, spanMs: number) => SharedWindow;
