import type { Invocation } from '../domain/command.ts';
import type { Event } from '../domain/event.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { Outcome } from '../domain/outcome.ts';

/** How a command's answer reached the chat. */
export interface Delivery {
  /** Why it did not. */
  readonly undelivered: string | null;
  /** The gate held it back, and a phrase was said instead. */
  readonly heldBack: boolean;
}

/** How a command ended. */
export function ended(
  { command, message }: Invocation,
  outcome: Outcome,
  { undelivered, heldBack }: Delivery = { undelivered: null, heldBack: false },
): JournalEntry {
  const reply = outcome.kind === 'reply' ? outcome : null;
  const refused = outcome.kind === 'refused' ? outcome.verdict : null;
  return {
    login: message.viewer.login,
    viewerId: message.viewer.id,
    command: command.name,
    ending: undelivered !== null ? 'lost' : outcome.kind === 'reply' ? 'answered' : outcome.kind,
    gate: refused?.by ?? null,
    failure: heldBack ? 'held_back' : outcome.kind === 'failed' ? outcome.reason : (reply?.phrase ?? null),
    detail: undelivered,
    source: reply && heldBack ? 'phrase' : (reply?.source ?? null),
    at: message.receivedAt,
    retryAt: refused ? message.receivedAt + refused.retryAfterMs : null,
  };
}

export function endedEvent({ command, message }: Invocation, entry: JournalEntry, overheadMs?: number): Event {
  const reason = entry.detail ?? entry.failure;
  return {
    kind: 'command.ended',
    command: command.name,
    channel: message.channel,
    viewer: message.viewer.login,
    ending: entry.ending,
    ...(entry.source && { source: entry.source }),
    ...(entry.gate && { gate: entry.gate }),
    ...(reason && { reason }),
    ...(overheadMs !== undefined && { overheadMs }),
  };
}
