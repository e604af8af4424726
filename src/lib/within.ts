import type { Clock } from './clock.ts';

/** The promise's value; null after `ms`, or when the signal fires. */
export async function within<T>(
  clock: Clock,
  ms: number,
  promise: Promise<T>,
  signal?: AbortSignal,
): Promise<T | null> {
  let cancel = () => {};
  const late = new Promise<null>((resolve) => {
    const leave = () => resolve(null);
    if (signal?.aborted) return leave();
    const forget = clock.after(ms, leave);
    signal?.addEventListener('abort', leave, { once: true });
    cancel = () => {
      forget();
      signal?.removeEventListener('abort', leave);
    };
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}
