import type { Clock } from '../lib/clock.ts';
import { type Answer, failed } from './helix-call.ts';
import { within } from './within.ts';

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

/** Remembers answers by key, the last `limit` of them. One question at a time for each key. */
export function createCached<T>(clock: Clock, { freshMs, staleMs, pauseMs }: CacheTimes, limit = 1_000) {
  const entries = new Map<string, Entry<T>>();

  async function ask(entry: Entry<T>, load: () => Promise<Answer<T>>): Promise<Answer<T>> {
    const answer = await load();
    const at = clock.now();
    if (answer.kind === 'done') {
      entry.value = { of: answer.value, at };
      entry.failure = null;
    } else entry.failure = { answer, at };
    return answer;
  }

  return async (key: string, load: () => Promise<Answer<T>>): Promise<Answer<T>> => {
    const entry: Entry<T> = entries.get(key) ?? { value: null, failure: null, running: null };
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > limit) entries.delete(entries.keys().next().value!);
    const { value, failure } = entry;
    const age = value ? clock.now() - value.at : Number.POSITIVE_INFINITY;
    if (value && age < freshMs) return { kind: 'done', value: value.of };
    let answer: Answer<T>;
    if (failure && clock.now() - failure.at < pauseMs) answer = failure.answer;
    else {
      entry.running ??= ask(entry, load).finally(() => {
        entry.running = null;
      });
      if (!value || age >= staleMs) answer = await entry.running;
      else answer = await within(clock, patienceMs, entry.running, failed('deadline', 'Twitch takes its time'));
    }
    if (answer.kind === 'failed' && value && age < staleMs) return { kind: 'done', value: value.of };
    return answer;
  };
}
