import type { Clock } from '../lib/clock.ts';

/** What the promise gives, or `late` after `ms`. The promise goes on; its failure is nobody's by then. */
export function within<T, L>(clock: Clock, ms: number, promise: Promise<T>, late: L): Promise<T | L> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(late));
    promise.then(resolve, reject).finally(cancel);
  });
}
