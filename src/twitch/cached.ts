import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import type { Answer } from './helix-call.ts';

export interface CacheTimes {
  readonly freshMs: number;
  /** How old a value may be while no newer one is to be had. */
  readonly staleMs: number;
  /** How long a failure is not tried again. */
  readonly pauseMs: number;
}

interface Entry<T> {
  value: { readonly of: T; readonly at: number } | null;
  failure: { readonly answer: Answer<T>; readonly at: number } | null;
  running: Promise<Answer<T>> | null;
}

/** Who could be given an older value waits this long for a newer one, which is fetched all the same. */
const patienceMs = 1_000;

/** Answers by key, the last `limit` of them. One question at a time for each key. */
export function createCached<T>(
  clock: Clock,
  { freshMs, staleMs, pauseMs }: CacheTimes,
  load: (key: string) => Promise<Answer<T>>,
  limit = 1_000,
) {
  const entries = new Map<string, Entry<T>>();

  function entryOf(key: string): Entry<T> {
    const entry = entries.get(key) ?? { value: null, failure: null, running: null };
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > limit) {
      const [oldest = key] = entries.keys();
      entries.delete(oldest);
    }
    return entry;
  }

  /** `usable`: a value that is not too old. `settled`: the answer while nobody is to be asked. */
  function known({ value, failure }: Entry<T>) {
    const now = clock.now();
    const usable = value && now - value.at < staleMs ? ({ kind: 'done', value: value.of } as const) : null;
    if (value && now - value.at < freshMs) return { usable, settled: usable };
    return { usable, settled: failure && now - failure.at < pauseMs ? (usable ?? failure.answer) : null };
  }

  async function ask(key: string, entry: Entry<T>): Promise<Answer<T>> {
    const answer = await load(key);
    const at = clock.now();
    if (answer.kind === 'done') {
      entry.value = { of: answer.value, at };
      entry.failure = null;
    } else entry.failure = { answer, at };
    return answer;
  }

  function askOnce(key: string, entry: Entry<T>): Promise<Answer<T>> {
    entry.running ??= ask(key, entry).finally(() => {
      entry.running = null;
    });
    return entry.running;
  }

  return {
    async get(key: string): Promise<Answer<T>> {
      const entry = entryOf(key);
      const { usable, settled } = known(entry);
      if (settled) return settled;
      const running = askOnce(key, entry);
      if (!usable) return running;
      const answer = await within(clock, patienceMs, running);
      return answer?.kind === 'done' ? answer : usable;
    },
    /** Somebody else knew it first. */
    put(key: string, value: T) {
      const entry = entryOf(key);
      entry.value = { of: value, at: clock.now() };
      entry.failure = null;
    },
    /** What is known is out of date: another answer is asked for at once. */
    renew(key: string): Promise<Answer<T>> {
      const entry = entryOf(key);
      if (entry.value) entry.value = { of: entry.value.of, at: Number.NEGATIVE_INFINITY };
      entry.failure = null;
      return askOnce(key, entry);
    },
    /** What is known, without waiting; what is not fresh is asked for behind it. */
    last(key: string): T | null {
      const entry = entryOf(key);
      const { usable, settled } = known(entry);
      if (!settled) void askOnce(key, entry);
      return usable ? usable.value : null;
    },
  };
}
