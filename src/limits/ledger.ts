import type { AdmissionRequest, Gate } from '../domain/verdict.ts';

/** What holds for this one viewer and command, multipliers applied. */
export interface Rules {
  readonly cooldownMs: number;
  /** Between two uses of this very command by this viewer, besides the cooldown of all commands. */
  readonly ownCooldownMs: number;
  /** Admissions in any window; Infinity for none. */
  readonly cap: number;
  readonly channelCooldownMs: number;
}

/**
 * A grant holds its tokens until it is settled: spent when the command ran, as if it had never been when it did not.
 * A refusal takes nothing.
 */
export interface Grant {
  readonly granted: true;
  readonly settle: (ran: boolean) => void;
}
export type Answer =
  | Grant
  | {
      readonly granted: false;
      readonly by: Gate;
      readonly retryAfterMs: number;
      /** Whether the viewer is to be told, where the ledger has decided that in the same step. */
      readonly told?: boolean;
    };

/**
 * Where admissions are written down. In flight, cooldown, hourly cap and channel cooldown are decided in one step, in
 * this order. A ledger in process answers at once; one elsewhere promises an answer, and keeps a deadline of its own.
 */
export interface Ledger {
  admit(request: AdmissionRequest, rules: Rules, now: number): Answer | Promise<Answer>;
  /** True once for each viewer, gate and window: the window is `retryAfterMs` long. */
  tell(channel: string, viewer: string, by: Gate, retryAfterMs: number, now: number): boolean | Promise<boolean>;
  /** Forgives everything so far. A command in flight stays in flight. */
  reset(channel: string, viewer: string): void;
}

/** What is left of a viewer, or of a channel (viewer null), when the process ends: stamps in Unix milliseconds. */
export interface LedgerEntry {
  readonly channel: string;
  readonly viewer: string | null;
  /** Oldest first. */
  readonly stamps: readonly number[];
  /** The last use of commands that have a cooldown of their own. */
  readonly commands?: Readonly<Record<string, number>>;
}
