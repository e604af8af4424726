import { randomUUID } from 'node:crypto';
import { type RedisParts, slotsText } from './redis-scripts.ts';
import type { SlotPool } from './slot-queue.ts';

export interface RedisSlots extends SlotPool {
  /** Redis is away: this process keeps its part of the cap. */
  goAlone(): void;
  comeBack(): void;
  /** Gives everything back. */
  close(): Promise<void>;
}

export interface RedisSlotsParts extends RedisParts {
  readonly cap: () => number;
  readonly processes: () => number;
  readonly leaseMs?: number | undefined;
}

const keys = ['leases', 'line', 'seen'].map((name) => `serdabot:{slots}:${name}`);
/** How often a process asks again while somebody waits: times a random 0.5 to 1.5, so that processes take turns. */
const pollMs = 50;
/** Those of a long outage have expired by then. */
const mostGiven = 1_000;

/**
 * The concurrency cap that processes share: each slot is a lease in Redis, so a process that dies gives its slots back
 * by doing nothing. One script gives back, renews and takes; while it runs, what else is wanted gathers for the next.
 */
export function createRedisSlots({
  scripts,
  link,
  cap,
  processes,
  clock,
  leaseMs = 10_000,
}: RedisSlotsParts): RedisSlots {
  const script = scripts.define(slotsText);
  const name = randomUUID();
  let next = 0;
  /** Every slot that is ours, and those of them that nobody has taken yet. */
  const held = new Set<string>();
  const spare: string[] = [];
  /** To be given back, as far as Redis may know of them. */
  const given = new Set<string>();
  let wanted = 0;
  let rank = 0;
  /** Nothing new is taken before. */
  let shutUntil = clock.now() + (processes() > 1 ? leaseMs : 0);
  let asking: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let cancel = () => {};
  let listener = () => {};

  const isShut = () => stopped || clock.now() < shutUntil;
  const lacking = () => Math.max(0, wanted - spare.length);

  async function exchange() {
    const back = [...given];
    const asked = isShut() ? 0 : lacking();
    const fresh = Array.from({ length: asked }, () => `${name}:${next++}`);
    const answer = await link.run(script, keys, [
      String(link.shared(clock.now())),
      String(leaseMs),
      String(cap()),
      name,
      String(asked),
      String(rank + link.ahead()),
      String(next - asked),
      String(back.length),
      ...back,
      ...held,
    ]);
    if (!answer.ok) {
      // They may have been taken all the same.
      for (const slot of fresh) given.add(slot);
      return;
    }
    for (const slot of back) given.delete(slot);
    for (const slot of fresh.slice(0, Number(answer.value))) {
      held.add(slot);
      spare.push(slot);
    }
    if (spare.length > 0) listener();
    if (wanted === 0) for (const slot of spare.splice(0)) giveBack(slot);
  }

  function ask() {
    if (!link.up()) return rest();
    again = asking !== null;
    asking ??= exchange().finally(() => {
      asking = null;
      if (again) ask();
      else rest();
    });
  }

  /** Until there is something to do again. */
  function rest() {
    cancel();
    if (stopped) return;
    if (!link.up()) {
      if (wanted === 0 || !isShut()) return;
      // A timer may be early: then once more.
      cancel = clock.after(shutUntil - clock.now(), () => {
        listener();
        rest();
      });
    } else if (lacking() > 0) cancel = clock.after(pollMs * (0.5 + Math.random()), ask);
    else if (held.size > 0) cancel = clock.after(leaseMs / 4, ask);
  }

  function giveBack(slot: string) {
    held.delete(slot);
    if (link.up() || given.size < mostGiven) given.add(slot);
    ask();
  }

  return {
    take() {
      const ready = spare.pop();
      if (ready !== undefined) return ready;
      const share = processes() > 1 ? Math.floor(cap() / processes()) : cap();
      if (link.up() || isShut() || held.size >= share) return null;
      const slot = `${name}:${next++}`;
      held.add(slot);
      return slot;
    },
    give: giveBack,
    want(count, first) {
      const more = count > wanted;
      wanted = count;
      rank = first;
      if (more) ask();
    },
    coming: () => (link.up() ? Math.max(0, cap() - held.size) : 0),
    onFree(free) {
      listener = free;
    },
    goAlone() {
      if (processes() > 1) shutUntil = clock.now() + leaseMs;
      listener();
      rest();
    },
    comeBack() {
      shutUntil = processes() > 1 ? link.rollCallEnds() : clock.now();
      ask();
    },
    async close() {
      stopped = true;
      cancel();
      for (const slot of held) given.add(slot);
      held.clear();
      while (asking) await asking;
      if (given.size > 0) await exchange();
    },
  };
}
