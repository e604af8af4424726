import type { Invocation } from '../domain/command.ts';
import type { Tell } from '../domain/event.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Clock } from '../lib/clock.ts';

export type Dispatch = (call: Invocation, signal: AbortSignal) => Promise<Outcome>;

/** A command gets until the deadline; one that does not look at its signal is left behind this long after it. */
const graceMs = 250;

/** Runs a command. The one place where a bug is caught, and where a command that never ends is ended. */
export function createDispatch({ clock, tell }: { clock: Clock; tell: Tell }): Dispatch {
  return async (call, signal) => {
    const own = new AbortController();
    const stop = () => own.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) own.abort();
    let cancel = () => {};
    const tooLate = new Promise<Outcome>((resolve) => {
      cancel = clock.after(call.deadline - clock.now() + graceMs, () =>
        resolve({ kind: 'failed', reason: 'deadline' }),
      );
    });
    try {
      return await Promise.race([call.command.run(call, own.signal), tooLate]);
    } catch (error) {
      tell({ kind: 'bug', where: `command ${call.command.name}`, error });
      return { kind: 'failed', reason: 'bug', cause: error };
    } finally {
      cancel();
      own.abort();
      signal.removeEventListener('abort', stop);
    }
  };
}
