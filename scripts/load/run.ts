import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { phraseCatalogs } from '../../src/app.ts';
import { createRandom } from '../../src/sandbox/random.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { loadPhrases } from '../../src/settings/phrases.ts';
import { type Account, account, type Counted, mostWithin, type Percentiles, percentiles } from './account.ts';
import { type MeasuredBot, startBot } from './bot.ts';
import { createChatter } from './chatter.ts';
import { createCrowd, viewerAt } from './crowd.ts';
import { createEars } from './ears.ts';
import { createListener, type Listener } from './listener.ts';
import type { Metrics } from './metrics.ts';
import type { Profile } from './profiles.ts';

export const channel = 'my_channel';
const name = 'serdabot';
/** Model calls that the stand-in takes at once, and the cap that the bot is told. */
export const capacity = 8;
/** Lines in 30 s that Twitch lets a moderator send. */
export const sendLimit = 100;
const sendWindowMs = 30_000;
const service = { firstTokenMs: 350, msPerToken: 5, spread: 0.4 };
const tickMs = 20;
const longestTickMs = 500;
const lookMs = 1_000;
const warmMs = 5_000;
/** Longer than any command may take. */
const drainMs = 25_000;

/** One second of the run. */
export interface Moment {
  readonly second: number;
  readonly viewers: number;
  /** In this second. */
  readonly lines: number;
  readonly commands: number;
  readonly answered: number;
  readonly told: number;
  readonly cpuPercent: number;
  readonly rssMb: number;
  readonly lagMs: number;
  readonly modelCalls: number;
  /** Lines that the bot sent in the 30 s before. */
  readonly sends: number;
  /** Of the answers of this second; null when there were none. */
  readonly overheadP95Ms: number | null;
}

export interface LoadResult {
  readonly profile: string;
  readonly about: string;
  readonly seconds: number;
  readonly seed: number;
  readonly viewers: number;
  readonly lines: number;
  readonly account: Account;
  readonly refusals: Readonly<Record<string, number>>;
  /** From the chat line to the reply line, as the chat sees it. */
  readonly latency: Percentiles;
  /** The same without the time in which the stand-in generated; the line in front of the model is in it. */
  readonly latencyWithoutModel: Percentiles;
  /** The same of commands that ask nobody, while Twitch would take a line: the bot's, the sockets' and the measurer's. */
  readonly latencyOutside: Percentiles;
  /** The bot's own time for each answer, as it logs it. */
  readonly overhead: Percentiles;
  /** The slowest of the first commands after the start, which are in no other figure of time. */
  readonly coldOverheadMs: number;
  /** From `serdabot_overhead_seconds`, which counts told refusals too. */
  readonly overheadP95OfMetricMs: number;
  readonly waits: Readonly<Record<string, number>>;
  readonly cpuPercent: number;
  readonly rssMb: { readonly start: number; readonly most: number };
  readonly lagMs: Pick<Percentiles, 'p50' | 'p99'> & { readonly most: number };
  readonly modelCalls: { readonly total: number; readonly mostAtOnce: number; readonly cap: number };
  readonly sends: { readonly total: number; readonly mostIn30s: number; readonly limit: number };
  readonly costCents: number;
  readonly breaches: readonly string[];
  readonly warnings: readonly string[];
  /** Of this process: where it stood still itself, what it saw from outside came late. */
  readonly measurerLagP99Ms: number;
  readonly moments: readonly Moment[];
}

export interface LoadOptions {
  readonly minutes?: number | undefined;
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onMoment?: ((moment: Moment, soFar: { readonly seconds: number; readonly of: number }) => void) | undefined;
}

/** One profile against a bot in a process of its own; Twitch, the model and all else are stand-ins in this one. */
export async function runLoad(profile: Profile, options: LoadOptions = {}): Promise<LoadResult> {
  const { minutes = profile.minutes, seed = 1, signal, onMoment } = options;
  await using cleanup = new AsyncDisposableStack();
  const phrases = await loadPhrases(phraseCatalogs, join(import.meta.dirname, '..', '..', 'config', 'phrases'));
  if (!phrases.ok) throw new Error('the phrases are broken: npm run config:check says how');
  const sandbox = await createSandbox({
    bot: name,
    channels: [channel],
    models: [{ kind: 'openai', capacity, service }],
  });
  cleanup.defer(sandbox.stop);
  const model = sandbox.models[0]!;
  const overheads: number[] = [];
  const warnings = new Map<string, number>();
  const bot = await startBot({
    config: sandbox.config(),
    env: sandbox.env,
    onOverhead: (ms) => overheads.push(ms),
    onWarning: (text) => warnings.size < 50 && warnings.set(text, (warnings.get(text) ?? 0) + 1),
  });
  cleanup.defer(async () => void (await bot.stop()));
  await sandbox.twitch.whenJoined(channel, 10_000);

  const totalMs = minutes * 60_000;
  const random = createRandom(seed);
  const crowd = createCrowd(profile, totalMs, createChatter(random, name), random);
  const listener = createListener(sandbox.twitch, model, channel, createEars(phrases.phrases.fr!));
  cleanup.defer(listener.stop);
  await warmUp(sandbox, listener);
  const cold = overheads.splice(0);
  const own = monitorEventLoopDelay({ resolution: 10 });
  own.enable();
  const first = await bot.vitals();
  const began = performance.now();
  const moments: Moment[] = [];
  const { typed: commands, ...known } = listener.counts();
  let before = { vitals: first, at: began, lines: 0, commands, ...known, overheads: 0 };
  let lines = 0;
  let lagMost = 0;

  async function look() {
    const vitals = await bot.vitals();
    const at = performance.now();
    const { typed, answered, told } = listener.counts();
    const fresh = overheads.slice(before.overheads);
    const moment: Moment = {
      second: Math.round((at - began) / 1_000),
      viewers: crowd.viewers(at - began),
      lines: lines - before.lines,
      commands: typed - before.commands,
      answered: answered - before.answered,
      told: told - before.told,
      cpuPercent: (100 * (vitals.cpuMs - before.vitals.cpuMs)) / (at - before.at),
      rssMb: vitals.rssMb,
      lagMs: vitals.lagP99Ms,
      modelCalls: model.inFlight,
      sends: sandbox.twitch.lines.slice(-sendLimit).filter((line) => at - line.at < sendWindowMs).length,
      overheadP95Ms: fresh.length > 0 ? percentiles(fresh).p95 : null,
    };
    before = { ...before, vitals, at, lines, commands: typed, answered, told, overheads: overheads.length };
    lagMost = Math.max(lagMost, vitals.lagMaxMs);
    moments.push(moment);
    listener.collect();
    onMoment?.(moment, { seconds: (at - began) / 1_000, of: totalMs / 1_000 });
  }

  let last = 0;
  let looked = 0;
  while (last < totalMs && !signal?.aborted) {
    const now = Math.min(totalMs, performance.now() - began);
    for (const { viewer, line } of crowd.between(Math.max(last, now - longestTickMs), now)) {
      lines++;
      listener.typed(sandbox.twitch.say(channel, viewer, line.text), line);
    }
    last = now;
    if (now - looked >= lookMs) {
      looked = now;
      await look();
    }
    await pause(tickMs);
  }
  const seconds = (performance.now() - began) / 1_000;
  if (moments.length === 0) await look();
  const cpuPercent = (100 * (before.vitals.cpuMs - first.cpuMs)) / (before.at - began);
  const measurerLagP99Ms = Math.max(0, own.percentile(99) / 1e6 - 10);
  own.disable();
  const metrics = await drain(bot, listener.counts().typed);
  listener.collect();
  const { typed, ...seen } = listener.counts();
  const ended = await bot.stop();
  if (ended) warnings.set(ended, 1);
  const lags = percentiles(moments.map(({ lagMs }) => lagMs));
  return {
    profile: profile.name,
    about: profile.about,
    seconds,
    seed,
    viewers: profile.most,
    lines,
    account: account(typed, countedIn(metrics), seen),
    refusals: metrics.by('serdabot_refusals_total', 'gate'),
    ...listener.latencies(),
    overhead: percentiles(overheads),
    coldOverheadMs: Math.max(...cold),
    overheadP95OfMetricMs: metrics.quantile('serdabot_overhead_seconds', 0.95) * 1_000,
    waits: metrics.by('serdabot_wait_seconds_sum', 'for'),
    cpuPercent,
    rssMb: { start: first.rssMb, most: Math.max(...moments.map(({ rssMb }) => rssMb)) },
    lagMs: { p50: lags.p50, p99: lags.p99, most: lagMost },
    modelCalls: { total: model.completions, mostAtOnce: model.maxInFlight, cap: capacity },
    sends: {
      total: sandbox.twitch.lines.length,
      mostIn30s: mostWithin(
        sandbox.twitch.lines.map(({ at }) => at),
        sendWindowMs,
      ),
      limit: sendLimit,
    },
    costCents: metrics.sum('serdabot_llm_cost_cents_total'),
    breaches: sandbox.breaches(),
    warnings: [...warnings].map(([text, times]) => (times > 1 ? `${text} (${times} times)` : text)),
    measurerLagP99Ms,
    moments,
  };
}

export function countedIn(metrics: Metrics): Counted {
  const by = metrics.by('serdabot_commands_total', 'outcome');
  const of = (outcome: keyof Counted) => by[outcome] ?? 0;
  return {
    answered: of('answered'),
    refused: of('refused'),
    failed: of('failed'),
    ignored: of('ignored'),
    lost: of('lost'),
  };
}

/** One command of each kind: what is loaded with the first of its kind is loaded before time is taken. */
async function warmUp({ twitch }: Sandbox, listener: Listener): Promise<void> {
  for (const [n, text] of ['!ping', '!ask bonjour toi', '!wiki Tetris', '!game Hades', '!help'].entries()) {
    const id = twitch.say(channel, viewerAt(900_000 + n), text);
    listener.typed(id, { kind: 'ask', text, question: null });
    await twitch.next(({ replyTo }) => replyTo === id, warmMs).catch(() => {});
  }
  // The last one is logged a moment after it was seen.
  await pause(100);
  listener.startOver();
}

/** What is under way may end. */
async function drain(bot: MeasuredBot, typed: number): Promise<Metrics> {
  const end = performance.now() + drainMs;
  for (;;) {
    const metrics = await bot.metrics();
    const ended = Object.values(countedIn(metrics)).reduce((sum, one) => sum + one, 0);
    if (ended >= typed || performance.now() > end) return metrics;
    await pause(200);
  }
}
