import type { SandboxModels } from '../../src/sandbox/models/models.ts';
import type { SandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';
import { covered, type Percentiles, percentiles, type Seen } from './account.ts';
import type { Line } from './chatter.ts';
import type { Heard } from './ears.ts';

/** Somebody who reads the chat: which commands got an answer, and when. */
export interface Listener {
  typed(id: string, line: Line): void;
  counts(): Seen & { readonly typed: number };
  /** To be called every second or so: the stand-in remembers its last thousand calls only. */
  collect(): void;
  /** Times so far are forgotten, counts are not. */
  startOver(): void;
  latencies(): {
    readonly latency: Percentiles;
    readonly latencyWithoutModel: Percentiles;
    readonly latencyOutside: Percentiles;
  };
  stop(): void;
}

interface Answered {
  readonly line: Line;
  readonly from: number;
  readonly to: number;
  /** Twitch would have let it through at once. */
  readonly roomy: boolean;
}

/** No command is under way for longer. */
const forgottenMs = 60_000;
const mostAnswers = 100_000;
/** Somewhat longer and fewer than Twitch's own: a bot keeps away from the edge. */
const sendWindow = { ms: 31_000, lines: 90 };
const asksNobody = new Set(['ping', 'help']);

export function createListener(
  twitch: SandboxTwitch,
  model: SandboxModels,
  channel: string,
  hear: (text: string) => Heard,
): Listener {
  const waiting = new Map<string, { readonly line: Line; readonly from: number }>();
  const answers: Answered[] = [];
  /** When the stand-in was busy with a question. */
  const spans = new Map<string, [number, number][]>();
  const collected = new WeakSet<object>();
  let typed = 0;
  let seen = { answered: 0, failed: 0, told: 0 };

  const stop = twitch.onLine(({ replyTo, text, at, channel: where }) => {
    if (where !== channel) return;
    const asked = waiting.get(replyTo ?? '');
    const heard = hear(text);
    if (heard.kind === 'refused') seen = { ...seen, told: seen.told + heard.viewers };
    // A second line of the same answer finds nobody waiting.
    if (!asked || !waiting.delete(replyTo ?? '')) return;
    if (heard.kind === 'failed') seen = { ...seen, failed: seen.failed + 1 };
    if (heard.kind !== 'answer') return;
    seen = { ...seen, answered: seen.answered + 1 };
    // This line is the last one.
    const earlier = twitch.lines.at(-1 - sendWindow.lines);
    const roomy = earlier === undefined || at - earlier.at > sendWindow.ms;
    if (answers.length < mostAnswers) answers.push({ ...asked, to: at, roomy });
  });

  function withoutModel({ line, from, to }: Answered): number {
    return to - from - covered(from, to, spans.get(line.question ?? '') ?? []);
  }

  return {
    typed(id, line) {
      if (line.kind === 'chatter') return;
      typed++;
      waiting.set(id, { line, from: performance.now() });
    },
    counts: () => ({ typed, ...seen }),
    collect() {
      const old = performance.now() - forgottenMs;
      for (const [id, { from }] of waiting) {
        if (from > old) break;
        waiting.delete(id);
      }
      for (const request of model.requests) {
        if (request.endedAt === null || collected.has(request)) continue;
        collected.add(request);
        const question = questionIn(request.body);
        if (question === null) continue;
        const of = spans.get(question) ?? [];
        of.push([request.at, request.endedAt]);
        spans.set(question, of);
      }
    },
    startOver() {
      answers.length = 0;
    },
    latencies: () => ({
      latency: percentiles(answers.map(({ from, to }) => to - from)),
      latencyWithoutModel: percentiles(answers.filter(({ line }) => line.question !== null).map(withoutModel)),
      latencyOutside: percentiles(
        answers.filter(({ line, roomy }) => roomy && asksNobody.has(line.kind)).map(({ from, to }) => to - from),
      ),
    }),
    stop,
  };
}

/** What was asked comes first in the last message; facts follow after an empty line. */
function questionIn(body: unknown): string | null {
  const messages = (body as { messages?: readonly { content?: unknown }[] } | null)?.messages;
  const last = messages?.at(-1)?.content;
  return typeof last === 'string' ? last.split('\n\n')[0]! : null;
}
