import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Viewer } from '../../src/domain/viewer.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { aViewer } from '../support/fakes.ts';
import { type BotProcess, startProcess } from '../support/process.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';

const program = findRedis();

describe.skipIf(!program)('three processes on one Redis', () => {
  const channels = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];
  let redis: RedisServer;
  let sandbox: Sandbox;
  const bots: BotProcess[] = [];
  const cap = 6;
  const key = { SERDABOT_PRIVACY_KEY: 'k'.repeat(32) };

  beforeAll(async () => {
    redis = await startRedis(program!);
    sandbox = await createSandbox({
      channels,
      twitch: { socketsPerAccount: 3 },
      models: [{ kind: 'lmstudio', capacity: 64, service: { firstTokenMs: 900, msPerToken: 1 } }],
    });
    for (let i = 0; i < 3; i++) start();
  });
  afterAll(async () => {
    await Promise.all(bots.map((bot) => bot.clean()));
    await sandbox.stop();
    await redis[Symbol.asyncDispose]();
  });

  function start() {
    const config = sandbox.config({
      storage: { url: redis.url, processes: 3 },
      rate_limiting: { user_cooldown: 0, max_requests_per_user_hour: 10_000, max_concurrent_users: cap },
    });
    bots.push(startProcess({ 'config.yaml': config, 'model_limits.json': '{}' }, { ...sandbox.env, ...key }));
  }
  const metric = async (bot: BotProcess, name: string) => {
    const url = /web on (http:\/\/[\d.:]+)/.exec(bot.stdout())?.[1];
    const text = url ? await fetch(`${url}/metrics`).then((answer) => answer.text()) : '';
    return Number(new RegExp(`^serdabot_${name} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  };
  // Three processes write all their metrics for it.
  const rarely = { interval: 250 };
  const shares = () => sandbox.twitch.counters.shares.toSorted();
  const served = () => channels.filter((channel) => sandbox.twitch.isJoined(channel));
  const alive = () => bots.filter(({ child }) => child.exitCode === null && child.signalCode === null);

  /**
   * Asks in every channel until it has the answer there: lines of before may have taken the places of the next seconds,
   * and a Redis that a busy machine starves may refuse a change.
   */
  async function askEverywhere(text: string, asker: (n: number) => Viewer, answer = /./) {
    const { twitch } = sandbox;
    const asked = channels.map((channel) => ({ channel, ids: [] as string[] }));
    const silent = () => {
      const replies = new Set(twitch.lines.filter(({ text }) => answer.test(text)).map(({ replyTo }) => replyTo));
      const without = asked.filter(({ ids }) => !ids.some((id) => replies.has(id)));
      for (const { channel, ids } of without) ids.push(twitch.say(channel, asker(ids.length), text));
      return without.length;
    };
    await expect.poll(silent, { interval: 1_000, timeout: 45_000 }).toBe(0);
  }

  test('they share the channels evenly', async () => {
    await expect.poll(shares).toEqual([2, 2, 2]);
    await expect.poll(() => served().length).toBe(6);
  });

  test('one that is killed under load is replaced, nothing is said twice, and the cap holds', async () => {
    const { twitch, models } = sandbox;
    let asked = 0;
    const load = setInterval(() => {
      twitch.say(channels[asked % channels.length]!, aViewer(`v${asked}`), `!ask question ${asked++}`);
    }, 250);
    onTestFinished(() => clearInterval(load));
    await expect.poll(() => twitch.lines.length, { interval: 20 }).toBeGreaterThan(8);
    bots[1]!.child.kill('SIGKILL');
    await bots[1]!.exited;
    await expect.poll(shares).toEqual([3, 3]);
    await expect.poll(() => served().length, { interval: 20 }).toBe(6);
    clearInterval(load);
    await askEverywhere('!ping', (n) => aViewer(`after${n}`));
    const seen = new Set<string>();
    const again = twitch.lines.filter(({ replyTo }) => replyTo && seen.size === seen.add(replyTo).size);
    expect(again.map(({ channel, text, replyTo }) => [channel, text, replyTo])).toEqual([]);
    expect(models[0]!.maxInFlight).toBeGreaterThan(1);
    expect(models[0]!.maxInFlight).toBeLessThanOrEqual(cap);
  }, 120_000);

  test('one that stops leaves its channels to the others, and a newcomer has its part', async () => {
    const { twitch } = sandbox;
    const zoe = aViewer('zoe', 'broadcaster');
    await askEverywhere('!ignore robot', () => zoe, /robot/);
    const [leaving] = alive();
    start();
    leaving!.child.kill('SIGTERM');
    expect(await leaving!.exited).toBe(0);
    await expect.poll(shares).toEqual([3, 3]);
    await expect.poll(() => served().length, { interval: 20 }).toBe(6);
    // What moderators set in a channel goes with it, and is read while the channel is joined.
    await askEverywhere('!ping', (n) => aViewer(`first${n}`));
    const unheard = channels.map((channel) => twitch.say(channel, aViewer('robot'), '!ping'));
    await askEverywhere('!ping', () => zoe);
    expect(unheard.filter((id) => twitch.lines.some(({ replyTo }) => replyTo === id))).toEqual([]);
  }, 120_000);

  test('together they never send more than Twitch allows', async () => {
    const { twitch } = sandbox;
    const heard = async () => {
      const each = await Promise.all(alive().map((bot) => metric(bot, 'chat_received_total')));
      return each.reduce((sum, count) => sum + count, 0);
    };
    const before = await heard();
    for (let i = 0; i < 150; i++) twitch.say(channels[i % 6]!, aViewer(`crowd${i}`), '!ping');
    const inWindow = () => twitch.lines.filter(({ at }) => twitch.lines.at(-1)!.at - at < 30_000).length;
    await expect.poll(inWindow).toBeGreaterThan(35);
    await expect.poll(heard, rarely).toBeGreaterThanOrEqual(before + 150);
    // Twitch would ignore the account for half an hour, and the sandbox says so.
    expect(inWindow()).toBeLessThanOrEqual(100);
    expect(sandbox.breaches()).toEqual([]);
  });
});
