import type { Tell } from '../domain/event.ts';
import { shortName } from './identity.ts';
import type { FleetHooks, Member } from './room.ts';
import { beatText, emptied, leaveText } from './scripts.ts';

/** Which of the channels this process serves. */
export interface ChannelLeases {
  owned(): readonly string[];
  /** Renews the leases and takes or gives up channels; false when Redis does not answer. */
  beat(): Promise<boolean>;
  /** Without Redis a process goes on with its channels; the only one takes all of them. */
  goAlone(isOnlyOne: boolean): void;
  /** Whether channels change hands, so that the next beat should come soon. */
  isMoving(): boolean;
  /** As the last answer had it. */
  last(): FleetState;
  /** Ends all leases: the others take the channels. */
  leave(): Promise<void>;
}

export interface FleetState {
  readonly alive: number;
  /** Those of them that are not known to be dead, this one too; empty before there was an answer. */
  readonly names: readonly string[];
  /** How many channels are this process's part. */
  readonly share: number;
  /** The limits of lines in the fleet's channels. */
  readonly limits: readonly number[];
}

export interface ChannelLeasesParts extends Member {
  readonly isGone: (process: string) => boolean;
  /** For how long a process leaves others that start with it their part. */
  readonly startMs: number;
  readonly processes: () => number;
  /** All that the fleet is to serve. */
  readonly channels: () => readonly string[];
  readonly hooks: () => FleetHooks;
  readonly tell: Tell;
}

/** Twitch lets an account join two channels a second: a channel that moves is without a bot for two seconds at most. */
const mostAtOnce = 4;

type Answer = [
  server: number,
  alive: string[],
  share: number,
  lost: string[],
  taken: string[],
  limits: string[],
  known: 0 | 1,
];

export function createChannelLeases(parts: ChannelLeasesParts): ChannelLeases {
  const { scripts, link, self, isGone, space, leaseMs, startMs, processes, channels, hooks, clock, tell } = parts;
  const [beat, leave] = [beatText, leaveText].map((text) => scripts.define(text));
  const keys = ['alive', 'owners', 'limits'].map((name) => `${space}:${name}`);
  const owned = new Set<string>();
  const leaving = new Set<string>();
  /** Given up, and not yet said to Redis. */
  const left = new Set<string>();
  let gone: readonly string[] = [];
  let state: FleetState = { alive: 1, names: [], share: 0, limits: [] };
  const born = clock.now();
  let heard = false;
  let over = false;

  function changed(taken: readonly string[] = []) {
    tell({ kind: 'channels.owned', count: owned.size });
    hooks().onChange([...owned], taken);
  }

  async function giveUp(channel: string) {
    leaving.add(channel);
    await hooks().finish(channel);
    // Meanwhile the lease may have been lost, or this process has ended.
    if (!leaving.delete(channel) || over) return;
    owned.delete(channel);
    changed();
    left.add(channel);
    // Another process may have it now.
    void link.beat();
  }

  function lose(lost: readonly string[]) {
    for (let i = 0; i < lost.length; i += 2) {
      leaving.delete(lost[i]!);
      owned.delete(lost[i]!);
      const by = shortName(lost[i + 1]!);
      tell({
        kind: 'warning',
        text: `fleet: #${lost[i]} is served by process ${by}: given up here`,
        fr: `flotte : #${lost[i]} est servi par le processus ${by} : laissé ici`,
      });
    }
  }

  function take(taken: readonly string[]): string[] {
    const names = taken.filter((_, i) => i % 2 === 0);
    for (const [i, channel] of names.entries()) {
      const from = taken[2 * i + 1]!;
      owned.add(channel);
      if (from) tell({ kind: 'lifecycle', text: `took over #${channel} from process ${shortName(from)}` });
    }
    return names;
  }

  function shed(share: number) {
    const wanted = new Set(channels());
    const unwanted = [...owned].filter((channel) => !wanted.has(channel) && !leaving.has(channel));
    for (const channel of unwanted) void giveUp(channel);
    const surplus = [...owned].filter((channel) => wanted.has(channel)).length - share;
    const moving = [...leaving].filter((channel) => wanted.has(channel)).length;
    const staying = [...owned].filter((channel) => !leaving.has(channel));
    staying.sort((a, b) => Number(hooks().isIdle(a)) - Number(hooks().isIdle(b)));
    const more = Math.min(surplus, mostAtOnce) - moving;
    if (more > 0) for (const channel of staying.slice(-more)) void giveUp(channel);
  }

  /** Processes that start together leave each other their parts. */
  function mostNow(now: number): number {
    const all = channels().length;
    return now - born < startMs ? Math.ceil(all / processes()) : all;
  }

  return {
    owned: () => [...owned],
    async beat() {
      const asked = clock.now();
      const now = link.shared(asked);
      const told = [...left];
      const list = (items: Iterable<string>) => {
        const all = [...items];
        return [String(all.length), ...all];
      };
      const answer = await link.run(beat!, keys, [
        ...[now, leaseMs].map(String),
        self,
        hooks().limits().join(' '),
        String(now + 2 * leaseMs),
        String(mostNow(asked)),
        ...list(told),
        ...list(owned),
        ...list(gone),
        ...list(channels()),
      ]);
      if (!answer.ok || over) return false;
      const [server, alive, share, lost, taken, limits, known] = answer.value as Answer;
      link.learn(server, asked);
      if (known === 0 && link.up()) {
        link.failed(emptied);
        return false;
      }
      for (const channel of told) left.delete(channel);
      // Where there is one process, any other that is alive in Redis is this one before a crash.
      const isFirst = !heard && processes() === 1;
      gone = alive.filter((name) => name !== self && (isFirst || isGone(name)));
      heard = true;
      state = {
        alive: alive.length,
        names: alive.filter((name) => !gone.includes(name)),
        share,
        limits: limits.map(Number),
      };
      lose(lost);
      const names = take(taken);
      if (lost.length > 0 || names.length > 0) changed(names);
      shed(share);
      return true;
    },
    goAlone(isOnlyOne) {
      const fresh = isOnlyOne ? channels().filter((channel) => !owned.has(channel)) : [];
      for (const channel of fresh) owned.add(channel);
      if (fresh.length > 0) changed(fresh);
      shed(channels().length);
    },
    isMoving: () => gone.length > 0 || left.size > 0 || owned.size < Math.min(state.share, channels().length),
    last: () => state,
    async leave() {
      over = true;
      owned.clear();
      if (link.contactAt() !== Number.NEGATIVE_INFINITY) await link.run(leave!, keys, [self]);
    },
  };
}
