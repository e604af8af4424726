import type { FreshOptions } from '../domain/fresh.ts';

/** What is known for a key; without a value, that there is nothing. Times are monotonic milliseconds. */
export interface Entry<T> {
  readonly found: { readonly value: T } | null;
  readonly loadedAt: number;
  /** When somebody asked for it last, as far as the store has been told. */
  readonly noted: number;
}

/** How long an entry may be kept from now on; 0 or less: not any more. */
export function lifeMs<T>({ found, loadedAt }: Entry<T>, options: FreshOptions, now: number): number {
  const whole = found ? options.freshMs + options.staleMs : options.nothingMs;
  return loadedAt + whole - now;
}

export function isFresh<T>({ loadedAt }: Entry<T>, options: FreshOptions, now: number): boolean {
  return now - loadedAt < options.freshMs;
}
