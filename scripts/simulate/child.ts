import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Leg, Order } from './run.ts';
import type { Result } from './simulation.ts';

export interface Broken {
  readonly name: string;
  readonly at: number;
  readonly detail: string;
}

export interface Day {
  readonly day: number;
  readonly date: string;
  readonly commands: number;
  readonly lines: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly broken: number;
  readonly processes: number;
}

export interface Finished extends Result {
  readonly acts: number;
  readonly broken: readonly Broken[];
  readonly wallSeconds: number;
}

export interface Watching {
  readonly onDay?: (day: Day) => void;
  /** So that whoever waits sees that it goes on. */
  readonly onHour?: () => void;
  readonly onBroken?: (broken: Broken) => void;
  readonly onText?: (at: number, text: string) => void;
  /** A patch that is laid over the bot's own code. */
  readonly mutant?: string;
  readonly signal?: AbortSignal;
}

const run = join(import.meta.dirname, 'run.ts');
/** From the start: what grows as it is needed collects twice as long, and keeps what nobody needs any more. */
const youngHeap = ['--min-semi-space-size=128', '--max-semi-space-size=128'];

/** A leg has a process of its own: the clock and the chance of it are those of the process. Null: it was ended. */
export async function liveIn(order: Order, leg: Leg, watching: Watching): Promise<Finished | null> {
  const { onDay, onHour, onBroken, onText, mutant, signal } = watching;
  const started = performance.now();
  const child = spawn(process.execPath, [...youngHeap, run], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'node-compile-cache'),
      // Where the clocks change.
      TZ: 'Europe/Paris',
      SIMULATE_SEED: leg[0] === 0 ? String(order.seed) : `${order.seed}/${leg[0]}`,
      SIMULATE_ORDER: JSON.stringify({ ...order, leg }),
      ...(mutant !== undefined && { SIMULATE_MUTANT: mutant }),
    },
  });
  const end = () => void child.kill('SIGKILL');
  signal?.addEventListener('abort', end, { once: true });
  const broken: Broken[] = [];
  let finished: (Result & { acts: number }) | null = null;
  let words = '';
  child.stderr.on('data', (data) => {
    words = (words + String(data)).slice(-4_000);
  });
  if (signal?.aborted) end();
  for await (const line of createInterface({ input: child.stdout })) {
    if (signal?.aborted) break;
    const said = JSON.parse(line) as {
      readonly day?: Day;
      readonly broken?: Broken;
      readonly result?: Result;
      readonly acts?: number;
      readonly at?: number;
      readonly text?: string;
      readonly hour?: number;
    };
    if (said.hour !== undefined) onHour?.();
    else if (said.day) onDay?.(said.day);
    else if (said.broken) {
      broken.push(said.broken);
      onBroken?.(said.broken);
    } else if (said.result) finished = { ...said.result, acts: said.acts ?? 0 };
    else if (said.text !== undefined) onText?.(said.at ?? 0, said.text);
  }
  signal?.removeEventListener('abort', end);
  if (finished === null) {
    if (signal?.aborted || broken.length > 0) return null;
    throw new Error(`the simulation of seed ${order.seed} ended without a result:\n${words}`);
  }
  return { ...finished, broken, wallSeconds: (performance.now() - started) / 1000 };
}
