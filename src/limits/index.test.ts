import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDocuments } from '../../test/support/documents.ts';
import { aBase, aViewer } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { openStorage } from '../storage/index.ts';
import { createLimits } from './index.ts';

const permits = { reserve: () => ({ release() {} }), nextMs: () => 0 };
async function open(url: string, folder: string, clock = createVirtualClock()) {
  const opened = await openStorage({ url, folder, clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const store = opened.storage;
  const { open: documents } = await openDocuments(['c']);
  const room = createLimits({
    ...aBase({}, { clock }),
    store,
    documents,
    permits,
    pausedMs: () => 0,
    seen: store.cache('seen'),
  });
  await room.start();
  const ask = () =>
    room.limiter.admit({ channel: 'c', viewer: aViewer('lea'), command: 'ask', deadline: clock.now() + 20_000 });
  return { room, store, ask };
}

test('what a viewer has used up outlives the process on SQLite, and is not written to a store in memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'limits-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clock = createVirtualClock();
  for (const [url, left] of [
    ['sqlite:limits.db', { kind: 'refused', by: 'cooldown' }],
    ['memory:', { kind: 'admitted' }],
  ] as const) {
    const first = await open(url, folder, clock);
    const verdict = await first.ask();
    if (verdict.kind === 'admitted') verdict.settle(true);
    await first.room.limiter.written();
    expect(await first.store.gather('limits/')).toMatchObject({ value: { length: url === 'memory:' ? 0 : 1 } });
    await first.room.stop();
    await first.store.close();
    const second = await open(url, folder, clock);
    expect(await second.ask(), url).toMatchObject(left);
    await second.store.close();
  }
});

test('with a shared store lines wait until it has answered, or is known to be away: alone the limits know of nobody', async () => {
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const answer = Promise.withResolvers<{ ok: false; reason: 'unreachable'; detail: string }>();
  const room = createLimits({
    ...aBase({}, { clock: createVirtualClock() }),
    store: { ...opened.storage, scripts: { define: () => () => answer.promise } },
    documents: (await openDocuments(['c'])).open,
    permits,
    pausedMs: () => 0,
    seen: opened.storage.cache('seen'),
  });
  let isStarted = false;
  const started = room.start().then(() => {
    isStarted = true;
  });
  // As many turns as a start takes that waits for nobody, and more.
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  expect(isStarted).toBe(false);
  answer.resolve({ ok: false, reason: 'unreachable', detail: 'nobody is there' });
  await started;
  expect(room.health?.()).toMatchObject({ level: 'degraded' });
  await room.stop();
});
