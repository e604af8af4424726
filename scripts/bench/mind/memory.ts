import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as immediate } from 'node:timers/promises';
import { evening } from './evening.ts';
import { createHouse } from './house.ts';
import { answerNumber, createOwnModel } from './own-model.ts';
import { runEvening } from './run-evening.ts';

// An evening after some weeks, in a process of its own: what it holds in memory, and how often it is swept.

const [bounds = '', before = '0', asks = '0', folder = ''] = process.argv.slice(2);
const on = { cache: true, tiers: true, promptBudget: true, bounds: bounds === 'bounded' };
const nowhere = {
  url: 'http://127.0.0.1:9/v1',
  model: 'm',
  billed: { prompt: 0, cached: 0, completion: 0 },
  completions: 0,
};
const house = await createHouse({
  servers: { light: nowhere, heavy: nowhere },
  levers: on,
  folder,
  fetch: createOwnModel(),
});

/** What was said in the weeks before, as commands remember it, but without asking a model. */
async function live(before: number) {
  const list = evening({ asks: before, viewers: 1_000, seed: 4, oneOffs: 0.4 });
  let next = 0;
  async function one() {
    for (let n = next++; n < list.length; n = next++) {
      const { viewer, question } = list[n]!;
      await house.said(viewer, question, answerNumber(n));
      if (n % 500 === 0) await immediate();
    }
  }
  await Promise.all(Array.from({ length: 32 }, one));
}
await live(Number(before));

// Everything is loaded, and the compiled code is there.
await runEvening(house, evening({ asks: 200, viewers: 20, seed: 9 }), 8);
globalThis.gc?.();

let collections = 0;
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length;
});
observer.observe({ entryTypes: ['gc'] });
const rss: number[] = [];
const began = performance.now();
const list = evening({ asks: Number(asks), viewers: 1_000, seed: 3, oneOffs: 0.4 });
const { errors } = await runEvening(house, list, 8, (n) => {
  if (n % 20 === 0) rss.push(process.memoryUsage.rss() / 2 ** 20);
});
await new Promise((resolve) => setTimeout(resolve, 50));
observer.disconnect();
const seconds = (performance.now() - began) / 1_000;
const late = rss.slice(Math.floor(rss.length * 0.75)).sort((a, b) => a - b);
globalThis.gc?.();

process.send?.({
  rssMb: late[Math.floor(late.length / 2)],
  heapMb: process.memoryUsage().heapUsed / 2 ** 20,
  collections,
  errors,
  seconds,
  answers:
    house
      .caches()
      .find(({ name }) => name === 'answers')
      ?.stats().entries ?? 0,
  conversations: await house.conversations.count(),
});
await house.stop();
process.disconnect();
