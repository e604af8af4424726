import type { Clock } from '../lib/clock.ts';
import type { Tell } from './event.ts';
import type { Configuration, Live, Settings } from './settings.ts';

/** What every room is given. */
export interface Base {
  readonly configuration: Live<Configuration>;
  /** Of the configuration as it is now: read at the moment of a decision, a reload takes effect with the next line. */
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly tell: Tell;
}
