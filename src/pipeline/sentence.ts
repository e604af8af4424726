import type { Outcome } from '../domain/outcome.ts';
import type { Say } from '../domain/phrases.ts';
import type { FallbackMode } from '../domain/settings.ts';

/** What is said for an outcome, and how urgent it is; null when it ends in silence. */
export function sentence(
  outcome: Outcome,
  { say, fallbackMode, wait }: { say: Say; fallbackMode: FallbackMode; wait: (ms: number) => string },
): { readonly rank: 'answer' | 'refusal'; readonly text: string } | null {
  switch (outcome.kind) {
    case 'reply':
      return { rank: 'answer', text: outcome.text };
    case 'refused': {
      const { by, tell, retryAfterMs } = outcome.verdict;
      return tell ? { rank: 'refusal', text: say(`refused.${by}`, { wait: wait(retryAfterMs) }) } : null;
    }
    case 'failed':
      // Cancelled: whoever asked was silenced, and nobody is to be answered.
      return fallbackMode === 'silent' || outcome.reason === 'cancelled'
        ? null
        : { rank: 'answer', text: say(`failed.${fallbackMode}`) };
    case 'ignored':
      return null;
  }
}
