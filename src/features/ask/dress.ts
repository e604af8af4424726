import type { Completion } from '../../domain/llm.ts';
import type { Home } from './phrases.ts';

/** Below it the model itself is in doubt, and says so. */
export const doubtBelow = 0.6;

const anyEmoji = /\p{Extended_Pictographic}/u;

/** What a model said, as the chat gets it: with its source, its doubt and the emoji of its tone. */
export function dressed(
  { text, tone, confidence }: Extract<Completion, { kind: 'text' }>,
  say: Home['say'],
  source: string | null,
): string {
  const parts = [text.trim()];
  if (source !== null && !text.toLowerCase().includes(source.toLowerCase())) parts.push(`(${source})`);
  if (confidence !== undefined && confidence < doubtBelow) parts.push(say('answer.doubt'));
  else if (tone && tone !== 'neutral' && !anyEmoji.test(text)) parts.push(say(`tone.${tone}`));
  return parts.join(' ');
}
