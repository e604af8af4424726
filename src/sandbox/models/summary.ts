import type { ChatMessageIn } from './wire.ts';

const asksSummary = /^(Résume la conversation|Sum up the conversation)/;
const personal =
  /\b(?:je m['’]appelle|my name is|(?:mon|ma|mes|my) [^.!?]{2,40}? (?:est|sont|s['’]appell?ent?|is|are))\b/i;
const longest = 500;

/** What somebody said of themselves, before what was so far, in their words; null where no summary is asked for. */
export function summaryIn(messages: readonly ChatMessageIn[]): string | null {
  const [system, talk] = [messages[0], messages.at(-1)];
  if (!asksSummary.test(system?.content ?? '') || !talk) return null;
  const lines = talk.content.split('\n');
  const earlier = lines.filter((line) => !/^(?:- | {2})/.test(line));
  const asked = lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2));
  const told = asked.filter((line) => personal.test(line) && !line.includes('?'));
  const [first = ''] = asked;
  const sentences = earlier.length + told.length > 0 ? [...earlier, ...told] : [`« ${first.slice(0, 60)} »`];
  return sentences
    .map((line) => line.replace(/(?<![.\s])[.\s]+$/, ''))
    .join('. ')
    .slice(0, longest)
    .toWellFormed();
}
