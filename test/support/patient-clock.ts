import { type Clock, systemClock } from '../../src/lib/clock.ts';

/** Calls to a store are late after so long, or a little less. */
const lateMs = 250;
/** How long the first connection is waited for. */
const startMs = 1_200;

/** For tests that are not about late answers: a store that a busy machine starves has twenty times as long for each. */
export function createPatience(): { readonly clock: Clock; readonly end: () => void } {
  let times = 20;
  return {
    clock: {
      ...systemClock,
      after: (ms, callback) => systemClock.after(ms <= lateMs || ms === startMs ? ms * times : ms, callback),
    },
    end() {
      times = 1;
    },
  };
}

export const patientClock = createPatience().clock;
