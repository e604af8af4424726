import { own } from '../lib/own.ts';

// Untrusted JSON of Twitch's, read a value at a time.

export type Bag = Readonly<Record<string, unknown>>;

export const isBag = (value: unknown): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = (of: Bag, key: string): string => {
  const value = own(of, key);
  return typeof value === 'string' ? value : '';
};

/** The entries of an answer of Helix. */
export function rowsIn(body: unknown): readonly Bag[] {
  const data = isBag(body) ? own(body, 'data') : null;
  return Array.isArray(data) ? data.filter(isBag) : [];
}
