import { EventEmitter } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { queryObjects } from 'node:v8';

// Loaded into the bot's process before the bot (node --import): says what only the process itself knows, when asked.

export interface Vitals {
  readonly cpuMs: number;
  readonly rssMb: number;
  readonly heapMb: number;
  /** The event loop's delays since the question before. */
  readonly lagP99Ms: number;
  readonly lagMaxMs: number;
}

/** What has to be the same after an hour as before it. */
export interface Holdings {
  readonly heapMb: number;
  readonly buffersMb: number;
  readonly rssMb: number;
  readonly timers: number;
  readonly sockets: number;
  /** Listeners of the process and of its sockets and servers. */
  readonly listeners: number;
  readonly emitters: number;
  readonly signals: number;
}

export type Question = 'vitals' | 'holdings' | 'start over';

const mb = 2 ** 20;
const resolutionMs = 10;
const delay = monitorEventLoopDelay({ resolution: resolutionMs });
delay.enable();
// The monitor measures from tick to tick: what is over its own step is the delay.
const lag = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);

function vitals(): Vitals {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const [lagP99Ms, lagMaxMs] = [lag(delay.percentile(99)), lag(delay.max)];
  delay.reset();
  return { cpuMs: (user + system) / 1_000, rssMb: rss / mb, heapMb: heapUsed / mb, lagP99Ms, lagMaxMs };
}

function holdings(): Holdings {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const open = process.getActiveResourcesInfo();
  const count = (pattern: RegExp) => open.filter((name) => pattern.test(name)).length;
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles();
  const emitters = [process, ...handles].filter((one) => one instanceof EventEmitter);
  const listeners = emitters.flatMap((one) => one.eventNames().map((name) => one.listenerCount(name)));
  return {
    heapMb: heapUsed / mb,
    buffersMb: (external + arrayBuffers) / mb,
    rssMb: rss / mb,
    timers: count(/^(Timeout|Immediate)$/),
    sockets: count(/^(TCP|TLS|Pipe).*Wrap$/),
    listeners: listeners.reduce((sum, one) => sum + one, 0),
    emitters: queryObjects(EventEmitter, { format: 'count' }),
    signals: queryObjects(AbortSignal, { format: 'count' }),
  };
}

process.on('message', ({ id, ask }: { id: number; ask: Question }) => {
  if (ask === 'start over') delay.reset();
  const answer = ask === 'vitals' ? vitals() : ask === 'holdings' ? holdings() : null;
  process.send?.({ id, answer });
});
// Whoever measures is gone.
process.on('disconnect', () => process.exit(1));
process.channel?.unref();
