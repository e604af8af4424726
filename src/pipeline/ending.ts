import type { Invocation } from '../domain/command.ts';
import type { Event } from '../domain/event.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Say } from '../domain/phrases.ts';
import type { FallbackMode } from '../domain/settings.ts';

/** What is said for an outcome, and how urgent it is; null when it ends in silence. */
export function sentence(
  outcome: Outcome,
  { say, fallbackMode, wait }: { say: Say; fallbackMode: FallbackMode; wait: (ms: number) => string },
): { readonly rank: 'answer' | 'refusal'; readonly text: string } | null {
  switch (outcome.kind) {
    case 'reply':
      return { rank: 'answer', text: outcome.text };
    case 'refused': {
      const { by, tell, retryAfterMs } = outcome.verdict;
      return tell ? { rank: 'refusal', text: say(`refused.${by}`, { wait: wait(retryAfterMs) }) } : null;
    }
    case 'failed':
      // Cancelled: whoever asked was silenced, and nobody is to be answered.
      return fallbackMode === 'silent' || outcome.reason === 'cancelled'
        ? null
        : { rank: 'answer', text: say(`failed.${fallbackMode}`) };
    case 'ignored':
      return null;
  }
}

/** How a command's answer reached the chat. */
export interface Delivery {
  /** Why it did not. */
  readonly undelivered: string | null;
  /** The rule by which it was held back, and a phrase said instead. */
  readonly heldBack: string | null;
}

/** How a command ended. */
export function ended(
  { command, message }: Invocation,
  outcome: Outcome,
  { undelivered, heldBack }: Delivery = { undelivered: null, heldBack: null },
): JournalEntry {
  const reply = outcome.kind === 'reply' ? outcome : null;
  const refused = outcome.kind === 'refused' ? outcome.verdict : null;
  return {
    login: message.viewer.login,
    viewerId: message.viewer.id,
    command: command.name,
    ending: undelivered !== null ? 'lost' : outcome.kind === 'reply' ? 'answered' : outcome.kind,
    gate: refused?.by ?? null,
    failure: heldBack !== null ? 'held_back' : outcome.kind === 'failed' ? outcome.reason : (reply?.phrase ?? null),
    detail: undelivered ?? heldBack,
    source: reply && heldBack !== null ? 'phrase' : (reply?.source ?? null),
    at: message.receivedAt,
    retryAt: refused ? message.receivedAt + refused.retryAfterMs : null,
  };
}

export function endedEvent(call: Invocation, entry: JournalEntry, now: number, overheadMs?: number): Event {
  const { command, message, meter, mayStore } = call;
  const reason = entry.failure === 'held_back' ? entry.failure : (entry.detail ?? entry.failure);
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
    viewerId: mayStore ? message.viewer.id : '',
    ...(mayStore && { text: message.text }),
    ms: now - message.receivedAt,
    cents: meter.cents ?? 0,
  };
}
