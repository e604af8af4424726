import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Exchange, PromptMessage } from '../domain/llm.ts';
import type { OnAir } from '../domain/stream.ts';
import { own } from '../lib/own.ts';
import { visible } from '../lib/text.ts';

/** What a model is told in one language, as the files of config/prompts have it. */
export interface Prompts {
  /** The rules, by what is asked for. */
  readonly ask: string;
  readonly mention: string;
  readonly examples: readonly Exchange[];
  /** A summary, as something that was said before. */
  readonly recap: Exchange;
  readonly facts: string;
  readonly context: string;
  readonly summary: string;
  readonly format: string;
  readonly trad: string;
  readonly route: string;
  readonly personas: Readonly<Record<string, string>>;
}

export interface PromptParts {
  readonly prompts: Prompts;
  readonly kind: 'ask' | 'mention';
  readonly bot: string;
  readonly channel: string;
  readonly persona?: string | null;
  /** What was said before what is in the history. */
  readonly summary?: string | null;
  readonly history: readonly Exchange[];
  readonly question: string;
  /** What a source says, from which the model answers. */
  readonly facts?: { readonly source: string; readonly text: string } | null;
  readonly stream?: OnAir | null;
  /** Characters of everything together. */
  readonly budget?: number;
  /** For tests; left out: new for each request. */
  readonly nonce?: string | undefined;
}

/**
 * Rules, persona, examples, summary, history, question, facts, stream: what changes least comes first, for servers'
 * prefix caches. Whatever somebody typed or a source wrote is in messages of the viewer, never in the house's own. A
 * question is a message by itself or the first words of one; what shares a message with the house's words is between
 * marks that nobody can guess. The rules say what those mean and do not change; what has a nonce of its request stands
 * behind all that a server has cached.
 */
export function buildPrompt(parts: PromptParts): readonly PromptMessage[] {
  const { prompts, bot, channel, persona, facts, stream, budget = 6_000, nonce = newNonce() } = parts;
  const manner = persona ? own(prompts.personas, persona) : undefined;
  const rules = filled([prompts[parts.kind], ...(manner ? [manner] : [])].join('\n\n'), { bot, channel });
  const after = [
    facts ? filled(prompts.facts, { source: facts.source, facts: marked(facts.text, nonce) }) : '',
    stream
      ? filled(prompts.context, {
          game: marked(stream.category, nonce),
          title: marked(stream.title, nonce),
        })
      : '',
  ].filter((text) => text !== '');
  let room = budget - rules.length - after.join('').length;
  const asked = data(parts.question).slice(0, Math.max(0, room));
  const last = [asked, ...after].join('\n\n');
  room -= asked.length;

  const before: PromptMessage[] = [];
  const add = (said: string, answered: string) => {
    room -= said.length + answered.length;
    if (room < 0) return false;
    before.unshift({ role: 'user', content: said }, { role: 'assistant', content: answered });
    return true;
  };
  for (const exchange of parts.history.toReversed()) {
    if (!add(data(exchange.question), data(exchange.answer))) break;
  }
  if (parts.summary) {
    const said = { summary: marked(parts.summary, nonceOf(parts.summary)) };
    add(filled(prompts.recap.question, said), filled(prompts.recap.answer, said));
  }
  for (const { question, answer } of prompts.examples.toReversed()) {
    if (!add(filled(question, { bot, channel }), filled(answer, { bot, channel }))) break;
  }
  return [{ role: 'system', content: rules }, ...before, { role: 'user', content: last.toWellFormed() }];
}

/** What a model is asked for a summary of: the conversation is one message of the viewer's. */
export function buildSummary(
  prompts: Prompts,
  summary: string | null,
  exchanges: readonly Exchange[],
): readonly PromptMessage[] {
  const lines = exchanges.flatMap(({ question, answer }) => [`- ${data(question)}`, `  ${data(answer)}`]);
  return [
    { role: 'system', content: prompts.summary },
    { role: 'user', content: [...(summary ? [data(summary)] : []), ...lines].join('\n') },
  ];
}

/** A question by itself, for a small model to classify. */
export function buildRoute(prompts: Prompts, question: string): readonly PromptMessage[] {
  return [
    { role: 'system', content: prompts.route },
    { role: 'user', content: data(question) },
  ];
}

export function buildTranslation(prompts: Prompts, text: string, language: string): readonly PromptMessage[] {
  return [
    { role: 'system', content: filled(prompts.trad, { language }) },
    { role: 'user', content: data(text) },
  ];
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (found, name: string) => own(values, name) ?? found);
}

// What chat templates of local models are made of. Servers read it as markup even inside a message, so a viewer who
// types it would speak as the house.
const markup =
  /<(?=[|｜<]|\/?(?:s|bos|eos|pad|unk|think|system|user|assistant|tool_\w+|(?:start|end)_of_\w+|im_\w+)>)|\[(?=\/?(?:INST|SYSTEM_PROMPT|TOOL|AVAILABLE_TOOLS|THINK)\b|\/?data:)/gi;

/** Somebody's words: seen characters only, on one line, and nothing that a server takes for markup. */
function data(text: string): string {
  return visible(text.toWellFormed()).replace(/\s+/g, ' ').replace(markup, '$& ');
}

/** From the numbers that Node draws ahead: a system call for each prompt takes five times as long. */
const newNonce = () => randomUUID().slice(0, 8);
const secret = randomBytes(16);
/** The same for the same text while the bot runs: a summary stands in front of what servers have cached. */
const nonceOf = (text: string) => createHmac('sha256', secret).update(text).digest('hex').slice(0, 8);
const marked = (text: string, nonce: string) => `[data:${nonce}] ${data(text)} [/data:${nonce}]`;

/** Some models repeat the marks. */
export const withoutMarks = (text: string): string => text.replace(/ ?\[\/?data:[0-9a-f]{1,16}\]/gi, '').trim();
