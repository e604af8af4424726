import type { Event } from '../domain/event.ts';
import type { Limits } from '../domain/limits.ts';
import { endpointStates } from '../domain/llm.ts';
import { gates } from '../domain/verdict.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { createHeartbeat } from './heartbeat.ts';
import { firstOnes, oneOf } from './labels.ts';
import { levelOf, lineOf } from './lines.ts';
import type { Log } from './log.ts';
import { createMeters, type HeldCache } from './metrics.ts';
import { createRedactor, type Redactor } from './redact.ts';
import { createStorm } from './storm.ts';
import { createTally } from './tally.ts';
import { createUptimes } from './uptime.ts';

export interface TelemetryOptions {
  readonly log: Log;
  readonly clock?: Clock;
  /** The same one that the log has. */
  readonly redactor?: Redactor;
}

/** The bot, as metrics see it. */
export interface Watched {
  readonly commands: readonly { readonly name: string }[];
  readonly limits: Pick<Limits, 'queue' | 'shared'>;
  readonly caches: () => Iterable<HeldCache>;
}

export interface Telemetry {
  /** Never throws: whoever tells has something better to do than to fail. */
  tell(event: Event): void;
  /** What Prometheus reads. */
  metrics(): Promise<{ contentType: string; body: string }>;
  /** For /live: the longest stall of the process within the last seconds, or the one going on. */
  lag(): { lagMs: number };
  /** What `metrics` tells of, and the words that its labels may have: any other is counted as `other`. */
  watch(bot: Watched): void;
  stop(): void;
}

// Long enough for a probe that had to wait for the stall to end, short enough to be well again by the next one.
const stallIsNews = 5000;

export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { log, clock = systemClock, redactor = createRedactor() } = options;
  const heartbeat = createHeartbeat(clock);
  const storm = createStorm(clock, (leftOut) => log.warn({ leftOut }, 'too many different warnings at once'));
  const uptimes = createUptimes(clock);
  let received = 0;
  let inFlight = 0;
  let backupAt: number | null = null;
  let watched: Watched | null = null;
  const tally = createTally(() =>
    createMeters({
      received: () => received,
      inFlight: () => inFlight,
      lagSeconds: () => heartbeat.worst(60_000) / 1000,
      backupAgeSeconds: () => (backupAt === null ? null : Math.max(0, clock.wall() - backupAt) / 1000),
      uptimes: uptimes.ratios,
      caches: () => watched?.caches() ?? [],
      waiting: () => watched?.limits.queue() ?? {},
      limitsDegraded: () => watched?.limits.shared()?.state === 'degraded',
    }),
  );

  let command = firstOnes(50);
  const gate = oneOf(gates);
  const endpoint = firstOnes(50);
  const model = firstOnes(100);
  const cache = firstOnes(20);
  const result = firstOnes(50);
  const source = firstOnes(60);

  function count(event: Event): void {
    switch (event.kind) {
      case 'command.ended': {
        const labels = { command: command(event.command), outcome: event.ending };
        const { overheadMs } = event;
        const from = event.ending === 'answered' && event.source ? { source: source(event.source) } : null;
        tally.add((meters) => {
          meters.commands.inc(labels);
          if (from) meters.answers.inc(from);
          if (overheadMs !== undefined) meters.overhead.observe(overheadMs / 1000);
        });
        break;
      }
      case 'refused': {
        const labels = { gate: gate(event.gate) };
        tally.add((meters) => meters.refusals.inc(labels));
        break;
      }
      case 'chat.sent': {
        const labels = { result: event.result };
        tally.add((meters) => meters.sent.inc(labels));
        break;
      }
      case 'wait': {
        const { ms } = event;
        const labels = { for: event.for };
        tally.add((meters) => meters.waits.observe(labels, ms / 1000));
        break;
      }
      case 'channels.owned': {
        const { count } = event;
        tally.add((meters) => meters.channelsOwned.set(count));
        break;
      }
      case 'llm.started':
        inFlight++;
        break;
      case 'llm.ended': {
        inFlight = Math.max(0, inFlight - 1);
        const labels = { endpoint: endpoint(event.endpoint), outcome: result(event.outcome) };
        tally.add((meters) => meters.llmRequests.inc(labels));
        break;
      }
      case 'llm.limit': {
        const { limit } = event;
        tally.add((meters) => meters.llmLimit.set(limit));
        break;
      }
      case 'llm.cost': {
        const { cents } = event;
        const labels = { endpoint: endpoint(event.endpoint), model: model(event.model) };
        tally.add((meters) => meters.llmCost.inc(labels, cents));
        break;
      }
      case 'endpoint.state': {
        const labels = { endpoint: endpoint(event.endpoint) };
        const value = endpointStates.indexOf(event.state);
        // Of an endpoint that nobody has tried, nobody knows.
        if (event.word !== 'not tried yet') uptimes.note(labels.endpoint, event.state === 'healthy');
        tally.add((meters) => meters.endpointState.set(labels, value));
        break;
      }
      case 'cache.request': {
        const labels = { cache: cache(event.cache), result: result(event.result) };
        tally.add((meters) => meters.cacheRequests.inc(labels));
        break;
      }
      case 'stall':
        tally.add((meters) => meters.stalls.inc());
        break;
      case 'backup':
        backupAt = event.at;
        break;
    }
  }

  function write(event: Event): void {
    const level = levelOf(event);
    if (level === null || !log.isLevelEnabled(level)) return;
    const line = lineOf(event, redactor.clean, log.isLevelEnabled('debug'));
    if (line === null) return;
    const say = (repeats: number) => log[level](repeats ? { ...line.fields, repeats } : line.fields, line.text);
    if (line.kind && level !== 'debug') storm.limit(line.kind, say);
    else say(0);
  }

  function tell(event: Event): void {
    // A busy chat tells this a hundred thousand times a second: it is counted, and nothing else.
    if (event.kind === 'chat.received') {
      received++;
      return;
    }
    try {
      count(event);
      write(event);
    } catch {
      // A metric or a line less is no reason to fail a command.
    }
  }

  return {
    tell,
    async metrics() {
      const { registry } = await tally.meters();
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
    lag: () => ({ lagMs: heartbeat.worst(stallIsNews) }),
    watch(bot) {
      watched = bot;
      command = oneOf(bot.commands.map(({ name }) => name));
    },
    stop() {
      storm.stop();
      heartbeat.stop();
    },
  };
}
