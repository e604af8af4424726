import { setTimeout as pause } from 'node:timers/promises';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { findRedis } from '../../test/support/real-parts.ts';
import { startRedis } from '../../test/support/redis.ts';
import { startBot } from '../load/bot.ts';
import { viewerAt } from '../load/crowd.ts';
import { type Bench, lessIsBetter, quantile } from './result.ts';

/** Whoever decides without Redis decides within it. */
const limitMs = 250;
/** Twitch takes 100 lines in 30 s: at this pace none waits for its turn. */
const everyMs = 500;
const perPhase = 110;
const warmUp = 20;
const lastMs = 20_000;
const channel = 'my_channel';
const lines = [() => '!ping', (n: number) => `!ask tu préfères ${n} ou ${n + 1} ?`];

/** What viewers notice of a Redis that is frozen under a bot that runs: from a line in chat to its answer. */
export const run: Bench = async ({ progress = () => {} }) => {
  await using cleanup = new AsyncDisposableStack();
  const program = findRedis();
  if (!program) return { bench: 'frozen', ratios: [], missing: ['Redis: there is no redis-server to freeze'] };
  const redis = await startRedis(program);
  cleanup.defer(() => redis[Symbol.asyncDispose]());
  const { twitch, ...sandbox } = await createSandbox({ channels: [channel], models: [{ kind: 'openai' }] });
  cleanup.defer(sandbox.stop);
  const bot = await startBot({
    config: sandbox.config({
      storage: { url: redis.url },
      rate_limiting: { max_concurrent_users: 16, light_channel_cooldown: 0 },
    }),
    env: sandbox.env,
  });
  cleanup.defer(async () => void (await bot.stop()));
  await twitch.whenJoined(channel, 20_000);

  let viewers = 0;
  async function phase(name: string, count = perPhase) {
    progress(`frozen: ${count} commands ${name}`);
    const answers = [];
    for (let n = 0; n < count; n++) {
      const id = twitch.say(channel, viewerAt(viewers), lines[n % lines.length]!(viewers++));
      const since = performance.now();
      const answer = twitch.next(({ replyTo }) => replyTo === id, lastMs);
      answers.push(
        answer.then(
          () => performance.now() - since,
          () => null,
        ),
      );
      await pause(everyMs);
    }
    const took = (await Promise.all(answers)).filter((ms) => ms !== null);
    return { name, count, took };
  }
  await phase('to warm up', warmUp);
  const phases = [await phase('before')];
  redis.freeze();
  try {
    phases.push(await phase('while it is frozen'));
  } finally {
    redis.thaw();
  }
  phases.push(await phase('after'));

  const [before, during] = phases.map(({ took }) => quantile(took, 0.99));
  for (const { name, count, took } of phases) {
    if (took.length < count)
      throw new Error(`${name}: ${took.length} of ${count} commands got an answer in ${lastMs / 1_000} s`);
  }
  return {
    bench: 'frozen',
    ratios: [
      lessIsBetter({
        ...{ name: 'line to answer while Redis is frozen, p99, beyond before', unit: 'ms', target: 1 },
        ...{ ours: Math.max(0.1, during! - before!), peer: 'limit', theirs: limitMs },
      }),
    ],
    tables: [
      {
        title: 'from a line in chat to its answer, in milliseconds',
        columns: ['Redis', 'p50', 'p95', 'p99', 'longest', 'answers'],
        rows: phases.map(({ name, took }) => [
          name,
          ...[0.5, 0.95, 0.99, 1].map((q) => quantile(took, q).toFixed(1)),
          took.length,
        ]),
      },
    ],
  };
};
