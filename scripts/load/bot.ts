import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type Metrics, readMetrics } from './metrics.ts';
import type { Holdings, Question, Vitals } from './probe.ts';

/** The bot in a process of its own, as an operator starts it, and what it and its process say of themselves. */
export interface MeasuredBot {
  readonly folder: string;
  vitals(): Promise<Vitals>;
  /** After a collection of garbage, where `collect` was asked for. */
  holdings(): Promise<Holdings>;
  metrics(): Promise<Metrics>;
  /** Asks the probe. */
  ask(question: string): Promise<unknown>;
  /** Lets it end by itself, or ends it; resolves with why it ended badly, or null. */
  stop(): Promise<string | null>;
}

export interface BotOptions {
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  /** The overhead of every answer, as the bot logs it. */
  readonly onOverhead?: (ms: number, command: string) => void;
  readonly onWarning?: (text: string) => void;
  readonly collect?: boolean;
  /** The file that is loaded into the bot's process before the bot. */
  readonly probe?: string;
}

const root = join(import.meta.dirname, '..', '..');
const ownProbe = join(import.meta.dirname, 'probe.ts');
const startMs = 30_000;
/** A machine that is busy with something else may let the bot stand still for long. */
const answerMs = 60_000;
const stopMs = 15_000;

export async function startBot({
  config,
  env,
  onOverhead,
  onWarning,
  collect,
  probe = ownProbe,
}: BotOptions): Promise<MeasuredBot> {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-load-'));
  writeFileSync(join(folder, 'config.yaml'), config);
  writeFileSync(join(folder, 'model_limits.json'), '{"max_history_messages": 10}\n');
  const { TWITCH_ACCESS_TOKEN: _, ...inherited } = process.env;
  const child = spawn(
    process.execPath,
    [
      '--max-semi-space-size=2',
      ...(collect ? ['--expose-gc', '--disable-warning=ExperimentalWarning'] : []),
      '--import',
      pathToFileURL(probe).href,
      join(root, 'src', 'start.mjs'),
      '--config',
      join(folder, 'config.yaml'),
    ],
    { env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  let url: string | null = null;
  let complaints = '';
  child.stderr!.on('data', (text) => {
    complaints = `${complaints}${text}`.slice(-4_000);
  });
  createInterface(child.stdout!).on('line', (line) => {
    const entry = read(line);
    if (entry?.overheadMs !== undefined) onOverhead?.(entry.overheadMs, entry.command ?? '');
    if (entry?.level === 'warn' || entry?.level === 'error') onWarning?.(`${entry.msg} ${entry.reason ?? ''}`.trim());
    url ??= /web on (http:\/\/[\d.:]+)/.exec(entry?.msg ?? '')?.[1] ?? null;
  });
  const gone = once(child, 'close');
  const ask = asker(child);

  async function stop(): Promise<string | null> {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const inTime = await Promise.race([gone.then(() => true), pause(stopMs, false, { ref: false })]);
    if (!inTime) child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
    if (!inTime) return `the bot did not end within ${stopMs / 1_000} s`;
    return child.exitCode === 0 ? null : `the bot ended with ${child.exitCode ?? child.signalCode}: ${complaints}`;
  }

  const end = performance.now() + startMs;
  while (url === null) {
    const over = child.exitCode !== null || performance.now() > end;
    if (over) throw new Error((await stop()) ?? 'the bot ended before it was ready');
    await pause(20);
  }
  const address: string = url;
  return {
    folder,
    vitals: () => ask('vitals' satisfies Question) as Promise<Vitals>,
    holdings: () => ask('holdings' satisfies Question) as Promise<Holdings>,
    ask,
    async metrics() {
      const answer = await fetch(`${address}/metrics`, { signal: AbortSignal.timeout(answerMs) });
      return readMetrics(await answer.text());
    },
    stop,
  };
}

interface Entry {
  readonly level: string;
  readonly msg: string;
  readonly reason?: string;
  readonly command?: string;
  readonly overheadMs?: number;
}

function read(line: string): Entry | null {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}

/** Questions to the probe in the child, each with a deadline. */
function asker(child: ChildProcess) {
  const waiting = new Map<number, (answer: unknown) => void>();
  let ids = 0;
  child.on('message', ({ id, answer }: { id: number; answer: unknown }) => waiting.get(id)?.(answer));
  return (question: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ids++;
      const end = (settle: () => void) => {
        clearTimeout(late);
        waiting.delete(id);
        settle();
      };
      const late = setTimeout(() => end(() => reject(new Error('the bot does not answer its probe'))), answerMs);
      waiting.set(id, (answer) => end(() => resolve(answer)));
      child.send({ id, ask: question }, (error) => error && end(() => reject(new Error('the bot is gone'))));
    });
}
