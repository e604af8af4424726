import { afterEach, beforeEach, expect, test } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../test/support/virtual-clock.ts';
import { viewerKeys } from '../../domain/privacy.ts';
import type { Storage } from '../../domain/storage.ts';
import { createPassingKey } from '../../privacy/key.ts';
import { createOptOuts, type OptOuts } from '../../privacy/opt-outs.ts';
import { openStorage } from '../../storage/storage.ts';
import { createRows, type Rows, readCommandRows, readRows, readViewerRows } from './rows.ts';

let store: Storage;
let clock: VirtualClock;
let privacy: OptOuts;
let rows: Rows;
beforeEach(async () => {
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  store = opened.storage;
  clock = createVirtualClock();
  privacy = createOptOuts({
    storage: store,
    readKey: createPassingKey(),
    async forget(viewerId) {
      rows.forget(viewerId);
      return { ok: true, value: null };
    },
    purgeBackups: async () => ({ ok: true, value: null }),
    clock,
    tell() {},
  });
  rows = aProcess();
});
afterEach(() => store.close());

const aProcess = (self = '') => createRows({ records: privacy.storage.records, clock, self });
const usage = { promptTokens: 100, cachedTokens: 10, writtenTokens: 0, completionTokens: 20 };
function spend(viewer: string | null, { day = '2026-11-20', nano = 1e9 as number | null, into = rows } = {}) {
  into.add({ day, channel: 'my_channel', endpoint: 'openai', model: 'gpt/5', viewer }, usage, nano);
}
async function byViewer(since = '2000-01-01') {
  const read = await readViewerRows(store.records, since);
  return read.ok ? read.rows : read;
}

test('what a viewer’s questions cost is added up by day and viewer, the dearest first, beside the sum of all', async () => {
  for (const viewer of ['7', '8', '7', null]) spend(viewer);
  spend('8', { day: '2026-11-19', nano: null });
  await rows.flush();
  spend('7');
  await rows.flush();
  const same = { channel: 'my_channel', endpoint: 'openai', model: 'gpt/5' };
  expect(await byViewer()).toMatchObject([
    { ...same, day: '2026-11-19', viewer: '8', cents: null },
    { ...same, day: '2026-11-20', viewer: '7', calls: 3, cents: 3, promptTokens: 300, completionTokens: 60 },
    { ...same, day: '2026-11-20', viewer: '8', calls: 1, cents: 1 },
  ]);
  expect(await byViewer('2026-11-20')).toHaveLength(2);
  const all = await readRows(store.records, '2026-11-20');
  expect(all).toMatchObject({ ok: true, rows: [{ ...same, calls: 5, cents: 5 }] });
  expect(all.ok && Object.keys(all.rows[0]!)).not.toContain('viewer');
});

test('what each command cost is added up over processes, and what the bot asked by itself stands apart', async () => {
  const others = [aProcess('a'), aProcess('b')];
  for (const into of others) {
    const row = { day: '2026-11-20', channel: 'my_channel', endpoint: 'openai', model: 'm', viewer: null };
    for (const command of ['ask', 'ask', 'trad', null]) into.add({ ...row, command }, usage, 1e9);
    into.add({ ...row, day: '2026-11-18', command: 'ask' }, usage, 1e9);
    await into.flush();
  }
  const day = { day: '2026-11-20', channel: 'my_channel' };
  expect(await readCommandRows(store.records, '2026-11-19')).toEqual({
    ok: true,
    rows: [
      { ...day, command: null, calls: 2, promptTokens: 200, cachedTokens: 20, completionTokens: 40, cents: 2 },
      { ...day, command: 'ask', calls: 4, promptTokens: 400, cachedTokens: 40, completionTokens: 80, cents: 4 },
      { ...day, command: 'trad', calls: 2, promptTokens: 200, cachedTokens: 20, completionTokens: 40, cents: 2 },
    ],
  });
});

test('several processes add to one row of a viewer', async () => {
  const others = [aProcess('a'), aProcess('b')];
  for (let round = 0; round < 3; round++) {
    for (const into of others) spend('7', { into });
    await Promise.all(others.map((other) => other.flush()));
  }
  for (const other of others) await other.flush();
  expect(await byViewer()).toMatchObject([{ viewer: '7', calls: 6, cents: 6 }]);
});

test('of who opted out no row is left, none is written, and the sums of everybody go on', async () => {
  spend('7');
  spend('8');
  await rows.flush();
  spend('7');
  expect(await store.gather(viewerKeys('7'))).toMatchObject({ value: [{ store: 'records' }] });
  await privacy.optOut('7');
  await privacy.optIn('7');
  await rows.flush();
  expect(await byViewer()).toMatchObject([{ viewer: '8' }]);
  await privacy.optOut('7');
  spend('7');
  await rows.flush();
  await privacy.optIn('7');
  await rows.flush();
  expect(await byViewer()).toMatchObject([{ viewer: '8' }]);
  expect(await readRows(store.records, '2000-01-01')).toMatchObject({ rows: [{ calls: 4 }] });
  expect(clock.pending).toBe(0);
});

test('a crowd of viewers while the store is away keeps no more than its bound in memory', async () => {
  const away = { ok: false, reason: 'late', detail: 'no answer' } as const;
  let asked = 0;
  const get = async () => {
    asked++;
    return away;
  };
  const list = async () => away;
  const into = createRows({ records: { ...store.records, get, list }, clock, self: '' });
  for (let n = 0; n < 5_000; n++) spend(String(n), { into });
  await into.flush();
  await into.flush();
  expect(asked).toBe(4);
  await store.close();
  const lists = { count: 0 };
  const counting = createRows({
    records: {
      ...store.records,
      get,
      list: async () => {
        lists.count++;
        return away;
      },
    },
    clock,
    self: '',
  });
  for (let n = 0; n < 5_000; n++) spend(String(n), { into: counting });
  await counting.flush();
  expect(lists.count).toBeLessThan(2_000);
});

test('of too many viewers the first have rows of their own, and the sum counts all', async () => {
  rows = createRows({ records: privacy.storage.records, clock, self: '', mostViewerRows: 2 });
  for (const viewer of ['7', '8', '9']) {
    spend(viewer);
    await rows.flush();
  }
  spend('7');
  await rows.flush();
  const own = await byViewer();
  expect(Array.isArray(own) && own.map(({ viewer, calls }) => [viewer, calls])).toEqual([
    ['7', 2],
    ['8', 1],
  ]);
  const all = await readRows(store.records, '2000-01-01');
  expect(all.ok && all.rows.reduce((sum, { calls }) => sum + calls, 0)).toBe(4);
});
