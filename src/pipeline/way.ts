import type { ChatMessage } from '../domain/chat.ts';
import type { Command, Invocation } from '../domain/command.ts';
import type { Tell } from '../domain/event.ts';
import type { Journal, JournalEntry } from '../domain/journal.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Say } from '../domain/phrases.ts';
import type { Said, Saying } from '../domain/saying.ts';
import type { FallbackMode } from '../domain/settings.ts';
import type { UnderWay } from '../domain/under-way.ts';
import type { Permit } from '../domain/verdict.ts';
import type { Watchdog, Work } from '../domain/watchdog.ts';
import type { Clock } from '../lib/clock.ts';
import type { Admit } from './admit.ts';
import type { Dispatch } from './dispatch.ts';
import { ended, endedEvent } from './ended.ts';
import type { Loops } from './loops.ts';
import type { Parse } from './parse.ts';
import { sentence } from './sentence.ts';

export interface WayParts {
  readonly parse: Parse;
  readonly admit: Admit;
  readonly dispatch: Dispatch;
  readonly loops: Loops;
  readonly underWay: UnderWay;
  /** Where bots could talk with each other for ever. */
  readonly mention: Command;
  readonly outbox: { say(saying: Saying): Promise<Said> };
  readonly journal: Journal;
  /** Nothing new begins there. */
  readonly isClosing: (channel: string) => boolean;
  /** Whether a viewer wants nothing kept; null: nobody can tell now. */
  readonly optedOut: (viewerId: string) => Promise<boolean | null>;
  readonly say: Say;
  readonly fallbackMode: () => FallbackMode;
  readonly wait: (ms: number) => string;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly watchdog: Watchdog;
  /** Fires when what is still under way is to be refused. */
  readonly stopping: AbortSignal;
}

/** The way of one chat line: parse, admit, dispatch, and one outcome that somebody can see. */
export interface Way {
  take(message: ChatMessage): void;
  /** A command that was admitted before, by a process that is gone. */
  resume(call: Invocation, permit: Permit | undefined, settle: (ran: boolean) => void): void;
  note(channel: string, entry: JournalEntry): void;
  /** Resolves when everything that is under way now, in the channel or anywhere, has ended. */
  drained(channel?: string): Promise<void>;
  isIdle(channel: string): boolean;
}

export function createWay(parts: WayParts): Way {
  const { parse, admit, dispatch, loops, underWay, mention, outbox, journal, optedOut, say, clock, tell, stopping } =
    parts;
  const { watchdog } = parts;
  /** Commands under way, and their channels. */
  const ways = new Map<Promise<void>, string>();

  function follow({ message }: Invocation, command: Promise<void>) {
    const way = command.catch((error: unknown) => tell({ kind: 'bug', where: 'the pipeline', error }));
    ways.set(way, message.channel);
    void way.finally(() => ways.delete(way));
  }

  function parsed(message: ChatMessage): Invocation | null {
    try {
      return parse(message);
    } catch (error) {
      tell({ kind: 'bug', where: 'the reading of a line', error });
      return null;
    }
  }

  async function goThrough(call: Invocation) {
    if (!call.command.free && loops.isMuted(call.message)) return account(call, { kind: 'ignored' }, undefined);
    // All at once: where processes share them they are one round trip.
    const claimed = underWay.claim(call);
    if (claimed === false) return;
    const out = optedOut(call.message.viewer.id);
    const asked = admit(call);
    const verdict = asked instanceof Promise ? await asked : asked;
    if (claimed !== true && !(await claimed)) {
      if (verdict.kind === 'refused') return;
      verdict.settle(false);
      verdict.permit.release();
      return;
    }
    if (verdict.kind === 'refused') {
      return account(call, { kind: 'refused', verdict }, undefined, out);
    }
    if (call.command === mention && loops.isTurnTooMany(call.message)) {
      verdict.settle(false);
      return account(call, { kind: 'ignored' }, verdict.permit);
    }
    const mayStore = (await out) === false;
    // What may not be stored is not found again after a crash either.
    if (mayStore) underWay.admitted(call);
    return run({ ...call, mayStore }, verdict.permit, verdict.settle);
  }

  /** From the admission to the end. */
  async function run(call: Invocation, permit: Permit | undefined, settle: (ran: boolean) => void) {
    try {
      let outcome = await dispatch(call, stopping);
      if (stopping.aborted && outcome.kind !== 'reply') {
        outcome = { kind: 'refused', verdict: { kind: 'refused', by: 'stopping', retryAfterMs: 0, tell: true } };
      }
      settle(outcome.kind !== 'refused');
      await account(call, outcome, permit);
    } finally {
      underWay.ended(call.message.id);
    }
  }

  /** Hands the outcome to the outbox and tells telemetry how the command ended. */
  async function account(
    call: Invocation,
    outcome: Outcome,
    permit: Permit | undefined,
    out?: Promise<boolean | null>,
  ) {
    const { message, meter, deadline } = call;
    const words = sentence(outcome, { say, fallbackMode: parts.fallbackMode(), wait: parts.wait });
    let overheadMs: number | undefined;
    let undelivered: string | null = null;
    const said = Promise.withResolvers<string | null>();
    let isOwn = false;
    const isAnswer = words?.rank === 'answer';
    if (!isAnswer) void note(call, ended(call, outcome), out);
    if (!words) permit?.release();
    else {
      const end = await outbox.say({
        ...words,
        channel: message.channel,
        replyTo: message.id,
        viewerName: message.viewer.name,
        links: outcome.kind === 'reply' ? outcome.links : undefined,
        permit,
        deadline,
        waitMs: outcome.kind === 'refused' ? outcome.verdict.retryAfterMs : undefined,
        instead: isAnswer ? () => say('failed.minimal') : undefined,
        handing: () => underWay.handing(message.id),
        onHanded(waitedMs) {
          loops.said(message);
          meter.waited('send', waitedMs);
          overheadMs = clock.now() - message.receivedAt - meter.totalMs;
          if (!isAnswer) return;
          void note(call, ended(call, outcome));
          // Behind the line, which is sent before anything else is done.
          queueMicrotask(() => outcome.kind === 'reply' && outcome.onHanded?.(said.promise));
        },
        onSaid(text) {
          isOwn = true;
          said.resolve(text);
        },
      });
      // A refusal that could not be told is a refusal all the same.
      if (end.kind !== 'accepted' && isAnswer) undelivered = end.reason;
      said.resolve(null);
    }
    const heldBack = isAnswer && !isOwn && undelivered === null;
    const entry = ended(call, outcome, { undelivered, heldBack });
    if (undelivered !== null || heldBack) void note(call, entry);
    tell(endedEvent(call, entry, overheadMs));
  }

  /** `out`: as it was asked before, where nothing ran that could have changed it. */
  async function note({ command, message }: Invocation, entry: JournalEntry, out?: Promise<boolean | null>) {
    // Nobody typed it, and nobody asks what became of it.
    if (command.quiet && entry.ending === 'ignored') return;
    await noteIn(message.channel, entry, out);
  }

  async function noteIn(channel: string, entry: JournalEntry, out = optedOut(entry.viewerId)) {
    if ((await out) !== true) journal.note(channel, entry);
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
    note: (channel, entry) => void noteIn(channel, entry),
    async drained(channel) {
      await Promise.all(
        [...ways].filter(([, where]) => channel === undefined || where === channel).map(([way]) => way),
      );
    },
    isIdle: (channel) => ![...ways.values()].includes(channel),
  };
}

function workOf({ id, channel, text }: ChatMessage, command: string | null = null): Work {
  return { line: id, channel, length: text.length, command };
}
