import { expect, test } from 'vitest';
import { crash } from '../../scripts/crash/crash.ts';

test('20 kills at random points leave a sound store with every acknowledged write', { timeout: 120_000 }, async () => {
  const reports = await Promise.all([crash({ points: 10 }), crash({ points: 10 })]);
  expect(reports.flatMap(({ faults }) => faults)).toEqual([]);
  for (const { acknowledged } of reports) expect(acknowledged).toBeGreaterThan(0);
});
