import type { Invocation } from '../domain/command.ts';
import type { LeftOver, UnderWay } from '../domain/under-way.ts';
import type { Clock } from '../lib/clock.ts';
import { createSeen } from '../lib/seen.ts';
import type { Claims } from './claims.ts';

interface Running {
  readonly entry: LeftOver;
  forgotten: boolean;
  handing: Promise<boolean> | null;
}

const mostSeen = 8_192;
/** Beyond this, running commands are not stored. */
const mostRunning = 1_000;
const lookAgainMs = 2_000;

export interface UnderWayParts {
  readonly claims: Claims;
  readonly clock: Clock;
  /** Resolves when all admissions are stored. */
  readonly counted?: () => Promise<unknown>;
}

const atOnce = () => Promise.resolve();

/** This process's running commands, stored for the next process. */
export function createUnderWay({ claims, clock, counted = atOnce }: UnderWayParts): UnderWay {
  const seen = createSeen(mostSeen);
  const running = new Map<string, Running>();
  const run = (entry: LeftOver) => running.set(entry.id, { entry, forgotten: false, handing: null });

  return {
    isNew: (id) => seen.add(id),
    claim: ({ message: { channel, id }, deadline }) => claims.claim(channel, id, Math.max(0, deadline - clock.now())),
    admitted(call) {
      if (running.size >= mostRunning) return Promise.resolve();
      const entry = entryOf(call, clock.wall() - clock.now());
      run(entry);
      return claims.open(entry);
    },
    handing(id) {
      const one = running.get(id);
      // A stored entry is written after its admission; a command without one waits for the admission alone.
      if (!one) return counted().then(() => true);
      one.handing ??= claims.hand(one.entry, one.forgotten);
      return one.handing;
    },
    ended(id) {
      const one = running.get(id);
      if (running.delete(id)) claims.end(one!.entry.channel, id);
    },
    async takeOver(channels) {
      const { found: taken, own, answered, others } = await claims.takeOver(channels);
      for (const id of answered) seen.add(id);
      for (const { id } of taken) seen.add(id);
      const found = [...taken, ...own.filter(({ id }) => seen.add(id))];
      for (const entry of found) run(entry);
      return { found, others, lookAgainMs };
    },
    forget(viewerId, channels) {
      for (const one of running.values()) if (one.entry.viewer.id === viewerId) one.forgotten = true;
      return claims.forget(viewerId, channels);
    },
    stop: claims.stop,
  };
}

function entryOf({ message, command, args, deadline }: Invocation, ahead: number): LeftOver {
  const { id, channel, roomId, viewer, text, replyToLogin, receivedAt } = message;
  return {
    id,
    channel,
    roomId,
    viewer,
    command: command.name,
    args,
    text,
    replyToLogin,
    receivedAt: Math.floor(receivedAt + ahead),
    deadline: Math.floor(deadline + ahead),
    handed: false,
    tried: false,
  };
}
