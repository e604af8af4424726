import type { Clock } from '../lib/clock.ts';
import { readBounded } from '../lib/read-bounded.ts';
import { retryAfterMs } from '../lib/retry-after.ts';

export type Fetched =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  /** Another request, which has to wait for its turn like any other. */
  | { readonly kind: 'elsewhere'; readonly url: string }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly retryAfterMs?: number;
      /** Nobody answered, as far as this machine can tell. */
      readonly unreachable?: true;
      /** The caller left after as long without an answer, which says something of the source when it was long. */
      readonly silentMs?: number;
    };

export interface FetchParts {
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
  readonly deadlineMs?: number;
}

export type FetchJson = (url: string, init: RequestInit, signal: AbortSignal) => Promise<Fetched>;

const deadline = 6_000;
/** There is nobody else to ask: a source that wants to be left alone for long is. */
const longestPauseMs = 3_600_000;

/** One request for JSON. Statuses below 500 but 429 are answers; the body is read to a bound and within the deadline. */
export function createFetchJson(parts: FetchParts): FetchJson {
  const { clock, deadlineMs = deadline } = parts;

  return async (url, init, signal) => {
    const own = new AbortController();
    const stop = () => own.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const cancel = clock.after(deadlineMs, stop);
    const sentAt = clock.now();
    const cut = new Promise<never>((_, reject) => {
      own.signal.addEventListener('abort', () => reject(new Error('cut')), { once: true });
    });
    const read = async () => {
      const response = await (parts.fetch ?? fetch)(url, { ...init, redirect: 'manual', signal: own.signal });
      return { status: response.status, headers: response.headers, text: await readBounded(response) };
    };
    try {
      const { status, headers, text } = await Promise.race([read(), cut]);
      const location = status >= 300 && status < 400 ? headers.get('location') : null;
      if (location !== null && URL.canParse(location, url))
        return { kind: 'elsewhere', url: new URL(location, url).href };
      if (status === 429 || status >= 500) {
        const waitMs = retryAfterMs(headers, clock.wall(), longestPauseMs);
        return {
          kind: 'failed',
          reason: status === 429 ? 'it wants fewer requests' : `status ${status}`,
          ...(waitMs !== undefined && { retryAfterMs: waitMs }),
        };
      }
      return { kind: 'answer', status, body: parsed(text) };
    } catch (error) {
      if (!own.signal.aborted) return { kind: 'failed', reason: said(error), unreachable: true };
      const within = (ms: number) => `no answer within ${Math.round(ms / 100) / 10} s`;
      if (!signal.aborted) return { kind: 'failed', reason: within(deadlineMs), unreachable: true };
      const silentMs = clock.now() - sentAt;
      return { kind: 'failed', reason: within(silentMs), silentMs };
    } finally {
      cancel();
      signal.removeEventListener('abort', stop);
      own.abort();
    }
  };
}

/** `undefined` where it is no JSON: a proxy's page, or a body that was cut off. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function said(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

export type Bag = Readonly<Record<string, unknown>>;
export const bag = (value: unknown): Bag | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : undefined;
export const bags = (value: unknown): readonly Bag[] =>
  Array.isArray(value) ? value.map(bag).filter((one) => one !== undefined) : [];
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
