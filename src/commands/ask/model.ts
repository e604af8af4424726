import type { Meter } from '../../domain/command.ts';
import type { Answers, AskModel, Completion, Llm, Past, PromptMessage } from '../../domain/llm.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { Language, Tier } from '../../domain/settings.ts';
import { priorityOf } from '../../domain/viewer.ts';
import { linksOf } from '../found.ts';
import type { Say } from '../phrases.ts';
import { dressed } from './dress.ts';
import { groundingOf } from './facts.ts';
import { withoutGuesses } from './guesses.ts';
import type { Asking, Looked, Rung } from './rung.ts';

export interface ModelParts {
  readonly llm: Llm;
  readonly answers: Answers;
  readonly language: () => Language;
  /** Builds what the model is asked: the house's rules, what was said before, the question. */
  readonly prompt: (
    kind: 'ask' | 'mention',
    call: {
      readonly channel: string;
      readonly question: string;
      readonly past: Past;
      readonly facts?: { readonly source: string; readonly text: string } | null;
      readonly tier?: Tier;
    },
  ) => readonly PromptMessage[];
  /** How the model is told to give tone and confidence too; undefined: it is not. */
  readonly format: () => string | undefined;
  readonly say: Say;
  readonly maxTokens?: () => number | undefined;
  /** Whether the gate would let a text out, changed or not. */
  readonly leaves: (channel: string, text: string, links?: readonly string[]) => Promise<boolean>;
  /** Of whom nothing is to be kept. */
  readonly keepsNothing: (viewerId: string) => Promise<boolean>;
}

export const usualTokens = 220;
const unmetered: Meter = { waited() {}, totalMs: 0 };
const nothingSaid: Past = { summary: null, exchanges: [] };

/** The model's endpoints, behind answers that were given before: those cost no slot and no wait. */
export function createModelRung(parts: ModelParts): Rung {
  const { answers, keepsNothing, leaves } = parts;
  return async (asking) => {
    const { call, signal } = asking;
    const looked = await asking.looked();
    const ask = askModel(parts, asking, looked);
    const source = groundingOf(looked, parts.say)?.source ?? null;
    const key = asking.kind === 'ask' && asking.past.exchanges.length === 0 ? keyOf(parts, asking, source) : null;
    if (key === null) return outcomeOf(await ask(signal, null), false, parts, asking, looked);
    const { channel, viewer } = call.message;
    const keep = async (completion: Completion) => {
      const said = outcomeOf(completion, false, parts, asking, looked);
      if (said.kind !== 'reply' || said.source === 'phrase' || (await keepsNothing(viewer.id))) return false;
      return leaves(channel, said.text, said.links);
    };
    const { completion, cached } = await answers.get(key, ask, { meter: call.meter, keep }, signal);
    return outcomeOf(completion, cached, parts, asking, looked);
  };
}

/** An answer from before, out of date or not, is better than none: even to who talks with the bot, or mentions it. */
export function createKeptRung(parts: ModelParts): Rung {
  return async (asking, fallen) => {
    if (fallen?.kind === 'failed' && fallen.reason === 'cancelled') return null;
    const looked = await asking.looked();
    const { route } = looked.routed;
    // The source may be the one that fails now: what was answered from it then is as good.
    for (const source of route === 'model' ? [null] : [parts.say(`source.${route}`), null]) {
      const key = keyOf(parts, asking, source);
      const text = key === null ? null : await parts.answers.kept(key);
      const said =
        text === null || source !== null
          ? text
          : withoutGuesses(text, givenIn(asking, looked, parts), route === 'igdb');
      if (said !== null) {
        const named = source === null || said.includes(source) ? said : `${said} (${source})`;
        return { kind: 'reply', source: 'cache', text: named };
      }
    }
    return null;
  };
}

/** As somebody would ask it of whom the bot remembers nothing. What a model knew from a source is not what it guessed. */
function keyOf({ answers, prompt, language }: ModelParts, { call, question }: Asking, source: string | null) {
  const { channel } = call.message;
  const facts = source === null ? null : { source, text: '' };
  const asked = (normal: string) => prompt('ask', { channel, question: normal, past: nothingSaid, facts });
  return answers.keyOf(question, asked, language());
}

function askModel(parts: ModelParts, { kind, question, call, past }: Asking, looked: Looked): AskModel {
  const { llm, prompt, format, say } = parts;
  const { channel, viewer } = call.message;
  const { tier } = looked.routed;
  const whose = { viewer, priority: priorityOf(viewer.roles), deadline: call.deadline, meter: call.meter };
  return (signal, behind) =>
    llm.complete(
      {
        messages: prompt(kind, { channel, question, past, facts: groundingOf(looked, say), tier }),
        maxTokens: parts.maxTokens?.() ?? usualTokens,
        format: format(),
        channel,
        command: kind,
        // What is simple goes to a small model first; for the rest the operator's order stands.
        ...(tier === 'light' && { tier }),
        ...(behind ? { viewer: null, priority: 'background', meter: unmetered, ...behind } : whose),
      },
      signal,
    );
}

function outcomeOf(
  completion: Completion,
  cached: boolean,
  parts: ModelParts,
  asking: Asking,
  looked: Looked,
): Outcome {
  switch (completion.kind) {
    case 'text': {
      const { say } = parts;
      const grounding = groundingOf(looked, say);
      const { route } = looked.routed;
      const text = withoutGuesses(completion.text, givenIn(asking, looked, parts), route === 'igdb');
      if (text === null) {
        return { kind: 'reply', source: 'phrase', phrase: 'unknown', text: say('knowledge.unsure') };
      }
      return {
        kind: 'reply',
        source: cached ? 'cache' : `endpoint:${completion.endpoint}`,
        text: dressed({ ...completion, text }, say, grounding?.source ?? null),
        ...(looked.found?.kind === 'fact' && { links: linksOf(looked.found.fact) }),
      };
    }
    case 'refused':
      return { kind: 'refused', verdict: completion.verdict };
    case 'failed':
      return { kind: 'failed', reason: completion.reason, cause: completion.cause };
  }
}

/** All that the model was told: a year from there is none that it made up. */
function givenIn({ question, past }: Asking, looked: Looked, { say }: ModelParts): string {
  const said = past.exchanges.flatMap((exchange) => [exchange.question, exchange.answer]);
  return [question, groundingOf(looked, say)?.text ?? '', past.summary ?? '', ...said].join(' ');
}
