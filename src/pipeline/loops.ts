import type { ChatMessage } from '../domain/chat.ts';
import type { Clock } from '../lib/clock.ts';

/** Ends conversations between two bots; those mention each other, they use no commands. */
export interface Loops {
  isMuted(message: ChatMessage): boolean;
  /** Counts an admitted mention; true when it is one too many, and mutes its author. */
  isTurnTooMany(message: ChatMessage): boolean;
  /** The bot has said something to them. */
  said(message: ChatMessage): void;
}

/** No person reads an answer and types the next question this fast twice in a row. */
const quickMs = 2_000;
const mostQuickTurns = 2;
const muteMs = 60_000;
const mostPartners = 1_000;

interface Partner {
  saidAt: number;
  quickTurns: number;
  mutedUntil: number;
}

export function createLoops(clock: Clock): Loops {
  const partners = new Map<string, Partner>();
  const keyOf = ({ channel, viewer }: ChatMessage) => `${channel} ${viewer.id}`;

  return {
    isMuted: (message) => (partners.get(keyOf(message))?.mutedUntil ?? 0) > clock.now(),
    isTurnTooMany(message) {
      const partner = partners.get(keyOf(message));
      if (!partner) return false;
      const quick = message.receivedAt - partner.saidAt <= quickMs;
      partner.quickTurns = quick ? partner.quickTurns + 1 : 0;
      if (partner.quickTurns < mostQuickTurns) return false;
      partner.quickTurns = 0;
      partner.mutedUntil = clock.now() + muteMs;
      return true;
    },
    said(message) {
      const key = keyOf(message);
      const partner = partners.get(key) ?? { saidAt: 0, quickTurns: 0, mutedUntil: 0 };
      partner.saidAt = clock.now();
      partners.delete(key);
      partners.set(key, partner);
      if (partners.size > mostPartners) partners.delete(partners.keys().next().value!);
    },
  };
}
