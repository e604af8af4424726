import type { Clock } from '../lib/clock.ts';

/** Lets the first of many like lines through, counts the rest, and says how many there were when the window ends. */
export interface Storm {
  /** `write` gets the number of repeats: 0 for the first line, more for the one that closes the window. */
  limit(key: string, write: (repeats: number) => void): void;
  /** Says what is still uncounted for. */
  stop(): void;
}

interface Kind {
  repeats: number;
  write: (repeats: number) => void;
  cancel: () => void;
}

export function createStorm(
  clock: Clock,
  /** Called instead when there are too many different kinds at once. */
  tooMany: (leftOut: number) => void,
  { windowMs = 60_000, mostKinds = 100 } = {},
): Storm {
  const kinds = new Map<string, Kind>();
  const others = '';

  function close(key: string, kind: Kind) {
    kinds.delete(key);
    kind.cancel();
    if (kind.repeats > 0) kind.write(kind.repeats);
  }

  function open(key: string, write: (repeats: number) => void): Kind {
    const kind: Kind = { repeats: 0, write, cancel: () => {} };
    kind.cancel = clock.after(windowMs, () => close(key, kind));
    kinds.set(key, kind);
    return kind;
  }

  return {
    limit(key, write) {
      const kind = kinds.get(key);
      if (kind) {
        kind.repeats++;
        kind.write = write;
      } else if (kinds.size < mostKinds) {
        open(key, write);
        write(0);
      } else {
        (kinds.get(others) ?? open(others, tooMany)).repeats++;
      }
    },
    stop() {
      for (const [key, kind] of [...kinds]) close(key, kind);
    },
  };
}
