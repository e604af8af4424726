/** Every place that may say no, by the name that config, metrics and phrases use. */
export const gates = ['level', 'in_flight', 'cooldown', 'hourly', 'channel', 'send', 'slot', 'stopping'] as const;
export type Gate = (typeof gates)[number];

export interface Refusal {
  readonly kind: 'refused';
  readonly by: Gate;
  readonly retryAfterMs: number;
  /** Told once per viewer, gate and window; after that only counted. */
  readonly tell: boolean;
}

export type Verdict =
  | {
      readonly kind: 'admitted';
      /** Called exactly once. Not run: the tokens come back. */
      readonly settle: (ran: boolean) => void;
      /** The place in the send windows that this command's answer will use. */
      readonly seat: Seat;
    }
  | Refusal;

/** A reserved place in the send windows. Released or used, once. */
export interface Seat {
  release(): void;
}
