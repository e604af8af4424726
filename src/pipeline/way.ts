import type { ChatMessage } from '../domain/chat.ts';
import type { Command, Invocation } from '../domain/command.ts';
import type { Tell } from '../domain/event.ts';
import type { Journal, JournalEntry } from '../domain/journal.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Say } from '../domain/phrases.ts';
import { type Said, type Saying, wordingOf } from '../domain/saying.ts';
import type { FallbackMode } from '../domain/settings.ts';
import type { UnderWay } from '../domain/under-way.ts';
import { type Admission, type Permit, stoppingMs, type Verdict } from '../domain/verdict.ts';
import { holds } from '../domain/viewer.ts';
import type { Watchdog, Work } from '../domain/watchdog.ts';
import type { Clock } from '../lib/clock.ts';
import type { Dispatch } from './dispatch.ts';
import { ended, endedEvent, sentence } from './ending.ts';
import type { Loops } from './loops.ts';
import type { Parse } from './parse.ts';

export interface WayParts {
  readonly parse: Parse;
  /** False: the line is being taken off the chat, and is no command. */
  readonly passes: (message: ChatMessage) => boolean;
  readonly limiter: Admission;
  readonly dispatch: Dispatch;
  readonly loops: Loops;
  readonly underWay: UnderWay;
  /** Guarded against two bots that talk with each other. */
  readonly mention: Command;
  readonly outbox: { say(saying: Saying): Promise<Said> };
  readonly journal: Journal;
  /** Where the bot is silent: commands are refused, but for a viewer's rights. */
  readonly isPaused: (channel: string) => boolean;
  /** No new command begins there. */
  readonly isClosing: (channel: string) => boolean;
  /** Whether nothing about the viewer may be stored; null: nobody can tell now. */
  readonly optedOut: (viewerId: string) => Promise<boolean | null>;
  /** Whether an admission is waited for, so that what a command needs of the store can be read meanwhile. */
  readonly readsAhead: boolean;
  readonly say: Say;
  readonly fallbackMode: () => FallbackMode;
  readonly wait: (ms: number) => string;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly watchdog: Watchdog;
  /** Fires when running commands are to be refused. */
  readonly stopping: AbortSignal;
}

/** The way of one chat line: parse, admit, dispatch, and one outcome that somebody can see. */
export interface Way {
  take(message: ChatMessage): void;
  /** A command that was admitted before, by a process that is gone. */
  resume(call: Invocation, permit: Permit | undefined, settle: (ran: boolean) => void): void;
  /** Stores nothing about the viewer from now on, running commands included. */
  forget(viewerId: string): void;
  /** Resolves when all commands that run now, in the channel or anywhere, have ended. */
  drained(channel?: string): Promise<void>;
  isIdle(channel: string): boolean;
}

/** A viewer who lacks the role is told once in this time. */
const levelWindowMs = 600_000;

/** Whether the viewer may use the command at all, then what the RateLimiter says. */
export function createAdmit(limiter: Admission, isPaused: (channel: string) => boolean) {
  return async ({ command, message: { channel, viewer }, deadline }: Invocation): Promise<Verdict> => {
    const { name, level, free = false, quiet = false, asks = false, pace } = command;
    if (!free && isPaused(channel)) return limiter.refuse(channel, null, 'paused', 0);
    if (!holds(viewer.roles, level)) return limiter.refuse(channel, quiet ? null : viewer, 'level', levelWindowMs);
    const light = free || (asks && !pace) ? undefined : (pace ?? { name, viewerSeconds: null, channelSeconds: null });
    return limiter.admit({ channel, viewer, command: name, deadline, free, quiet, asks, light });
  };
}

export function createWay(parts: WayParts): Way {
  const { parse, dispatch, loops, underWay, mention, outbox, journal, optedOut, say, clock, tell } = parts;
  const { watchdog, stopping } = parts;
  const admit = createAdmit(parts.limiter, parts.isPaused);
  const underWayNow = new Map<Invocation, Promise<void>>();

  function follow(call: Invocation, command: Promise<void>) {
    const done = command.catch((error: unknown) => tell({ kind: 'bug', where: 'the pipeline', error }));
    underWayNow.set(call, done);
    void done.finally(() => underWayNow.delete(call));
  }

  function parsed(message: ChatMessage): Invocation | null {
    try {
      return parts.passes(message) ? parse(message) : null;
    } catch (error) {
      tell({ kind: 'bug', where: 'the reading of a line', error });
      return null;
    }
  }

  async function goThrough(call: Invocation) {
    const { command, message } = call;
    if (!underWay.isNew(message.id)) return;
    const out = optedOut(message.viewer.id);
    if (!command.free && loops.isMuted(message)) {
      call.mayStore = (await out) === false;
      return account(call, { kind: 'ignored' }, undefined);
    }
    const [isOurs, isOut] = await Promise.all([underWay.claim(call), out]);
    call.mayStore = isOut === false;
    // Before the admission: another process's, of the same message, would refuse ours as the viewer's second.
    if (!isOurs) return;
    const deciding = admit(call);
    if (parts.readsAhead) readAhead(call);
    const verdict = await deciding;
    if (verdict.kind === 'refused') return account(call, { kind: 'refused', verdict }, undefined);
    if (command === mention && loops.isTurnTooMany(message)) {
      verdict.settle(false);
      return account(call, { kind: 'ignored' }, verdict.permit);
    }
    // What may not be stored is not found again after a crash either.
    const onItsWay = call.mayStore ? underWay.admitted(call) : null;
    // A light command is done with its work before its entry could have left.
    if (command.asks) await onItsWay;
    return run(call, verdict.permit, verdict.settle);
  }

  function readAhead(call: Invocation) {
    try {
      call.command.readAhead?.(call);
    } catch (error) {
      tell({ kind: 'bug', where: `reading ahead for ${call.command.name}`, error });
    }
  }

  /** From the admission to the end. */
  async function run(call: Invocation, permit: Permit | undefined, settle: (ran: boolean) => void) {
    try {
      let outcome = await dispatch(call, stopping);
      if (stopping.aborted && outcome.kind !== 'reply') {
        outcome = {
          kind: 'refused',
          verdict: { kind: 'refused', by: 'stopping', retryAfterMs: stoppingMs, tell: true },
        };
      }
      settle(outcome.kind !== 'refused');
      await account(call, outcome, permit);
    } finally {
      underWay.ended(call.message.id);
    }
  }

  /** Hands the outcome to the outbox and tells telemetry how the command ended. */
  async function account(call: Invocation, outcome: Outcome, permit: Permit | undefined) {
    const { command, message, meter, deadline } = call;
    const words = sentence(outcome, { say, fallbackMode: parts.fallbackMode(), wait: parts.wait });
    let entry = ended(call, outcome);
    let overheadMs: number | undefined;
    let heldBack: string | null = null;
    if (words?.rank !== 'answer') note(call, entry);
    if (!words) permit?.release();
    else {
      /** What Twitch accepted of the answer; null where it was lost, refused, or something was said instead. */
      const said = Promise.withResolvers<string | null>();
      const isAnswer = words.rank === 'answer';
      const end = await outbox.say({
        ...words,
        channel: message.channel,
        replyTo: message.id,
        viewerName: message.viewer.name,
        ...(outcome.kind === 'reply' && {
          links: outcome.links,
          written: outcome.written,
          mentions: outcome.mentions,
        }),
        permit,
        deadline,
        waitMs: outcome.kind === 'refused' ? outcome.verdict.retryAfterMs : undefined,
        wording: outcome.kind === 'reply' ? wordingOf(outcome.source) : 'own',
        viewerId: message.viewer.id,
        instead: isAnswer
          ? (rule) => {
              heldBack = rule;
              return say('held_back');
            }
          : undefined,
        handing: async () => (command.free || !parts.isPaused(message.channel)) && (await underWay.handing(message.id)),
        onHanded(waitedMs) {
          loops.said(message);
          meter.waited('send', waitedMs);
          overheadMs = clock.now() - message.receivedAt - meter.totalMs;
          if (!isAnswer) return;
          note(call, entry);
          // After the line is on its way.
          if (outcome.kind === 'reply') queueMicrotask(() => command.onHanded?.(call, outcome, said.promise));
        },
        onSaid(text) {
          said.resolve(text);
        },
        onLine(text, lineId) {
          if (!call.mayStore || outcome.kind !== 'reply') return;
          const { channel, viewer, id: questionId } = message;
          tell({
            kind: 'answer.said',
            channel,
            viewer: { id: viewer.id, login: viewer.login, name: viewer.name },
            command: command.name,
            asks: command.asks ?? false,
            question: call.args,
            ...{ questionId, source: outcome.source, lineId, text },
          });
        },
      });
      said.resolve(null);
      // A refusal counts as one even if it could not be told.
      const undelivered = end.kind !== 'accepted' && isAnswer ? end.reason : null;
      if (undelivered !== null || heldBack !== null) {
        entry = ended(call, outcome, { undelivered, heldBack });
        note(call, entry);
      }
    }
    tell(endedEvent(call, entry, clock.now(), overheadMs));
  }

  function note({ command, message, mayStore }: Invocation, entry: JournalEntry) {
    // Ignored auto-translations are no news.
    if (mayStore && !(command.quiet && entry.ending === 'ignored')) journal.note(message.channel, entry);
  }

  return {
    take(message) {
      if (parts.isClosing(message.channel)) return;
      const work = workOf(message);
      watchdog.during(work, () => {
        const call = parsed(message);
        if (!call) return;
        work.command = call.command.name;
        follow(call, goThrough(call));
      });
    },
    resume: (call, permit, settle) =>
      watchdog.during(workOf(call.message, call.command.name), () => follow(call, run(call, permit, settle))),
    forget(viewerId) {
      for (const call of underWayNow.keys()) if (call.message.viewer.id === viewerId) call.mayStore = false;
    },
    async drained(channel) {
      const theirs = [...underWayNow].filter(([{ message }]) => channel === undefined || message.channel === channel);
      await Promise.all(theirs.map(([, done]) => done));
    },
    isIdle: (channel) => ![...underWayNow.keys()].some(({ message }) => message.channel === channel),
  };
}

function workOf({ id, channel, text }: ChatMessage, command: string | null = null): Work {
  return { line: id, channel, length: text.length, command };
}
