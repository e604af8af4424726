import { setTimeout as pause } from 'node:timers/promises';
import { openSharedScripts } from '../support/shared-scripts.ts';
import { anEndpoint, createHouse } from './llm-house.ts';

// A process of its own that asks the model again and again, says who asks, and tells its parent what came of each:
// llm-process.ts REDIS MODEL RETRY

const [redis = '', model = '', retry] = process.argv.slice(2);
const { scripts } = await openSharedScripts(redis);
const { llm, ask } = createHouse([anEndpoint('local', model)], {
  shared: scripts,
  limits: { llm_retry_delay: Number(retry) },
});
await llm.warm();
for (;;) {
  process.send?.((await ask({ ms: 20_000, messages: [{ role: 'user', content: String(process.pid) }] })).kind);
  await pause(20);
}
