import type { Event } from '../domain/event.ts';
import type { Limits } from '../domain/limits.ts';
import { endpointStates } from '../domain/llm.ts';
import type { Health } from '../domain/part.ts';
import { gates } from '../domain/verdict.ts';
import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';

/** The bot, as metrics see it. */
export interface Watched {
  readonly commands: readonly { readonly name: string }[];
  readonly limits: Pick<Limits, 'queue' | 'shared'>;
  /** What every part says of itself, by its name. */
  readonly health: () => ReadonlyMap<string, Health>;
  /** How many viewers the bot is in a conversation with. */
  readonly sessions: () => Promise<number>;
  /** What each cache holds in this process. */
  readonly caches: () => Iterable<{
    readonly name: string;
    stats(): { readonly entries: number; readonly bytes: number };
  }>;
}

export interface Metrics {
  /** A chat line came in: a busy chat has a hundred thousand a second. */
  received(): void;
  count(event: Event): void;
  watch(bot: Watched): void;
  /** What Prometheus reads. */
  read(): Promise<{ contentType: string; body: string }>;
}

/** prom-client takes some 70 ms to load: that is for whoever reads first, or behind this many events. */
const loadAt = 1000;
/** Events that wait for prom-client. Out of reach unless loading fails for good; then the latest are the ones to lose. */
const mostWaiting = 100_000;

export function createMetrics(clock: Clock, lagMs: () => number): Metrics {
  const state: State = { received: 0, inFlight: 0, backupAt: null, watched: null, command: firstOnes(50) };
  const endpoint = firstOnes(50);
  const uptimes = createUptimes(clock);
  let meters: Meters | null = null;
  let loading: Promise<Meters> | null = null;
  let waiting: Event[] = [];

  async function load(): Promise<Meters> {
    const loaded = await createMeters({ state, endpoint, uptimes: uptimes.ratios, lagMs, clock });
    for (const event of waiting) loaded.count(event);
    waiting = [];
    meters = loaded;
    return loaded;
  }

  function loadOnce(): Promise<Meters> {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  }

  return {
    received() {
      state.received++;
    },
    count(event) {
      if (event.kind === 'llm.started') state.inFlight++;
      if (event.kind === 'llm.ended') state.inFlight = Math.max(0, state.inFlight - 1);
      if (event.kind === 'backup') state.backupAt = event.at;
      // Of an endpoint that nobody has tried, nobody knows.
      if (event.kind === 'endpoint.state' && event.word !== 'not tried yet') {
        uptimes.note(endpoint(event.endpoint), event.state === 'healthy');
      }
      if (meters) return meters.count(event);
      if (waiting.length < mostWaiting && event.kind !== 'bug') waiting.push(event);
      if (waiting.length === loadAt) loadOnce().catch(() => {});
    },
    watch(bot) {
      state.watched = bot;
      state.command = oneOf(bot.commands.map(({ name }) => name));
    },
    async read() {
      const { registry } = await loadOnce();
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

/** What is counted without prom-client, and the labels of commands. */
interface State {
  received: number;
  inFlight: number;
  /** Unix milliseconds; null before there is one. */
  backupAt: number | null;
  watched: Watched | null;
  command: Label;
}

type Meters = Awaited<ReturnType<typeof createMeters>>;

const healths: readonly Health['level'][] = ['ok', 'degraded', 'unready'];
const seconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface MetersParts {
  readonly state: State;
  readonly endpoint: Label;
  readonly uptimes: Uptimes['ratios'];
  readonly lagMs: () => number;
  readonly clock: Clock;
}

export async function createMeters({ state, endpoint, uptimes, lagMs, clock }: MetersParts) {
  const { Counter, Gauge, Histogram, Registry } = (await import('prom-client')).default;
  const registry = new Registry();
  const named = <L extends string>(name: string, help: string, labelNames: L[]) => ({
    name: `serdabot_${name}`,
    help,
    labelNames,
    registers: [registry],
  });
  const counter = <L extends string>(name: string, help: string, ...labels: L[]) =>
    new Counter(named(name, help, labels));
  const gauge = <L extends string>(name: string, help: string, ...labels: L[]) => new Gauge(named(name, help, labels));
  const histogram = <L extends string>(name: string, help: string, ...labels: L[]) =>
    new Histogram({ ...named(name, help, labels), buckets: seconds });
  /** Read when somebody asks: one value, or one for each value of the label. Null: there is none. */
  function reading<L extends string>(
    name: string,
    help: string,
    read: () => number | null | Iterable<readonly [string, number]> | Promise<number | null>,
    ...labels: L[]
  ) {
    new Gauge({
      ...named(name, help, labels),
      async collect() {
        const value = await read();
        if (value === null) this.remove();
        else if (typeof value === 'number') this.set(value);
        else for (const [key, one] of value) this.labels(key).set(one);
      },
    });
  }

  new Counter({
    ...named('chat_received_total', 'Chat lines that came in.', []),
    collect() {
      this.reset();
      this.inc(state.received);
    },
  });
  reading('llm_in_flight', 'Model calls running now.', () => state.inFlight);
  reading('event_loop_lag_seconds', 'The longest stall of the event loop in the last minute.', () => lagMs() / 1000);
  reading('backup_age_seconds', 'How long ago the last good backup was made; none while there is none.', () =>
    state.backupAt === null ? null : Math.max(0, clock.wall() - state.backupAt) / 1000,
  );
  reading('limits_degraded', '1 while this process applies limits alone that several processes share.', () =>
    state.watched?.limits.shared()?.state === 'degraded' ? 1 : 0,
  );
  reading('sessions', 'Viewers that the bot is in a conversation with, in all its processes.', async () => {
    const { watched } = state;
    // A store that hangs must not hide every other figure.
    return watched
      ? within(
          clock,
          1_000,
          watched.sessions().catch(() => null),
        )
      : null;
  });
  const levels = () =>
    [...(state.watched?.health() ?? [])].map(([part, { level }]) => [part, healths.indexOf(level)] as const);
  reading('part_health', 'How a part is: 0 ok, 1 degraded, 2 unready.', levels, 'part');
  const queue = () => Object.entries(state.watched?.limits.queue() ?? {});
  reading('waiting', 'Model calls in the queue for a slot.', queue, 'priority');
  reading('endpoint_uptime_ratio', 'Share of time since the start that an endpoint was healthy.', uptimes, 'endpoint');
  const cached = (figure: 'bytes' | 'entries') => () =>
    [...(state.watched?.caches() ?? [])].map(({ name, stats }) => [name, stats()[figure]] as const);
  reading('cache_bytes', 'Bytes that a cache holds in this process.', cached('bytes'), 'cache');
  reading('cache_entries', 'Entries that a cache holds in this process.', cached('entries'), 'cache');

  const commands = counter('commands_total', 'Commands, by how they ended.', 'command', 'outcome');
  const perChannel = counter(
    'channel_commands_total',
    'Commands of a channel, by how they ended.',
    'channel',
    'outcome',
  );
  const channelCost = counter(
    'channel_cost_cents_total',
    'What model calls for a channel cost, in US cents.',
    'channel',
  );
  const answers = counter('answers_total', 'Answers, by the source that gave them.', 'source');
  const refusals = counter('refusals_total', 'Refusals, by the gate that refused.', 'gate');
  const announcements = counter('announcements_total', 'Announcements, by how they ended.', 'result');
  const llmRequests = counter('llm_requests_total', 'Model calls, by how they ended.', 'endpoint', 'outcome');
  const llmCost = counter('llm_cost_cents_total', 'What model calls cost, in US cents.', 'endpoint', 'model');
  const llmLimit = gauge('llm_concurrency_limit', 'Model calls that the adaptive cap lets run at once.');
  const channelsOwned = gauge('channels_owned', 'Channels that this process serves.');
  const states = endpointStates.map((name, value) => `${value} ${name}`).join(', ');
  const endpointState = gauge('endpoint_state', `State of an endpoint: ${states}.`, 'endpoint');
  const cacheRequests = counter('cache_requests_total', 'Look-ups in a cache, by result.', 'cache', 'result');
  const sent = counter('chat_sent_total', 'Lines handed to Twitch, by how they ended.', 'result');
  const heldBack = counter('held_back_total', 'Lines that the gate held back, by rule.', 'rule');
  const acts = counter(
    'moderation_acts_total',
    'Acts on viewers, by what wanted them and how they ended.',
    'rule',
    'act',
    'result',
  );
  const stalls = counter('event_loop_stalls_total', 'Stalls of the event loop over 2 s that ended by themselves.');
  const overhead = histogram('overhead_seconds', "The bot's own time from chat line to reply line, waits left out.");
  const waits = histogram(
    'wait_seconds',
    'Time spent waiting: for an upstream, for a slot, or for a permit of the send windows.',
    'for',
  );

  const gate = oneOf(gates);
  const model = firstOnes(100);
  const rule = firstOnes(60);
  const cache = firstOnes(20);
  const result = firstOnes(50);
  const channel = firstOnes(100);
  const source = firstOnes(60);

  function count(event: Event): void {
    switch (event.kind) {
      case 'command.ended':
        commands.inc({ command: state.command(event.command), outcome: event.ending });
        perChannel.inc({ channel: channel(event.channel), outcome: event.ending });
        if (event.ending === 'answered' && event.source) answers.inc({ source: source(event.source) });
        if (event.overheadMs !== undefined) overhead.observe(event.overheadMs / 1000);
        break;
      case 'refused':
        refusals.inc({ gate: gate(event.gate) });
        break;
      case 'announcement.ended':
        announcements.inc({ result: event.result });
        break;
      case 'chat.sent':
        sent.inc({ result: event.result });
        break;
      case 'held back':
        heldBack.inc({ rule: rule(event.rule) });
        break;
      case 'moderation.ended':
        acts.inc({ rule: rule(event.order.rule), act: event.order.act, result: event.result });
        break;
      case 'wait':
        waits.observe({ for: event.for }, event.ms / 1000);
        break;
      case 'channels.owned':
        channelsOwned.set(event.count);
        break;
      case 'llm.ended':
        llmRequests.inc({ endpoint: endpoint(event.endpoint), outcome: result(event.outcome) });
        break;
      case 'llm.limit':
        llmLimit.set(event.limit);
        break;
      case 'llm.cost':
        llmCost.inc({ endpoint: endpoint(event.endpoint), model: model(event.model) }, event.cents);
        channelCost.inc({ channel: channel(event.channel) }, event.cents);
        break;
      case 'endpoint.state':
        endpointState.set({ endpoint: endpoint(event.endpoint) }, endpointStates.indexOf(event.state));
        break;
      case 'cache.request':
        cacheRequests.inc({ cache: cache(event.cache), result: result(event.result) });
        break;
      case 'stall':
        stalls.inc();
        break;
    }
  }
  return { registry, count };
}

/** Bounds the values of a label: each one is a time series that Prometheus stores for weeks. */
type Label = (value: string) => string;

const other = 'other';

function oneOf(values: readonly string[]): Label {
  const known = new Set(values);
  return (value) => (known.has(value) ? value : other);
}

/** For names that come from a configuration: the first ones that turn up. */
function firstOnes(most: number): Label {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most || value.length > 100) return other;
    known.add(value);
    return value;
  };
}

interface Uptimes {
  note(name: string, up: boolean): void;
  ratios(): Iterable<readonly [name: string, ratio: number]>;
}

/** How much of its time each of the names was up, since it was first heard of. */
function createUptimes(clock: Clock): Uptimes {
  const known = new Map<string, { readonly from: number; since: number; up: boolean; upMs: number }>();
  return {
    note(name, up) {
      const now = clock.now();
      const one = known.get(name) ?? { from: now, since: now, up, upMs: 0 };
      if (one.up) one.upMs += now - one.since;
      known.set(name, Object.assign(one, { since: now, up }));
    },
    *ratios() {
      const now = clock.now();
      for (const [name, { from, since, up, upMs }] of known) {
        const total = now - from;
        yield [name, total === 0 ? Number(up) : (upMs + (up ? now - since : 0)) / total];
      }
    },
  };
}
