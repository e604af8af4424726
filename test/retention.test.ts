import { expect, test } from 'vitest';
import { createRows } from '../src/llm/cost/rows.ts';
import { auditEntry } from '../src/privacy/register.ts';
import { createRetention } from '../src/storage/retention.ts';
import { openStorage } from '../src/storage/storage.ts';
import { createVirtualClock } from './support/virtual-clock.ts';

test('what the bot keeps by the day is there for its days, and gone with the next run after them', async () => {
  const clock = createVirtualClock();
  const opened = await openStorage({ url: 'memory:', folder: '/', clock, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const { records, scrub } = opened.storage;
  const day = new Date(clock.wall()).toISOString().slice(0, 10);
  const rows = createRows({ records, clock, self: '' });
  rows.add(
    { day, channel: 'here', endpoint: 'openai', model: 'gpt-5-mini', viewer: null },
    { promptTokens: 1, cachedTokens: 0, writtenTokens: 0, completionTokens: 1 },
    1,
  );
  await rows.flush();
  await records.batch([auditEntry('opted out', 'mark', clock.wall())]);

  const keys = async () => {
    const page = await records.list('', { limit: 100 });
    return page.ok ? page.value.records.map(({ key }) => key.split('/')[0]) : [];
  };
  const clean = createRetention({ storage: { records, scrub }, days: 30, clock });
  clock.jumpWall(30 * 86_400_000);
  expect(await clean()).toBe(0);
  expect(await keys()).toEqual(['audit', 'cost', 'cost']);
  clock.jumpWall(86_400_000);
  expect(await clean()).toBe(3);
  // What it says of itself.
  expect(await keys()).toEqual(['audit']);
});
