import type { Exchange, PromptMessage } from '../domain/llm.ts';
import { visible } from '../lib/text.ts';

/** The rules that a model is given, by what it is asked for. */
export interface Prompts {
  readonly ask: string;
  readonly mention: string;
}

export interface PromptParts {
  readonly template: string;
  readonly bot: string;
  readonly channel: string;
  readonly history: readonly Exchange[];
  readonly question: string;
  /** Characters of everything together. */
  readonly budget?: number;
}

export const placeholders = ['bot', 'channel'] as const;

/** Rules, then what was said before, then the question: what changes least comes first, for servers' prefix caches. */
export function buildPrompt(parts: PromptParts): readonly PromptMessage[] {
  const { template, history, budget = 6_000 } = parts;
  const rules = template.replace(/\{(bot|channel)\}/g, (_, name: 'bot' | 'channel') => parts[name]);
  const question = data(parts.question).slice(0, Math.max(0, budget - rules.length));
  let room = budget - rules.length - question.length;
  const kept: PromptMessage[] = [];
  for (const exchange of history.toReversed()) {
    const asked = data(exchange.question);
    const answered = data(exchange.answer);
    room -= asked.length + answered.length;
    if (room < 0) break;
    kept.unshift({ role: 'user', content: asked }, { role: 'assistant', content: answered });
  }
  return [{ role: 'system', content: rules }, ...kept, { role: 'user', content: question.toWellFormed() }];
}

// What chat templates of local models are made of. Servers read it as markup even inside a message, so a viewer who
// types it would speak as the house.
const markup =
  /<(?=[|｜<]|\/?(?:s|bos|eos|pad|unk|think|system|user|assistant|tool_\w+|(?:start|end)_of_\w+|im_\w+)>)|\[(?=\/?(?:INST|SYSTEM_PROMPT|TOOL|AVAILABLE_TOOLS|THINK)\b)/gi;

/** Somebody's words: seen characters only, on one line, and nothing that a server takes for markup. */
function data(text: string): string {
  return visible(text.toWellFormed()).replace(/\s+/g, ' ').replace(markup, '$& ');
}
