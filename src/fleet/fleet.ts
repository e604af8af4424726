import type { Tell } from '../domain/event.ts';
import type { Once } from '../domain/once.ts';
import type { OpenWindow, SharedSends, SharedWindow } from '../domain/shared-window.ts';
import type { SharedScripts } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { createChannelLeases } from './channel-leases.ts';
import { createIdentity } from './identity.ts';
import { createLink } from './link.ts';
import { createOnce } from './once.ts';
import { createFleetWindow, type FleetWindow } from './shared-window.ts';

/** What several processes of one bot need to know of each other. */
export interface Fleet {
  /** Of this process. */
  readonly name: string;
  /** Processes that may be alive, this one too, by name; empty before Redis was heard. */
  alive(): readonly string[];
  /** Resolves after the first look at Redis: then it is known what is served here. */
  start(): Promise<void>;
  /** The channels that are served here. */
  owned(): readonly string[];
  /** The channels that the fleet is to serve were changed. */
  refresh(): void;
  /** `spare`: the others serve every channel. `waiting`: Redis has not been heard yet, and it may not go ahead alone. */
  state(): 'serving' | 'spare' | 'waiting';
  readonly openWindow: OpenWindow;
  /** The account's windows. */
  readonly sends: SharedSends;
  readonly joins: SharedWindow;
  readonly logins: SharedWindow;
  readonly once: Once;
  /** Everything is free for the others at once. */
  stop(): Promise<void>;
}

export interface FleetParts {
  readonly scripts: SharedScripts;
  /** The bot's account: others may have a fleet of their own on the same Redis. */
  readonly login: string;
  readonly processes: () => number;
  readonly channels: () => readonly string[];
  readonly leaseMs?: number | undefined;
  /** For how long a process leaves others that start with it their part. */
  readonly startMs?: number | undefined;
  /** What Twitch allows in the channels that are served here. */
  readonly limits: () => readonly number[];
  /** `taken`: served from now on. */
  readonly onChange: (owned: readonly string[], taken: readonly string[]) => void;
  readonly isIdle: (channel: string) => boolean;
  readonly finish: (channel: string) => Promise<void>;
  readonly clock: Clock;
  readonly tell: Tell;
}

/** A process that was silent for as long is dead. With the beats of the others and a join that makes 15 s at most. */
const defaultLeaseMs = 8_000;
const soonMs = 250;
const retryMs = 500;
// As in the outbox, the rooms and the connection: spans a little longer than Twitch's, as lines bunch up on their way.
const sendSpanMs = 30_500;
const joinSpanMs = 10_500;
const joinLimit = 19;
const loginLimit = 18;

export function createFleet(parts: FleetParts): Fleet {
  const { scripts, login, processes, leaseMs = defaultLeaseMs, clock, tell } = parts;
  // One slot of a cluster, as scripts touch several keys.
  const space = `serdabot:{fleet:${login}}`;
  const identity = createIdentity();
  const link = createLink({ scripts, clock, space });
  const windows: FleetWindow[] = [];
  let beating: Promise<void> | null = null;
  let again = false;
  let wasUp = false;
  let stopped = false;
  let cancel = () => {};

  const leases = createChannelLeases({ ...parts, link, identity, space, leaseMs, onLeft: beatSoon });

  const everybody = () => Math.max(1, processes(), leases.last().alive);

  async function beat() {
    // Before this process counts as alive again: until then the others leave it its part.
    const caughtUp = link.up() || (await catchUp());
    const heard = caughtUp && (await leases.beat());
    if (heard && !link.up()) {
      link.back();
      wasUp = true;
    }
    // Also the first time: only now this process counts as there.
    if (heard) await sends.look();
    if (!heard && !stopped) leases.goAlone(everybody() === 1);
  }

  async function catchUp(): Promise<boolean> {
    if (!(await link.askTime())) return false;
    return (await Promise.all(windows.map((window) => window.catchUp(wasUp && everybody() > 1)))).every(Boolean);
  }

  /** Now, or when the one that is under way is over. */
  function beatSoon() {
    if (stopped) return;
    cancel();
    again = beating !== null;
    beating ??= beat()
      .catch((error: unknown) => tell({ kind: 'bug', where: 'the heartbeat of the fleet', error }))
      .finally(() => {
        beating = null;
        if (again) beatSoon();
        else if (!stopped)
          cancel = clock.after(!link.up() ? retryMs : leases.isMoving() ? soonMs : leaseMs / 4, beatSoon);
      });
  }

  function openFleetWindow(
    name: string,
    spanMs: number,
    more: { readonly limits?: () => readonly number[]; readonly wayMs?: number } = {},
  ): FleetWindow {
    const window = createFleetWindow({
      scripts,
      link,
      space,
      self: identity.name,
      name,
      spanMs,
      leaseMs,
      processes: everybody,
      ...more,
      clock,
    });
    windows.push(window);
    return window;
  }
  const openWindow: OpenWindow = (name, limit, spanMs, wayMs = 0) => {
    const window = openFleetWindow(name, spanMs, { wayMs });
    return { take: () => window.take(limit(), 1, 0), arrived: window.arrived };
  };
  const sends = openFleetWindow('sends', sendSpanMs, { limits: () => leases.last().limits });

  return {
    name: identity.name,
    alive: () => leases.last().names,
    async start() {
      beatSoon();
      await beating;
      // What a process that is known to be dead has left is taken with the second beat.
      if (leases.isMoving()) beatSoon();
      await beating;
      if (!link.up() && processes() > 1) {
        tell({
          kind: 'warning',
          text: `fleet: no channel is joined before Redis answers, as storage.processes is ${processes()}`,
        });
      }
    },
    owned: leases.owned,
    refresh: beatSoon,
    state() {
      if (leases.owned().length > 0) return 'serving';
      return link.contactAt() === Number.NEGATIVE_INFINITY
        ? 'waiting'
        : leases.last().share === 0
          ? 'spare'
          : 'serving';
    },
    openWindow,
    sends,
    joins: openWindow('joins', () => joinLimit, joinSpanMs),
    logins: openWindow('logins', () => loginLimit, joinSpanMs),
    once: createOnce(scripts, space, identity.name),
    async stop() {
      stopped = true;
      cancel();
      await beating;
      await leases.leave();
    },
  };
}
