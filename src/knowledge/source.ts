import type { Meter } from '../domain/command.ts';
import type { Fresh, Loaded, Looked } from '../domain/fresh.ts';
import type { Clock } from '../lib/clock.ts';
import type { Fetched, FetchJson } from './fetch-json.ts';
import type { SourceQueue } from './source-queue.ts';

/** One request in the source's line. What is `failed` has a reason for the operator. */
export type Ask = (
  url: string,
  init: RequestInit,
  signal: AbortSignal,
) => Promise<Extract<Fetched, { kind: 'answer' }> | Extract<Loaded<never>, { kind: 'failed' }>>;

export interface SourceParts {
  readonly name: string;
  readonly line: SourceQueue;
  readonly fetchJson: FetchJson;
  /** Hears of each request that says something of the source: why it failed, or null when it answered. */
  readonly onJudged?: (failure: string | null) => void;
}

/** A source that fails is left alone: 5 s, 10, 20 ... 300 s. One that only answers badly has a second chance. */
const mostHops = 4;
const firstRestMs = 5_000;
const longestRestMs = 300_000;
/**
 * Callers leave before a hanging source has failed by itself. As long without an answer, in one request or several, is
 * a failure.
 */
const longestSilenceMs = 2_000;

export function createAsk({ name, line, fetchJson, onJudged = () => {} }: SourceParts): Ask {
  let failures = 0;
  let silentMs = 0;

  function judge(fetched: Fetched): void {
    if (fetched.kind !== 'failed') {
      silentMs = 0;
      if (fetched.kind === 'answer') {
        failures = 0;
        onJudged(null);
      }
      return;
    }
    if (fetched.silentMs === undefined) failures += fetched.unreachable ? 1 : 0.5;
    else {
      silentMs += fetched.silentMs;
      if (silentMs < longestSilenceMs) return;
      silentMs = 0;
      failures++;
    }
    onJudged(`${name}: ${fetched.reason}`);
    if (failures >= 1) line.pause(Math.min(longestRestMs, firstRestMs * 2 ** (Math.floor(failures) - 1)));
    if (fetched.retryAfterMs !== undefined) line.pause(fetched.retryAfterMs);
  }

  return async (url, init, signal) => {
    let from = url;
    for (let hop = 0; hop < mostHops; hop++) {
      // Judged inside its turn: the line lets go of a caller who leaves, and the request's end is seen by nobody else.
      const ran = await line.run(async () => {
        const fetched = await fetchJson(from, init, signal);
        judge(fetched);
        return fetched;
      }, signal);
      if (ran.kind === 'refused') return { kind: 'failed', reason: `${name}: ${ran.reason}`, unasked: true };
      const fetched = ran.value;
      if (fetched.kind === 'elsewhere') {
        // A source that sends us to another host is no source of ours any more.
        if (new URL(fetched.url).host !== new URL(url).host) break;
        from = fetched.url;
        continue;
      }
      if (fetched.kind === 'answer') return fetched;
      return { kind: 'failed', reason: `${name}: ${fetched.reason}` };
    }
    return { kind: 'failed', reason: `${name}: it sends us on and on` };
  };
}

/** What is kept, else what the source says: only the latter is a wait for somebody else. */
export async function through<T>(
  { fresh, clock }: { readonly fresh: Fresh<T>; readonly clock: Clock },
  key: string,
  load: (signal: AbortSignal) => Promise<Loaded<T>>,
  meter: Meter,
  signal: AbortSignal,
): Promise<Looked<T>> {
  const since = clock.now();
  const looked = await fresh.get(key, load, signal);
  if (looked.kind === 'failed' || looked.from === 'source') meter.waited('upstream', clock.now() - since);
  return looked;
}
