import type { Fleet } from '../domain/fleet.ts';
import type { Part } from '../domain/part.ts';

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
