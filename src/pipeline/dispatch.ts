import type { Invocation } from '../domain/command.ts';
import type { Tell } from '../domain/event.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Clock } from '../lib/clock.ts';

export interface Dispatch {
  (call: Invocation, signal: AbortSignal): Promise<Outcome>;
  /** Cancels a viewer's running commands, or with null those of the whole channel; nothing is sent. */
  cancel(channel: string, viewerId: string | null): void;
}

/** A command that ignores its signal is abandoned this long after its deadline. */
const graceMs = 250;

/** Made once: an error takes its stack with it, which costs more than the rest of the end. */
const over = new DOMException('the command has ended', 'AbortError');

const cancelled: Outcome = { kind: 'failed', reason: 'cancelled' };

/** Runs a command; catches its bugs, and ends one that does not end. */
export function createDispatch({ clock, tell }: { clock: Clock; tell: Tell }): Dispatch {
  const running = new Map<Invocation, () => void>();

  async function dispatch(call: Invocation, signal: AbortSignal): Promise<Outcome> {
    if (signal.aborted) return cancelled;
    const own = new AbortController();
    let cancel = () => {};
    let stop = () => {};
    const ended = new Promise<Outcome>((resolve) => {
      stop = () => resolve(cancelled);
      running.set(call, stop);
      signal.addEventListener('abort', stop, { once: true });
      cancel = clock.after(call.deadline - clock.now() + graceMs, () =>
        resolve({ kind: 'failed', reason: 'deadline' }),
      );
    });
    try {
      return await Promise.race([call.command.run(call, own.signal), ended]);
    } catch (error) {
      tell({ kind: 'bug', where: `command ${call.command.name}`, error });
      return { kind: 'failed', reason: 'bug', cause: error };
    } finally {
      running.delete(call);
      cancel();
      own.abort(over);
      signal.removeEventListener('abort', stop);
    }
  }

  return Object.assign(dispatch, {
    cancel(channel: string, viewerId: string | null) {
      for (const [{ message }, end] of running) {
        if (message.channel === channel && (viewerId === null || message.viewer.id === viewerId)) end();
      }
    },
  });
}
