import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../lib/clock.ts';

/** The one-time link that lets the operator in for the first time. */
export interface FirstLink {
  /** A new one; the one before is worth nothing any more. */
  make(): string;
  /** Spends it: whoever comes second is not let in. */
  spend(code: string): boolean;
}

const lifeMs = 600_000;
const digest = (text: string) => createHash('sha256').update(text).digest();

export function createFirstLink(clock: Clock): FirstLink {
  let open: { readonly hash: Buffer; readonly until: number } | null = null;
  return {
    make() {
      const code = randomBytes(16).toString('base64url');
      open = { hash: digest(code), until: clock.now() + lifeMs };
      return code;
    },
    spend(code) {
      if (open === null || clock.now() >= open.until || !timingSafeEqual(digest(code), open.hash)) return false;
      open = null;
      return true;
    },
  };
}
