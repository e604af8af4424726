/** One value, and when it was read. */
export interface Point {
  readonly hours: number;
  readonly value: number;
}

/** How a value moves: the middle slope of all pairs of points, and where the true one lies, 95 times of 100. */
export interface Trend {
  readonly perHour: number;
  readonly low: number;
  readonly high: number;
  readonly points: number;
  readonly spanHours: number;
}

const blocks = 24;
const z = 1.96;

/**
 * Theil and Sen's slope, with Sen's interval: a few outliers change nothing. Neighbours resemble each other, which would
 * make the interval too narrow: so the middles of blocks are compared and not the points.
 */
export function trendOf(points: readonly Point[]): Trend {
  const medians = blockMedians(points, blocks);
  const n = medians.length;
  const slopes: number[] = [];
  for (const [i, a] of medians.entries()) {
    for (const b of medians.slice(i + 1)) slopes.push((b.value - a.value) / (b.hours - a.hours));
  }
  slopes.sort((a, b) => a - b);
  const spread = z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const at = (rank: number) => slopes[Math.round(rank)];
  return {
    perHour: median(slopes),
    low: at((slopes.length - spread) / 2 - 1) ?? Number.NEGATIVE_INFINITY,
    high: at((slopes.length + spread) / 2) ?? Number.POSITIVE_INFINITY,
    points: points.length,
    spanHours: (points.at(-1)?.hours ?? 0) - (points[0]?.hours ?? 0),
  };
}

export type Verdict = 'holds' | 'grows' | 'cannot say';

const fewestPoints = 20;

/**
 * Grows: the whole interval is above what is allowed. Holds: all of it is below. Everything else, and every run that is
 * shorter than `leastHours`, cannot say: what fills up to a bound looks like a leak until it is full.
 */
export function judgeTrend(trend: Trend, mostPerHour: number, leastHours: number): Verdict {
  if (trend.points < fewestPoints || trend.spanHours < leastHours) return 'cannot say';
  if (trend.low > mostPerHour) return 'grows';
  return trend.high <= mostPerHour ? 'holds' : 'cannot say';
}

/** A count that should stay where it is: it grows when the last third is clearly above the first, and on its way up. */
export function judgeCount(points: readonly Point[]): Verdict {
  if (points.length < fewestPoints) return 'cannot say';
  const third = Math.floor(points.length / 3);
  const middle = (part: readonly Point[]) => median(part.map(({ value }) => value));
  const [early, late] = [middle(points.slice(0, third)), middle(points.slice(-third))];
  const grown = late - early > Math.max(5, 0.1 * early);
  return grown && trendOf(points).low > 0 ? 'grows' : 'holds';
}

/** What is read before everything has been used once says nothing about what comes after. */
export function afterWarmUp(points: readonly Point[], totalHours: number): readonly Point[] {
  // Limits look back an hour: until then their table fills.
  const warmUp = Math.min(0.4 * totalHours, 70 / 60);
  return points.filter(({ hours }) => hours >= warmUp);
}

function blockMedians(points: readonly Point[], count: number): Point[] {
  if (points.length <= count) return [...points];
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i, i + 1].map((edge) => Math.floor((edge * points.length) / count));
    const block = points.slice(from, to);
    return { hours: median(block.map(({ hours }) => hours)), value: median(block.map(({ value }) => value)) };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half) - 1]!) / 2;
}
