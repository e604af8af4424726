import type { TranslationService } from '../domain/knowledge.ts';
import type { Llm, PromptMessage } from '../domain/llm.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Say } from '../domain/phrases.ts';
import type { FallbackMode } from '../domain/settings.ts';
import type { Tongue, Translate } from '../domain/translate.ts';
import { priorityOf } from '../domain/viewer.ts';
import type { Clock } from '../lib/clock.ts';

export interface TranslateParts {
  readonly llm: Llm;
  /** A translation service, where the operator has one; null where models do it. */
  readonly service: () => TranslationService | null;
  readonly prompt: (text: string, target: Tongue) => readonly PromptMessage[];
  readonly say: Say;
  readonly fallbackMode: () => FallbackMode;
  readonly clock: Pick<Clock, 'now' | 'after'>;
}

const maxTokens = 300;

export function createTranslate({ llm, service, prompt, say, fallbackMode, clock }: TranslateParts): Translate {
  return async (text, target, call, signal): Promise<Outcome> => {
    const { message, deadline, meter } = call;
    const ask = service();
    if (ask) {
      const since = clock.now();
      // A server that hangs leaves a model its time.
      const late = new AbortController();
      const cancel = clock.after((deadline - since) / 2, () => late.abort());
      const done = await ask(text, target, AbortSignal.any([signal, late.signal]));
      cancel();
      meter.waited('upstream', clock.now() - since);
      if (done.kind === 'found') return { kind: 'reply', source: 'libretranslate', text: done.value };
    }
    const { channel, viewer } = message;
    const completion = await llm.complete(
      {
        messages: prompt(text, target),
        maxTokens,
        channel,
        command: 'trad',
        viewer,
        priority: priorityOf(viewer.roles),
        tier: 'light',
        deadline,
        meter,
      },
      signal,
    );
    switch (completion.kind) {
      case 'text':
        return { kind: 'reply', source: `endpoint:${completion.endpoint}`, text: completion.text };
      case 'refused':
        return { kind: 'refused', verdict: completion.verdict };
      case 'failed': {
        const mode = fallbackMode();
        if (mode === 'silent' || completion.reason === 'cancelled') {
          return { kind: 'failed', reason: completion.reason, cause: completion.cause };
        }
        return { kind: 'reply', source: 'phrase', phrase: completion.reason, text: say(`failed.${mode}`) };
      }
    }
  };
}
