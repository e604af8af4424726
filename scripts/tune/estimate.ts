import type { EndpointSettings } from '../../src/domain/settings.ts';
import { costOf, guessedUsage, nanoPerCent } from '../../src/llm/cost/price.ts';
import type { Prompts } from '../../src/llm/prompt.ts';
import { replyTokens } from './model.ts';
import type { Options } from './options.ts';
import { createQuestions } from './questions.ts';

/** Of one search, on average over simulated servers: `npm run bench -- tune`. */
const questionsOfASearch = 600;
const questionsOfAKnob = 400;
const usualHistory = 10;

/** What tuning this endpoint will cost, in a sentence. */
export function estimate(endpoint: EndpointSettings, prompts: Prompts, { modes, what }: Options): string {
  const crowd = { prompts, language: 'fr', bot: 'bot', channel: 'channel', seed: 1, run: 'run' } as const;
  const messages = createQuestions({ ...crowd, history: usualHistory, full: true })(1);
  const usage = { ...guessedUsage(messages, ''), completionTokens: replyTokens };
  const knobs = what.filter((one) => one !== 'cap').length;
  const questions = (what.includes('cap') ? modes.length : 0) * questionsOfASearch + knobs * questionsOfAKnob;
  const each = costOf(endpoint.price, usage);
  const money =
    each === null
      ? 'and llm.endpoints has no price for it, so what that costs is not known'
      : `about ${((each * questions) / nanoPerCent / 100).toFixed(2)} USD at the price in llm.endpoints`;
  return `"${endpoint.name}" costs money: about ${questions} questions, ${usage.promptTokens} tokens in and up to ${replyTokens} out each, ${money}.`;
}
