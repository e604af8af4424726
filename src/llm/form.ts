import { createHash } from 'node:crypto';
import type { PromptMessage } from '../domain/llm.ts';
import type { EndpointSettings } from '../domain/settings.ts';
import type { Cache } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import type { Fault } from './failures.ts';
import { answerFormat, choiceFormat, formatTokens } from './structured.ts';

/** What is asked of a model. */
export interface Asked {
  readonly messages: readonly PromptMessage[];
  readonly maxTokens: number;
  /** How the model is told to give tone and confidence too. */
  readonly format?: string | undefined;
  /** The only answers there are. */
  readonly choices?: readonly string[] | undefined;
}

/** What an untried server is sent. A flag that is off was refused; `newTokenLimit` that is on was asked for. */
const untried = {
  /** `max_completion_tokens`, which the thoughts count for, in the place of `max_tokens`. */
  newTokenLimit: false,
  /** Whether the server is asked to say what the answer took. */
  usage: true,
  /** Whether it holds its model to a schema. */
  structured: true,
  /** Whether it is asked to say its answer while it makes it. */
  stream: true,
  /** Whether there may be messages of the system, and two in a row of one role. */
  roles: true,
  effort: true,
  /** `reasoning_effort` may be `none`, and not only `low`. */
  noEffort: true,
  template: true,
  thoughtBudget: true,
  thinkingType: true,
  thinkingFlag: true,
  /** How often the model was found to have thought and said nothing: a step of `steps`. */
  lessThinking: 0,
};
export type Form = Readonly<typeof untried>;

/** What is done about thoughts that leave no room for an answer, one step after the other: asking for less, then room. */
const steps = [
  { isAsked: false, inWords: false, room: 0 },
  { isAsked: true, inWords: false, room: 0 },
  { isAsked: true, inWords: true, room: 1_000 },
  { isAsked: true, inWords: true, room: 4_000 },
] as const;
/** Where thoughts count for the limit, so much is for them. Where `max_tokens` is sent nothing is added at first. */
export const thoughtTokens = 1_000;
/** Qwen's word for it; for others it is a word without meaning. */
const noThinking = '/no_think';

/** The fields by which servers know that a model is to think less, and how their refusals name them. */
const lessThinking = {
  effort: {
    field: ({ noEffort }: Form) => ({ reasoning_effort: noEffort ? 'none' : 'low' }),
    named: /reasoning[_ .]?effort|think value|reasoning is mandatory|only works in thinking mode|thinking budget/i,
  },
  template: {
    field: () => ({ chat_template_kwargs: { enable_thinking: false, thinking: false } }),
    named: /chat_template_kwargs/,
  },
  thoughtBudget: { field: () => ({ thinking_budget_tokens: 0 }), named: /thinking_budget_tokens/ },
  thinkingType: { field: () => ({ thinking: { type: 'disabled' } }), named: /(?<![\w.])thinking(?!\w| budget)/ },
  thinkingFlag: { field: () => ({ enable_thinking: false }), named: /(?<![\w.])enable_thinking/ },
} as const;
const waysToThinkLess = Object.keys(lessThinking) as (keyof typeof lessThinking)[];

/** Of a model, and not of a field. */
const thinksNot = /does(?: not|n't) support (?:thinking|reasoning)/i;
/** The first step that asks in words. */
const wordsStep = steps.findIndex(({ inWords }) => inWords);

const stepOf = ({ lessThinking }: Form) => steps[lessThinking] ?? steps[0];

/** What is sent in a form, but for the model's name. */
export function requestIn(form: Form, { messages, maxTokens, format, choices }: Asked) {
  const held = form.structured ? format : undefined;
  const step = stepOf(form);
  const told = held === undefined ? messages : withWords(messages, held);
  const schema =
    held !== undefined ? answerFormat : form.structured && choices !== undefined ? choiceFormat(choices) : undefined;
  const most = maxTokens + (schema === undefined ? 0 : formatTokens) + roomIn(form);
  const ways = step.isAsked ? waysToThinkLess : form.newTokenLimit ? (['effort'] as const) : [];
  const known = step.isAsked ? form : { ...form, noEffort: false };
  return {
    messages: inTurn(form, step.inWords ? withoutThinking(told) : told),
    ...(schema === undefined ? {} : { response_format: schema }),
    stream: form.stream,
    ...(form.stream && form.usage ? { stream_options: { include_usage: true } } : {}),
    ...(form.newTokenLimit ? { max_completion_tokens: most } : { max_tokens: most }),
    ...Object.assign({}, ...ways.filter((way) => form[way]).map((way) => lessThinking[way].field(known))),
  };
}

const roomIn = (form: Form) => Math.max(form.newTokenLimit ? thoughtTokens : 0, stepOf(form).room);

/** The most tokens that a request asks for. */
export const tokensIn = (request: ReturnType<typeof requestIn>): number =>
  request.max_completion_tokens ?? request.max_tokens;

/** The house's own words go at their end: what comes before stays the same prefix. */
export function withWords(messages: readonly PromptMessage[], words: string): PromptMessage[] {
  return messages.map((message, index) =>
    index === 0 && message.role === 'system' ? { ...message, content: `${message.content}\n\n${words}` } : message,
  );
}

/** Behind the question: of such words the last ones count. */
const withoutThinking = (messages: readonly PromptMessage[]): PromptMessage[] =>
  messages.map((message, index) =>
    index === messages.length - 1 ? { ...message, content: `${message.content} ${noThinking}` } : message,
  );

/** Templates of some models know no system, and want viewer and model in turn: the rules go before the first question. */
function inTurn({ roles }: Form, messages: readonly PromptMessage[]): PromptMessage[] {
  if (roles) return [...messages];
  const turns: PromptMessage[] = [];
  for (const { role, content } of messages) {
    const own = role === 'system' ? 'user' : role;
    const last = turns.at(-1);
    if (last?.role === own) turns[turns.length - 1] = { role: own, content: `${last.content}\n\n${content}` };
    else turns.push({ role: own, content });
  }
  return turns;
}

const noSuchRoles =
  /\bsystem['"`]? (?:role|messages?|prompt)|\broles? must|roles? .{0,40}supported|does not support 'system'|alternat(?:e|ing)|successive (?:user|messages)|unexpected role/i;
const noSuchLimit =
  /max_tokens.{0,60}(?:not supported|unsupported|deprecated|not permitted|forbidden)|(?:unsupported|unrecogni[sz]ed|unknown|extra).{0,40}max_tokens/i;
const noSuchSchema = /response_?format|json_?schema|json mode|grammar|structured|guided|required for format/i;

/** What another form would have to be, as a refusal names it; null where it names nothing that can be changed. */
export function namedIn({ param, message, status }: Fault, sent: Form): Partial<Form> | null {
  const words = `${String(param ?? '')} ${String(message ?? '')}`;
  // A server that breaks may speak of what it did; of these two it speaks where they broke it.
  if (status === 500) return namedSchemaOrRoles(words, sent);
  if (!sent.newTokenLimit && (/max_completion_tokens|^max_tokens /.test(words) || noSuchLimit.test(words))) {
    return { newTokenLimit: true };
  }
  const step = stepOf(sent);
  if (step.isAsked && thinksNot.test(words)) return withoutAsking(sent);
  const named = waysToThinkLess.filter((way) => {
    const isSent = step.isAsked || (way === 'effort' && sent.newTokenLimit);
    return isSent && sent[way] && lessThinking[way].named.test(words);
  });
  if (named.length > 0) {
    const isLower = step.isAsked && sent.noEffort;
    return Object.fromEntries(named.map((way) => [way === 'effort' && isLower ? 'noEffort' : way, false]));
  }
  if (sent.usage && words.includes('stream_options')) return { usage: false };
  if (sent.stream && /^stream |\bto stream\b|streaming/.test(words)) return { stream: false };
  return namedSchemaOrRoles(words, sent);
}

function namedSchemaOrRoles(words: string, sent: Form): Partial<Form> | null {
  if (sent.structured && noSuchSchema.test(words)) return { structured: false };
  return sent.roles && noSuchRoles.test(words) ? { roles: false } : null;
}

/** No field asks for less thinking. What is left is to say so: without that it is the call that brought only thoughts. */
function withoutAsking(sent: Form): Partial<Form> {
  const off = waysToThinkLess.filter((way) => sent[way]).map((way) => [way, false]);
  return { ...Object.fromEntries(off), lessThinking: Math.max(sent.lessThinking, wordsStep) };
}

/**
 * What a refusal that names nothing may be about: each of the fields that a call can do without, all of them, and what
 * can be asked in another way. A server whose grammar fails, or that reads its fields strictly, says so in its own words.
 */
export function* guesses({ format, choices }: Asked, sent: Form): Generator<Partial<Form>> {
  const optional: Partial<Form>[] = [];
  if (stepOf(sent).isAsked && waysToThinkLess.some((way) => sent[way])) optional.push(withoutAsking(sent));
  else if (sent.newTokenLimit && sent.effort) optional.push({ effort: false });
  if (sent.structured && (format ?? choices) !== undefined) optional.push({ structured: false });
  if (sent.stream && sent.usage) optional.push({ usage: false });
  yield* optional;
  const all: Partial<Form> = Object.assign({}, ...optional);
  if (optional.length > 1) yield all;
  if (sent.stream) yield { ...all, stream: false };
  if (!sent.newTokenLimit) yield { ...all, newTokenLimit: true, effort: false };
  if (sent.roles) yield { ...all, roles: false };
}

/** The next form for a model that has thought and said nothing; null where there is none. */
export function afterThoughts(sent: Form): Partial<Form> | null {
  const next = sent.lessThinking + 1;
  return next < steps.length ? { lessThinking: next } : null;
}

/** Whether the next form asks for less thinking, and not only gives room for it. */
export const isAskedForLess = (sent: Form) => !(steps[sent.lessThinking]?.inWords ?? true);

/** Servers are updated: after that long everything is tried again by who starts then. */
const storedMs = 7 * 86_400_000;
/** A store that is slower costs more than finding out again. */
const patienceMs = 500;

/** The form that works with a model, stored so that a restart or another process need not find out again. */
export function createStoredForm({ url, model }: Pick<EndpointSettings, 'url' | 'model'>, clock: Clock, cache?: Cache) {
  // An address may have a password in it.
  const key = createHash('sha256')
    .update(JSON.stringify([url, model]))
    .digest('base64url');
  let form: Form = untried;
  let loading: Promise<void> | undefined;

  async function read() {
    const found = cache && (await within(clock, patienceMs, cache.get(key)).catch(() => null));
    if (found?.ok) form = { ...form, ...formIn(found.value) };
  }

  return {
    current: () => form,
    load: () => (loading ??= read()),
    learn(more: Partial<Form>) {
      // Of calls that were sent together each may have learned it.
      const isNews = Object.entries(more).some(([name, value]) => form[name as keyof Form] !== value);
      const lessThinking = Math.max(form.lessThinking, more.lessThinking ?? 0);
      form = { ...form, ...more, lessThinking };
      // A store that is away: it is found out again.
      if (isNews) void cache?.set(key, form, storedMs).catch(() => {});
    },
  };
}

/** Another version of the bot may have written it. */
function formIn(value: unknown): Partial<Form> {
  const known = Object.entries(value ?? {}).filter(
    ([name, one]) =>
      Object.hasOwn(untried, name) &&
      (typeof one === 'boolean' || one in steps) &&
      typeof one === typeof untried[name as keyof Form],
  );
  return Object.fromEntries(known);
}
