import type { Settings } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';

/** What somebody else thinks of a text: `fine`, or what it is. */
export type Opinion = { readonly fine: true } | { readonly fine: false; readonly what: string };

export interface Judge {
  /** Whether somebody would be asked now. */
  isOn(): boolean;
  /** Null where nobody is asked, or no answer came in time. */
  ask(channel: string, text: string): Promise<Opinion | null>;
}

/** Asks one of those whom the operator may choose; null: it has no opinion now, which is no failure. May throw. */
export type Ask = (channel: string, text: string, signal: AbortSignal) => Promise<Opinion | null>;

type Name = Exclude<Settings['outbox']['judge'], 'none'>;

export interface JudgeParts {
  readonly chosen: () => Settings['outbox']['judge'];
  readonly judges: Readonly<Record<Name, Ask>>;
  readonly clock: Clock;
}

/** Nothing that is said waits longer for it. */
const patienceMs = 400;
/** After a failure the judge is not asked for a while: the classifier's stricter threshold decides. */
const restMs = 60_000;

/** The judge that the operator chose. */
export function createJudge({ chosen, judges, clock }: JudgeParts): Judge {
  const restsUntil = new Map<Name, number>();

  const now = (): Name | null => {
    const name = chosen();
    return name === 'none' || clock.now() < (restsUntil.get(name) ?? Number.NEGATIVE_INFINITY) ? null : name;
  };

  return {
    isOn: () => now() !== null,
    async ask(channel, text) {
      const name = now();
      if (name === null) return null;
      const over = new AbortController();
      const ask = async () => judges[name](channel, text, over.signal);
      const asked = ask().catch(() => {
        if (!over.signal.aborted) restsUntil.set(name, clock.now() + restMs);
        return null;
      });
      const answer = await within(clock, patienceMs, asked);
      over.abort();
      return answer;
    },
  };
}

const address = 'https://api.openai.com/v1/moderations';

interface Moderation {
  readonly results?: readonly { readonly flagged?: unknown; readonly categories?: Readonly<Record<string, unknown>> }[];
}

/** OpenAI's moderation endpoint, which is free with a key. */
export const askOpenAi =
  (key: () => string | null, fetch: typeof globalThis.fetch): Ask =>
  async (_channel, text, signal) => {
    const secret = key();
    if (secret === null) return null;
    const response = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'omni-moderation-latest', input: text }),
      signal,
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const result = ((await response.json()) as Moderation).results?.[0];
    if (typeof result?.flagged !== 'boolean') throw new Error('not a moderation');
    if (!result.flagged) return { fine: true };
    const [what = 'flagged'] = Object.entries(result.categories ?? {}).find(([, is]) => is === true) ?? [];
    return { fine: false, what: what.replace(/[^a-z/-]/g, '').slice(0, 40) };
  };
