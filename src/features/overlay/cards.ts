import type { Event } from '../../domain/event.ts';
import type { Source } from '../../domain/outcome.ts';
import type { Clock } from '../../lib/clock.ts';
import { createSeen } from '../../lib/seen.ts';
import type { Look } from './look.ts';

/** A question, and what Twitch accepted of its answer, as pages draw it. Every text is a stranger's. */
export interface Card {
  readonly id: string;
  readonly asker: string;
  readonly question: string;
  readonly answer: string;
  /** Where the answer comes from; null: a model. */
  readonly source: string | null;
}

export type ToPages =
  | { readonly kind: 'show'; readonly card: Card }
  | { readonly kind: 'hide'; readonly ids: readonly string[] };

interface Held extends Omit<Card, 'answer'> {
  readonly viewerId: string;
  readonly login: string;
  readonly lines: { readonly id: string; readonly text: string }[];
  state: 'waiting' | 'delayed' | 'shown';
  cancel(): void;
}

export interface Cards {
  said(line: Extract<Event, { kind: 'answer.said' }>): void;
  withdrawn(what: Pick<Extract<Event, { kind: 'chat.withdrawn' }>, 'messageId' | 'viewerId'>): void;
  /** Nothing of the viewer is on a page any more. */
  forget(viewerId: string): void;
  /** What waits to be let through, oldest first. */
  waiting(): readonly (Card & { readonly login: string })[];
  /** Lets through the one who has waited longest, or that one. Null: nobody waits. */
  approve(login: string | null): string | null;
  /** Takes away what is shown or waits, of one or of all. How many there were. */
  clear(login: string | null): number;
  close(): void;
}

const mostHeld = 20;
/** Longer than any page shows what it was sent. */
const shownMs = 180_000;
const waitingMs = 600_000;
const mostWithdrawn = 500;

const names: Readonly<Partial<Record<Source, string>>> = {
  wikipedia: 'Wikipedia',
  wikidata: 'Wikidata',
  igdb: 'IGDB',
  openmeteo: 'Open-Meteo',
  frankfurter: 'BCE / ECB',
};

/** What is on a channel's overlay: nothing before Twitch accepted it, nothing after Twitch took it back. */
export function createCards(clock: Clock, look: () => Look, send: (message: ToPages) => void): Cards {
  const held = new Map<string, Held>();
  /** Messages that were taken back, maybe before their answers were accepted. */
  const withdrawn = createSeen(mostWithdrawn);

  const cardOf = ({ id, asker, question, lines, source }: Held): Card => ({
    id,
    asker,
    question,
    answer: lines.map(({ text }) => text).join(' '),
    source,
  });

  function remove(cards: readonly Held[]) {
    for (const card of cards) {
      card.cancel();
      held.delete(card.id);
      withdrawn.add(card.id);
    }
    // Also what a page may not have yet: it is told about ids only.
    if (cards.length > 0) send({ kind: 'hide', ids: cards.map(({ id }) => id) });
  }

  function show(card: Held) {
    card.cancel();
    card.state = 'shown';
    card.cancel = clock.after(shownMs, () => held.delete(card.id));
    send({ kind: 'show', card: cardOf(card) });
  }

  function later(card: Held) {
    const { delay } = look();
    if (delay === 0) return show(card);
    card.state = 'delayed';
    card.cancel = clock.after(delay * 1000, () => show(card));
  }

  const matching = (login: string | null) =>
    [...held.values()].filter((card) => login === null || card.login === login);

  return {
    said({ viewer, question, questionId, source, lineId, text }) {
      if (withdrawn.has(questionId) || withdrawn.has(lineId)) return;
      const known = held.get(questionId);
      if (known) {
        known.lines.push({ id: lineId, text });
        if (known.state === 'shown') send({ kind: 'show', card: cardOf(known) });
        return;
      }
      const card: Held = {
        id: questionId,
        viewerId: viewer.id,
        login: viewer.login,
        asker: viewer.name,
        question,
        source: names[source] ?? null,
        lines: [{ id: lineId, text }],
        state: 'waiting',
        cancel() {},
      };
      held.set(questionId, card);
      if (held.size > mostHeld) remove([held.values().next().value!]);
      if (look().approve) card.cancel = clock.after(waitingMs, () => held.delete(card.id));
      else later(card);
    },
    withdrawn({ messageId, viewerId }) {
      if (messageId !== null) withdrawn.add(messageId);
      const isGone = (card: Held) =>
        messageId !== null
          ? card.id === messageId || card.lines.some(({ id }) => id === messageId)
          : viewerId === null || card.viewerId === viewerId;
      remove([...held.values()].filter(isGone));
    },
    forget: (viewerId) => remove([...held.values()].filter((card) => card.viewerId === viewerId)),
    waiting: () =>
      matching(null).flatMap((card) => (card.state === 'waiting' ? [{ ...cardOf(card), login: card.login }] : [])),
    approve(login) {
      const card = matching(login).find(({ state }) => state === 'waiting');
      if (!card) return null;
      later(card);
      return card.login;
    },
    clear(login) {
      const cards = matching(login);
      remove(cards);
      return cards.length;
    },
    close() {
      for (const { cancel } of held.values()) cancel();
      held.clear();
    },
  };
}
