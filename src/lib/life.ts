import { type Clock, sleep } from './clock.ts';

/** What starts and stops. */
export interface Living {
  readonly name: string;
  start?(): Promise<void>;
  warm?(): Promise<void>;
  stop?(): Promise<void>;
}

type OnFault = (where: string, error: unknown) => void;

/** However long the others took. */
const atLeastMs = 250;

/** One after the other, in the order of the list. One that throws keeps none of the others from it. */
async function each(
  does: 'start' | 'warm',
  parts: readonly Living[],
  onFault: OnFault,
  signal?: AbortSignal,
): Promise<void> {
  for (const part of parts) {
    if (signal?.aborted) return;
    try {
      await part[does]?.();
    } catch (error) {
      onFault(`${does === 'start' ? 'starting' : 'warming'} ${part.name}`, error);
    }
  }
}

/** `signal`: the bot is stopping; none begins after that. */
export const startAll = (parts: readonly Living[], onFault: OnFault, signal?: AbortSignal) =>
  each('start', parts, onFault, signal);

/** What it returns warms all at its first call. */
export function createWarm(parts: readonly Living[], onFault: OnFault): () => void {
  let isWarm = false;
  return () => {
    if (!isWarm) void each('warm', parts, onFault);
    isWarm = true;
  };
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
