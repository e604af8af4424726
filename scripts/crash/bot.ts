import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSandboxModels } from '../../src/sandbox/models/models.ts';
import { createSandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { aViewer } from '../../test/support/fakes.ts';
import { type BotProcess, startProcess } from '../../test/support/process.ts';

export interface BotCrashReport {
  readonly points: number;
  readonly commands: number;
  /** What the kills found: under way, on its way to Twitch, over. */
  readonly open: number;
  readonly handed: number;
  readonly ended: number;
  /** Of those that were open: too late when the bot was back. */
  readonly stale: number;
  readonly longestStartMs: number;
  readonly faults: readonly string[];
}

export interface BotCrashOptions {
  readonly points: number;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly progress?: (line: string) => void;
  /** How long a viewer waits for a reply. */
  readonly patienceMs?: number;
  /** How many of the bots stay away for longer than that. */
  readonly lateShare?: number;
}

const startMs = 30_000;
/** Who is back with so much of a viewer's patience left has to answer, however busy the machine. */
const plenty = 5 / 8;
const mostCommands = 6;

/** Kills a whole bot at random points, starts it again, and compares what it left with what the chat has seen. */
export async function crashBot(options: BotCrashOptions): Promise<BotCrashReport> {
  const { points, random = Math.random, progress, patienceMs = 8_000, lateShare = 0.1 } = options;
  await using cleanup = new AsyncDisposableStack();
  const twitch = await createSandboxTwitch({
    accounts: { 'token-of-the-bot': { login: 'serdabot', id: '900' } },
    channels: [{ login: 'my_channel', id: '1', standing: 'moderator' }],
  });
  cleanup.defer(() => twitch.stop());
  const models = await createSandboxModels({ kind: 'lmstudio', capacity: 32 });
  cleanup.defer(() => models.stop());
  const files = {
    'config.yaml': `bot: { channels: [my_channel] }
twitch: { irc_url: "${twitch.url}" }
llm:
  reply_deadline: ${patienceMs / 1_000}
  endpoints: [{ name: local, url: "${models.url}", model: ${models.models[0]} }]
rate_limiting: { user_cooldown: 0, light_channel_cooldown: 0 }
storage: { url: "sqlite:bot.db" }
web: { port: 0 }`,
    'model_limits.json': JSON.stringify({ max_concurrent_users_modere: 16, max_history_messages: 10 }),
  };
  const counts = { commands: 0, open: 0, handed: 0, ended: 0, stale: 0 };
  const faults: string[] = [];
  let longestStartMs = 0;
  let bot: BotProcess | undefined;
  cleanup.defer(() => bot?.clean());

  async function start() {
    const begin = performance.now();
    bot = startProcess(files, { TWITCH_ACCESS_TOKEN: 'token-of-the-bot' }, bot?.folder);
    await twitch.whenJoined('my_channel', startMs).catch((error: Error) => {
      throw new Error(`${error.message}\n${bot!.stderr()}${bot!.stdout().slice(-1_000)}`);
    });
    longestStartMs = Math.max(longestStartMs, performance.now() - begin);
    return bot;
  }
  const linesTo = (id: string) => twitch.lines.filter((line) => line.replyTo === id).length;
  const until = async (holds: () => boolean | Promise<boolean>, ms: number, everyMs = 20) => {
    for (const end = performance.now() + ms; performance.now() < end; await pause(everyMs))
      if (await holds()) return true;
    return false;
  };

  let running = await start();
  for (let point = 1; point <= points; point++) {
    const fault = (what: string) => faults.push(`point ${point}: ${what}`);
    const killed = running;
    models.pace({ firstTokenMs: Math.floor(random() * 400), msPerToken: 2 });
    twitch.noReceipts(random() < 0.3);
    const ids: string[] = [];
    for (let i = 0; i < 1 + random() * (mostCommands - 1); i++) {
      const word = random() < 0.7 ? `!ask question ${point}.${i}` : '!ping';
      ids.push(twitch.say('my_channel', aViewer(`v${point}x${i}`), word));
      await pause(random() * 60);
    }
    await pause(random() * 500);
    killed.child.kill('SIGKILL');
    await killed.exited;
    // What it had sent is read before the end of its connection.
    await until(() => twitch.counters.connections === 0, startMs);
    const left = await look(killed.folder);
    const seen = new Map(ids.map((id) => [id, linesTo(id)]));
    // What the model has heard of was admitted.
    const asked = models.requests.map(({ body }) => JSON.stringify(body)).join();
    for (const [i, id] of ids.entries()) {
      const state = left.get(id)?.state;
      if (state === undefined && new RegExp(`question ${point}\\.${i}(?!\\d)`).test(asked))
        fault(`command ${i} was forgotten`);
      if (seen.get(id)! > 0 && (state === undefined || state === 'open')) fault('a reply left before it was noted');
      if (state) counts[state]++;
    }
    counts.commands += ids.length;
    twitch.noReceipts(false);
    models.pace({});
    if (random() < lateShare) await pause(patienceMs);
    running = await start();

    const joinedAt = Date.now();
    // Also the fence of the point before, where the kill came between its reply and its receipt.
    const handed = [...left.values()].filter(({ state }) => state === 'handed');
    const silent = () => ids.filter((id) => left.get(id)?.state === 'open' && linesTo(id) === 0);
    const isSettled = async () => (await lostBy(running)) === handed.length + silent().length;
    // The bot writes all its metrics for each look.
    if (!(await until(isSettled, patienceMs + startMs, 200))) {
      fault(`${handed.length + silent().length} got no answer, the bot says ${await lostBy(running)}`);
    }
    counts.stale += silent().length;
    for (const id of silent()) {
      const leftMs = left.get(id)!.deadline - joinedAt;
      if (leftMs > patienceMs * plenty) fault(`no answer, with ${leftMs} ms left`);
    }
    // Twitch sends every line once more: nothing of it is news.
    for (const [i, id] of ids.entries())
      if (left.has(id)) twitch.say('my_channel', aViewer(`v${point}x${i}`), '!ping', { id });
    const fence = twitch.say('my_channel', aViewer(`fence${point}`), '!ping');
    if (!(await until(() => linesTo(fence) > 0, startMs))) fault('not a word after the start');
    for (const id of ids) {
      const again = linesTo(id) - seen.get(id)!;
      const state = left.get(id)?.state;
      if (state && again > (state === 'open' ? 1 : 0)) fault(`${state}: ${again} replies after the start`);
    }
    progress?.(`crash: point ${point} of ${points}, ${counts.commands} commands, ${faults.length} faults`);
  }
  faults.push(...twitch.breaches);
  return { points, ...counts, longestStartMs, faults };
}

interface Left {
  readonly state: 'open' | 'handed' | 'ended';
  readonly deadline: number;
}

/** What the dead process has left of its commands, by the ids of their messages. */
async function look(folder: string): Promise<Map<string, Left>> {
  if (!existsSync(join(folder, 'bot.db'))) return new Map();
  const opened = await openStorage({ url: 'sqlite:bot.db', folder, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const left = await opened.storage.gather('under-way/');
  await opened.storage.close();
  if (!left.ok) throw new Error(left.detail);
  return new Map(
    left.value.map(({ key, value }): [string, Left] => {
      const { handed, deadline } = (value || { deadline: 0 }) as { handed?: boolean; deadline: number };
      const state = handed === undefined ? 'ended' : handed ? 'handed' : 'open';
      return [key.slice('under-way/'.length), { state, deadline }];
    }),
  );
}

async function lostBy(bot: BotProcess): Promise<number> {
  const url = /web on (http:\/\/[\d.:]+)/.exec(bot.stdout())?.[1];
  if (!url) return Number.NaN;
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return [...metrics.matchAll(/^serdabot_commands_total\{.*outcome="lost".*\} (\d+)$/gm)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
}
