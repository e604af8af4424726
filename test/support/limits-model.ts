import fc from 'fast-check';
import type { Gate, Verdict } from '../../src/domain/verdict.ts';
import type { Role } from '../../src/domain/viewer.ts';
import type { LimiterSettings } from '../../src/limits/rules.ts';
import { defaults, viewerOf } from './limits-fixtures.ts';

// A limiter that stores everything it ever saw and counts it anew at every question, and random schedules.

interface Logged {
  readonly channel: string;
  readonly viewer: string;
  readonly command: string;
  /** A whole millisecond, not before the admission. */
  readonly at: number;
  readonly deadline: number;
  /** Whether the settings at the time had such a cooldown: stamps are kept only then. */
  readonly own: boolean;
  readonly inChannel: boolean;
  state: 'in flight' | 'ran';
  forgiven: boolean;
}

const hour = 3_600_000;

export function createModel() {
  let log: Logged[] = [];
  const told = new Map<string, number>();

  const factor = (settings: LimiterSettings, roles: ReadonlySet<Role>) => {
    const mine = settings.allowances.filter((a) => a.roles.every((role) => roles.has(role)));
    return {
      cooldown: Math.min(1, ...mine.map((a) => a.cooldown)),
      hourly: Math.max(1, ...mine.map((a) => a.hourly ?? Number.POSITIVE_INFINITY)),
    };
  };

  function verdict(
    settings: LimiterSettings,
    now: number,
    channel: string,
    viewer: string,
    roles: ReadonlySet<Role>,
    command: string,
    permits: number,
  ): { by: Gate; retryAfterMs: number } | null {
    const mine = log.filter((l) => l.channel === channel && l.viewer === viewer && !(l.forgiven && l.state === 'ran'));
    const running = mine.find((l) => l.state === 'in flight');
    if (running) return { by: 'in_flight', retryAfterMs: Math.max(1_000, running.deadline - now) };
    const { cooldown, hourly } = factor(settings, roles);
    const ownSeconds = settings.command_cooldowns[command] ?? 0;
    const seconds = settings.user_cooldown * cooldown;
    const waits = seconds > 0 ? mine.map((l) => l.at + seconds * 1000 - now) : [];
    if (ownSeconds * cooldown > 0) {
      for (const l of mine) if (l.command === command && l.own) waits.push(l.at + ownSeconds * cooldown * 1000 - now);
    }
    const wait = Math.max(0, ...waits);
    if (wait > 0) return { by: 'cooldown', retryAfterMs: wait };
    const cap = Math.floor(settings.max_requests_per_user_hour * hourly);
    if (cap < 1) return { by: 'hourly', retryAfterMs: hour };
    const within = mine.map(({ at }) => at).filter((at) => now - at < hour);
    if (within.length >= cap) return { by: 'hourly', retryAfterMs: within.at(-cap)! + hour - now };
    const channelSeconds = settings.channel_cooldown;
    const closed = log
      .filter((l) => l.channel === channel && l.inChannel)
      .map((l) => l.at + channelSeconds * 1000 - now);
    if (channelSeconds > 0 && Math.max(0, ...closed) > 0) {
      return { by: 'channel', retryAfterMs: Math.max(...closed) };
    }
    return permits > 0 ? null : { by: 'send', retryAfterMs: 7_000 };
  }

  return {
    decide(
      settings: LimiterSettings,
      now: number,
      channel: string,
      viewer: string,
      roles: ReadonlySet<Role>,
      command: string,
      permits: number,
    ) {
      const found = verdict(settings, now, channel, viewer, roles, command, permits);
      const refused = found && { ...found, retryAfterMs: Math.ceil(found.retryAfterMs) };
      if (!refused) {
        const own = (settings.command_cooldowns[command] ?? 0) > 0 && factor(settings, roles).cooldown > 0;
        const inChannel = settings.channel_cooldown > 0;
        log.push({
          channel,
          viewer,
          command,
          at: Math.ceil(now),
          deadline: now + 20_000,
          own,
          inChannel,
          state: 'in flight',
          forgiven: false,
        });
        return { kind: 'admitted' };
      }
      const key = `${channel} ${viewer} ${refused.by}`;
      const tell = (told.get(key) ?? 0) <= now;
      if (tell) told.set(key, now + refused.retryAfterMs);
      return { kind: 'refused', ...refused, tell };
    },
    settle(channel: string, viewer: string, ran: boolean) {
      const running = log.find((l) => l.channel === channel && l.viewer === viewer && l.state === 'in flight')!;
      if (ran) running.state = 'ran';
      else log = log.filter((l) => l !== running);
    },
    reset(channel: string, viewer: string) {
      for (const l of log) if (l.channel === channel && l.viewer === viewer) l.forgiven = true;
      for (const key of told.keys()) if (key.startsWith(`${channel} ${viewer} `)) told.delete(key);
    },
    restart: () => told.clear(),
  };
}

const exempt = { roles: ['broadcaster'], cooldown: 0, hourly: null } as const;
const kinder = { roles: ['vip'], cooldown: 0.5, hourly: 2 } as const;

export const settingsArb: fc.Arbitrary<LimiterSettings> = fc
  .record({
    user_cooldown: fc.constantFrom(0, 0, 1, 10, 60, 0.5),
    max_requests_per_user_hour: fc.constantFrom(0, 1, 2, 5, 20, 45),
    cleanup_interval: fc.constantFrom(600, 1800),
    max_idle_time: fc.constantFrom(60, 3600),
    channel_cooldown: fc.constantFrom(0, 0, 0, 2),
    command_cooldowns: fc.constantFrom({}, { game: 30 }, { game: 2, ask: 5 }),
    allowances: fc.constantFrom([exempt], [kinder], [exempt, kinder], []),
  })
  .map((settings) => ({ ...defaults, ...settings }));

export const crowd = [
  viewerOf('1', 'broadcaster'),
  viewerOf('22', 'vip'),
  viewerOf('22000000000'),
  viewerOf('999999999999999999'),
  viewerOf('1e3'),
  viewerOf('01'),
];

const ask = fc.record({
  do: fc.constant('ask' as const),
  who: fc.oneof(fc.constantFrom(2, 3), fc.nat(crowd.length - 1)),
  channel: fc.constantFrom('a', 'a', 'b'),
  command: fc.constantFrom('ask', 'game'),
  finish: fc.constantFrom('ran', 'ran', 'ran', 'not', 'later'),
  /** Roles that come and go. */
  as: fc.constantFrom<(Role | 'nobody' | null)[]>(null, null, null, null, 'nobody', 'vip', 'broadcaster'),
});
const settle = fc.record({ do: fc.constant('settle' as const), which: fc.nat(), ran: fc.boolean() });
const settings = fc.record({ do: fc.constant('settings' as const), settings: settingsArb });
const permits = fc.record({ do: fc.constant('permits' as const), permits: fc.constantFrom(0, 1, 1000) });
const reset = fc.record({ do: fc.constant('reset' as const), who: fc.nat(crowd.length - 1) });
const jump = fc.record({ do: fc.constant('jump' as const), ms: fc.integer({ min: -hour, max: hour }) });
const restart = fc.record({ do: fc.constant('restart' as const) });
const reach = fc.record({
  do: fc.constant('reach' as const),
  reach: fc.constantFrom<('ok' | 'away' | 'deaf')[]>('ok', 'ok', 'away', 'deaf'),
});
const waits = fc.oneof(fc.nat(3_000), fc.constantFrom(1, 9_999, 10_000, 60_000), fc.nat(2 * hour), fc.nat(6 * hour));
const wait = (ms: fc.Arbitrary<number>) => fc.record({ do: fc.constant('wait' as const), ms });
const common = [
  { weight: 12, arbitrary: ask },
  { weight: 4, arbitrary: settle },
  { weight: 1, arbitrary: settings },
  { weight: 1, arbitrary: permits },
  { weight: 1, arbitrary: reset },
  { weight: 1, arbitrary: jump },
] as const;

/** Whole milliseconds: everything is known to one of them. */
export const stepArb = fc.oneof(...common, { weight: 8, arbitrary: wait(waits) }, { weight: 1, arbitrary: restart });
/** The same with outages of what processes share. */
export const outageStepArb = fc.oneof(
  ...common,
  { weight: 6, arbitrary: wait(fc.oneof(fc.constantFrom(1, 500, 500, 1_000, 10_000), waits)) },
  { weight: 4, arbitrary: reach },
);
/** A clock that knows fractions. */
export const fractionStepArb = fc.oneof(...common, {
  weight: 8,
  arbitrary: wait(fc.oneof(fc.constantFrom(0.25, 0.5, 0.75, 999.5, 9_999.75), fc.nat(60_000))),
});

export type Step =
  typeof stepArb extends fc.Arbitrary<infer S>
    ? S | (typeof outageStepArb extends fc.Arbitrary<infer O> ? O : never)
    : never;

/** A verdict as the model says it. */
export function bare(verdict: Verdict) {
  return verdict.kind === 'admitted' ? { kind: 'admitted' } : { ...verdict };
}
