import type { Event, Tell } from './event.ts';
import type { Health, Part } from './part.ts';

/** How the bot is, for those who watch it: as data, and as it happens. */
export interface Vitals {
  /** What every part that has something to say of itself says, by its name. */
  health(): ReadonlyMap<string, Health>;
  /** Calls back for every event but chat lines, in the middle of whatever told it. The returned function ends that. */
  listen(listener: Tell): () => void;
}

/** Events of the first moments; what a start tells are a dozen. */
const mostMissed = 500;

/**
 * `tell` goes to telemetry first, then to those who listen. What was told before `begin`, while most of them were still
 * being loaded, they hear then.
 */
export function createVitals(telemetry: Tell): Vitals & {
  readonly tell: Tell;
  shows(parts: readonly Part[]): void;
  begin(): void;
} {
  const listeners = new Set<Tell>();
  let missed: Event[] | null = [];
  let shown: readonly Part[] = [];

  function hear(event: Event) {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        listeners.delete(listener);
        telemetry({ kind: 'bug', where: 'somebody who hears events', error });
      }
    }
  }

  return {
    tell(event) {
      telemetry(event);
      if (event.kind === 'chat.received') return;
      if (missed === null) hear(event);
      else if (missed.length < mostMissed) missed.push(event);
    },
    begin() {
      const events = missed ?? [];
      missed = null;
      for (const event of events) hear(event);
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
