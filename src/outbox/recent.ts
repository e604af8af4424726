import type { Clock } from '../lib/clock.ts';

/** Twitch refuses a line that equals one of the last 30 s in the channel, so the bot varies it first, visibly. */
export interface Recent {
  vary(channel: string, text: string): string;
  sent(channel: string, text: string): void;
}

const windowMs = 31_000;
const maxLines = 200;
const marks = ['·', '··', '···', '··· ·', '··· ··'];

export function createRecent(clock: Clock): Recent {
  const lines = new Map<string, number>();
  const key = (channel: string, text: string) => `${channel}\n${text.trim().replace(/ +/g, ' ')}`;
  const fresh = (channel: string, text: string) =>
    clock.now() - (lines.get(key(channel, text)) ?? Number.NEGATIVE_INFINITY) > windowMs;

  return {
    vary(channel, text) {
      if (fresh(channel, text)) return text;
      for (const mark of marks) {
        const varied = `${text.slice(0, 490).replace(/[\uD800-\uDBFF]$/, '')} ${mark}`;
        if (fresh(channel, varied)) return varied;
      }
      return text;
    },
    sent(channel, text) {
      const k = key(channel, text);
      lines.delete(k);
      lines.set(k, clock.now());
      if (lines.size > maxLines) lines.delete(lines.keys().next().value!);
    },
  };
}
