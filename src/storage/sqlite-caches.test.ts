import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createSqliteCaches } from './sqlite-caches.ts';
import { openSqlite } from './sqlite-file.ts';

function start() {
  const opened = openSqlite(':memory:');
  if (!opened.ok) throw new Error(opened.reason);
  const db = opened.file.quick;
  const clock = createVirtualClock();
  const caches = createSqliteCaches(db, { run: async (call) => ({ ok: true, value: await call() }), clock });
  const rows = () => db.prepare('SELECT count(*) AS n FROM cache').get()?.['n'] as number;
  return { clock, caches, rows };
}

test('an entry expires by the clock that was handed in', async () => {
  const { clock, caches } = start();
  const { get, set, count } = caches.open('talks', 10);
  await set('a', { value: '1' }, 1_000);
  await clock.advance(999);
  expect([await get('a'), await count()]).toEqual([{ value: '1' }, 1]);
  await clock.advance(1);
  expect([await get('a'), await count()]).toEqual([undefined, 0]);
});

test('what has expired is gone from the disk soon, a slice at a time, in every cache', async () => {
  const { clock, caches, rows } = start();
  const [one, other] = [caches.open('one', 5_000), caches.open('other', 5_000)];
  await clock.advance(2_000);
  await Promise.all(Array.from({ length: 900 }, (_, i) => (i % 2 ? one : other).set(`k${i}`, { value: 'x' }, 1_000)));
  await one.set('stays', { value: 'x' }, 3_600_000);
  const seen = new Set<number>();
  for (let i = 0; i < 7_000 && rows() > 1; i++) {
    await clock.advance(10);
    seen.add(rows());
  }
  expect([...seen]).toEqual([901, 701, 501, 301, 101, 1]);
});

test('closing leaves no timer', async () => {
  const { clock, caches } = start();
  caches.close();
  expect(clock.pending).toBe(0);
});
