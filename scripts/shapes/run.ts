import { anEndpoint, createHouse } from '../../test/faults/llm-house.ts';
import { says as saysHere, startModelServer } from '../../test/faults/model-server.ts';
import type { Case } from './cases.ts';
import { answer, type Outcome } from './wire.ts';

export interface Ran {
  readonly outcome: Outcome | 'wrong';
  /** What happened, for people. */
  readonly seen: string;
  /** Who answered where another endpoint stood behind it; null: nobody. */
  readonly by: string | null;
}

const messages = [
  { role: 'system', content: 'be brief' },
  { role: 'user', content: 'blah' },
  { role: 'assistant', content: 'yes' },
  { role: 'user', content: 'combien font 6 fois 7 ?' },
] as const;

/** Time for a machine that is busy, and less than any wait that a server asks for here and is not to be given. */
const asked = { messages, format: 'En JSON.', ms: 20_000 };

/** Asks a server of this shape twice, with another endpoint behind it, and says what became of the asks. */
export async function run({ reply }: Pick<Case, 'reply'>): Promise<Ran> {
  let calls = 0;
  const sent: string[] = [];
  const server = await startModelServer((response, { body }) => {
    sent.push(JSON.stringify(body));
    reply(response, body as unknown as Record<string, unknown>, ++calls);
  });
  const other = await startModelServer(saysHere('Here.'));
  const first = createHouse([anEndpoint('one', server.url)], {});
  await first.llm.warm();
  try {
    // Alone first: so it shows whether the ask can be saved. Then with somebody behind it.
    const alone = await first.ask(asked);
    const afterOne = calls;
    const state = first.llm.states()[0]?.state;
    const again = await first.ask(asked);
    const afterTwo = calls - afterOne;
    calls = 0;
    const behind = createHouse([anEndpoint('one', server.url), anEndpoint('two', other.url)], {});
    const saved = await behind.ask(asked);
    await behind.llm.stop();
    const textOf = (end: typeof alone) =>
      end.kind === 'text' ? end.text : end.kind === 'failed' ? end.reason : end.kind;
    const seen = `${textOf(alone)} after ${afterOne}, then ${textOf(again)} after ${afterTwo}, ${state}; with another: ${textOf(saved)}`;
    const isRight = alone.kind === 'text' && alone.text === answer;
    const isSaved = saved.kind === 'text' && saved.text === 'Here.';
    const shorter = sent.slice(0, afterOne).some((body) => !body.includes('blah'));
    let outcome: Outcome | 'wrong' = 'wrong';
    if (alone.kind === 'text' && !isRight) outcome = 'wrong';
    else if (isRight && state === 'healthy') {
      const stays = again.kind === 'text' && again.text === answer;
      if (stays && afterOne === 1) outcome = 'works';
      else if (stays && shorter) outcome = 'shorter';
      else if (stays && afterTwo === 1) {
        // In the same form at once, or with the next question.
        const isSame = sent[afterOne - 1] === sent[0] || sent[afterOne] === sent[0];
        outcome = isSame ? 'again' : 'learned';
      }
    } else if (alone.kind === 'failed' && alone.reason === 'filtered' && state === 'healthy' && afterTwo === 1)
      outcome = 'ends';
    else if (alone.kind === 'failed' && state === 'disabled' && afterTwo === 0 && isSaved) outcome = 'disabled';
    else if (alone.kind === 'failed' && state === 'healthy' && isSaved) outcome = 'next';
    else if (state === 'backing off' && (isSaved || saved.kind === 'text')) outcome = 'rests';
    return { outcome, seen, by: saved.kind === 'text' ? saved.endpoint : null };
  } finally {
    await first.llm.stop();
    await Promise.all([server.close(), other.close()]);
  }
}
