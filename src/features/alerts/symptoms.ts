import type { Event } from '../../domain/event.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Home } from './phrases.ts';
import type { Rule } from './rules.ts';

/** Something that is not as it should be, now. */
export interface Condition {
  readonly rule: Rule;
  /** Which of several: a scope, a threshold; mostly empty. */
  readonly about: string;
  /** Unix milliseconds. */
  readonly since: number;
  /** Whether it has lasted long enough to be told. */
  readonly ripe: boolean;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface Symptoms {
  look(): Promise<readonly Condition[]>;
  stop(): void;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** A token is refreshed within this, and a store that restarts is back. */
const graceMs = minuteMs;
const backupMs = 48 * hourMs;
const mostChannels = 50;
const refusedSends = 5;
/** Of 1 % that may fail: 14.4 and 6 times that spend a month's share in two and in five days. */
const burns = [
  { long: 60, short: 5, share: 0.144, floors: 1 },
  { long: 360, short: 30, share: 0.06, floors: 3 },
] as const;
/** What a store says of itself; of a backup that failed it says something else. */
const troubles = /^(?:unreachable|late|cut off|readonly|full|broken): /;
/** What a phrase was said for when nothing was wrong with the bot. */
const innocent: ReadonlySet<string> = new Set(['unknown', 'held_back', 'cancelled', 'filtered']);

/** Counts by the minute, for as many minutes. */
export function createMinutes({ now }: Pick<Clock, 'now'>, minutes: number) {
  const counts = new Float64Array(minutes);
  let last = Math.floor(now() / minuteMs);
  function turn() {
    const minute = Math.floor(now() / minuteMs);
    for (let at = Math.max(last + 1, minute - minutes + 1); at <= minute; at++) counts[at % minutes] = 0;
    last = minute;
  }
  return {
    add(n = 1) {
      turn();
      counts[last % minutes]! += n;
    },
    sum(of: number) {
      turn();
      let sum = 0;
      for (let at = last - of + 1; at <= last; at++) sum += counts[((at % minutes) + minutes) % minutes]!;
      return sum;
    },
  };
}

/** Sees what is wrong with the bot from what it tells and how its parts are. */
export function createSymptoms(house: Home): Symptoms {
  const { settings, config, chat, models, limits, spend, vitals, clock } = house;
  const startedAt = clock.wall();
  const minutes = (n: number) => createMinutes(clock, n);
  const counted = { all: minutes(360), bad: minutes(360), lost: minutes(10), refused: minutes(10), cents: minutes(60) };
  const since = new Map<string, number>();
  const signal = new AbortController();
  let backupAt: number | null = null;

  const unlisten = vitals.listen((event: Event) => {
    switch (event.kind) {
      case 'command.ended': {
        const { ending, source, reason = '' } = event;
        if (ending === 'refused' || ending === 'ignored') return;
        counted.all.add();
        if (ending === 'lost') counted.lost.add();
        const isBad = ending !== 'answered' || (source === 'phrase' && reason !== '' && !innocent.has(reason));
        if (isBad) counted.bad.add();
        return;
      }
      case 'chat.sent':
        if (event.result === 'refused') counted.refused.add();
        return;
      case 'llm.cost':
        counted.cents.add(event.cents);
        return;
      case 'backup':
        backupAt = Math.max(backupAt ?? 0, event.at);
    }
  });

  interface Found {
    readonly rule: Rule;
    readonly about?: string;
    readonly delayMs?: number;
    readonly values?: Condition['values'];
  }

  async function isOnAir(): Promise<boolean> {
    for (const channel of chat.owned().slice(0, mostChannels)) {
      if (await chat.stream(channel, signal.signal)) return true;
    }
    return false;
  }

  async function* ofChat(): AsyncGenerator<Found> {
    const delayMs = settings().after * 1000;
    const health = vitals.health().get('chat');
    if (health?.state === 'login refused' || health?.state === 'no token') {
      yield { rule: 'login', delayMs: graceMs };
    } else if (health?.level === 'unready') {
      if (!settings().while_live || (await isOnAir())) yield { rule: 'silent', delayMs };
    } else {
      const joined = new Set(chat.joined());
      const outside = chat.owned().filter((channel) => !joined.has(channel));
      const channels = outside.slice(0, 3).map((channel) => `#${channel}`);
      if (outside.length > 3) channels.push('…');
      if (outside.length > 0) yield { rule: 'outside', delayMs, values: { channels: channels.join(', ') } };
    }
  }

  function* ofModels(): Generator<Found> {
    const states = models.states();
    if (states.length === 0 || config().llm.enabled === false) return;
    if (states.some(({ state }) => state === 'healthy')) return;
    const names = states.slice(0, 5).map(({ name }) => name);
    yield { rule: 'models', delayMs: settings().after * 1000, values: { names: names.join(', ') } };
  }

  function* ofStorage(): Generator<Found> {
    const health = vitals.health().get('storage');
    const isRedis = /^rediss?:/.test(config().storage.url);
    const isAway = health !== undefined && health.level !== 'ok' && troubles.test(health.detail ?? '');
    if (isRedis && (isAway || limits.shared()?.state === 'degraded')) yield { rule: 'redis', delayMs: graceMs };
    else if (isAway) yield { rule: 'storage', delayMs: graceMs };
    const { keep } = config().storage.backup;
    const hours = Math.floor((clock.wall() - (backupAt ?? startedAt)) / hourMs);
    const backs = keep > 0 && config().storage.url !== 'memory:';
    if (backs && hours * hourMs >= backupMs) yield { rule: 'backup', values: { hours } };
  }

  function* ofAnswers(): Generator<Found> {
    const lost = counted.lost.sum(10);
    if (lost > 0) yield { rule: 'lost', values: { n: lost } };
    const refused = counted.refused.sum(10);
    if (refused >= refusedSends) yield { rule: 'sends', values: { n: refused } };
    const { floor } = settings();
    const share = (of: number) => counted.bad.sum(of) / Math.max(1, counted.all.sum(of));
    const burn = burns.find(
      ({ long, short, share: most, floors }) =>
        counted.all.sum(long) >= floor * floors && share(long) > most && share(short) > most,
    );
    if (burn) {
      const values = { percent: Math.round(share(burn.long) * 100), n: counted.all.sum(burn.long) };
      yield { rule: 'failing', values };
    }
  }

  async function* ofMoney(): AsyncGenerator<Found> {
    const cents = Math.round(counted.cents.sum(60) * 10) / 10;
    const most = settings().cost_an_hour;
    if (most !== null && cents >= most && cents > 0) yield { rule: 'cost', values: { cents } };
    const { day, channel: each } = config().budget;
    const scopes = each === null ? chat.owned().slice(0, 1) : chat.owned().slice(0, mostChannels);
    for (const [index, channel] of scopes.entries()) {
      if (day === null && each === null) return;
      const spent = await spend.today(channel);
      for (const [scope, cents, budget] of [
        ['day', spent.day.cents, day],
        [`#${channel}`, spent.channel.cents, each],
      ] as const) {
        if (!budget || (scope === 'day' && index > 0) || cents < budget * 0.8) continue;
        const percent = Math.floor((cents / budget) * 100);
        const about = `${scope} ${percent >= 100 ? 100 : 80}`;
        yield { rule: 'budget', about, values: { percent, scope: scope === 'day' ? '' : scope } };
      }
    }
  }

  async function* ofLoad(): AsyncGenerator<Found> {
    const n = await models.conversations.count();
    if (n > settings().sessions) yield { rule: 'sessions', values: { n } };
  }

  return {
    async look() {
      const found: Condition[] = [];
      const held = new Set<string>();
      for (const part of [ofChat, ofModels, ofStorage, ofAnswers, ofMoney, ofLoad]) {
        for await (const { rule, about = '', delayMs = 0, values = {} } of part()) {
          if (settings().off.includes(rule)) continue;
          const key = `${rule} ${about}`;
          const now = clock.wall();
          const from = Math.min(now, since.get(key) ?? now);
          since.set(key, from);
          held.add(key);
          found.push({ rule, about, since: from, ripe: now - from >= delayMs, values });
        }
      }
      for (const key of since.keys()) if (!held.has(key)) since.delete(key);
      return found;
    },
    stop() {
      signal.abort();
      unlisten();
    },
  };
}
