import type { Clock } from '../../lib/clock.ts';
import type { Kind } from './kinds.ts';

/** Whether the model is in memory. */
export interface Loader {
  readonly state: 'unloaded' | 'loading' | 'loaded';
  /** Copies that were loaded so far: LM Studio loads one for each cold request. */
  readonly loads: number;
  /** Waits until the model is loaded, or until the client left. */
  need(signal: AbortSignal): Promise<void>;
  unload(): void;
  stop(): void;
}

export function createLoader(kind: Kind, loadMs: number, clock: Clock): Loader {
  let state: Loader['state'] = kind.load === 'never' || loadMs <= 0 ? 'loaded' : 'unloaded';
  let loads = 0;
  let cancel = () => {};
  const waiting = new Set<() => void>();

  const begin = () => {
    state = 'loading';
    loads += 1;
    cancel = clock.after(loadMs, () => {
      state = 'loaded';
      for (const ready of waiting) ready();
      waiting.clear();
    });
  };
  if (kind.load === 'at start' && state === 'unloaded') begin();

  return {
    get state() {
      return state;
    },
    get loads() {
      return loads;
    },
    need(signal) {
      if (state === 'loaded' || signal.aborted) return Promise.resolve();
      if (state === 'unloaded') begin();
      else if (kind.name === 'lmstudio') loads += 1;
      return new Promise((resolve) => {
        const ready = () => {
          signal.removeEventListener('abort', left);
          resolve();
        };
        const left = () => {
          waiting.delete(ready);
          // Ollama gives up a load that nobody waits for any more.
          if (kind.name === 'ollama' && waiting.size === 0 && state === 'loading') {
            cancel();
            state = 'unloaded';
          }
          resolve();
        };
        waiting.add(ready);
        signal.addEventListener('abort', left, { once: true });
      });
    },
    unload() {
      if (kind.load !== 'never' && state === 'loaded') state = 'unloaded';
    },
    stop() {
      cancel();
    },
  };
}
