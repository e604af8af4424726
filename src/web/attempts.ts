import type { Clock } from '../lib/clock.ts';

/** Wrong tokens, codes and sign-ins by address. Whoever has the right one is let in all the same. */
export interface Attempts {
  failed(address: string): void;
  /** Milliseconds until the next wrong one is looked at; 0: now. */
  waitMs(address: string): number;
}

const windowMs = 300_000;
const mostFailures = 10;
const mostAddresses = 5_000;

export function createAttempts(clock: Clock): Attempts {
  const byAddress = new Map<string, { count: number; readonly until: number }>();
  const now = (address: string) => {
    const known = byAddress.get(address);
    return known && known.until > clock.now() ? known : null;
  };
  return {
    failed(address) {
      const known = now(address) ?? { count: 0, until: clock.now() + windowMs };
      known.count++;
      byAddress.delete(address);
      byAddress.set(address, known);
      if (byAddress.size > mostAddresses) byAddress.delete(byAddress.keys().next().value!);
    },
    waitMs(address) {
      const known = now(address);
      return known && known.count >= mostFailures ? known.until - clock.now() : 0;
    },
  };
}
