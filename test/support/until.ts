import { setTimeout as pause } from 'node:timers/promises';

const hangsAfterMs = 30_000;

/** Looks until nothing is thrown. The deadline only ends what hangs: how fast the machine is decides nothing. */
export async function until<T>(look: () => T | Promise<T>): Promise<T> {
  const deadline = performance.now() + hangsAfterMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await pause(10);
  }
}
