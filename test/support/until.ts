import { vi } from 'vitest';

/** Looks until nothing is thrown. The deadline only ends what hangs: how fast the machine is decides nothing. */
export const until = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 30_000, interval: 10 });
