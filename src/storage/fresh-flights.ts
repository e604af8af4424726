import type { Clock } from '../lib/clock.ts';

/** One load for a key at a time, whoever asks for it. */
export interface Flights<R> {
  /** Joins the load that is under way or begins it. `undefined`: the caller's signal fired first. */
  join(key: string, load: (signal: AbortSignal) => Promise<R>, signal: AbortSignal): Promise<R | undefined>;
  /** Begins a load that nobody waits for, unless one is under way or too many are. It has its own deadline. */
  behind(key: string, load: (signal: AbortSignal) => Promise<R>): void;
}

interface Flight<R> {
  readonly result: Promise<R>;
  readonly abort: AbortController;
  waiting: number;
}

const behindMs = 30_000;
const mostBehind = 16;

/** `load` must not reject. Callers in front are bounded by what admits them. */
export function createFlights<R>(clock: Clock): Flights<R> {
  const flights = new Map<string, Flight<R>>();
  let behind = 0;

  function begin(key: string, load: (signal: AbortSignal) => Promise<R>): Flight<R> {
    const abort = new AbortController();
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const flight: Flight<R> = { result: load(abort.signal).finally(land), abort, waiting: 0 };
    flights.set(key, flight);
    // Whoever asks from now on must not be handed a load that was called off.
    abort.signal.addEventListener('abort', land);
    return flight;
  }

  function wait(flight: Flight<R>, signal: AbortSignal): Promise<R | undefined> {
    return new Promise((resolve) => {
      flight.waiting++;
      const done = (result?: R) => {
        signal.removeEventListener('abort', leave);
        resolve(result);
      };
      const leave = () => {
        done();
        if (--flight.waiting === 0) flight.abort.abort();
      };
      signal.addEventListener('abort', leave, { once: true });
      void flight.result.then(done);
    });
  }

  return {
    async join(key, load, signal) {
      return signal.aborted ? undefined : wait(flights.get(key) ?? begin(key, load), signal);
    },
    behind(key, load) {
      if (flights.has(key) || behind >= mostBehind) return;
      behind++;
      const patience = new AbortController();
      const cancel = clock.after(behindMs, () => patience.abort());
      void wait(begin(key, load), patience.signal).then(() => {
        cancel();
        behind--;
      });
    },
  };
}
