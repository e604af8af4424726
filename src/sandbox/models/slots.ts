type Place = 'slot' | 'full' | 'gone';

/** Places for generations that run at once, and a first-come queue behind them. */
export interface GenerationSlots {
  take(signal: AbortSignal): Promise<Place>;
  release(): void;
  readonly running: number;
  readonly waiting: number;
}

export function createGenerationSlots(capacity: number, maxWaiting: number): GenerationSlots {
  let running = 0;
  const waiting = new Set<() => void>();
  return {
    take(signal) {
      if (signal.aborted) return Promise.resolve('gone');
      if (running < capacity) {
        running += 1;
        return Promise.resolve('slot');
      }
      if (waiting.size >= maxWaiting) return Promise.resolve('full');
      return new Promise((resolve) => {
        const gone = () => {
          waiting.delete(turn);
          resolve('gone');
        };
        // The place passes from hand to hand: `running` does not change between two owners.
        const turn = () => {
          waiting.delete(turn);
          signal.removeEventListener('abort', gone);
          resolve('slot');
        };
        waiting.add(turn);
        signal.addEventListener('abort', gone, { once: true });
      });
    },
    release() {
      const [next] = waiting;
      if (next) next();
      else running -= 1;
    },
    get running() {
      return running;
    },
    get waiting() {
      return waiting.size;
    },
  };
}
