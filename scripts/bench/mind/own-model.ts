import { setImmediate as immediate } from 'node:timers/promises';

/** A model that is a function of this process, over HTTP's objects and no socket: each answer is another one. */
export function createOwnModel(): typeof fetch {
  let answers = 0;
  const chunk = (choice: object, more: object = {}) =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [choice], ...more })}\n\n`;
  return async () => {
    // What waits for the end of a turn of the event loop has one.
    await immediate();
    const answer = answerNumber(answers++);
    const body = [
      chunk({
        index: 0,
        delta: { role: 'assistant', content: JSON.stringify({ answer, tone: 'friendly', confidence: 0.9 }) },
      }),
      chunk({ index: 0, delta: {}, finish_reason: 'stop' }, { usage: { prompt_tokens: 400, completion_tokens: 60 } }),
      'data: [DONE]\n\n',
    ];
    return new Response(body.join(''), { headers: { 'content-type': 'text/event-stream' } });
  };
}

export const answerNumber = (n: number) => `Réponse ${n} : ${words.slice(n % 20, (n % 20) + 30).join(' ')}.`;

const words = Array.from(
  { length: 60 },
  (_, n) => ['un', 'jeu', 'connu', 'pour', 'son', 'univers', 'étrange'][n % 7]! + n,
);
