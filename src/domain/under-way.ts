import type { Invocation } from './command.ts';
import type { Stored } from './storage.ts';
import type { Viewer } from './viewer.ts';

/** A command that was admitted and has not ended, as a process that comes after a crash finds it. */
export interface LeftOver {
  readonly id: string;
  readonly channel: string;
  readonly roomId: string;
  readonly viewer: Viewer;
  /** The name of its command. */
  readonly command: string;
  readonly args: string;
  readonly text: string;
  readonly replyToLogin: string | null;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  readonly deadline: number;
  /** Its reply line was on its way to Twitch: it may have been seen. */
  readonly handed: boolean;
  /** It was taken over before, by a process that is gone as well. */
  readonly tried: boolean;
}

/**
 * The commands under way, written down where a kill -9 leaves them. A store that is away stops no command: then only
 * this process knows of it.
 */
export interface UnderWay {
  /** False where this process has seen the message before. */
  isNew(id: string): boolean;
  /** False: the message was answered before, or another process has it. */
  claim(call: Invocation): Promise<boolean>;
  /** From now on somebody who comes after a crash would find it. Not waited for. */
  admitted(call: Invocation): void;
  /**
   * To be waited for before the reply goes to the socket: whoever comes after a crash does not say it again. False:
   * another process has taken the command over, and this one has to be silent.
   */
  handing(id: string): Promise<boolean>;
  /** It ended, and is remembered for some minutes as answered. Without effect for what was never admitted. */
  ended(id: string): void;
  /** What processes that are gone have left in these channels. It belongs to this one from now on. */
  takeOver(channels: readonly string[]): Promise<TakenOver>;
  /** A viewer's commands leave the store, those that are under way too; these end as usual. */
  forget(viewerId: string, channels: readonly string[]): Promise<Stored<null>>;
  /** Resolves when others could know what has ended here. */
  stop(): Promise<void>;
}

export interface TakenOver {
  readonly found: readonly LeftOver[];
  /** How many belong to a process that may still be alive: worth another look in `lookAgainMs`. */
  readonly others: number;
  readonly lookAgainMs: number;
}
