import type { Reading } from './run.ts';
import { afterWarmUp, judgeCount, judgeTrend, trendOf, type Verdict } from './trend.ts';

export interface Finding {
  readonly name: string;
  readonly verdict: Verdict;
  readonly first: number;
  readonly last: number;
  readonly unit: string;
  /** An hour; null where counts are compared. */
  readonly slope: { readonly perHour: number; readonly low: number; readonly high: number } | null;
}

/** MB an hour. */
export const mostGrowth = 0.5;
/** A heap is judged from so many hours on, warm-up not counted. */
export const leastHours = 0.5;

/** What was held at the end, beside what was held after the warm-up. */
export function findingsOf(readings: readonly Reading[], hours: number): readonly Finding[] {
  const points = (value: (reading: Reading) => number) =>
    afterWarmUp(
      readings.map((reading) => ({ hours: reading.hours, value: value(reading) })),
      hours,
    );
  const ends = (of: readonly { value: number }[]) => ({
    first: of[0]?.value ?? Number.NaN,
    last: of.at(-1)?.value ?? Number.NaN,
  });
  const heap = points(({ heapMb, buffersMb, cachesMb }) => heapMb + buffersMb - cachesMb);
  const trend = trendOf(heap);
  const count = (name: string, value: (reading: Reading) => number): Finding => {
    const of = points(value);
    return { name, verdict: judgeCount(of), ...ends(of), unit: '', slope: null };
  };
  return [
    {
      name: 'heap, caches left out',
      verdict: judgeTrend(trend, mostGrowth, leastHours),
      ...ends(heap),
      unit: 'MB',
      slope: trend,
    },
    count('timers', ({ timers }) => timers),
    count('sockets', ({ sockets }) => sockets),
    count('listeners', ({ listeners }) => listeners),
    count('emitters', ({ emitters }) => emitters),
    count('abort signals', ({ signals }) => signals),
  ];
}
