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

/** The promise's value; null when the signal fires first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const leave = () => resolve(null);
    // Its failure is heard all the same.
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
