import type { Clock } from './clock.ts';

/** What a promise gives, or null after `ms`: what it gives then is not heard. */
export async function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | null> {
  let cancel = () => {};
  const late = new Promise<null>((resolve) => {
    cancel = clock.after(ms, () => resolve(null));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}
