import { type Clock, sleep } from './clock.ts';

/** However long the others took. */
const atLeastMs = 250;

/** Runs each, in order, within `ms` in all. One that throws, or that is late, holds up none of those after it. */
export async function endAll(
  clock: Clock,
  ms: number,
  ends: Readonly<Record<string, () => unknown>>,
  onFault: (name: string, error: unknown) => void,
): Promise<void> {
  const until = clock.now() + ms;
  for (const [name, end] of Object.entries(ends)) {
    const ended = new AbortController();
    try {
      const late = sleep(clock, Math.max(atLeastMs, until - clock.now()), ended.signal).then(() => {
        if (!ended.signal.aborted) throw new Error('it took too long');
      });
      await Promise.race([end(), late]);
    } catch (error) {
      onFault(name, error);
    } finally {
      ended.abort();
    }
  }
}
