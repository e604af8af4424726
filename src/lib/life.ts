import { type Clock, sleep } from './clock.ts';

/** What starts and stops. */
export interface Living {
  readonly name: string;
  start?(): Promise<void>;
  stop?(): Promise<void>;
}

type OnFault = (where: string, error: unknown) => void;

/** However long the others took. */
const atLeastMs = 250;

/** One after the other, in the order of the list. One that throws keeps none of the others from starting. */
export async function startAll(parts: readonly Living[], onFault: OnFault): Promise<void> {
  for (const part of parts) {
    try {
      await part.start?.();
    } catch (error) {
      onFault(`starting ${part.name}`, error);
    }
  }
}

/** One after the other, the last one first, within `ms` in all. One that throws, or is late, holds up none of the others. */
export async function stopAll(parts: readonly Living[], clock: Clock, ms: number, onFault: OnFault): Promise<void> {
  const until = clock.now() + ms;
  for (const part of parts.toReversed()) {
    const stopped = new AbortController();
    try {
      const late = sleep(clock, Math.max(atLeastMs, until - clock.now()), stopped.signal).then(() => {
        if (!stopped.signal.aborted) throw new Error('it took too long');
      });
      await Promise.race([part.stop?.(), late]);
    } catch (error) {
      onFault(`stopping ${part.name}`, error);
    } finally {
      stopped.abort();
    }
  }
}
