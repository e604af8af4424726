import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { endAll } from './end-all.ts';

test('everything is ended, in order, whatever throws, rejects or hangs', async () => {
  const clock = createVirtualClock();
  const faults: [string, string][] = [];
  const ended: string[] = [];
  const all = endAll(
    clock,
    3_000,
    {
      throws() {
        throw new Error('at once');
      },
      rejects: () => Promise.reject(new Error('later')),
      good: () => void ended.push('good'),
      hangs: () => new Promise(() => {}),
      store: async () => void ended.push('store'),
      hangsToo: () => new Promise(() => {}),
    },
    (name, error) => void faults.push([name, (error as Error).message]),
  );
  await clock.advance(3_250);
  await all;
  expect(ended).toEqual(['good', 'store']);
  expect(faults).toEqual([
    ['throws', 'at once'],
    ['rejects', 'later'],
    ['hangs', 'it took too long'],
    ['hangsToo', 'it took too long'],
  ]);
  expect(clock.pending).toBe(0);
});
