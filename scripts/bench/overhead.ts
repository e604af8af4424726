import { setTimeout as pause } from 'node:timers/promises';
import type { Viewer } from '../../src/domain/viewer.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { findRedis } from '../../test/support/real-parts.ts';
import { startRedis } from '../../test/support/redis.ts';
import { startBot } from '../load/bot.ts';
import { viewerAt } from '../load/crowd.ts';
import { type Bench, lessIsBetter, quantile } from './result.ts';

/** What a command may cost the bot itself, in milliseconds at p95: our bar for a chat of 100 viewers. */
const limitMs = 5;
type Store = 'memory' | 'sqlite' | 'redis';
const titles: Readonly<Record<Store, string>> = { memory: 'in memory', sqlite: 'SQLite', redis: 'a real Redis' };
/** Twitch takes 100 lines in 30 s: these go at the pace of a busy chat, and none waits for its turn. */
const everyMs = 340;
const perRound = 90;
/** So that what is measured is loaded and compiled. */
const warmUp = 40;
const channel = 'my_channel';
/** Made before anything is measured; of its own it makes nobody wait. */
const custom = '!addcom !salut -cd=0 -ucd=0 Salut $(touser), te voilà pour la $(count)e fois, à $(time Europe/Paris).';
const moderator: Viewer = { id: '7', login: 'mo', name: 'Mo', roles: new Set(['moderator']) };
const lines = [
  () => '!ping',
  (n: number) => `!salut numero_${n}`,
  (n: number) => `!ask raconte-moi l'histoire numéro ${n}`,
  (n: number) => `@serdabot et la question ${n}, tu en penses quoi ?`,
];

/** The bot's own time for a command, as an operator starts it, on each store; the model answers at once. */
export const run: Bench = async ({ rounds = 3, progress = () => {} }) => {
  await using cleanup = new AsyncDisposableStack();
  const program = findRedis();
  const redis = program ? await startRedis(program, '--appendonly', 'no') : null;
  if (redis) cleanup.defer(() => redis[Symbol.asyncDispose]());
  const urls: readonly (readonly [Store, string])[] = [
    ['memory', 'memory:'],
    ['sqlite', 'sqlite:overhead.db'],
    ...(redis ? [['redis', redis.url] as const] : []),
  ];
  const sides = [];
  for (const [store, url] of urls) {
    const took: { readonly ms: number; readonly command: string }[] = [];
    const sandbox = await createSandbox({ channels: [channel], models: [{ kind: 'openai' }] });
    cleanup.defer(sandbox.stop);
    const bot = await startBot({
      // A refused !ping would be none.
      config: sandbox.config({ storage: { url }, rate_limiting: { light_channel_cooldown: 0 } }),
      env: sandbox.env,
      onOverhead: (ms, command) => took.push({ ms, command }),
    });
    cleanup.defer(async () => void (await bot.stop()));
    await sandbox.twitch.whenJoined(channel, 20_000);
    const id = sandbox.twitch.say(channel, moderator, custom);
    await sandbox.twitch.next(({ replyTo }) => replyTo === id, 20_000);
    sides.push({ store, took, twitch: sandbox.twitch });
  }
  const commands = warmUp + rounds * perRound;
  for (let n = 0; n < commands; n++) {
    if (n === warmUp) for (const { took } of sides) took.length = 0;
    if (n % perRound === 0) progress(`overhead: ${n} of ${commands} commands on each store`);
    // One after the other: none shares its moment with another.
    for (const { twitch } of sides) {
      twitch.say(channel, viewerAt(n), lines[n % lines.length]!(n));
      await pause(everyMs / sides.length);
    }
  }
  await pause(1_000);
  for (const { store, took } of sides) {
    if (took.length < 0.9 * rounds * perRound) throw new Error(`${titles[store]}: only ${took.length} answers came`);
  }
  const p = (took: readonly { ms: number }[], q: number) =>
    quantile(
      took.map(({ ms }) => ms),
      q,
    );
  const of = (took: readonly { ms: number; command: string }[], name: string) =>
    took.filter(({ command }) => command === name);
  return {
    bench: 'overhead',
    ratios: sides.flatMap(({ store, took }) =>
      [['a command', took] as const, ['a custom command', of(took, 'custom')] as const].map(([what, some]) =>
        lessIsBetter({
          name: `${what}, ${titles[store]}, p95`,
          unit: 'ms',
          ours: p(some, 0.95),
          peer: 'limit',
          theirs: limitMs,
          target: 1,
        }),
      ),
    ),
    tables: [
      {
        title: 'the bot’s own time for a command, p50 / p95 in milliseconds',
        columns: ['store', 'all', '!ping', 'custom', '!ask', 'mention', 'answers'],
        rows: sides.map(({ store, took }) => [
          titles[store],
          ...[took, ...['ping', 'custom', 'ask', 'mention'].map((name) => of(took, name))].map(
            (some) => `${p(some, 0.5).toFixed(2)} / ${p(some, 0.95).toFixed(2)}`,
          ),
          took.length,
        ]),
      },
    ],
    ...(redis ? {} : { missing: ['Redis: overhead with Redis is not measured'] }),
  };
};
