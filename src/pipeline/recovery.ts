import type { ChatMessage } from '../domain/chat.ts';
import type { Command, Invocation } from '../domain/command.ts';
import type { Tell } from '../domain/event.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { LeftOver, TakenOver, UnderWay } from '../domain/under-way.ts';
import type { Watchdog, Work } from '../domain/watchdog.ts';
import type { Clock } from '../lib/clock.ts';
import { createMeter } from './meter.ts';
import type { Parse } from './parse.ts';

/**
 * `handed`: its reply may have been seen. `stale`: its deadline has passed. `deadly`: it stalled the process, or was
 * running in two that died.
 */
export type Loss = 'handed' | 'stale' | 'deadly';

export interface RecoveryParts {
  readonly underWay: UnderWay;
  readonly commands: readonly Command[];
  /** Commands that moderators made are found again as they were found first. */
  readonly parse?: Parse;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly watchdog: Pick<Watchdog, 'stalled' | 'settled'>;
  /** A command that stalled the process before it was stored. */
  readonly onUnwritten: (work: Work & { readonly command: string }) => void;
  /** Runs a command that was admitted already, from there to its end. */
  readonly resume: (call: Invocation, left: LeftOver) => void;
  readonly onLoss: (left: LeftOver, loss: Loss) => void;
}

export interface Recovery {
  /** To be called before lines come in, so that none is answered twice. */
  look(channels: readonly string[]): Promise<void>;
  /** To be called when the bot can speak: resumes or ends what was found, and what is found later. */
  settle(): void;
  isSettled(): boolean;
  stop(): void;
}

/** Resumes a dead process's commands while they are fresh; the others are counted as lost. */
export function createRecovery(parts: RecoveryParts): Recovery {
  const { underWay, commands, parse, clock, tell, resume, onLoss, watchdog, onUnwritten } = parts;
  let waiting: LeftOver[] = [];
  let settling = false;
  let stopped = false;
  const looks = new Map<string, () => void>();

  async function look(channels: readonly string[]) {
    const taken = await underWay.takeOver(channels);
    waiting.push(...taken.found);
    if (settling) settle();
    if (taken.others > 0 && !stopped) lookAgain(channels, taken);
  }

  function lookAgain(channels: readonly string[], { lookAgainMs }: TakenOver) {
    const key = channels.join();
    looks.get(key)?.();
    const cancel = clock.after(lookAgainMs, () => {
      looks.delete(key);
      void look(channels);
    });
    looks.set(key, cancel);
  }

  function settle() {
    const found = waiting;
    waiting = [];
    const stalled = watchdog.stalled();
    if (found.length > 0) {
      tell({ kind: 'lifecycle', text: `commands under way when a process of the bot died: ${found.length}` });
    }
    for (const { command, ...work } of settling ? [] : stalled) {
      if (command !== null && !found.some(({ id }) => id === work.line)) onUnwritten({ ...work, command });
    }
    watchdog.settled();
    settling = true;
    for (const left of found) {
      const call = callOf(left);
      const deadly = left.tried || stalled.some(({ line }) => line === left.id);
      if (call && !left.handed && !deadly) resume(call, left);
      else {
        onLoss(left, left.handed ? 'handed' : deadly ? 'deadly' : 'stale');
        underWay.ended(left.id);
      }
    }
  }

  function callOf(left: LeftOver): Invocation | null {
    const command = commands.find(({ name }) => name === left.command) ?? parsedAgain(left);
    // A wall clock that was set back must not extend the deadline.
    const remaining = Math.min(left.deadline - clock.wall(), left.deadline - left.receivedAt);
    if (!command || remaining <= 0) return null;
    const now = clock.now();
    return {
      command,
      message: messageOf(left, now),
      args: left.args,
      deadline: now + remaining,
      meter: createMeter(tell),
      // It was stored, so it may be.
      mayStore: true,
    };
  }

  function parsedAgain(left: LeftOver): Command | null {
    const command = parse?.(messageOf(left, clock.now()))?.command;
    return command?.name === left.command ? command : null;
  }

  return {
    look,
    settle,
    isSettled: () => settling,
    stop() {
      stopped = true;
      for (const cancel of looks.values()) cancel();
      looks.clear();
    },
  };
}

/** Received now: the time before belongs to the dead process. */
function messageOf({ id, channel, roomId, viewer, text, replyToLogin }: LeftOver, receivedAt: number): ChatMessage {
  return { id, channel, roomId, viewer, text, replyToLogin, receivedAt };
}

/** The journal entry of a lost command. */
export function lossEntry({ viewer, command, receivedAt }: LeftOver, detail: string, clock: Clock): JournalEntry {
  return {
    login: viewer.login,
    viewerId: viewer.id,
    command,
    ending: 'lost',
    gate: null,
    failure: null,
    detail,
    source: null,
    at: clock.now() - Math.max(0, clock.wall() - receivedAt),
    retryAt: null,
  };
}
