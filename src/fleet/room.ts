import type { Fleet } from '../domain/fleet.ts';
import type { Part } from '../domain/part.ts';
import type { SharedScripts } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import type { Link } from '../lib/link.ts';

/** What the fleet asks of the other rooms, and tells them. */
export interface FleetHooks {
  /** How many lines Twitch allows in 30 s in the channels that are served here. */
  limits(): readonly number[];
  isIdle(channel: string): boolean;
  /** Ends what is under way in a channel that goes to another process. */
  finish(channel: string): Promise<void>;
  /** `taken`: served from now on. */
  onChange(owned: readonly string[], taken: readonly string[]): void;
}

export interface FleetRoom extends Fleet, Part {
  /** To be called before `start`. */
  join(hooks: FleetHooks): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What the parts of a process in a fleet have in common. */
export interface Member {
  readonly scripts: SharedScripts;
  readonly link: Link;
  /** The name of this process. */
  readonly self: string;
  /** What the fleet's keys in Redis begin with. */
  readonly space: string;
  /** A process that was silent for as long counts as dead. */
  readonly leaseMs: number;
  readonly clock: Clock;
}
