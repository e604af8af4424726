export interface InTurn {
  /** Runs after all work of the same key that was handed in before has ended, whichever way. */
  <T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when all work that was handed in before has ended. */
  idle(): Promise<void>;
}

export function createInTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, mine);
    const end = () => {
      if (last.get(key) === mine) last.delete(key);
    };
    mine.then(end, end);
    return mine;
  }
  return Object.assign(inTurn, { idle: async () => void (await Promise.allSettled(last.values())) });
}
