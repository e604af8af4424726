import type { Invocation } from '../../domain/command.ts';
import type { Found, Routed } from '../../domain/knowledge.ts';
import type { Past } from '../../domain/llm.ts';
import type { Outcome } from '../../domain/outcome.ts';

/** What the question is about, and what a source says of it; null where no source was asked. */
export interface Looked {
  readonly routed: Routed;
  readonly found: Found | null;
}

/** A question on its way down the cascade. */
export interface Asking {
  readonly kind: 'ask' | 'mention';
  readonly question: string;
  readonly call: Invocation;
  readonly past: Past;
  /** Where the question belongs, and what a source says; asked for once, however many rungs want it. */
  readonly looked: () => Promise<Looked>;
  readonly signal: AbortSignal;
}

/** Why the rungs above gave no answer. */
export type Fallen = Extract<Outcome, { kind: 'failed' | 'refused' }>;

/**
 * One source of answers. A reply ends the way down; a failure or a refusal is what the viewer is told when no rung
 * below does better; null is that this rung has nothing to say.
 */
export type Rung = (asking: Asking, fallen: Fallen | null) => Promise<Outcome | null>;

export async function climbDown(rungs: readonly Rung[], asking: Asking): Promise<Outcome> {
  let fallen: Fallen | null = null;
  for (const rung of rungs) {
    const outcome = await rung(asking, fallen);
    if (outcome?.kind === 'reply' || outcome?.kind === 'ignored') return outcome;
    if (outcome) fallen = outcome;
  }
  return fallen ?? { kind: 'failed', reason: 'no_endpoint' };
}
