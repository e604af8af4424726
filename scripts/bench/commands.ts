import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { nothingFound } from '../import/found.ts';
import { planOf } from '../import/plan.ts';
import { applyPlan, haveIn, readDocuments } from '../import/store.ts';
import { startBot } from '../load/bot.ts';
import { viewerAt } from '../load/crowd.ts';
import { type Bench, lessIsBetter } from './result.ts';

/** Twitch lets an account join 20 in 10 s. */
const joinMs = 120_000;
const channels = Array.from({ length: 100 }, (_, i) => `channel_${i}`);
/** Custom commands of a channel: none, what the bar is about (1,000 in all), and as many as a channel may have. */
const sizes = [0, 10, 1_000];
const limitMb = 10;
const answers = 50;

/** What custom commands cost in memory: bots that differ in nothing else, after a line in every channel. */
export const run: Bench = async ({ progress = () => {} }) => {
  progress(`commands: ${sizes.length} bots join ${channels.length} channels each, a minute`);
  const held = await Promise.all(sizes.map(heldWith));
  const [none, some] = held;
  const cost = (mb: number) => mb - none!;
  return {
    bench: 'commands',
    ratios: [
      lessIsBetter({
        name: '1,000 custom commands in 100 channels',
        unit: 'MB',
        // What is smaller than the measurement's own noise is not below nothing.
        ours: Math.max(0.01, cost(some!)),
        peer: 'limit',
        theirs: limitMb,
        target: 1,
      }),
    ],
    tables: [
      {
        title: 'heap and buffers after a line in every channel, and a collection',
        columns: ['commands in each of 100 channels', 'MB', 'more than without'],
        rows: sizes.map((size, i) => [String(size), held[i]!.toFixed(1), cost(held[i]!).toFixed(1)]),
      },
    ],
  };
};

async function heldWith(size: number): Promise<number> {
  await using cleanup = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-bench-'));
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  await fill(folder, size);
  const sandbox = await createSandbox({ channels, models: [] });
  cleanup.defer(sandbox.stop);
  const bot = await startBot({
    config: sandbox.config({ storage: { url: `sqlite:${join(folder, 'bot.db')}` } }),
    env: sandbox.env,
    collect: true,
  });
  cleanup.defer(async () => void (await bot.stop()));
  for (const channel of channels) await sandbox.twitch.whenJoined(channel, joinMs);
  // The first line of a channel makes the bot read its commands. Twitch takes 100 answers in 30 s.
  for (const [n, channel] of channels.entries()) sandbox.twitch.say(channel, viewerAt(n), 'quelle partie');
  for (const [n, channel] of channels.slice(0, answers).entries()) {
    const id = sandbox.twitch.say(channel, viewerAt(n), size > 0 ? '!word0 du monde' : '!ping');
    await sandbox.twitch.next(({ replyTo }) => replyTo === id, 40_000);
  }
  await pause(1_000);
  const { heapMb, buffersMb } = await bot.holdings();
  return heapMb + buffersMb;
}

/** As an import writes them. */
async function fill(folder: string, size: number) {
  const opened = await openStorage({ url: 'sqlite:bot.db', processes: 1, folder, tell() {} });
  if (!opened.ok) throw new Error(opened.reason);
  const { records, close } = opened.storage;
  const commands = Array.from({ length: size }, (_, n) => ({
    name: `!word${n}`,
    text: `Salut $(touser), voici la réponse numéro ${n} de la chaîne, demandée $(count) fois : https://example.com/${n}`,
  }));
  for (const channel of size > 0 ? channels : []) {
    const documents = await readDocuments(records, channel);
    const plan = planOf('nightbot', { ...nothingFound(), commands }, haveIn(documents), '!');
    if ((await applyPlan(records, channel, documents, plan)) === null) throw new Error('the store did not take it');
  }
  await close();
}
