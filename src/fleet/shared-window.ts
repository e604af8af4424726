import type { SharedPermit, SharedSends } from '../domain/shared-window.ts';
import type { Member } from './room.ts';
import { emptied, windowText } from './scripts.ts';

export interface FleetWindow extends SharedSends {
  /** As `SharedWindow`. */
  take(limit: number, share: number, held: number): Promise<number>;
  arrived(): void;
  /** Hears what the others took. */
  look(): Promise<boolean>;
  /** Tells Redis what was taken without it. */
  catchUp(): Promise<boolean>;
}

export interface FleetWindowParts extends Member {
  readonly name: string;
  readonly spanMs: number;
  /** A permit counts from so much later than it was given, unless it is said to have been used. */
  readonly wayMs?: number;
  /** How many processes there should be, or are. */
  readonly processes: () => number;
  /** All limits that the fleet's channels have; left out: there is one. */
  readonly limits?: () => readonly number[];
}

/** A permit that arrives later than this would count too early. */
const promptMs = 250;
const mostOwn = 500;
/** What Redis's clock is taken to show may change by so much while a permit is in the window. */
const leavingMs = 100;

/**
 * What a process may take while it is cut off: nobody else uses these permits before (see `windowText`).
 * At once it may take little, as the window is full of what was taken before, and its part when that has slid out.
 */
const lateShare = (limit: number, processes: number) => Math.floor(limit / processes);
const earlyShare = (limit: number, processes: number) => (processes > 1 ? Math.floor(limit / (4 * processes)) : 0);

export function createFleetWindow(parts: FleetWindowParts): FleetWindow {
  const { scripts, link, space, self, name, spanMs, wayMs = 0, leaseMs, processes, limits = () => [], clock } = parts;
  const script = scripts.define(windowText);
  const keys = [`${space}:window:${name}`, `${space}:alive`];
  /** From when each permit of this process counts, by its name in Redis. */
  const own = new Map<string, number>();
  /** Those of them that were given without Redis: the next question tells it, also while a catch-up is under way. */
  const untold = new Set<string>();
  /** Those that Redis is being asked for, and may refuse. */
  const asking = new Set<string>();
  /** From when the others' permits count, as Redis last said. */
  let others: readonly number[] = [];
  let missing = 0;
  let next = 0;

  /** Until the others have told Redis what they took during an outage. */
  const shutMs = (now: number) => (processes() > 1 ? Math.max(0, link.rollCallEnds() - now) : 0);

  function forget(now: number) {
    for (const [id, at] of own) {
      if (now - at < spanMs && own.size <= mostOwn) break;
      own.delete(id);
      untold.delete(id);
    }
  }

  /** How many of its own Redis has for sure: with one too many, another process's would be taken for this one's. */
  function stored(now: number): number {
    let count = 0;
    for (const [id, at] of own) if (!asking.has(id) && now - at < spanMs - leavingMs) count++;
    return count;
  }

  const asArguments = (ids: Iterable<string>) =>
    [...ids].flatMap((id) => {
      const at = own.get(id);
      return at === undefined ? [] : [String(link.shared(at)), id];
    });

  async function ask(limit: number, share: number, held: number, id: string, more: readonly string[] = []) {
    const asked = clock.now();
    forget(asked);
    const n = processes();
    const telling = [...untold];
    const answer = await link.run(script, keys, [
      ...[link.shared(asked), spanMs, n, limit, lateShare(limit, n), earlyShare(limit, n), share, held].map(String),
      id,
      String(link.shared(asked + wayMs)),
      `${self}:`,
      String(stored(asked)),
      ...asArguments(telling),
      ...more,
    ]);
    if (!answer.ok) return null;
    for (const told of telling) untold.delete(told);
    const [wait, absent, times, known] = answer.value as [number, number, string[], 0 | 1];
    // While it is up, this process is among the live ones, unless Redis lost what it had; another answer may have said so.
    if (known === 0 && (link.up() || id !== '')) {
      link.failed(emptied);
      void link.beat();
      return null;
    }
    missing = absent;
    // Its own it knows best: what Redis's clock is taken to show may have changed since.
    others = times.map((at) => Number(at) - link.ahead());
    return wait;
  }

  const count = (now: number) => [...own.values(), ...others].filter((at) => now - at < spanMs).sort((a, b) => a - b);

  function wait(times: readonly number[], most: number, now: number): number {
    if (most < 1) return spanMs;
    // A permit that counts from later may be said to have been used right now.
    return times.length < most ? 0 : Math.max(1, Math.min(times[times.length - most]!, now) + spanMs - now);
  }

  /** Without Redis, where processes may be cut off from each other. */
  function aloneWaitMs(limit: number, share: number, held: number, now: number): number {
    const n = processes();
    if (n === 1) return wait(count(now), Math.floor(limit * share) - held, now);
    const [lowest, highest] = [Math.min(...limits(), limit), Math.max(...limits(), limit)];
    // Lines that a higher limit lets through fill the window of the lower one, and nobody here knows how many.
    if (limit < highest) return spanMs;
    const cutOffAt = link.contactAt();
    const isSettled = now >= cutOffAt + leaseMs + wayMs + spanMs;
    const since = [...own.values()].filter((at) => now - at < spanMs && (isSettled || at > cutOffAt));
    const part = isSettled ? lateShare(lowest, n) : earlyShare(lowest, n);
    return wait(since, Math.floor(part * share) - held, now);
  }

  const refused = (waitMs: number): SharedPermit => ({ waitMs: Math.ceil(waitMs), giveBack() {} });
  const given = (id: string): SharedPermit => ({ waitMs: 0, giveBack: () => giveBack(id) });

  function giveBack(id: string) {
    untold.delete(id);
    if (!own.delete(id) || !link.up()) return;
    // Counted from so long ago, it has left the window.
    void ask(0, 1, 0, '', [String(link.shared(clock.now() - spanMs - 1_000)), id]);
  }

  function permitAlone(limit: number, share: number, held: number): SharedPermit {
    const now = clock.now();
    const waitMs = aloneWaitMs(limit, share, held, now);
    if (waitMs > 0) return refused(waitMs);
    const id = `${self}:${next++}`;
    own.set(id, now + wayMs);
    untold.add(id);
    return given(id);
  }

  async function permit(limit: number, share: number, held: number): Promise<SharedPermit> {
    const asked = clock.now();
    forget(asked);
    const shut = shutMs(asked);
    if (shut > 0) return refused(shut);
    if (!link.up()) return permitAlone(limit, share, held);
    const id = `${self}:${next++}`;
    own.set(id, asked + wayMs);
    asking.add(id);
    const waitMs = await ask(limit, share, held, id);
    asking.delete(id);
    if (waitMs === 0 && clock.now() - asked <= promptMs) return given(id);
    if (waitMs === 0) {
      giveBack(id);
      return refused(1);
    }
    own.delete(id);
    return waitMs === null ? permitAlone(limit, share, held) : refused(waitMs);
  }

  return {
    permit,
    take: async (...asked) => (await permit(...asked)).waitMs,
    waitMs(limit, share, held) {
      const now = clock.now();
      const shut = shutMs(now);
      if (shut > 0) return shut;
      if (!link.up()) return aloneWaitMs(limit, share, held, now);
      const n = processes();
      const reserved = missing * lateShare(limit, n) + (n - missing) * earlyShare(limit, n);
      return wait(count(now), Math.floor((limit - reserved) * share) - held, now);
    },
    arrived() {
      // Which of them it was makes no difference: those that remain count from later than this one would have.
      const now = clock.now();
      const [id] = [...own].find(([, at]) => at > now) ?? [];
      if (id === undefined) return;
      own.set(id, now);
      if (link.up()) void ask(0, 1, 0, '', [String(link.shared(now)), id]);
    },
    sharers: () => (link.up() ? Math.max(1, processes() - missing) : 1),
    look: async () => (await ask(0, 1, 0, '')) !== null,
    async catchUp() {
      forget(clock.now());
      // All of them, as Redis may have lost what it was told.
      return (await ask(0, 1, 0, '', asArguments(own.keys()))) !== null;
    },
  };
}
