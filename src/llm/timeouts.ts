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

export const defaultTimeouts: TimeoutSettings = {
  firstToken: { min: 2_000, initial: 8_000, max: 30_000 },
  total: { min: 5_000, initial: 20_000, max: 120_000 },
  gapMs: 5_000,
};

export interface Timeouts {
  limits(): CallLimits;
  /** Only answers are samples: a call that was cut says how long somebody waited, not how long the model takes. */
  observe(firstTokenMs: number, totalMs: number): void;
}

/** What one endpoint with one model has shown itself to need. */
export function createTimeouts(settings: TimeoutSettings): Timeouts {
  const firstToken = createEstimate(settings.firstToken);
  const total = createEstimate(settings.total);
  return {
    limits: () => ({ firstTokenMs: firstToken.timeout(), gapMs: settings.gapMs, totalMs: total.timeout() }),
    observe(firstTokenMs, totalMs) {
      firstToken.observe(firstTokenMs);
      total.observe(totalMs);
    },
  };
}

const enough = 5;

/** RFC 6298: a smoothed time and a smoothed deviation, the timeout four deviations above. */
function createEstimate(range: Range) {
  let samples = 0;
  let smoothed = 0;
  let deviation = 0;
  return {
    observe(ms: number) {
      deviation = samples === 0 ? ms / 2 : (3 / 4) * deviation + (1 / 4) * Math.abs(smoothed - ms);
      smoothed = samples === 0 ? ms : (7 / 8) * smoothed + (1 / 8) * ms;
      samples++;
    },
    timeout: () =>
      samples < enough ? range.initial : Math.min(range.max, Math.max(range.min, smoothed + 4 * deviation)),
  };
}
