import { type AdmissionRequest, type Gate, gates } from '../domain/verdict.ts';
import type { Clock } from '../lib/clock.ts';
import type { Rules } from './rules.ts';
import { createViewerTable } from './viewer-table.ts';

/**
 * A grant holds its tokens until it is settled: spent when the command ran, as if it had never been when it did not.
 * A refusal takes nothing.
 */
export interface Grant {
  readonly granted: true;
  readonly settle: (ran: boolean) => void;
}

export interface Refused {
  readonly granted: false;
  readonly by: Gate;
  readonly retryAfterMs: number;
  /** Whether the viewer is to be told; left out where that is not decided yet. */
  readonly told?: boolean;
}

export type Answer = Grant | Refused;

/** What is left of a viewer, or of a channel (viewer null), when the process ends: stamps in Unix milliseconds. */
export interface LedgerEntry {
  readonly channel: string;
  readonly viewer: string | null;
  /** Oldest first. */
  readonly stamps: readonly number[];
  /** The last use of commands that have a cooldown of their own. */
  readonly commands?: Readonly<Record<string, number>>;
}

/**
 * Where admissions are written down. In flight, cooldown, hourly cap and channel cooldown are decided in one step, in
 * this order.
 */
export interface MemoryLedger {
  admit(request: AdmissionRequest, rules: Rules, now: number): Answer;
  /** True once for each viewer, gate and window: the window is `retryAfterMs` long. */
  tell(channel: string, viewer: string, by: Gate, retryAfterMs: number, now: number): boolean;
  /** Forgives everything so far. A command in flight stays in flight. */
  reset(channel: string, viewer: string): void;
  /**
   * Writes an admission down that was decided elsewhere; null when there is no room for the viewer. Without rules it is in
   * flight and no more: it was counted before.
   */
  hold(request: AdmissionRequest, rules: Rules | null, now: number): Grant | null;
  /** The deadline of the viewer's command in flight. */
  deadlineOf(channel: string, viewer: string): number | null;
  /** How many of the viewer's admissions that ran were asked for in the same millisecond, which is the newest. */
  ranAt(channel: string, viewer: string, now: number): number;
  /**
   * Looks through one slice of the table for viewers idle for `idleMs`, far below a millisecond long; says where the
   * next begins, or null.
   */
  sweep(from: number, idleMs: number): number | null;
  /** Stamps are monotonic plus `ahead`: in Unix milliseconds, unless it is another. */
  entries(ahead?: number): Generator<LedgerEntry>;
  restore(entries: Iterable<LedgerEntry>): void;
  // No getters: see ViewerTable.
  size(): number;
  bytes(): number;
}

export interface MemoryLedgerOptions {
  readonly clock: Clock;
  readonly windowMs?: number;
  /** As many admissions in it are expected of a viewer. */
  readonly window?: number;
}

interface Pending extends Grant {
  readonly place: number;
  readonly stamp: number;
  readonly deadline: number;
  /** Null where it has no cooldown of its own. */
  readonly command: string | null;
  /** Its index in the list, whose order means nothing; -1 once settled. */
  at: number;
  forgiven: boolean;
}

const hourMs = 3_600_000;
const mostViewers = 2_000_000;
// A slice looks at the time after every few viewers, so that it is short on a slow machine too.
const sliceMs = 0.3;
const sliceMost = 1_024;
const sliceStep = 16;
const never = Number.NEGATIVE_INFINITY;
const noRules: Rules = { cooldownMs: 0, ownCooldownMs: 0, cap: 0, channelCooldownMs: 0 };
/** The table's marks: until when a viewer has been told of a gate. */
const gateNumbers = Object.fromEntries(gates.map((gate, i) => [gate, i])) as Record<Gate, number>;

export function createMemoryLedger({ clock, windowMs = hourMs, window = 20 }: MemoryLedgerOptions): MemoryLedger {
  const table = createViewerTable({ windowMs, window, limit: mostViewers });
  /** Everyone in here has the table's flag. */
  const inFlight: Pending[] = [];
  /** Stamps of commands with a cooldown of their own. */
  const own = new Map<number, Map<string, number>>();
  const channels = new Map<string, { last: number; readonly pending: number[] }>();

  function refused(place: number, by: Gate, retryAfterMs: number, now: number): Answer {
    const ms = Math.ceil(retryAfterMs);
    return { granted: false, by, retryAfterMs: ms, told: tellOnce(place, by, ms, now) };
  }

  /** `place` is -1 where the viewer did not ask, and where the table is full: then nobody is told. */
  function tellOnce(place: number, by: Gate, ms: number, now: number): boolean {
    const gate = gateNumbers[by];
    if (place === -1 || table.mark(place, gate) > now) return false;
    table.setMark(place, gate, now + ms);
    return true;
  }

  const running = (place: number) => (table.flagged(place) ? inFlight.find((one) => one.place === place) : undefined);

  function end(pending: Pending) {
    table.flag(pending.place, false);
    const last = inFlight.pop()!;
    if (last !== pending) {
      inFlight[pending.at] = last;
      last.at = pending.at;
    }
    pending.at = -1;
  }

  function channelStamp(channel: string): number {
    const known = channels.get(channel);
    return known ? Math.max(known.last, known.pending.at(-1) ?? never) : never;
  }

  /** Oldest first. */
  function stampsOf(place: number): number[] {
    const stamps: number[] = [];
    for (let n = 1, stamp = table.nth(place, 1); stamp !== never; stamp = table.nth(place, ++n)) stamps.push(stamp);
    return stamps.reverse();
  }

  function noteUse(place: number, command: string, stamp: number) {
    const uses = own.get(place) ?? new Map<string, number>();
    own.set(place, uses.set(command, Math.max(uses.get(command) ?? never, stamp)));
  }

  /** The stamps that only some settings ask for. */
  function holdMore(place: number, { channel, command }: AdmissionRequest, rules: Rules, stamp: number) {
    const held = rules.channelCooldownMs > 0 ? (channels.get(channel) ?? { last: never, pending: [] }) : null;
    if (held) channels.set(channel, held);
    held?.pending.push(stamp);
    return (ran: boolean, forgiven: boolean) => {
      held?.pending.splice(held.pending.indexOf(stamp), 1);
      if (!ran) return;
      if (held) held.last = Math.max(held.last, stamp);
      if (rules.ownCooldownMs > 0 && !forgiven) noteUse(place, command, stamp);
    };
  }

  function grant(place: number, request: AdmissionRequest, rules: Rules, now: number, forgiven = false): Grant {
    // Rounded up, so that whole milliseconds never make a window shorter than it is.
    const stamp = Math.ceil(now);
    const more = rules.channelCooldownMs > 0 || rules.ownCooldownMs > 0 ? holdMore(place, request, rules, stamp) : null;
    const keep = rules.cap === Number.POSITIVE_INFINITY ? 0 : rules.cap;
    const pending: Pending = {
      granted: true,
      place,
      stamp,
      deadline: request.deadline,
      command: rules.ownCooldownMs > 0 ? request.command : null,
      at: inFlight.length,
      forgiven,
      settle(ran) {
        if (pending.at === -1) return;
        end(pending);
        more?.(ran, pending.forgiven);
        if (ran && !pending.forgiven) table.push(pending.place, pending.stamp, keep);
      },
    };
    inFlight.push(pending);
    table.flag(place, true);
    return pending;
  }

  function forget(place: number) {
    own.delete(place);
    table.remove(place);
  }

  function isOpen(place: number, now: number, idleMs: number): boolean {
    if (table.flagged(place) || table.nth(place, 1) + Math.max(idleMs, windowMs) > now) return true;
    return gates.some((_, gate) => table.mark(place, gate) > now);
  }

  return {
    admit(request, rules, now) {
      const { channel, viewer, command, quiet } = request;
      const place = table.place(channel, viewer.id);
      if (place === -1) return refused(-1, 'channel', 60_000, now);
      const told = quiet ? -1 : place;
      const before = running(place);
      if (before) return refused(told, 'in_flight', Math.max(1_000, before.deadline - now), now);
      // A stamp may lie up to a millisecond ahead: where there is no cooldown, it is none for that long either.
      let cooldown = rules.cooldownMs > 0 ? table.nth(place, 1) + rules.cooldownMs : never;
      if (rules.ownCooldownMs > 0) {
        cooldown = Math.max(cooldown, (own.get(place)?.get(command) ?? never) + rules.ownCooldownMs);
      }
      if (cooldown > now) return refused(told, 'cooldown', cooldown - now, now);
      if (rules.cap < 1) return refused(told, 'hourly', windowMs, now);
      // The window is full while the oldest of the newest `cap` admissions is in it.
      const full = rules.cap === Number.POSITIVE_INFINITY ? never : table.nth(place, rules.cap) + windowMs;
      if (full > now) return refused(told, 'hourly', full - now, now);
      if (rules.channelCooldownMs > 0) {
        const closed = channelStamp(channel) + rules.channelCooldownMs;
        if (closed > now) return refused(told, 'channel', closed - now, now);
      }
      return grant(place, request, rules, now);
    },
    hold(request, rules, now) {
      const place = table.place(request.channel, request.viewer.id);
      return place === -1 ? null : grant(place, request, rules ?? noRules, now, rules === null);
    },
    deadlineOf(channel, viewer) {
      const place = table.find(channel, viewer);
      return place === -1 ? null : (running(place)?.deadline ?? null);
    },
    ranAt(channel, viewer, now) {
      const place = table.find(channel, viewer);
      let ran = 0;
      while (place !== -1 && table.nth(place, ran + 1) === Math.ceil(now)) ran++;
      return ran;
    },
    tell(channel, viewer, by, retryAfterMs, now) {
      return tellOnce(table.place(channel, viewer), by, retryAfterMs, now);
    },
    reset(channel, viewer) {
      const place = table.find(channel, viewer);
      if (place === -1) return;
      const pending = running(place);
      if (!pending) return forget(place);
      pending.forgiven = true;
      own.delete(place);
      table.clearMarks(place);
      table.clear(place);
    },
    sweep(from, idleMs) {
      const now = clock.now();
      if (from === 0) {
        for (const [channel, { last, pending }] of channels) {
          if (pending.length === 0 && last + idleMs <= now) channels.delete(channel);
        }
      }
      let place = from;
      do {
        for (const end = place + sliceStep; place < end; place++) {
          if (table.has(place) && !isOpen(place, now, idleMs)) forget(place);
        }
      } while (place < from + sliceMost && clock.now() - now < sliceMs);
      return place < table.end() ? place : null;
    },
    *entries(ago = Math.ceil(clock.wall() - clock.now())) {
      for (const [channel] of channels) yield { channel, viewer: null, stamps: [channelStamp(channel) + ago] };
      for (let place = 0; place < table.end(); place++) {
        if (!table.has(place)) continue;
        const stamps = stampsOf(place).map((stamp) => stamp + ago);
        const commands = [...(own.get(place) ?? [])].map(([name, stamp]) => [name, stamp + ago] as const);
        const pending = running(place);
        if (pending && !pending.forgiven) {
          stamps.push(pending.stamp + ago);
          if (pending.command !== null) commands.push([pending.command, pending.stamp + ago]);
        }
        if (stamps.length === 0) continue;
        yield {
          ...table.key(place),
          stamps,
          ...(commands.length > 0 ? { commands: Object.fromEntries(commands) } : {}),
        };
      }
    },
    restore(entries) {
      // A stamp from the future (the wall clock was set back meanwhile) counts as of now.
      const wall = clock.wall();
      const now = Math.ceil(clock.now());
      const stampOf = (at: number) => now - Math.max(0, Math.floor(wall - at));
      for (const { channel, viewer, stamps, commands } of entries) {
        const newest = stamps.at(-1);
        if (newest === undefined) continue;
        if (viewer === null) {
          const known = channels.get(channel) ?? { last: never, pending: [] };
          channels.set(channel, Object.assign(known, { last: Math.max(known.last, stampOf(newest)) }));
          continue;
        }
        const place = table.place(channel, viewer);
        if (place === -1) continue;
        // What was admitted here before this could be read counts as well.
        const all = [...stamps.map(stampOf), ...stampsOf(place)].sort((a, b) => a - b);
        table.clear(place);
        for (const stamp of all) table.push(place, stamp, all.length);
        for (const [name, at] of Object.entries(commands ?? {})) noteUse(place, name, stampOf(at));
      }
    },
    size: table.size,
    bytes: table.bytes,
  };
}
