import type { Viewer } from './viewer.ts';

/** Every gate, by the name that config, metrics and phrases use. */
export const gates = [
  'level',
  'in_flight',
  'cooldown',
  'hourly',
  'channel',
  'send',
  'slot',
  'newcomers',
  'held_back',
  'stopping',
  'paused',
] as const;
export type Gate = (typeof gates)[number];

/** When a viewer may ask again whom a bot refused because it stops. */
export const stoppingMs = 60_000;

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
      /** Reserved for this command's answer. */
      readonly permit: Permit;
    }
  | Refusal;

/** The right to send one line in Twitch's send window. Released once: by the line that used it, or because none came. */
export interface Permit {
  release(): void;
}

/** The outbox's side of admission: can an answer leave in time? */
export interface Permits {
  /** Null when no permit opens in `channel` within `withinMs`. */
  reserve(channel: string, withinMs: number): Permit | null;
  /** When a permit may open again. */
  nextMs(channel: string): number;
}

/** How a light command is limited. `null`: as rate_limiting has it. */
export interface LightPace {
  /** What shares a channel's window. */
  readonly name: string;
  readonly viewerSeconds: number | null;
  readonly channelSeconds: number | null;
}

export interface AdmissionRequest {
  readonly channel: string;
  readonly viewer: Viewer;
  readonly command: string;
  /** Monotonic milliseconds by which the answer has to leave. */
  readonly deadline: number;
  /** A viewer's rights are never rate-limited away: only a flood limit of their own holds them. */
  readonly free?: boolean;
  /** The limits of light commands hold. */
  readonly light?: LightPace | undefined;
  /** The limits of questions hold: what may cost a model or a source. With `light` as well, both do. */
  readonly asks?: boolean;
  /** The viewer did not ask for it, so a refusal is not told, and does not count as told. */
  readonly quiet?: boolean;
}

/** The RateLimiter's answer to commands. */
export interface Admission {
  /** Where processes share their limits it keeps the store's deadline; in one process it is a matter of microseconds. */
  admit(request: AdmissionRequest): Promise<Verdict>;
  /** A refusal by a gate that stands elsewhere; decides whether the viewer is told. Null: nobody is. */
  refuse(channel: string, viewer: Viewer | null, by: Gate, retryAfterMs: number): Promise<Refusal>;
}

/** The RateLimiter, as the pipeline sees it. */
export interface Limiter extends Admission {
  /** A command that a crash cut short is in flight again, at no charge. What comes back ends it. */
  resume(request: AdmissionRequest): (ran: boolean) => void;
  /** Resolves when the admissions until now are where a crash leaves them, or cannot be. */
  written(): Promise<unknown>;
  /** Admits nothing from now on. What is in flight may finish. */
  stop(): void;
}
