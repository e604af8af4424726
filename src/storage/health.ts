import type { Tell } from '../domain/event.ts';
import type { StorageState, StoreFailure } from '../domain/storage.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { asFailure, type Failure, failure } from './failure.ts';

/** Knows whether the store can be trusted, says so once when that changes, and finds out when it is back. */
export interface Health {
  failed(failure: Failure): void;
  /** Why not even to ask: a store that does not answer must not cost every caller the deadline. */
  refusal(): Failure | null;
  state(): StorageState;
  close(): void;
}

export interface HealthParts {
  readonly backend: StorageState['backend'];
  /** The store as an operator knows it, without a password. */
  readonly name: string;
  /** Writes something harmless. Settles whenever it likes: only its answer ends the trouble. */
  readonly probe: () => Promise<unknown>;
  readonly clock: Clock;
  readonly tell: Tell;
}

const probeEveryMs = 500;
const troubles: ReadonlySet<StoreFailure> = new Set(['unreachable', 'late', 'cut off', 'readonly', 'full', 'broken']);
const silent: ReadonlySet<StoreFailure> = new Set(['unreachable', 'late', 'cut off']);

export function createHealth({ backend, name, probe, clock, tell }: HealthParts): Health {
  const closing = new AbortController();
  let trouble: Failure | null = null;

  async function watch() {
    while (trouble) {
      await sleep(clock, probeEveryMs, closing.signal);
      if (closing.signal.aborted) return;
      try {
        await probe();
        trouble = null;
      } catch (error) {
        trouble = asFailure(error);
      }
      if (closing.signal.aborted) return;
    }
    tell({ kind: 'lifecycle', text: `storage: ${name} is back` });
  }

  return {
    failed(found) {
      if (!troubles.has(found.reason) || closing.signal.aborted) return;
      const known = trouble !== null;
      trouble = found;
      if (known) return;
      tell({
        kind: 'warning',
        text: `storage: ${name} fails (${found.reason}: ${found.detail}); the bot goes on, and what it cannot save it refuses`,
      });
      void watch();
    },
    refusal() {
      if (closing.signal.aborted) return failure('closed', `${name} was closed`);
      return trouble && silent.has(trouble.reason) ? failure('unreachable', `${name} does not answer`) : null;
    },
    state: () =>
      trouble
        ? { state: 'degraded', backend, detail: `${trouble.reason}: ${trouble.detail}` }
        : { state: 'ok', backend },
    close: () => closing.abort(),
  };
}
