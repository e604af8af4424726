import type { Clock } from '../../lib/clock.ts';
import { sleep } from '../../lib/clock.ts';
import { createRandom } from '../random.ts';

/** How long a generation takes. Everything at 0 (the default) answers at once. */
export interface Service {
  readonly firstTokenMs?: number;
  readonly msPerToken?: number;
  /** Sigma of a log-normal factor, drawn once per request from the seed: 0 is a fixed time. */
  readonly spread?: number;
  /** By how much each other generation under way stretches the time per token: 0.2 is a fifth more for each. */
  readonly load?: number;
  /** Tokens that leave together, 1 by default. */
  readonly together?: number;
}

export interface Pace {
  readonly together: number;
  /** Waits until the next piece is due, of so many tokens. */
  next(tokens?: number): Promise<void>;
}

/** A fresh `draw` for each request makes the whole run depend on the seed and the order of requests alone. */
export function createPacer(service: Service, seed: number, clock: Clock, others: () => number) {
  const random = createRandom(seed);
  const { firstTokenMs = 0, msPerToken = 0, spread = 0, load = 0, together = 1 } = service;
  return (signal: AbortSignal): Pace => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const factor = Math.exp(normal * spread);
    let due = clock.now() + firstTokenMs * factor;
    let first = true;
    return {
      together,
      async next(tokens = 1) {
        if (!first) due += tokens * msPerToken * factor * (1 + load * Math.max(0, others()));
        first = false;
        const wait = due - clock.now();
        if (wait > 0) await sleep(clock, wait, signal);
      },
    };
  };
}
