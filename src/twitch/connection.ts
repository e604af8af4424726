import type { Chat, ChatMessage, ChatState, Line, Receipt, Standing } from '../domain/chat.ts';
import type { Tell } from '../domain/event.ts';
import type { FleetWindows } from '../domain/fleet.ts';
import { holds } from '../domain/viewer.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { createSlidingWindow } from '../lib/window.ts';
import type { ChatTokens } from './auth.ts';
import { isChatBot, isForeign, rolesOf, tag, textStart, toChatMessage } from './chat-line.ts';
import { createReceipts } from './receipts.ts';
import { createRooms } from './rooms.ts';
import { createSession, type Session } from './session.ts';
import type { StreamEvents } from './stream-events.ts';
import type { IrcMessage } from './tmi.ts';
import type { Token } from './tokens.ts';

/** Who hears what comes in. */
export interface Listeners {
  /** Whether a text could be for the bot. What could not is counted and let go of. */
  isWorthReading(text: string): boolean;
  /** Whose lines are read whatever they say. */
  alwaysRead(channel: string, login: string): boolean;
  /** Somebody wrote a line, whatever it says. */
  onChatter(channel: string, login: string, isModerator: boolean): void;
  /** Twitch may deliver a line twice: then it comes twice, with one id. */
  onMessage(message: ChatMessage): void;
  /** The bot is in a channel from now on. */
  onEntered(channel: string): void;
  /** A viewer was timed out or banned; null: the whole chat was cleared. */
  onSilenced(channel: string, viewerId: string | null): void;
}

export interface ConnectionParts {
  readonly url: string;
  readonly login: string;
  /** The account's joins and logins, where processes share them. */
  readonly windows: Pick<FleetWindows, 'joins' | 'logins'> | null;
  readonly tokens: ChatTokens;
  readonly events: StreamEvents;
  /** Whether first lines of viewers are read whatever they say. */
  readonly hearsFirst: () => boolean;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly random?: () => number;
}

export interface Connection extends Chat {
  /** Lines of chat wait until then. */
  hear(listeners: Listeners): void;
  start(): void;
  stop(): Promise<void>;
  setChannels(channels: readonly string[], reason?: string): void;
  /** Resolves when the bot is in a channel, or after `ms`. */
  whenJoined(ms: number): Promise<void>;
}

const loginsPerWindow = 18;
const longestWaitMs = 60_000;
const tokenLookMs = 2_000;
const closingGraceMs = 1_000;
/** One for all lines: a busy chat tells it a hundred thousand times a second. */
const received = { kind: 'chat.received' } as const;
const unprivileged: Standing = { privileged: false };
const isOfChat = / (?:PRIVMSG|USERNOTICE|CLEARMSG|CLEARCHAT) #/;

/** One live socket to Twitch's chat at a time, opened again whenever it ends; `Chat` for everybody else. */
export function createConnection(parts: ConnectionParts): Connection {
  const { clock, tell, tokens, windows, events, hearsFirst, random = Math.random } = parts;
  let listeners: Listeners | null = null;
  const replyToBot = `reply-parent-user-login=${parts.login};`;
  const url = new URL(parts.url);
  const stopping = new AbortController();
  const receipts = createReceipts(clock);
  const rooms = createRooms({ clock, tell, joins: windows?.joins ?? null });
  const standings = new Map<string, Standing>();
  /** Seconds between two lines of one chatter, by channel, as ROOMSTATE last said. */
  const slowModes = new Map<string, number>();
  const logins = createSlidingWindow(10_500);
  const refusedTokens = new Set<string>();
  let session: Session | null = null;
  /** The token that the session stands on, and how to end it. */
  let standingOn: { readonly token: string; readonly end: (reason: string) => void } | null = null;
  tokens.onRevoked(({ accessToken }) => {
    if (standingOn?.token === accessToken) standingOn.end('Twitch does not honour the token any more');
  });
  let state: ChatState = 'connecting';
  let ownId: string | null = null;
  const onJoined: (() => void)[] = [];
  let running: Promise<void> = Promise.resolve();

  function become(next: ChatState, detail: string) {
    if (state === next && next !== 'down') return;
    state = next;
    tell({ kind: 'chat.state', state, detail });
  }

  function isChatter(line: string): boolean {
    const start = textStart(line);
    if (start < 0 || !listeners || listeners.isWorthReading(line.slice(start)) || line.includes(replyToBot))
      return false;
    const { channel, login } = authorOf(line);
    const tags = line.slice(0, line.indexOf(' '));
    if (listeners.alwaysRead(channel, login) || tags.includes(';bits=')) return false;
    if (tags.includes(';first-msg=1') && hearsFirst()) return false;
    tell(received);
    // A line from a shared chat was written elsewhere.
    if (!tags.includes(';source-room-id=')) listeners.onChatter(channel, login, tags.includes(';mod=1'));
    return true;
  }

  function onLine(message: IrcMessage, cameAt: number) {
    const channel = message.params[0]?.slice(1) ?? '';
    const isOwn = () => message.prefix?.startsWith(`${parts.login}!`);
    switch (message.command) {
      case 'PRIVMSG': {
        tell(received);
        if (isForeign(message) || isChatBot(message)) return;
        const line = toChatMessage(message, cameAt);
        if (!line || line.viewer.login === parts.login || line.viewer.id === ownId) return;
        events.line(line.channel, message);
        listeners?.onChatter(line.channel, line.viewer.login, holds(line.viewer.roles, 'moderator'));
        listeners?.onMessage(line);
        return;
      }
      case 'GLOBALUSERSTATE':
        ownId = tag(message, 'user-id');
        return;
      case 'USERSTATE': {
        const roles = rolesOf(message);
        standings.set(channel, {
          privileged: roles.has('moderator') || roles.has('vip') || roles.has('broadcaster'),
        });
        const id = tag(message, 'id');
        if (id) receipts.accepted(channel, id);
        return;
      }
      case 'JOIN':
        if (isOwn()) entered(channel);
        return;
      case 'ROOMSTATE': {
        const slow = tag(message, 'slow');
        if (slow !== null) slowModes.set(channel, Number(slow) || 0);
        entered(channel);
        return;
      }
      case 'PART':
        if (!isOwn()) return;
        rooms.parted(channel, 'Twitch put the bot out of the channel');
        if (rooms.joined().length === 0) become('connecting', 'in no channel');
        return;
      case 'NOTICE': {
        const id = tag(message, 'msg-id') ?? 'notice';
        if (id.startsWith('msg_') || id === 'unrecognized_cmd' || id === 'tos_ban')
          receipts.refused(channel, id, id === 'msg_slowmode' ? slowModes.get(channel) : undefined);
        return;
      }
      case 'USERNOTICE':
        events.notice(channel, message);
        return;
      case 'CLEARMSG': {
        const messageId = tag(message, 'target-msg-id');
        if (messageId) tell({ kind: 'chat.withdrawn', channel, messageId, viewerId: null });
        return;
      }
      case 'CLEARCHAT': {
        const viewerId = tag(message, 'target-user-id');
        listeners?.onSilenced(channel, viewerId);
        tell({ kind: 'chat.withdrawn', channel, messageId: null, viewerId });
      }
    }
  }

  function entered(channel: string) {
    if (rooms.confirmed(channel)) listeners?.onEntered(channel);
    if (rooms.joined().length === 0) return;
    become('joined', `in #${rooms.joined().join(', #')}`);
    for (const callback of onJoined.splice(0)) callback();
  }

  /** One session from login to end. Says whether Twitch refused the token, and whether the session ever stood. */
  async function live(token: Token): Promise<{ stood: boolean; refused: boolean; reason: string; again: boolean }> {
    let again = false;
    let over: (reason: string) => void = () => {};
    const ended = new Promise<string>((resolve) => {
      over = resolve;
    });
    const current = createSession({
      url,
      login: parts.login,
      token: token.accessToken,
      clock,
      onEnd: over,
      isChatter,
      waits: (line) => listeners === null && isOfChat.test(line),
      onLine,
      onReconnect() {
        if (again) return;
        again = true;
        // Twitch closes soon after RECONNECT: what is under way gets a moment, then the old socket goes first.
        const started = clock.now();
        const finish = () => {
          if (receipts.waiting() === 0 || clock.now() - started >= closingGraceMs) over('Twitch asked for it');
          else clock.after(50, finish);
        };
        finish();
      },
    });
    session = current;
    standingOn = { token: token.accessToken, end: over };
    const stop = () => {
      over('stopped');
      // The login is not waited for.
      current.end();
    };
    stopping.signal.addEventListener('abort', stop, { once: true });
    const welcome = await current.ready;
    if (welcome.ok) rooms.enter(current.raw);
    const reason = welcome.ok ? await ended : welcome.reason;
    stopping.signal.removeEventListener('abort', stop);
    session = null;
    standingOn = null;
    current.end();
    rooms.leave();
    receipts.loseAll(`the connection ended: ${reason}`);
    return { stood: welcome.ok, refused: reason.startsWith('login refused'), reason, again };
  }

  function pickToken(): Token | null {
    const all = tokens.all();
    for (const known of refusedTokens) if (!all.some((t) => t.accessToken === known)) refusedTokens.delete(known);
    return all.find((token) => !refusedTokens.has(token.accessToken)) ?? all[0] ?? null;
  }

  async function waitForChange(ms: number, refused: Token) {
    const until = clock.now() + ms;
    while (!stopping.signal.aborted && clock.now() < until) {
      await sleep(clock, Math.min(tokenLookMs, until - clock.now()), stopping.signal);
      if (pickToken()?.accessToken !== refused.accessToken) return;
    }
  }

  const loginWaitMs = async () => (windows ? windows.logins.take() : logins.waitMs(clock.now(), loginsPerWindow));

  async function run() {
    let step = 1_000;
    while (!stopping.signal.aborted) {
      const token = pickToken();
      if (!token) {
        become('no token', 'run `npm run login`, or set TWITCH_ACCESS_TOKEN');
        await sleep(clock, tokenLookMs, stopping.signal);
        continue;
      }
      for (let pause = await loginWaitMs(); pause > 0; pause = await loginWaitMs()) {
        await sleep(clock, pause, stopping.signal);
        if (stopping.signal.aborted) return;
      }
      if (stopping.signal.aborted) return;
      logins.add(clock.now());
      if (state !== 'login refused') become('connecting', `to ${url.host}`);
      const end = await live(token);
      if (stopping.signal.aborted) return;
      if (end.stood) step = 1_000;
      if (end.again) {
        become('connecting', 'Twitch asked to reconnect');
        continue;
      }
      const wait = Math.min(longestWaitMs, step * (0.75 + random() * 0.25));
      step = Math.min(longestWaitMs, step * 2);
      if (end.refused) {
        refusedTokens.add(token.accessToken);
        become('login refused', `${end.reason}; run \`npm run login\` or set a good TWITCH_ACCESS_TOKEN`);
        // Not waited for: the look at the tokens below sees what it brought.
        void tokens.refresh(token);
        await waitForChange(wait, token);
      } else {
        become('down', `${end.reason}; next try in ${(wait / 1000).toFixed(1)} s`);
        await sleep(clock, wait, stopping.signal);
      }
    }
  }

  return {
    hear(given) {
      listeners = given;
      session?.readOn();
    },
    start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
      become('stopped', 'left chat');
    },
    setChannels: rooms.want,
    async whenJoined(ms) {
      const done = new AbortController();
      onJoined.push(() => done.abort());
      await sleep(clock, ms, done.signal);
    },
    send({ channel, text, replyTo }: Line): Promise<Receipt> {
      const thread = replyTo ? `@reply-parent-msg-id=${replyTo} ` : '';
      // Last look before the socket: whatever the outbox let through, one line stays one line.
      if (/[\r\n\0]/.test(`${thread}${channel}${text}`)) {
        return Promise.resolve({ kind: 'refused', reason: 'a line break in the line' });
      }
      if (!rooms.joined().includes(channel) || !session?.raw(`${thread}PRIVMSG #${channel} :${text}`)) {
        return Promise.resolve({ kind: 'lost', reason: 'not connected', handed: false });
      }
      return receipts.expect(channel);
    },
    standing: (channel) => standings.get(channel) ?? unprivileged,
    state: () => state,
    joined: rooms.joined,
  };
}

/** Who said a line that is not parsed yet, and where: `@tags :login!login@host PRIVMSG #channel :text`. */
function authorOf(line: string) {
  const from = line.startsWith(':') ? 1 : line.indexOf(' :') + 2;
  const channel = line.indexOf(' PRIVMSG #', from) + ' PRIVMSG #'.length;
  return { login: line.slice(from, line.indexOf('!', from)), channel: line.slice(channel, line.indexOf(' ', channel)) };
}
