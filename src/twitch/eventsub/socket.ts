import { WebSocket } from 'ws';
import type { Clock } from '../../lib/clock.ts';
import { type Read, readFrame } from './frames.ts';

export interface EventSocketParts {
  readonly url: string;
  readonly clock: Clock;
  readonly onRead: (read: Read) => void;
  /** Once, when it is over for whatever reason but `end()`. */
  readonly onEnd: (reason: string) => void;
}

export interface EventSocket {
  end(): void;
}

const welcomeWithinMs = 10_000;
/** Beyond Twitch's own keepalive. */
const graceMs = 3_000;
const longestFrame = 1_000_000;

/** One socket to EventSub: says nothing, never reconnects, and is over when Twitch is silent for longer than it promised. */
export function createEventSocket({ url, clock, onRead, onEnd }: EventSocketParts): EventSocket {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: longestFrame, followRedirects: false });
  let over = false;
  let isWelcome = false;
  let silenceMs = welcomeWithinMs;
  let heardAt = clock.now();
  let cancel = () => {};

  function dispose() {
    over = true;
    cancel();
    socket.removeAllListeners();
    // A socket that is still opening tells that it was ended.
    socket.on('error', () => {});
    socket.terminate();
  }

  function end(reason: string) {
    if (over) return;
    dispose();
    onEnd(reason);
  }

  function watch(ms: number) {
    const dueAt = clock.now() + ms;
    cancel = clock.after(ms, () => {
      const now = clock.now();
      // After a stall of the event loop, what came meanwhile is still to be read.
      if (now - dueAt > graceMs) heardAt += now - dueAt;
      const left = heardAt + silenceMs - now;
      if (left <= 0) return end(`nothing came for ${silenceMs / 1000} s`);
      watch(left);
    });
  }
  watch(welcomeWithinMs);

  socket.on('message', (data) => {
    const read = readFrame(String(data));
    if (read?.frame.type === 'session_welcome') {
      isWelcome = true;
      silenceMs = read.frame.keepaliveMs + graceMs;
    }
    // Whatever else comes first does not put the deadline off.
    if (isWelcome) heardAt = clock.now();
    if (read) onRead(read);
  });
  socket.on('error', (error) => end(error.message));
  socket.on('close', (code, reason) => end(`Twitch closed it: ${code}${reason.length > 0 ? ` ${reason}` : ''}`));
  return {
    end() {
      if (!over) dispose();
    },
  };
}
