import type { Tell } from './event.ts';
import type { Health, Part } from './part.ts';

/** How the bot is, for those who watch it: as data, and as it happens. */
export interface Vitals {
  /** What every part that has something to say of itself says, by its name. */
  health(): ReadonlyMap<string, Health>;
  /** Calls back for every event but chat lines, in the middle of whatever told it. The returned function ends that. */
  listen(listener: Tell): () => void;
}

/** `tell` goes to telemetry first, then to those who listen. */
export function createVitals(telemetry: Tell): Vitals & { readonly tell: Tell; shows(parts: readonly Part[]): void } {
  const listeners = new Set<Tell>();
  let shown: readonly Part[] = [];

  return {
    tell(event) {
      telemetry(event);
      if (listeners.size === 0 || event.kind === 'chat.received') return;
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          listeners.delete(listener);
          telemetry({ kind: 'bug', where: 'somebody who hears events', error });
        }
      }
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    shows(parts) {
      shown = parts;
    },
    health() {
      return new Map(
        shown.flatMap(({ name, health }) => {
          const own = health?.() ?? null;
          return own ? [[name, own] as const] : [];
        }),
      );
    },
  };
}
