import type { Clock } from '../../lib/clock.ts';
import { sendJson, type Visit } from '../server.ts';
import type { Kind } from './kinds.ts';
import type { Pace } from './pace.ts';
import type { ChatRequest } from './request.ts';
import { type Completed, streamEvents, wholeBody } from './wire.ts';

export interface Generation {
  readonly visit: Visit;
  readonly request: ChatRequest;
  readonly done: Completed;
  readonly pace: (signal: AbortSignal) => Pace;
  readonly kind: Kind;
  readonly clock: Clock;
  readonly keepAliveMs: number;
}

const never = new AbortController().signal;

/** Says the answer at its pace, whole or word by word. */
export async function generate({ visit, request, done, pace, kind, clock, keepAliveMs }: Generation): Promise<void> {
  const { res, signal } = visit;
  const beat = pace(kind.stopsOnAbort ? signal : never);
  const over = () => kind.stopsOnAbort && signal.aborted;
  // Thinking takes time like words do.
  const aloud = done.thoughts?.pieces.length ?? 0;
  const silent = aloud > 0 ? 0 : done.usage.completion - done.pieces.length;
  if (!request.stream) {
    await allOf(Math.max(1, done.usage.completion));
    if (!signal.aborted) sendJson(res, 200, wholeBody(done));
    return;
  }
  // Once the client has left, a server that goes on generating talks to nobody.
  const write = (text: string) => {
    if (signal.aborted) return;
    if (!res.headersSent)
      res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    res.write(text);
  };
  const stopPings = kind.name === 'llamacpp' ? pings() : () => {};
  try {
    await allOf(silent);
    const spoken = { ...done, pieces: together(done.pieces, beat.together) };
    const [head, ...events] = streamEvents(spoken, request.includeUsage);
    for (const [i, event] of events.entries()) {
      if (i < Math.max(1, aloud + spoken.pieces.length)) await beat.next(i < aloud ? 1 : beat.together);
      if (over()) return;
      if (i === 0 && head) write(head);
      write(event);
    }
    if (!signal.aborted) res.end();
  } finally {
    stopPings();
  }

  async function allOf(tokens: number) {
    for (let left = tokens; left > 0 && !over(); left -= beat.together) await beat.next(Math.min(left, beat.together));
  }

  /** llama.cpp keeps quiet connections alive with empty comments. */
  function pings(): () => void {
    let cancel = () => {};
    const arm = () => {
      cancel = clock.after(keepAliveMs, () => {
        write(':\n\n');
        arm();
      });
    };
    arm();
    return () => cancel();
  }
}

const together = (pieces: readonly string[], by: number): readonly string[] =>
  by === 1 ? pieces : pieces.flatMap((_, i) => (i % by === 0 ? [pieces.slice(i, i + by).join('')] : []));
