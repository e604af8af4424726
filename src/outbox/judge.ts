import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';

/** What somebody else thinks of a text: `fine`, or what it is; null where no answer came in time. */
export type Judge = (
  text: string,
) => Promise<{ readonly fine: true } | { readonly fine: false; readonly what: string } | null>;

export interface JudgeParts {
  /** Null: there is no key, or the operator wants none. */
  readonly key: () => string | null;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
}

/** Nothing that is said waits longer for it. */
const patienceMs = 400;
/** After a failure the judge is not asked for a while: the classifier's stricter threshold decides. */
const restMs = 60_000;
const address = 'https://api.openai.com/v1/moderations';

interface Moderation {
  readonly results?: readonly { readonly flagged?: unknown; readonly categories?: Readonly<Record<string, unknown>> }[];
}

/** OpenAI's moderation endpoint, which is free with a key. */
export function createJudge({ key, clock, fetch }: JudgeParts): Judge {
  let restsUntil = Number.NEGATIVE_INFINITY;

  async function ask(text: string, secret: string, signal: AbortSignal) {
    const response = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'omni-moderation-latest', input: text }),
      signal,
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const result = ((await response.json()) as Moderation).results?.[0];
    if (typeof result?.flagged !== 'boolean') throw new Error('not a moderation');
    if (!result.flagged) return { fine: true } as const;
    const [what = 'flagged'] = Object.entries(result.categories ?? {}).find(([, is]) => is === true) ?? [];
    return { fine: false, what: what.replace(/[^a-z/-]/g, '').slice(0, 40) } as const;
  }

  return async (text) => {
    const secret = key();
    if (secret === null || clock.now() < restsUntil) return null;
    const over = new AbortController();
    const asked = ask(text, secret, over.signal).catch(() => {
      if (!over.signal.aborted) restsUntil = clock.now() + restMs;
      return null;
    });
    const answer = await within(clock, patienceMs, asked);
    over.abort();
    return answer;
  };
}
