import type { Meter } from '../domain/command.ts';
import type { Tell } from '../domain/event.ts';

export function createMeter(tell: Tell): Meter {
  let totalMs = 0;
  let cents = 0;
  return {
    waited(what, ms) {
      tell({ kind: 'wait', for: what, ms });
      totalMs += ms;
    },
    get totalMs() {
      return totalMs;
    },
    spent(more) {
      cents += more;
    },
    get cents() {
      return cents;
    },
  };
}
