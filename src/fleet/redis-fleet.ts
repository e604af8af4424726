import type { Base } from '../domain/base.ts';
import type { OpenWindow } from '../domain/shared-window.ts';
import type { SharedScripts } from '../domain/storage.ts';
import { createLink } from '../lib/link.ts';
import { createChannelLeases } from './channel-leases.ts';
import { createIdentity } from './identity.ts';
import { createOnce } from './once.ts';
import type { FleetHooks, FleetRoom } from './room.ts';
import { createFleetWindow, type FleetWindow, type FleetWindowParts } from './shared-window.ts';

export interface RedisFleetParts extends Base {
  readonly scripts: SharedScripts;
  readonly leaseMs?: number;
  readonly startMs?: number;
}

/** With the beats of the others and a join a dead process's channels are served again after 15 s at most. */
const defaultLeaseMs = 8_000;
const defaultStartMs = 3_000;
const soonMs = 250;
const retryMs = 500;
// As in the outbox and in twitch/: spans a little longer than Twitch's, as lines bunch up on their way.
const sendSpanMs = 30_500;
const joinSpanMs = 10_500;
const joinLimit = 19;
const loginLimit = 18;

const unhooked: FleetHooks = { limits: () => [], isIdle: () => true, finish: async () => {}, onChange: () => {} };

/** Several processes of one bot on one Redis, which share channels by leases. */
export function createRedisFleet(parts: RedisFleetParts): FleetRoom {
  const { configuration, settings, scripts, leaseMs = defaultLeaseMs, startMs = defaultStartMs, clock, tell } = parts;
  const processes = () => settings().storage.processes;
  let hooks = unhooked;
  // One slot of a cluster, as scripts touch several keys.
  const space = `serdabot:{fleet:${settings().bot.name}}`;
  const identity = createIdentity();
  const link = createLink({
    scripts,
    key: `${space}:time`,
    clock,
    // A Redis that was emptied the others find out with their next heartbeat.
    rollCallMs: Math.max(1_500, leaseMs / 4 + 500),
    onFault: (error) => tell({ kind: 'bug', where: 'the heartbeat of the fleet', error }),
  });
  const member = { scripts, link, self: identity.name, space, leaseMs, clock };
  const leases = createChannelLeases({
    ...{ ...member, isGone: identity.isGone, startMs, processes, tell },
    channels: () => settings().bot.channels,
    hooks: () => hooks,
  });
  const windows: FleetWindow[] = [];
  configuration.onChange((next, previous) => {
    if (next.settings.bot.channels.join() !== previous.settings.bot.channels.join()) void link.beat();
  });

  const everybody = () => Math.max(1, processes(), leases.last().alive);

  // Also the first time: only when its lease is renewed this process counts as there.
  const renew = async () => (await leases.beat()) && (await sends.look());

  function openFleetWindow(more: Pick<FleetWindowParts, 'name' | 'spanMs' | 'wayMs' | 'limits'>): FleetWindow {
    const window = createFleetWindow({ ...member, processes: everybody, ...more });
    windows.push(window);
    return window;
  }
  const openWindow: OpenWindow = (name, limit, spanMs, wayMs = 0) => {
    const window = openFleetWindow({ name, spanMs, wayMs });
    return { take: () => window.take(limit(), 1, 0), arrived: window.arrived };
  };
  const sends = openFleetWindow({ name: 'sends', spanMs: sendSpanMs, limits: () => leases.last().limits });

  return {
    name: 'fleet',
    process: identity.name,
    alive: () => leases.last().names,
    join(given) {
      hooks = given;
    },
    async start() {
      await link.start({
        renew,
        // Before this process counts as alive again: until then the others leave it its part.
        catchUp: async () => (await Promise.all(windows.map((window) => window.catchUp()))).every(Boolean) && renew(),
        onSilence: () => leases.goAlone(everybody() === 1),
        pauseMs: (isUp) => (!isUp ? retryMs : leases.isMoving() ? soonMs : leaseMs / 4),
      });
      // What a process that is known to be dead has left is taken with the second beat.
      if (leases.isMoving()) await link.beat();
      if (!link.up() && processes() > 1) {
        tell({
          kind: 'warning',
          text: `fleet: no channel is joined before Redis answers, as storage.processes is ${processes()}`,
          fr: `flotte : aucune chaîne n'est rejointe avant que Redis réponde, car storage.processes vaut ${processes()}`,
        });
      }
    },
    owned: leases.owned,
    role() {
      if (leases.owned().length > 0) return 'serving';
      if (link.contactAt() === Number.NEGATIVE_INFINITY) return 'waiting';
      return leases.last().share === 0 ? 'spare' : 'serving';
    },
    mayGoAlone: () => processes() === 1,
    once: createOnce(scripts, space, identity.name),
    windows: {
      open: openWindow,
      sends,
      joins: openWindow('joins', () => joinLimit, joinSpanMs),
      logins: openWindow('logins', () => loginLimit, joinSpanMs),
    },
    async stop() {
      await link.stop();
      await leases.leave();
    },
  };
}
