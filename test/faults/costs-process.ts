import { systemClock as clock } from '../../src/lib/clock.ts';
import { createCosts } from '../../src/llm/cost/costs.ts';
import { createOwnBudgets } from '../../src/llm/cost/own-budgets.ts';
import { createRows } from '../../src/llm/cost/rows.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { anEndpoint } from '../support/fakes.ts';

// Puts money aside for calls, some at once, says so for each, and never settles: `null` when the day has no more.

const [folder = '', cents = '0', atOnce = '1', scope = 'day'] = process.argv.slice(2);
const tell = () => {};
const opened = await openStorage({ url: 'sqlite:costs.db', folder, tell, processes: 1 });
if (!opened.ok) throw new Error(opened.reason);
const { records } = opened.storage;
const none = { day: null, channel: null, viewer: null };
const costs = createCosts({
  budget: () => ({ ...none, [scope]: Number(cents), tokens: none }),
  budgets: createOwnBudgets({ records, viewers: opened.storage.cache('budgets'), clock, tell }),
  rows: createRows({ records, clock, self: '' }),
  records,
  clock,
  tell,
});

const endpoint = anEndpoint('paid', 'https://api.example.org/v1', { price: { in: 0.25, cached: 0.025, out: 2 } });
// 1,000 tokens in and 1,000 out: 0.225 cents.
const messages = [{ role: 'user' as const, content: 'x'.repeat(988) }];

// The parent says when to go on: what it kills has not run ahead of it.
const waiting: (() => void)[] = [];
process.on('message', () => waiting.shift()?.());

async function spend(viewerId: string) {
  while (await costs.reserve(endpoint, { channel: 'my_channel', viewerId, messages, maxTokens: 1_000 })) {
    const goOn = new Promise<void>((resolve) => waiting.push(resolve));
    process.send?.(0.225);
    await goOn;
  }
}
await Promise.all(Array.from({ length: Number(atOnce) }, (_, n) => spend(String(n))));
process.send?.(null);
process.disconnect();
