import type { Invocation } from './command.ts';
import type { Stored } from './storage.ts';
import type { Viewer } from './viewer.ts';

/** An admitted command that had not ended when its process died. */
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
 * The running commands, stored so that a kill -9 leaves them. Without the store commands run all the same, known to
 * this process only.
 */
export interface UnderWay {
  /** False where this process has seen the message before. */
  isNew(id: string): boolean;
  /** False: the message was answered before, or another process has it. */
  claim(call: Invocation): Promise<boolean>;
  /** Stores it for the process after a crash. Resolves when it is on its way there: what the command does comes after it. */
  admitted(call: Invocation): Promise<void>;
  /**
   * To be waited for before the reply goes to the socket: whoever comes after a crash does not say it again. False:
   * another process has taken the command over, and this one has to be silent.
   */
  handing(id: string): Promise<boolean>;
  /** Marks it as answered for some minutes. Without effect for what was never admitted. */
  ended(id: string): void;
  /** Takes over what dead processes left in these channels. */
  takeOver(channels: readonly string[]): Promise<TakenOver>;
  /** Deletes a viewer's commands from the store, running ones included; these end as usual. */
  forget(viewerId: string, channels: readonly string[]): Promise<Stored<null>>;
  /** Resolves when all endings are stored. */
  stop(): Promise<void>;
}

export interface TakenOver {
  readonly found: readonly LeftOver[];
  /** How many belong to a process that may still be alive: worth another look in `lookAgainMs`. */
  readonly others: number;
  readonly lookAgainMs: number;
}
