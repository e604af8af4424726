import type { StreamEvent } from '../domain/stream.ts';
import type { Clock } from '../lib/clock.ts';

export type EventWay = 'chat' | 'eventsub';

const togetherMs = 60_000;
const most = 2_000;

/**
 * What Twitch tells in chat and over EventSub is one event: the second telling within a minute is a twin. A raid is one
 * for a minute whichever ways it came; of the rest each telling has one twin, as somebody may cheer twice.
 */
export function createTwins(clock: Clock): (channel: string, event: StreamEvent, way: EventWay) => boolean {
  /** When each way told what the other has not told yet. The oldest first. */
  const single = new Map<string, { readonly way: EventWay; at: number; times: number }>();

  return (channel, { what, by, count }, way) => {
    const now = clock.now();
    const key = `${channel} ${what} ${by.login}${what === 'raid' ? '' : ` ${count}`}`;
    const known = single.get(key);
    single.delete(key);
    const isRecent = known !== undefined && now - known.at < togetherMs;
    if (isRecent && what === 'raid') {
      single.set(key, known);
      return true;
    }
    if (isRecent && known.way !== way) {
      if (known.times > 1) single.set(key, { ...known, times: known.times - 1 });
      return true;
    }
    single.set(key, { way, at: now, times: isRecent ? known.times + 1 : 1 });
    if (single.size > most) single.delete(single.keys().next().value!);
    return false;
  };
}
