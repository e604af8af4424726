import { setTimeout as pause } from 'node:timers/promises';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { startBot } from '../load/bot.ts';
import { viewerAt } from '../load/crowd.ts';
import { type Bench, lessIsBetter } from './result.ts';

/** Twitch lets an account join 20 in 10 s: more would take longer to join than to measure. */
const many = 61;
const joinMs = 90_000;
const limitKb = 50;
const linesEach = 20;

/** What a channel costs: the same chat in a bot with many channels and in one with one, and what each holds after it. */
export const run: Bench = async ({ progress = () => {} }) => {
  const [few, more] = [await heldWith(1, progress), await heldWith(many, progress)];
  const perChannel = (what: 'heapKb' | 'buffersKb') => (more[what] - few[what]) / (many - 1);
  const each = perChannel('heapKb') + perChannel('buffersKb');
  return {
    bench: 'channels',
    ratios: [lessIsBetter({ name: 'a channel', unit: 'kB', ours: each, peer: 'limit', theirs: limitKb, target: 1 })],
    tables: [
      {
        title: `heap and buffers after ${many * linesEach} lines and ${many} answers, and a collection`,
        columns: ['channels', 'heap kB', 'buffers kB', 'start to all joined s'],
        rows: [few, more].map(({ channels, heapKb, buffersKb, joinedS }) => [channels, heapKb, buffersKb, joinedS]),
      },
    ],
  };
};

async function heldWith(count: number, progress: (line: string) => void) {
  await using cleanup = new AsyncDisposableStack();
  progress(`channels: ${count} are being joined`);
  const channels = Array.from({ length: count }, (_, i) => `channel_${i}`);
  const sandbox = await createSandbox({ channels, models: [{ kind: 'openai' }] });
  cleanup.defer(sandbox.stop);
  const began = performance.now();
  const bot = await startBot({
    config: sandbox.config({ storage: { url: 'sqlite:channels.db' } }),
    env: sandbox.env,
    collect: true,
  });
  cleanup.defer(async () => void (await bot.stop()));
  for (const channel of channels) await sandbox.twitch.whenJoined(channel, joinMs);
  const joinedS = (performance.now() - began) / 1_000;
  let viewers = 0;
  for (let n = 0; n < many; n++) {
    const channel = channels[n % count]!;
    for (let i = 0; i < linesEach; i++) sandbox.twitch.say(channel, viewerAt(viewers++), 'quelle partie');
    const id = sandbox.twitch.say(channel, viewerAt(viewers++), '!ask bonjour toi');
    await sandbox.twitch.next(({ replyTo }) => replyTo === id, 40_000);
  }
  await pause(2_000);
  const { heapMb, buffersMb } = await bot.holdings();
  return { channels: count, heapKb: heapMb * 1_024, buffersKb: buffersMb * 1_024, joinedS };
}
