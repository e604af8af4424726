import { expect, test } from 'vitest';
import { endLines } from './display.ts';
import type { LoadResult } from './run.ts';
import { barsOf } from './targets.ts';

const spread = { count: 9, p50: 1, p95: 60, p99: 80 };
const result = {
  profile: 'smoke',
  viewers: 20,
  lines: 10,
  account: {
    typed: 9,
    answered: 9,
    told: 0,
    silent: 0,
    ignored: 0,
    failed: 0,
    lost: 0,
    disagreements: [],
    errorShare: 0,
  },
  refusals: {},
  overhead: spread,
  latency: spread,
  latencyOutside: spread,
  latencyWithoutModel: spread,
  cpuPercent: 1,
  rssMb: { start: 1, most: 1 },
  lagMs: { p50: 1, p99: 1, most: 1 },
  costCents: 0,
  coldOverheadMs: 0,
  measurerLagP99Ms: 0,
  breaches: [],
  warnings: [],
} as unknown as LoadResult;

test('what is an aim of ours alone is missed without red', () => {
  const bars = barsOf(result);
  expect(bars.map(({ holds }) => holds)).toEqual([false]);
  const [line] = endLines(result, [], bars).filter((one) => one.includes('our own aim'));
  expect(line).toContain('above our aim of');
  expect(line).not.toMatch(/✗|\u001b\[31m/);
});
