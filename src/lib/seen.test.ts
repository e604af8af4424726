import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createSeen } from './seen.ts';

test('a key is new once, and again when as many others came after it', () => {
  const seen = createSeen(3);
  expect(['a', 'a', 'b', 'c', 'a', 'd', 'a'].map(seen.add)).toEqual([true, false, true, true, false, true, true]);
});

test('keys do not keep the lines they were cut from', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const seen = createSeen(500);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 500; i++) {
    const line = Buffer.alloc(20_000, `${i};`).toString('latin1');
    seen.add(line.slice(100, 136));
  }
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(5_000_000);
  expect(seen.add('x')).toBe(true);
});
