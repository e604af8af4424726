import { hash } from 'node:crypto';
import type { OpenFresh } from '../domain/fresh.ts';
import type { Answers, Completion } from '../domain/llm.ts';
import type { AnswerCacheSettings } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import { isForEverybody, normalQuestion } from './question.ts';

type Text = Extract<Completion, { kind: 'text' }>;

export interface AnswerCacheParts {
  readonly openFresh: OpenFresh;
  readonly settings: () => AnswerCacheSettings;
  readonly clock: Clock;
}

/** For a call that nobody waits for. */
const behindMs = 25_000;
const sureEnough = 0.6;

export function createAnswerCache({ openFresh, settings, clock }: AnswerCacheParts): Answers {
  // Opened at each use, so that what the operator changes holds from then on.
  function answers() {
    const { fresh, stale, idle, max_mb } = settings();
    return openFresh<Completion>('answers', {
      freshMs: fresh * 1_000,
      staleMs: stale * 1_000,
      nothingMs: 0,
      idleMs: idle * 1_000,
      maxBytes: max_mb * 1_000_000,
    });
  }

  return {
    keyOf(question, prompt, language) {
      if (!isForEverybody(question, language)) return null;
      // All that a model is told counts: rules, persona, channel, stream. Under a new prompt no old answer is found.
      const told = JSON.stringify(prompt(normalQuestion(question)));
      return `${language}/${hash('sha256', told, 'base64url')}`;
    },
    async get(key, ask, { meter, keep }, signal) {
      const began = clock.now();
      let own: Completion | undefined;
      const load = async (each: AbortSignal, behind = false) => {
        const completion = await ask(each, behind ? { deadline: clock.now() + behindMs } : null);
        if (!behind) own = completion;
        return {
          kind: 'found',
          value: completion,
          keep: isWorthStoring(completion) && (await keep(completion)),
        } as const;
      };
      const looked = await answers().get(key, load, signal);
      if (looked.kind !== 'found') {
        const reason = signal.aborted ? 'cancelled' : 'upstream';
        return { completion: own ?? { kind: 'failed', reason, cause: looked }, cached: false };
      }
      const completion = looked.value;
      if (looked.from !== 'source') return { completion, cached: true };
      if (own) return { completion, cached: false };
      meter.waited('upstream', clock.now() - began);
      return { completion: isTheirs(completion) ? await ask(signal, null) : completion, cached: false };
    },
    async stored(key) {
      const completion = await answers().kept(key);
      return completion?.kind === 'text' ? completion.text : null;
    },
  };
}

/** What held up the viewer who asked first need not hold up the others: their place in the queue, their deadline. */
function isTheirs(completion: Completion): boolean {
  return completion.kind === 'refused' || (completion.kind === 'failed' && completion.reason === 'deadline');
}

function isWorthStoring(completion: Completion): completion is Text {
  if (completion.kind !== 'text') return false;
  const { confidence } = completion as Text & { readonly confidence?: unknown };
  return typeof confidence !== 'number' || confidence >= sureEnough;
}
