import { expect, test, vi } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Event } from '../domain/event.ts';
import type { EndpointState } from '../domain/llm.ts';
import type { LogLevel } from '../domain/settings.ts';
import { createTelemetry } from './index.ts';

function telemetryAt(level: LogLevel = 'info') {
  const clock = createVirtualClock();
  const raw: string[] = [];
  const telemetry = createTelemetry({ level, clock, destination: { write: (line) => raw.push(line) } });
  const lines = () => raw.map((line) => JSON.parse(line) as Record<string, unknown>);
  const value = async (series: string) => {
    const found = (await telemetry.metrics()).body.split('\n').find((line) => line.startsWith(`${series} `));
    return found && Number(found.slice(series.length));
  };
  return { clock, telemetry, lines, value };
}

const nobody = { broadcaster: 0, moderator: 0, vip: 0, subscriber: 0, viewer: 0, background: 0 };
const idle = {
  commands: [{ name: 'ask' }],
  limits: { queue: () => nobody, shared: () => null },
  caches: () => [],
  health: () => new Map([['chat', { state: 'joined', level: 'unready' as const }]]),
  sessions: async () => 5,
};

const ended = (extra: object = {}): Event => ({
  kind: 'command.ended',
  command: 'ask',
  channel: 'c',
  viewer: 'someone',
  ending: 'answered',
  ...extra,
});

// As the design lists them. Dashboards and alerts of operators hold on to these.
const promised: Record<string, readonly string[]> = {
  serdabot_commands_total: ['command', 'outcome'],
  serdabot_channel_commands_total: ['channel', 'outcome'],
  serdabot_channel_cost_cents_total: ['channel'],
  serdabot_part_health: ['part'],
  serdabot_sessions: [],
  serdabot_refusals_total: ['gate'],
  serdabot_llm_requests_total: ['endpoint', 'outcome'],
  serdabot_llm_in_flight: [],
  serdabot_llm_concurrency_limit: [],
  serdabot_announcements_total: ['result'],
  serdabot_answers_total: ['source'],
  serdabot_endpoint_uptime_ratio: ['endpoint'],
  serdabot_llm_cost_cents_total: ['endpoint', 'model'],
  serdabot_endpoint_state: ['endpoint'],
  serdabot_cache_requests_total: ['cache', 'result'],
  serdabot_waiting: ['priority'],
  serdabot_limits_degraded: [],
  serdabot_cache_bytes: ['cache'],
  serdabot_cache_entries: ['cache'],
  serdabot_channels_owned: [],
  serdabot_chat_received_total: [],
  serdabot_chat_sent_total: ['result'],
  serdabot_held_back_total: ['rule'],
  serdabot_moderation_acts_total: ['rule', 'act', 'result'],
  serdabot_overhead_seconds: [],
  serdabot_wait_seconds: ['for'],
  serdabot_event_loop_lag_seconds: [],
  serdabot_event_loop_stalls_total: [],
  serdabot_backup_age_seconds: [],
};

const everything: readonly Event[] = [
  { kind: 'chat.received' },
  { kind: 'chat.state', state: 'down', detail: 'no answer' },
  { kind: 'chat.joined', channel: 'c' },
  { kind: 'chat.left', channel: 'c', reason: 'banned' },
  { kind: 'channels.owned', count: 2 },
  { kind: 'chat.sent', channel: 'c', result: 'accepted' },
  { kind: 'held back', channel: 'c', rule: 'slur' },
  {
    kind: 'moderation.ended',
    channel: 'c',
    order: { act: 'delete', viewer: { id: '1', login: 'v' }, reason: 'links', rule: 'links' },
    result: 'done',
  },
  { kind: 'announcement.ended', channel: 'c', by: 'timers', result: 'accepted' },
  ended({ overheadMs: 3, source: 'endpoint:local' }),
  { kind: 'refused', gate: 'cooldown', told: true },
  { kind: 'wait', for: 'slot', ms: 20 },
  { kind: 'llm.started', endpoint: 'local' },
  { kind: 'llm.started', endpoint: 'local' },
  { kind: 'llm.ended', endpoint: 'local', outcome: 'ok', ms: 5 },
  { kind: 'llm.limit', limit: 3, cap: 4 },
  { kind: 'llm.cost', endpoint: 'local', model: 'm', channel: 'c', cents: 0.25 },
  { kind: 'cache.request', cache: 'wikipedia', result: 'hit' },
  { kind: 'endpoint.state', endpoint: 'local', state: 'backing off', detail: 'HTTP 500' },
  { kind: 'settings.applied', file: 'config.yaml', detail: 'limits' },
  { kind: 'settings.rejected', file: 'config.yaml', faults: ['one', 'two'] },
  { kind: 'backup', file: 'a.db', at: 0, made: true },
  { kind: 'warning', text: 'careful', fr: '' },
  { kind: 'lifecycle', text: 'started' },
  { kind: 'bug', where: 'dispatch', error: new Error('oops') },
];

test('the metrics and their labels are exactly the promised ones', async () => {
  const { telemetry } = telemetryAt();
  telemetry.watch({ ...idle, caches: () => [{ name: 'answers', stats: () => ({ entries: 1, bytes: 900 }) }] });
  for (const event of everything) telemetry.tell(event);
  const { contentType, body } = await telemetry.metrics();
  expect(contentType).toContain('text/plain');
  const found: Record<string, readonly string[]> = {};
  for (const [, name] of body.matchAll(/^# TYPE (\S+)/gm)) {
    const labels = new RegExp(`^${name}(?:_count)?(?:\\{(.*)\\})? `, 'm').exec(body);
    expect(labels, `${name} has a value`).not.toBeNull();
    found[name!] = [...(labels?.[1] ?? '').matchAll(/(\w+)="/g)].map(([, label]) => label!);
  }
  expect(found).toEqual(promised);
});

test('who waits for a slot, and limits that are this process’s own for now, are read when somebody asks', async () => {
  const { telemetry, value } = telemetryAt();
  let state: 'ok' | 'degraded' = 'degraded';
  telemetry.watch({ ...idle, limits: { queue: () => ({ ...nobody, vip: 2 }), shared: () => ({ state }) } });
  expect(await value('serdabot_waiting{priority="vip"}')).toBe(2);
  expect(await value('serdabot_waiting{priority="viewer"}')).toBe(0);
  expect(await value('serdabot_limits_degraded')).toBe(1);
  state = 'ok';
  expect(await value('serdabot_limits_degraded')).toBe(0);
});

test('how the parts are, and how many viewers are in a conversation, are read when somebody asks; a store that hangs hides no other figure', async () => {
  const { telemetry, value, clock } = telemetryAt();
  telemetry.watch(idle);
  expect(await value('serdabot_part_health{part="chat"}')).toBe(2);
  expect(await value('serdabot_sessions')).toBe(5);
  telemetry.watch({ ...idle, sessions: () => new Promise(() => {}) });
  const late = telemetry.metrics();
  await clock.advance(1_000);
  expect((await late).body).toContain('serdabot_part_health');
});

test('what caches hold is read when somebody asks', async () => {
  const { telemetry, value } = telemetryAt();
  let bytes = 900;
  telemetry.watch({ ...idle, caches: () => [{ name: 'answers', stats: () => ({ entries: 1, bytes }) }] });
  expect(await value('serdabot_cache_bytes{cache="answers"}')).toBe(900);
  bytes = 300;
  expect(await value('serdabot_cache_bytes{cache="answers"}')).toBe(300);
  expect(await value('serdabot_cache_entries{cache="answers"}')).toBe(1);
});

test('what was counted before the first scrape is in it, and only once', async () => {
  const { telemetry, value } = telemetryAt();
  for (const event of everything) telemetry.tell(event);
  for (const _ of [1, 2]) {
    expect(await value('serdabot_chat_received_total')).toBe(1);
    expect(await value('serdabot_commands_total{command="ask",outcome="answered"}')).toBe(1);
    expect(await value('serdabot_overhead_seconds_sum')).toBe(0.003);
    expect(await value('serdabot_wait_seconds_bucket{le="0.025",for="slot"}')).toBe(1);
    expect(await value('serdabot_wait_seconds_bucket{le="0.01",for="slot"}')).toBe(0);
    expect(await value('serdabot_llm_in_flight')).toBe(1);
    expect(await value('serdabot_llm_cost_cents_total{endpoint="local",model="m"}')).toBe(0.25);
    expect(await value('serdabot_endpoint_state{endpoint="local"}')).toBe(1);
  }
  telemetry.tell(ended());
  expect(await value('serdabot_commands_total{command="ask",outcome="answered"}')).toBe(2);
});

test('an endpoint’s uptime is its share of time in health, wherever it is now', async () => {
  const { clock, telemetry, value } = telemetryAt('silent');
  const state = (endpoint: string, state: EndpointState): void =>
    telemetry.tell({ kind: 'endpoint.state', endpoint, state, detail: '' });
  const uptime = (endpoint: string) => value(`serdabot_endpoint_uptime_ratio{endpoint="${endpoint}"}`);
  state('local', 'healthy');
  await clock.advance(30_000);
  state('local', 'backing off');
  state('late', 'healthy');
  await clock.advance(5_000);
  state('local', 'probing');
  await clock.advance(5_000);
  expect(await uptime('local')).toBe(0.75);
  state('local', 'healthy');
  await clock.advance(40_000);
  expect(await uptime('local')).toBe(0.875);
  expect(await uptime('late')).toBe(1);
});

test('answers are counted by the rung that gave them; what was no answer is not', async () => {
  const { telemetry, value } = telemetryAt('silent');
  telemetry.tell(ended({ source: 'endpoint:local' }));
  telemetry.tell(ended({ source: 'phrase' }));
  telemetry.tell(ended({ source: 'phrase' }));
  telemetry.tell(ended({ source: 'phrase', ending: 'lost' }));
  expect(await value('serdabot_answers_total{source="endpoint:local"}')).toBe(1);
  expect(await value('serdabot_answers_total{source="phrase"}')).toBe(2);
});

test('announcements are counted by how they ended', async () => {
  const { telemetry, value } = telemetryAt('silent');
  const announced = (result: 'accepted' | 'lost'): void =>
    telemetry.tell({ kind: 'announcement.ended', channel: 'c', by: 'timers', result });
  announced('accepted');
  announced('accepted');
  announced('lost');
  expect(await value('serdabot_announcements_total{result="accepted"}')).toBe(2);
  expect(await value('serdabot_announcements_total{result="lost"}')).toBe(1);
});

test('a flood before the first scrape is counted to the last one', async () => {
  const { telemetry, value } = telemetryAt('silent');
  for (let i = 0; i < 50_000; i++) telemetry.tell(ended());
  expect(await value('serdabot_commands_total{command="ask",outcome="answered"}')).toBe(50_000);
});

test('a word that is no command never becomes a time series, nor do endless names', async () => {
  const { telemetry, value } = telemetryAt('silent');
  telemetry.watch({ ...idle, commands: [{ name: 'ask' }, { name: 'ping' }] });
  for (let i = 0; i < 1000; i++) {
    telemetry.tell(ended({ command: `word${i}` }));
    telemetry.tell({ kind: 'llm.cost', endpoint: `e${i}`, model: `m${i}`, channel: `c${i}`, cents: 1 });
    telemetry.tell({ kind: 'cache.request', cache: `c${i}`, result: `r${i}` });
  }
  telemetry.tell(ended({ command: 'ping' }));
  expect(await value('serdabot_commands_total{command="other",outcome="answered"}')).toBe(1000);
  expect(await value('serdabot_commands_total{command="ping",outcome="answered"}')).toBe(1);
  expect((await telemetry.metrics()).body.split('\n').length).toBeLessThan(400);
});

test('a chat line is counted and never logged, at any level', async () => {
  const { telemetry, lines, value } = telemetryAt('trace');
  for (let i = 0; i < 1000; i++) telemetry.tell({ kind: 'chat.received' });
  expect(lines()).toEqual([]);
  expect(await value('serdabot_chat_received_total')).toBe(1000);
});

test('what happens is a line in plain words, as loud as it matters', () => {
  const { telemetry, lines } = telemetryAt();
  for (const event of everything) telemetry.tell(event);
  expect(lines().map(({ level, msg }) => `${level} ${msg}`)).toEqual([
    'warn chat: down',
    'info chat: joined',
    'warn chat: left',
    'warn chat: line held back',
    'info moderation: delete done',
    'info command: answered',
    'warn endpoint: backing off',
    'info settings: applied',
    'error settings: rejected, the former ones stay',
    'info storage: backup made',
    'warn careful',
    'info started',
    'error bug in dispatch',
  ]);
});

test('an ordinary log names no viewer; one that was turned up does', () => {
  const ordinary = telemetryAt();
  ordinary.telemetry.tell(ended());
  expect(JSON.stringify(ordinary.lines())).not.toContain('someone');
  const verbose = telemetryAt('debug');
  verbose.telemetry.tell(ended());
  expect(JSON.stringify(verbose.lines())).toContain('someone');
});

test('what a model server says, which may be the question, is only in a log that was turned up', () => {
  const event = {
    kind: 'llm.ended',
    endpoint: 'a',
    outcome: 'rejected',
    ms: 1,
    detail: 'status 400',
    said: 'my question',
  };
  for (const [level, holds] of [
    ['info', false],
    ['debug', true],
  ] as const) {
    const { telemetry, lines } = telemetryAt(level);
    telemetry.tell(event as Event);
    expect(JSON.stringify(lines())).toContain('status 400');
    expect(JSON.stringify(lines()).includes('my question')).toBe(holds);
  }
});

test('the same trouble a thousand times is one line and a count', async () => {
  const { clock, telemetry, lines } = telemetryAt();
  for (let i = 0; i < 1000; i++) {
    telemetry.tell({ kind: 'warning', text: 'the disk is full', fr: '' });
    telemetry.tell(ended({ ending: 'failed', reason: 'upstream' }));
    telemetry.tell({ kind: 'bug', where: 'dispatch', error: new Error('oops') });
  }
  expect(lines()).toHaveLength(3);
  await clock.advance(60_000);
  expect(lines().slice(3)).toMatchObject([
    { msg: 'the disk is full', repeats: 999 },
    { msg: 'command: failed', repeats: 999 },
    { msg: 'bug in dispatch', repeats: 999 },
  ]);
});

test('every answered command has its line, however many there are', () => {
  const { telemetry, lines } = telemetryAt();
  for (let i = 0; i < 300; i++) telemetry.tell(ended());
  expect(lines()).toHaveLength(300);
});

test('a stop tells what was still being counted and leaves no timer', () => {
  const { clock, telemetry, lines } = telemetryAt();
  for (let i = 0; i < 3; i++) telemetry.tell({ kind: 'warning', text: 'full', fr: '' });
  telemetry.stop();
  expect(lines().at(-1)).toMatchObject({ msg: 'full', repeats: 2 });
  expect(clock.pending).toBe(0);
});

test('telling never throws, whatever the log does', () => {
  const { telemetry } = telemetryAt('trace');
  vi.spyOn(telemetry.log, 'warn').mockImplementation(() => {
    throw new Error('no space left');
  });
  expect(() => telemetry.tell({ kind: 'warning', text: 'x', fr: '' })).not.toThrow();
});
