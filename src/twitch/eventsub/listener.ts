import { sleep } from '../../lib/clock.ts';
import { orAborted } from '../../lib/within.ts';
import type { Account } from '../auth.ts';
import type { Read } from './frames.ts';
import { createEventSocket, type EventSocket } from './socket.ts';
import { createSubscriptions, type Subscriptions, type SubscriptionsParts, type Wanted } from './subscriptions.ts';

export interface ListenerParts extends SubscriptionsParts {
  readonly url: string;
  /** Where a session may be asked to move to. */
  readonly mayMoveTo: (url: string) => boolean;
  readonly account: () => Promise<Account | null>;
  /** What this account is to hear, by what its token allows. */
  readonly wanted: (account: Account) => Promise<readonly Wanted[]>;
  readonly isServed: (channel: string) => boolean;
  readonly onRead: (read: Read) => void;
  /** Subscriptions stand from now on: what happened before was not heard. */
  readonly onStanding: () => void;
  readonly random: () => number;
}

export interface ListenerState {
  readonly state: 'idle' | 'connecting' | 'connected' | 'down';
  readonly detail: string;
  readonly standing: ReturnType<Subscriptions['standing']>;
  /** Since when it is down, by the monotonic clock; null: it is not. */
  readonly downSince: number | null;
}

/** EventSub with the token of one account. */
export interface Listener {
  start(): void;
  /** Channels or tokens have changed. */
  look(): void;
  state(): ListenerState;
  stop(): Promise<void>;
}

const lookEveryMs = 60_000;
const longestWaitMs = 60_000;

export function createListener(parts: ListenerParts): Listener {
  const { url, mayMoveTo, account, call, wanted, isServed, onRead, onRefused, onStanding, clock, random } = parts;
  const stopping = new AbortController();
  const subscriptions = createSubscriptions({ call, onRefused, clock });
  let state: ListenerState['state'] = 'idle';
  let detail = 'nothing to listen to';
  let downSince: number | null = null;
  let running: Promise<void> = Promise.resolve();
  /** Ends a wait between two looks. */
  let wake = new AbortController();

  async function pause(ms: number) {
    wake = new AbortController();
    const stop = () => wake.abort();
    if (stopping.signal.aborted) return;
    stopping.signal.addEventListener('abort', stop, { once: true });
    await sleep(clock, ms, wake.signal);
    stopping.signal.removeEventListener('abort', stop);
  }

  const wantedNow = async (): Promise<readonly Wanted[]> => {
    const now = await account();
    return now && !stopping.signal.aborted ? wanted(now) : [];
  };

  /** One session, over as many sockets as Twitch moves it to. Resolves when it is over. */
  function live(first: readonly Wanted[]): Promise<{ readonly stood: boolean; readonly reason: string }> {
    return new Promise((resolve) => {
      let current: EventSocket | null = null;
      /** Where the session moves: the old socket goes on telling until the new one is welcome. */
      let next: EventSocket | null = null;
      let begun = false;
      let isOver = false;
      let stood = false;

      function finish(reason: string) {
        if (isOver) return;
        isOver = true;
        stopping.signal.removeEventListener('abort', stop);
        current?.end();
        next?.end();
        subscriptions.end();
        wake.abort();
        resolve({ stood, reason });
      }
      const stop = () => finish('stopped');

      async function keepUp() {
        // After a stop no pause waits: the loop would go round for ever.
        for (let list = first; !isOver && !stopping.signal.aborted; list = await wantedNow()) {
          if (list.length === 0 && subscriptions.standing().on === 0) return finish('nothing to listen to');
          await subscriptions.sync(list, isServed);
          if (isOver) return;
          if (!stood && subscriptions.standing().on > 0) {
            stood = true;
            downSince = null;
            onStanding();
          }
          await pause(Math.min(lookEveryMs, Math.max(1_000, subscriptions.untilAgain())));
        }
      }

      function open(at: string): EventSocket {
        const socket = createEventSocket({
          url: at,
          clock,
          onRead(read) {
            const { frame } = read;
            if (frame.type === 'session_welcome') welcome(socket, frame.sessionId);
            if (frame.type === 'session_reconnect') move(socket, frame.url);
            if (frame.type === 'revocation') subscriptions.revoked(frame.about.id, frame.status);
            onRead(read);
          },
          onEnd(reason) {
            if (socket === next) next = null;
            else if (socket === current) current = null;
            if (!current && !next) finish(reason);
          },
        });
        return socket;
      }

      function welcome(socket: EventSocket, sessionId: string) {
        if (socket === next) {
          current?.end();
          current = socket;
          next = null;
          return subscriptions.moved(sessionId);
        }
        // A session begins once, however often Twitch says so.
        if (begun) return;
        begun = true;
        state = 'connected';
        subscriptions.begin(sessionId);
        keepUp().catch((error: unknown) => finish(`a bug: ${String(error)}`));
      }

      function move(socket: EventSocket, to: string) {
        if (socket !== current || next) return;
        if (mayMoveTo(to)) next = open(to);
      }

      stopping.signal.addEventListener('abort', stop, { once: true });
      current = open(url);
    });
  }

  async function run() {
    let step = 1_000;
    while (!stopping.signal.aborted) {
      // Twitch may take longer to answer than a stop may last.
      const list = await orAborted(wantedNow(), stopping.signal);
      if (list === null || stopping.signal.aborted) return;
      if (list.length === 0) {
        [state, detail, downSince] = ['idle', 'nothing to listen to', null];
        await pause(lookEveryMs);
        continue;
      }
      if (state !== 'down') [state, detail] = ['connecting', new URL(url).host];
      const { stood, reason } = await live(list);
      if (stopping.signal.aborted) return;
      if (stood) step = 1_000;
      const wait = Math.min(longestWaitMs, step * (0.75 + random() * 0.25));
      step = Math.min(longestWaitMs, step * 2);
      [state, detail] = ['down', reason];
      downSince ??= clock.now();
      await sleep(clock, wait, stopping.signal);
    }
  }

  return {
    start() {
      running = run();
    },
    look: () => wake.abort(),
    state: () => ({ state, detail, standing: subscriptions.standing(), downSince }),
    async stop() {
      stopping.abort();
      await running;
      state = 'idle';
    },
  };
}
