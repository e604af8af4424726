import type { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { endpointStates } from '../domain/llm.ts';

/** What is read when somebody asks, because counting it as it happens would cost more. */
export interface Readings {
  received(): number;
  inFlight(): number;
  lagSeconds(): number;
  /** Null before there is one. */
  backupAgeSeconds(): number | null;
  /** Each endpoint's share of time in which it was healthy. */
  uptimes(): Iterable<readonly [endpoint: string, ratio: number]>;
  /** How many calls of each priority wait for a slot. */
  waiting(): Readonly<Record<string, number>>;
  /** Whether limits that processes share are this process's own for now. */
  limitsDegraded(): boolean;
  /** What each cache holds in this process. */
  caches(): Iterable<HeldCache>;
}

export interface HeldCache {
  readonly name: string;
  stats(): { readonly entries: number; readonly bytes: number };
}

export interface Meters {
  readonly registry: Registry;
  readonly commands: Counter<'command' | 'outcome'>;
  readonly refusals: Counter<'gate'>;
  readonly llmRequests: Counter<'endpoint' | 'outcome'>;
  readonly answers: Counter<'source'>;
  readonly channelsOwned: Gauge;
  readonly llmLimit: Gauge;
  readonly llmCost: Counter<'endpoint' | 'model'>;
  readonly endpointState: Gauge<'endpoint'>;
  readonly cacheRequests: Counter<'cache' | 'result'>;
  readonly sent: Counter<'result'>;
  readonly stalls: Counter;
  readonly overhead: Histogram;
  readonly waits: Histogram<'for'>;
}

const seconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** prom-client takes some 70 ms to load, so it is loaded by the first one who needs it and not by start-up. */
export async function createMeters(readings: Readings): Promise<Meters> {
  const { Counter, Gauge, Histogram, Registry } = (await import('prom-client')).default;
  const registry = new Registry();
  const registers = [registry];
  const labelled = <L extends string>(name: string, help: string, ...labelNames: L[]) => ({
    name: `serdabot_${name}`,
    help,
    labelNames,
    registers,
  });

  new Counter({
    ...labelled('chat_received_total', 'Chat lines that came in.'),
    collect() {
      this.reset();
      this.inc(readings.received());
    },
  });
  new Gauge({
    ...labelled('llm_in_flight', 'Model calls running now.'),
    collect() {
      this.set(readings.inFlight());
    },
  });
  new Gauge({
    ...labelled('event_loop_lag_seconds', 'The longest stall of the event loop in the last minute.'),
    collect() {
      this.set(readings.lagSeconds());
    },
  });
  new Gauge({
    ...labelled('backup_age_seconds', 'How long ago the last good backup was made; none while there is none.'),
    collect() {
      const age = readings.backupAgeSeconds();
      if (age === null) this.remove();
      else this.set(age);
    },
  });

  new Gauge({
    ...labelled('endpoint_uptime_ratio', 'Share of time since the start in which an endpoint was healthy.', 'endpoint'),
    collect() {
      for (const [endpoint, ratio] of readings.uptimes()) this.set({ endpoint }, ratio);
    },
  });

  new Gauge({
    ...labelled('waiting', 'Model calls that wait for a slot.', 'priority'),
    collect() {
      for (const [priority, count] of Object.entries(readings.waiting())) this.set({ priority }, count);
    },
  });
  new Gauge({
    ...labelled('limits_degraded', '1 while this process decides alone what processes should decide together.'),
    collect() {
      this.set(readings.limitsDegraded() ? 1 : 0);
    },
  });

  new Gauge({
    ...labelled('cache_bytes', 'What a cache holds in this process.', 'cache'),
    collect() {
      for (const { name, stats } of readings.caches()) this.set({ cache: name }, stats().bytes);
    },
  });
  new Gauge({
    ...labelled('cache_entries', 'How many entries a cache holds in this process.', 'cache'),
    collect() {
      for (const { name, stats } of readings.caches()) this.set({ cache: name }, stats().entries);
    },
  });

  return {
    registry,
    commands: new Counter(labelled('commands_total', 'Commands, by how they ended.', 'command', 'outcome')),
    refusals: new Counter(labelled('refusals_total', 'Refusals, by the gate that refused.', 'gate')),
    llmRequests: new Counter(
      labelled('llm_requests_total', 'Model calls, by endpoint and how they ended.', 'endpoint', 'outcome'),
    ),
    answers: new Counter(labelled('answers_total', 'Answers, by the rung of the cascade that gave them.', 'source')),
    channelsOwned: new Gauge(labelled('channels_owned', 'Channels that this process serves.')),
    llmLimit: new Gauge(labelled('llm_concurrency_limit', 'Model calls that the adaptive cap lets run at once.')),
    llmCost: new Counter(labelled('llm_cost_cents_total', 'What model calls cost, in US cents.', 'endpoint', 'model')),
    endpointState: new Gauge(
      labelled(
        'endpoint_state',
        `State of an endpoint: ${endpointStates.map((state, value) => `${value} ${state}`).join(', ')}.`,
        'endpoint',
      ),
    ),
    cacheRequests: new Counter(labelled('cache_requests_total', 'Look-ups in a cache, by result.', 'cache', 'result')),
    sent: new Counter(labelled('chat_sent_total', 'Lines handed to Twitch, by how they ended.', 'result')),
    stalls: new Counter(
      labelled(
        'event_loop_stalls_total',
        'Stalls of the event loop of more than two seconds that ended by themselves.',
      ),
    ),
    overhead: new Histogram({
      ...labelled('overhead_seconds', "The bot's own time from chat line to reply line, waits left out."),
      buckets: seconds,
    }),
    waits: new Histogram({
      ...labelled(
        'wait_seconds',
        'Time spent waiting: for an upstream, a slot, or a place in the send windows.',
        'for',
      ),
      buckets: seconds,
    }),
  };
}
