/** A line that a client handed over and that Twitch accepted. */
export interface SentLine {
  readonly login: string;
  readonly channel: string;
  /** Without the ACTION wrapping of a `/me`. */
  readonly text: string;
  readonly replyTo: string | null;
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly id: string;
  readonly raw: string;
}

/** A line that a client handed over and that Twitch did not take. */
export interface RefusedLine {
  readonly login: string;
  readonly channel: string;
  readonly text: string;
  readonly replyTo: string | null;
  readonly reason: string;
  readonly at: number;
  readonly raw: string;
}

/** What was heard, newest last. Bounded: the oldest give way. */
export interface Journal {
  readonly lines: readonly SentLine[];
  readonly refused: readonly RefusedLine[];
  readonly breaches: readonly string[];
  accept(line: SentLine): void;
  refuse(line: RefusedLine): void;
  breach(what: string): void;
  onLine(listener: (line: SentLine) => void): () => void;
  onRefused(listener: (line: RefusedLine) => void): () => void;
  clear(): void;
}

const maxEntries = 20_000;

function add<T>(list: T[], entry: T): void {
  list.push(entry);
  if (list.length > maxEntries) list.splice(0, maxEntries / 10);
}

export function createJournal(log: (text: string) => void): Journal {
  const lines: SentLine[] = [];
  const refused: RefusedLine[] = [];
  const breaches: string[] = [];
  const listeners = new Set<(line: SentLine) => void>();
  const ofRefused = new Set<(line: RefusedLine) => void>();
  return {
    lines,
    refused,
    breaches,
    accept(line) {
      add(lines, line);
      for (const listener of listeners) listener(line);
    },
    refuse(line) {
      add(refused, line);
      for (const listener of ofRefused) listener(line);
    },
    breach(what) {
      add(breaches, what);
      log(`breach: ${what}`);
    },
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onRefused(listener) {
      ofRefused.add(listener);
      return () => ofRefused.delete(listener);
    },
    clear() {
      for (const list of [lines, refused, breaches]) list.length = 0;
    },
  };
}
