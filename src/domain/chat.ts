import type { Viewer } from './viewer.ts';

/** A chat line in the domain's words: no IRC tags. */
export interface ChatMessage {
  readonly id: string;
  /** Channel login, lower case, without `#`. */
  readonly channel: string;
  readonly roomId: string;
  readonly viewer: Viewer;
  readonly text: string;
  /** Monotonic milliseconds at which the line came in. */
  readonly receivedAt: number;
  /** Login of the author that this message replies to. Twitch prefixes such a text with `@login`. */
  /** The first that its author ever wrote in the channel. */
  readonly isFirst?: true;
  /** What of the text Twitch draws as pictures; absent where it draws none. */
  readonly emotes?: readonly string[];
  readonly replyToLogin: string | null;
}

/** An outgoing line: at most 499 UTF-16 units, contained; threaded when `replyTo` is set. */
export interface Line {
  readonly channel: string;
  readonly text: string;
  readonly replyTo?: string | undefined;
}

/** How a line ended. `accepted` carries the id that Twitch gave it. */
export type Receipt =
  | { readonly kind: 'accepted'; readonly id: string }
  /** `retryAfterMs`: Twitch would accept the same line later, as in slow mode. */
  | { readonly kind: 'refused'; readonly reason: string; readonly retryAfterMs?: number }
  /** `handed`: the line had gone to the socket, so it may have been seen and is never sent again. */
  | { readonly kind: 'lost'; readonly reason: string; readonly handed: boolean };

export type ChatState = 'connecting' | 'joined' | 'login refused' | 'no token' | 'down' | 'stopped';

/** Whether the bot's account is privileged (broadcaster, moderator or VIP) in a channel, as Twitch last said. */
export interface Standing {
  readonly privileged: boolean;
}

/** The door to Twitch's chat. */
export interface Chat {
  /** Sends one line. Always resolves: without Twitch's answer the line is lost. */
  send(line: Line): Promise<Receipt>;
  standing(channel: string): Standing;
  state(): ChatState;
  joined(): readonly string[];
}
