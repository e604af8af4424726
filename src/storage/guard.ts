import type { Tell } from '../domain/event.ts';
import type { StorageState, Stored } from '../domain/storage.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { asFailure, type Failure, failure, isSilence } from './failure.ts';

/** Runs one call to a store: within its deadline, and with every error turned into a value. */
export type Run = <T>(call: () => Promise<T>) => Promise<Stored<T>>;

/** Knows whether the store can be trusted, says so once when that changes, and finds out when it is back. */
export interface Guard {
  /** Null where a call cannot hang: SQLite answers before it returns. */
  within(deadlineMs: number | null): Run;
  failed(failure: Failure): void;
  /** Null while the store is to be asked: one that does not answer must not cost every caller the deadline. */
  refusal(): Failure | null;
  state(): StorageState;
  close(): void;
}

export interface GuardParts {
  readonly backend: StorageState['backend'];
  /** The store as an operator knows it, without a password. */
  readonly name: string;
  /** Writes something harmless. Settles whenever it likes: only its answer ends the trouble. */
  readonly probe: () => Promise<unknown>;
  readonly faultOf?: (error: unknown) => Failure;
  readonly clock: Clock;
  readonly tell: Tell;
}

interface Call {
  readonly since: number;
  /** Of whoever made the call, whatever its type. Null when it is settled. */
  settle: ((answer: Stored<never>) => void) | null;
}

const probeEveryMs = 500;

export function createGuard({ backend, name, probe, faultOf = asFailure, clock, tell }: GuardParts): Guard {
  const closing = new AbortController();
  let trouble: Failure | null = null;
  let refused: Failure | null = null;
  /** The watch that is on. */
  let watching: object | null = null;

  function setTrouble(found: Failure | null) {
    trouble = found;
    refused = found && isSilence(found) ? failure('unreachable', `${name} does not answer`) : null;
  }

  async function watch() {
    const mine = {};
    watching = mine;
    for (;;) {
      await sleep(clock, probeEveryMs, closing.signal);
      if (closing.signal.aborted || watching !== mine) return;
      const found = await probe().then(() => null, faultOf);
      if (closing.signal.aborted || watching !== mine) return;
      setTrouble(found);
      if (!found) return back();
    }
  }

  function back() {
    watching = null;
    tell({ kind: 'lifecycle', text: `storage: ${name} is back` });
  }

  /** The store was slow and not gone: whoever waited for the next probe would do without it for longer than it was away. */
  function cameLate() {
    if (trouble?.reason !== 'late') return;
    setTrouble(null);
    back();
  }

  function failed(found: Failure): Failure {
    if (found.reason === 'busy' || found.reason === 'invalid' || found.reason === 'too large') return found;
    if (closing.signal.aborted) return found;
    setTrouble(found);
    if (watching) return found;
    tell({
      kind: 'warning',
      text: `storage: ${name} fails (${found.reason}: ${found.detail}); the bot goes on, and what it cannot save it refuses`,
      fr: `stockage : ${name} ne marche plus (${found.reason} : ${found.detail}) ; le bot continue, et refuse ce qu'il ne peut pas enregistrer`,
    });
    void watch();
    return found;
  }

  async function runAtOnce<T>(call: () => Promise<T>): Promise<Stored<T>> {
    if (refused) return refused;
    try {
      return { ok: true, value: await call() };
    } catch (error) {
      return failed(faultOf(error));
    }
  }

  return {
    within: (deadlineMs) => (deadlineMs === null ? runAtOnce : createRunWithin(deadlineMs)),
    failed,
    refusal: () => refused,
    state: () =>
      trouble
        ? { state: 'degraded', backend, detail: `${trouble.reason}: ${trouble.detail}` }
        : { state: 'ok', backend },
    close() {
      closing.abort();
      refused = failure('closed', `${name} was closed`);
    },
  };

  /** Calls are late in the order in which they were made, so one timer is enough for all of them. */
  function createRunWithin(deadlineMs: number): Run {
    const late = failure('late', `no answer within ${deadlineMs} ms`);
    let calls: Call[] = [];
    let open = 0;
    let hasTimer = false;

    function watchCalls(ms: number) {
      hasTimer = true;
      // Answers that came while our own event loop stood still are read before setImmediate runs.
      clock.after(ms, () => void setImmediate(look));
    }

    function settle(call: Call, answer: Stored<never>) {
      call.settle?.(answer);
      call.settle = null;
      // So that what was answered does not wait for the timer to be collected as garbage.
      if (--open === 0) calls = [];
    }

    function look() {
      const now = clock.now();
      let first = 0;
      for (; first < calls.length; first++) {
        const call = calls[first]!;
        if (call.settle !== null && now - call.since < deadlineMs) break;
        if (call.settle !== null) settle(call, failed(late));
      }
      calls = calls.slice(first);
      hasTimer = calls.length > 0;
      if (hasTimer) watchCalls(Math.max(1, calls[0]!.since + deadlineMs - now));
    }

    return (work) => {
      if (refused) return Promise.resolve(refused);
      return new Promise((resolve) => {
        const call: Call = { since: clock.now(), settle: resolve };
        open++;
        calls.push(call);
        if (!hasTimer) watchCalls(deadlineMs);
        work().then(
          (value) => (call.settle ? settle(call, { ok: true, value: value as never }) : cameLate()),
          (error) => call.settle && settle(call, failed(faultOf(error))),
        );
      });
    };
  }
}
