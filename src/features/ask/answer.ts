import type { ChatMessage } from '../../domain/chat.ts';
import type { Invocation, Meter, Step } from '../../domain/command.ts';
import { aboutOf } from '../../domain/knowledge.ts';
import type { AskModel, Completion, Exchange, Past } from '../../domain/llm.ts';
import type { Outcome, Reply } from '../../domain/outcome.ts';
import { priorityOf } from '../../domain/viewer.ts';
import { dressed } from './dress.ts';
import { withoutEmotes } from './emotes.ts';
import { asksForNumber, withoutGuesses } from './guesses.ts';
import { isExact, type Lookup, lookUp } from './lookup.ts';
import type { Home } from './phrases.ts';
import { twoQuestions } from './several.ts';

export type Kind = 'ask' | 'mention';

/** A question, and what the bot knows before it asks a model. */
interface Question extends Lookup {
  readonly kind: Kind;
  readonly call: Invocation;
  readonly past: Past;
  /** What a model may answer from; null where no source has a fact. */
  readonly facts: { readonly source: string; readonly text: string } | null;
  /** Of a page that this viewer chose: an answer to the same words may be another one for others. */
  readonly isChosen: boolean;
  readonly signal: AbortSignal;
}

const asking = (call: Invocation, args: string): Invocation => ({
  ...call,
  args,
  get mayStore() {
    return call.mayStore;
  },
});

const exchangeOf = (question: string, { text, about }: Reply): Exchange => ({
  question,
  answer: text,
  ...(about && { about }),
});
const unmetered: Meter = { waited() {}, totalMs: 0 };
const isAnswer = (outcome: Outcome | null): outcome is Reply =>
  outcome?.kind === 'reply' && outcome.source !== 'phrase';
const nothingSaid: Past = { summary: null, exchanges: [] };

/** The first that answers: a source, a model, a stored answer, the source's own words, a phrase. */
export function createAnswer(house: Home) {
  const { say, config, models, knowledge } = house;
  const readEarlier = new WeakMap<ChatMessage, Promise<Past>>();

  const recall = ({ channel, viewer }: ChatMessage) => models.conversations.recall(channel, viewer.id);

  function readAhead({ message }: Invocation) {
    const past = recall(message);
    // Of a command that is admitted `answer` hears why it failed.
    past.catch(() => {});
    readEarlier.set(message, past);
  }

  async function answer(kind: Kind, call: Invocation, signal: AbortSignal): Promise<Outcome> {
    const past = await (readEarlier.get(call.message) ?? recall(call.message));
    const two = twoQuestions(call.args);
    const both = two && (await answerBoth(two, kind, call, past, signal));
    return both ?? firstAnswer(await lookedUp(kind, call, past, signal));
  }

  return Object.assign(answer, { readAhead });

  async function lookedUp(kind: Kind, typed: Invocation, past: Past, signal: AbortSignal): Promise<Question> {
    const { channel, viewer } = typed.message;
    // What was asked before the bot asked back is asked of the one that was chosen.
    const chosen = knowledge.choices.taken(channel, viewer.login, withoutEmotes(typed));
    const call = chosen ? asking(typed, chosen.question) : typed;
    const lookup = await lookUp(house, call, past, chosen, signal);
    if (call.meter.step) for (const step of [routedStep(lookup), lookedStep(lookup)]) call.meter.step(step);
    const fact = lookup.found?.kind === 'fact' ? lookup.found.fact : null;
    const facts = fact && { source: say(`source.${fact.source}`), text: fact.grounding };
    return { kind, call, past, ...lookup, facts, isChosen: chosen !== null, signal };
  }

  /** Each question of a line by itself; null where no source answers either: a model reads the line as a whole. */
  async function answerBoth(
    two: readonly [string, string],
    kind: Kind,
    call: Invocation,
    past: Past,
    signal: AbortSignal,
  ): Promise<Outcome | null> {
    const first = await lookedUp(kind, asking(call, two[0]), past, signal);
    const known = fromSource(first);
    // "And when did it come out?" is about what was just asked.
    const exchanges = isAnswer(known) ? [...past.exchanges, exchangeOf(two[0], known)] : past.exchanges;
    const second = await lookedUp(kind, asking(call, two[1]), { ...past, exchanges }, signal);
    const alsoKnown = fromSource(second);
    if (!isAnswer(known) && !isAnswer(alsoKnown)) return null;
    const answers = [known ?? (await firstAnswer(first)), alsoKnown ?? (await firstAnswer(second))];
    const good = answers.filter(isAnswer);
    // Both may be told by the same sentence, which is not said twice.
    const texts = [...new Set(good.map(({ text }) => text))];
    if (good.length === 1) texts.push(say(isAnswer(answers[0]!) ? 'answer.only.first' : 'answer.only.second'));
    const about = good.at(-1)!.about;
    return {
      ...good[0]!,
      ...(about && { about }),
      text: texts.join(' '),
      links: good.flatMap(({ links }) => links ?? []),
    };
  }

  async function firstAnswer(question: Question): Promise<Outcome> {
    const known = fromSource(question);
    if (known) return known;
    const answer = await fromModel(question);
    if (answer.kind === 'reply' || answer.kind === 'ignored') return answer;
    // A bot that stops refuses it, and whoever was silenced is told nothing.
    if (answer.kind === 'failed' && answer.reason === 'cancelled') return answer;
    const stored = await fromCache(question);
    if (stored) return stored;
    if (answer.kind === 'refused') return answer;
    if (question.found?.kind === 'fact') return knowledge.told(question.found);
    const { fallback_mode: mode } = config().llm;
    if (mode === 'silent') return answer;
    return { kind: 'reply', source: 'phrase', phrase: answer.reason, text: say(`failed.${mode}`) };
  }

  /** What a source answers by itself, or that none does where a model would only guess. */
  function fromSource({ routed, found }: Question): Outcome | null {
    switch (found?.kind) {
      case 'fact':
        return found.fact.direct ? knowledge.told(found) : null;
      case 'ambiguous':
        return knowledge.told(found);
      case 'nothing':
      case 'failed':
        return isExact(routed) ? unsure(found.kind === 'failed' ? 'unreachable' : 'unknown') : null;
      default:
        return null;
    }
  }

  function unsure(phrase: 'unknown' | 'unreachable'): Outcome {
    return { kind: 'reply', source: 'phrase', phrase, text: say('knowledge.unsure') };
  }

  /** The endpoints, behind answers that were given before: those cost no slot and no wait. */
  async function fromModel(question: Question): Promise<Outcome> {
    const { kind, call, past, facts, isChosen, signal } = question;
    const ask = askModel(question);
    const key =
      kind === 'ask' && !isChosen && past.exchanges.length === 0 ? keyOf(question, facts?.source ?? null) : null;
    if (key === null) return outcomeOf(question, await ask(signal, null), false);
    const { meter, mayStore, message } = call;
    const keep = async (completion: Completion) => {
      const said = mayStore ? outcomeOf(question, completion, false) : null;
      return said?.kind === 'reply' && said.source !== 'phrase' && house.leaves(message.channel, said.text, said.links);
    };
    const { completion, cached } = await models.answers.get(key, ask, { meter, keep }, signal);
    if (cached) meter.step?.({ kind: 'cached', stale: false });
    return outcomeOf(question, completion, cached);
  }

  /** An answer from before, out of date or not, is better than none: even to who talks with the bot. */
  async function fromCache(question: Question): Promise<Outcome | null> {
    if (question.isChosen) return null;
    const { route } = question.routed;
    // The source may be the one that fails now: what was answered from it then is as good.
    for (const source of route === 'model' ? [null] : [say(`source.${route}`), null]) {
      const key = keyOf(question, source);
      const text = key === null ? null : await models.answers.stored(key);
      if (text === null) continue;
      question.call.meter.step?.({ kind: 'cached', stale: true });
      if (source !== null) {
        return { kind: 'reply', source: 'cache', text: text.includes(source) ? text : `${text} (${source})` };
      }
      const certain = certainIn(text, question);
      if (certain !== null) return { kind: 'reply', source: 'cache', text: certain };
    }
    return null;
  }

  /** As somebody would ask it of whom the bot remembers nothing. What a model knew from a source is not what it guessed. */
  function keyOf({ call }: Question, source: string | null): string | null {
    const facts = source === null ? null : { source, text: '' };
    const asked = (normal: string) => promptOf('ask', call, normal, nothingSaid, facts, 'light');
    return models.answers.keyOf(call.args, asked, house.language());
  }

  function promptOf(
    kind: Kind,
    call: Invocation,
    question: string,
    past: Past,
    facts: Question['facts'],
    tier: 'light' | 'heavy',
  ) {
    const { channel } = call.message;
    const stream = house.chat.lastStream(channel);
    return models.prompt(kind, { channel, question, past, facts, tier, stream, persona: house.persona(channel) });
  }

  function askModel({ kind, call, past, facts, routed: { tier } }: Question): AskModel {
    const { channel, viewer } = call.message;
    const whose = { viewer, priority: priorityOf(viewer.roles), deadline: call.deadline, meter: call.meter };
    return (signal, behind) => {
      const messages = promptOf(kind, call, call.args, past, facts, tier);
      if (!behind) call.meter.step?.({ kind: 'prompted', messages });
      return models.complete(
        {
          messages,
          maxTokens: models.maxReplyTokens(),
          format: models.format(),
          channel,
          command: kind,
          // What is simple goes to a small model first; for the rest the operator's order stands.
          ...(tier === 'light' && { tier }),
          ...(behind ? { viewer: null, priority: 'background', meter: unmetered, ...behind } : whose),
        },
        signal,
      );
    };
  }

  function certainIn(text: string, question: Question): string | null {
    const { call, routed } = question;
    return withoutGuesses(
      text,
      givenIn(question),
      routed.route === 'igdb',
      askedIn(question),
      asksForNumber(call.args),
    );
  }

  /** All that the model was told: a year from there is none that it made up. */
  function givenIn({ call, past, facts }: Question): string {
    const said = past.exchanges.flatMap((exchange) => [exchange.question, exchange.answer]);
    const stream = house.chat.lastStream(call.message.channel);
    const onAir = stream ? [stream.title, stream.category] : [];
    return [call.args, facts?.text ?? '', past.summary ?? '', ...said, ...onAir].join(' ');
  }

  function outcomeOf(question: Question, completion: Completion, cached: boolean): Outcome {
    switch (completion.kind) {
      case 'text': {
        const { facts, found } = question;
        const text = certainIn(completion.text, question);
        if (text !== completion.text) {
          question.call.meter.step?.({ kind: 'checked', before: completion.text, after: text });
        }
        if (text === null) return unsure('unknown');
        const about = found?.kind === 'fact' ? aboutOf(found.fact) : null;
        return {
          kind: 'reply',
          source: cached ? 'cache' : `endpoint:${completion.endpoint}`,
          text: dressed({ ...completion, text }, say, facts?.source ?? null),
          ...(found?.kind === 'fact' && { links: knowledge.linksOf(found.fact) }),
          ...(about && { about }),
        };
      }
      case 'refused':
        return { kind: 'refused', verdict: completion.verdict };
      case 'failed':
        return { kind: 'failed', reason: completion.reason, cause: completion.cause };
    }
  }
}

function routedStep({ routed: { route, subject, aspect, confidence, tier } }: Lookup): Step {
  return { kind: 'routed', route, subject, aspect, confidence, tier };
}

function lookedStep({ routed: { route }, found }: Lookup): Step {
  const kind = 'looked';
  const nothing = { kind, source: route === 'model' ? null : route, title: null, text: null, direct: false } as const;
  switch (found?.kind) {
    case 'fact': {
      const { source, title, line, grounding, direct } = found.fact;
      return { kind, found: 'fact', source, title, text: direct ? line : grounding, direct };
    }
    case 'ambiguous':
      return { ...nothing, found: 'ambiguous', text: found.choices.join(', '), direct: true };
    case 'failed':
      return { ...nothing, found: 'failed', text: found.reason };
    default:
      return { ...nothing, found: found?.kind ?? 'unasked' };
  }
}

/** What no source has is often asked in a line that sounds like talk. */
const askedIn = ({ call, facts, routed: { route } }: Question) =>
  facts !== null ? 'of facts' : route !== 'model' || asksForNumber(call.args) ? 'a fact' : 'talk';
