import { setTimeout as pause } from 'node:timers/promises';
import { systemClock as clock } from '../../../src/lib/clock.ts';
import { createConversations } from '../../../src/llm/conversations.ts';
import { openStorage } from '../../../src/storage/storage.ts';

/** A hundred conversations of the longest questions and answers that there are, at the length of a usual history. */
export async function measureConversations() {
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', tell: () => {}, processes: 1, clock });
  if (!opened.ok) throw new Error(opened.reason);
  const { storage } = opened;
  // A model that never comes back: what waits for its summary is kept as well.
  const { remember } = createConversations({
    cache: storage.cache('conversations'),
    maxHistory: () => 10,
    summarise: () => new Promise(() => {}),
    clock,
  });
  for (let viewer = 0; viewer < 100; viewer++) {
    for (let n = 0; n < 12; n++)
      await remember('my_channel', String(viewer), { question: 'é'.repeat(500), answer: 'a'.repeat(5_000) });
  }
  await pause(0);
  const kept = await storage.gather('viewer/');
  await storage.close();
  if (!kept.ok) throw new Error(kept.detail);
  const bytes = kept.value.map(({ key, value }) => Buffer.byteLength(JSON.stringify(value)) + key.length);
  return { largest: Math.max(...bytes), all: bytes.reduce((sum, one) => sum + one, 0) };
}
