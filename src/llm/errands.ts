import type { Invocation } from '../domain/command.ts';
import type { Routed, TranslationService } from '../domain/knowledge.ts';
import type { Llm, LlmRequest, Past, PromptMessage } from '../domain/llm.ts';
import type { Say } from '../domain/phrases.ts';
import type { FallbackMode, Tier } from '../domain/settings.ts';
import type { Tongue, Translate } from '../domain/translate.ts';
import { priorityOf } from '../domain/viewer.ts';
import type { Clock } from '../lib/clock.ts';
import type { Summarise } from './conversations.ts';

// What small models are asked besides answers: where a question belongs, a translation, a summary.

const ofCall = ({ message: { channel, viewer }, deadline, meter }: Invocation) => ({
  channel,
  viewer,
  priority: priorityOf(viewer.roles),
  tier: 'light' as const,
  deadline,
  meter,
});

/** No surer than this, the router has guessed. */
const unsureUpTo = 0.6;
/** Of a model that does not say how sure it is. */
const usuallySure = 0.7;
/** Whoever asked waits for the answer, not for the sorting of the question. */
const longestRouteMs = 3_000;

export interface AskRouteParts {
  readonly llm: Llm;
  readonly prompt: (question: string) => readonly PromptMessage[];
  readonly enabled: () => boolean;
  readonly now: () => number;
}

/** A small model chooses where the router is unsure, of the two likeliest routes; the router's stands where it says nothing. */
export function createAskRoute({ llm, prompt, enabled, now }: AskRouteParts) {
  return async (routed: Routed, question: string, call: Invocation, signal: AbortSignal): Promise<Routed> => {
    if (!enabled() || routed.confidence > unsureUpTo) return routed;
    const deadline = Math.min(call.deadline, now() + longestRouteMs);
    const { second } = routed;
    const choices = second === undefined ? undefined : [routed.route, second.route];
    const messages = prompt(question);
    const request = { ...ofCall(call), messages, maxTokens: 40, command: 'route', deadline, choices };
    const completion = await llm.complete(request, signal);
    if (completion.kind !== 'text') return routed;
    const [word = ''] = /^(?:igdb|wikipedia|model)$/i.exec(completion.text.trim()) ?? [];
    if (second && word.toLowerCase() === second.route) return { ...routed, ...second, confidence: usuallySure };
    return opinionIn(completion.text, routed);
  };
}

/** `ROUTE: SUBJECT | light or heavy | confidence`; whatever a small model leaves out is as the rules had it. */
function opinionIn(text: string, ruled: Routed): Routed {
  const [line = ''] = text.trim().split('\n', 1);
  const [intent = '', ...more] = line.slice(0, 200).split('|');
  const [, route, subject = ''] = /^\W*(igdb|wikipedia|model)\b\s*:?\s*(.{0,120})/i.exec(intent) ?? [];
  const tier = /\b(light|heavy)\b/i.exec(more.join(' '))?.[1]?.toLowerCase() as Tier | undefined;
  const said = /\b(?:0?\.\d+|[01](?:\.\d+)?)\b/.exec(more.join(' '))?.[0];
  const confidence = Math.min(1, said === undefined ? usuallySure : Number(said));
  // How much a question takes is asked of the same model, and the rules have no better guess.
  const routed = { ...ruled, tier: tier ?? ruled.tier };
  if (confidence < ruled.confidence) return routed;
  switch (route?.toLowerCase()) {
    case 'model':
      return { ...routed, route: 'model', subject: '', aspect: 'chat', confidence };
    case 'igdb':
    case 'wikipedia': {
      const named = subject.replace(/^["«\s]+|(?<!["»\s.])["»\s.]+$/g, '') || routed.subject;
      if (named === '') return routed;
      const aspect = routed.aspect === 'chat' ? 'about' : routed.aspect;
      return { ...routed, route: route.toLowerCase() as 'igdb' | 'wikipedia', subject: named, aspect, confidence };
    }
    default:
      return routed;
  }
}

export interface TranslateParts {
  readonly llm: Llm;
  /** A translation service, where the operator has one; null where models do it. */
  readonly service: () => TranslationService | null;
  readonly prompt: (text: string, target: Tongue) => readonly PromptMessage[];
  readonly say: Say;
  readonly fallbackMode: () => FallbackMode;
  readonly clock: Clock;
}

export function createTranslate({ llm, service, prompt, say, fallbackMode, clock }: TranslateParts): Translate {
  return async (text, target, call, signal) => {
    const ask = service();
    if (ask) {
      const since = clock.now();
      // A server that hangs leaves a model its time.
      const late = new AbortController();
      const cancel = clock.after((call.deadline - since) / 2, () => late.abort());
      const done = await ask(text, target, AbortSignal.any([signal, late.signal]));
      cancel();
      call.meter.waited('upstream', clock.now() - since);
      if (done.kind === 'found') return { kind: 'reply', source: 'libretranslate', text: done.value };
    }
    const request = { ...ofCall(call), messages: prompt(text, target), maxTokens: 300, command: 'trad' };
    const completion = await llm.complete(request, signal);
    if (completion.kind === 'text') {
      return { kind: 'reply', source: `endpoint:${completion.endpoint}`, text: completion.text };
    }
    if (completion.kind === 'refused') return completion;
    const { reason, cause } = completion;
    const mode = fallbackMode();
    if (mode === 'silent' || reason === 'cancelled') return { kind: 'failed', reason, cause };
    return { kind: 'reply', source: 'phrase', phrase: reason, text: say(`failed.${mode}`) };
  };
}

export interface SummariseParts {
  readonly llm: Pick<Llm, 'complete'>;
  readonly prompt: (said: Past) => readonly PromptMessage[];
  readonly clock: Clock;
}

/** A summary that nobody waits for: every viewer's question comes first. */
export function createSummarise({ llm, prompt, clock }: SummariseParts): Summarise {
  return (channel, said, signal) => {
    const request: LlmRequest = {
      messages: prompt(said),
      maxTokens: 200,
      channel,
      command: 'summary',
      viewer: null,
      priority: 'background',
      tier: 'light',
      deadline: clock.now() + 60_000,
      meter: { waited() {}, totalMs: 0 },
    };
    return llm.complete(request, signal);
  };
}
