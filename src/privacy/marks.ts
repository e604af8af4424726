import { createHmac } from 'node:crypto';
import type { Tell } from '../domain/event.ts';
import type { Records, Stored } from '../domain/storage.ts';
import type { ReadKey } from './key.ts';

/** What stands for a viewer where the id must not be known: HMAC-SHA256 of it. */
export type MarkOf = (viewerId: string) => Promise<Stored<string>>;

export interface MarksParts {
  readonly readKey: ReadKey;
  readonly records: Records;
  readonly tell: Tell;
}

const trace = 'privacy/key';
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex');

/**
 * With another key than the one before, nobody who opted out would be known: the store keeps a trace of the key, and
 * under a wrong one there are no marks at all, so that nothing is kept about anybody.
 */
export function createMarks({ readKey, records, tell }: MarksParts): MarkOf {
  let key: string | null = null;
  let warned = false;

  async function find(): Promise<Stored<string>> {
    const known = await records.get(trace);
    if (!known.ok) return known;
    const read = readKey(known.value === null);
    if (!read.ok) return fault(read.reason);
    const own = hmac(read.key, trace);
    if (known.value === null) {
      const written = await records.batch([{ set: trace, value: own, version: null }]);
      if (!written.ok) return written;
      // Another process was quicker.
      if (written.value.kind === 'conflict') return find();
    } else if (known.value.value !== own)
      return fault(
        'it is not the key that the store was written with: give every process the same SERDABOT_PRIVACY_KEY',
      );
    key = read.key;
    return { ok: true, value: read.key };
  }

  function fault(reason: string): Stored<never> {
    if (!warned) {
      tell({
        kind: 'warning',
        text: `privacy: no key (${reason}); until it is there nothing is kept about any viewer, see docs/privacy.md`,
      });
    }
    warned = true;
    return { ok: false, reason: 'broken', detail: `no privacy key: ${reason}` };
  }

  return async (viewerId) => {
    const found: Stored<string> = key === null ? await find() : { ok: true, value: key };
    return found.ok ? { ok: true, value: hmac(found.value, `viewer ${viewerId}`) } : found;
  };
}
