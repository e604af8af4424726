import { expect, test } from 'vitest';
import { until } from '../../test/support/until.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createWarm, startAll, stopAll } from './life.ts';

test('everything is started, in order, whatever throws', async () => {
  const faults: string[] = [];
  const started: string[] = [];
  await startAll(
    [
      { name: 'first', start: async () => void started.push('first') },
      { name: 'broken', start: () => Promise.reject(new Error('no')) },
      { name: 'idle' },
      { name: 'last', start: async () => void started.push('last') },
    ],
    (where) => void faults.push(where),
  );
  expect([started, faults]).toEqual([['first', 'last'], ['starting broken']]);
});

test('everything is warmed once, whatever throws', async () => {
  const faults: string[] = [];
  const warmed: string[] = [];
  const parts = [
    { name: 'broken', warm: () => Promise.reject(new Error('no')) },
    { name: 'last', warm: async () => void warmed.push('last') },
  ];
  const warm = createWarm(parts, (where) => void faults.push(where));
  for (let i = 0; i < 2; i++) {
    warm();
    await until(() => expect(warmed).toHaveLength(1));
  }
  expect([warmed, faults]).toEqual([['last'], ['warming broken']]);
});

test('everything is stopped, the last first, whatever throws, rejects or hangs', async () => {
  const clock = createVirtualClock();
  const faults: [string, string][] = [];
  const stopped: string[] = [];
  const all = stopAll(
    [
      { name: 'hangs too', stop: () => new Promise(() => {}) },
      { name: 'store', stop: async () => void stopped.push('store') },
      { name: 'hangs', stop: () => new Promise(() => {}) },
      { name: 'idle' },
      { name: 'good', stop: async () => void stopped.push('good') },
      { name: 'rejects', stop: () => Promise.reject(new Error('later')) },
      {
        name: 'throws',
        stop() {
          throw new Error('at once');
        },
      },
    ],
    clock,
    3_000,
    (where, error) => void faults.push([where, (error as Error).message]),
  );
  await clock.advance(3_250);
  await all;
  expect(stopped).toEqual(['good', 'store']);
  expect(faults).toEqual([
    ['stopping throws', 'at once'],
    ['stopping rejects', 'later'],
    ['stopping hangs', 'it took too long'],
    ['stopping hangs too', 'it took too long'],
  ]);
  expect(clock.pending).toBe(0);
});
