import type { EndpointSettings, LlmSettings } from '../domain/settings.ts';

/** What one call may take, by three clocks. */
export interface CallLimits {
  readonly firstTokenMs: number;
  readonly gapMs: number;
  readonly totalMs: number;
}

export interface Range {
  readonly min: number;
  /** Used until there are samples enough. */
  readonly initial: number;
  readonly max: number;
}

export interface TimeoutSettings {
  readonly firstToken: Range;
  readonly total: Range;
  readonly gapMs: number;
}

/** The endpoint's own figures before those of its tier. */
export function timeoutsOf({ tier, timeouts }: EndpointSettings, llm: LlmSettings): TimeoutSettings {
  const first = llm.timeouts[tier];
  const { min, max, first_token, total, gap } = timeouts;
  const range = (seconds: number): Range => ({ min: min * 1000, initial: seconds * 1000, max: max * 1000 });
  return {
    firstToken: range(first_token ?? first.first_token),
    total: range(total ?? first.total),
    gapMs: (gap ?? first.gap) * 1000,
  };
}

/** What one endpoint with one model has shown itself to need. */
export interface Timeouts {
  limits(settings: TimeoutSettings): CallLimits;
  /** In 19 of 20 answers the whole took no longer; null while too few were seen. */
  usualMs(): number | null;
  /** Only answers are samples: a call that was cut says how long somebody waited, not how long the model takes. */
  observe(firstTokenMs: number, totalMs: number): void;
}

const enoughForUsual = 20;
const mostTotals = 100;

export function createTimeouts(): Timeouts {
  const firstToken = createEstimate();
  const total = createEstimate();
  const totals: number[] = [];
  return {
    limits: (settings) => ({
      firstTokenMs: firstToken.timeout(settings.firstToken),
      gapMs: settings.gapMs,
      totalMs: total.timeout(settings.total),
    }),
    usualMs() {
      if (totals.length < enoughForUsual) return null;
      return totals.toSorted((a, b) => a - b)[Math.floor(totals.length * 0.95)] ?? null;
    },
    observe(firstTokenMs, totalMs) {
      firstToken.observe(firstTokenMs);
      total.observe(totalMs);
      totals.push(totalMs);
      if (totals.length > mostTotals) totals.shift();
    },
  };
}

const enough = 5;

/** RFC 6298: a smoothed time and a smoothed deviation, the timeout four deviations above. */
function createEstimate() {
  let samples = 0;
  let smoothed = 0;
  let deviation = 0;
  return {
    observe(ms: number) {
      deviation = samples === 0 ? ms / 2 : (3 / 4) * deviation + (1 / 4) * Math.abs(smoothed - ms);
      smoothed = samples === 0 ? ms : (7 / 8) * smoothed + (1 / 8) * ms;
      samples++;
    },
    timeout: ({ min, initial, max }: Range) =>
      samples < enough ? initial : Math.min(max, Math.max(min, smoothed + 4 * deviation)),
  };
}
