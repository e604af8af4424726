import type { Viewer } from '../../../domain/viewer.ts';
import type { Clock } from '../../../lib/clock.ts';
import { areAlike, type Look, type Trace, traceOf } from '../look.ts';

// What can be said of a line by those before it. In memory only.

interface Line {
  readonly trace: Trace;
  readonly at: number;
}
interface First {
  readonly trace: Trace;
  readonly at: number;
  readonly viewer: Viewer;
  readonly messageId: string;
  readonly text: string;
  isFound: boolean;
}

const mostViewers = 20_000;
const mostChannels = 1_000;
const mostLines = 20;
/** Where a setting asks for more, it has more. */
const fewestFirsts = 40;
/** In percent: a number or a name more makes another line. */
const leastShare = 80;
/** Short lines are alike by nature: "gg", "oui". */
const leastLetters = 6;
/** Who comes with a raid writes what the others write. */
const raidMs = 300_000;

export interface Lookalike {
  readonly viewer: Viewer;
  readonly messageId: string;
  readonly text: string;
}

export function createHistory(clock: Clock) {
  /** By channel and viewer; who wrote last is last. */
  const lines = new Map<string, Line[]>();
  const times = new Map<string, number[]>();
  const firsts = new Map<string, First[]>();
  const raided = new Map<string, number>();
  const keyOf = ({ message: { channel, viewer } }: Look) => `${channel} ${viewer.id}`;

  function last<T>(from: Map<string, T[]>, key: string, most: number): T[] {
    const known = from.get(key) ?? [];
    from.delete(key);
    from.set(key, known);
    if (from.size > most) from.delete(from.keys().next().value!);
    return known;
  }

  return {
    /** How many lines of the viewer, this one included, are nearly the same. */
    repeats(look: Look, { within, alike: share }: { readonly within: number; readonly alike: number }): number {
      if (look.key.length < leastLetters) return 0;
      const own = last(lines, keyOf(look), mostViewers);
      const since = clock.now() - within * 1_000;
      const recent = own.filter(({ at }) => at > since);
      const trace = traceOf(look.key);
      const same = recent.filter((line) => areAlike(line.trace, trace, share)).length;
      own.splice(0, own.length, ...recent.slice(1 - mostLines), { trace, at: clock.now() });
      return same + 1;
    },
    /** How many lines the viewer wrote lately, this one included. */
    lines(look: Look, { within, lines: most }: { readonly within: number; readonly lines: number }): number {
      const own = last(times, keyOf(look), mostViewers);
      const since = clock.now() - within * 1_000;
      // One more than are allowed is all that has to be known.
      const recent = own.filter((at) => at > since).slice(-most);
      own.splice(0, own.length, ...recent, clock.now());
      return own.length;
    },
    /**
     * The first lines of other accounts that this account's first line is nearly the same as; null: too few. Whoever was
     * given before is not given again.
     */
    lookalikes(
      look: Look,
      { accounts, within, letters }: { readonly accounts: number; readonly within: number; readonly letters: number },
    ): readonly Lookalike[] | null {
      const { channel, viewer, id, isFirst = false } = look.message;
      if (!isFirst || look.key.length < letters) return null;
      const now = clock.now();
      const all = last(firsts, channel, mostChannels);
      const recent = all.filter(({ at }) => at > now - within * 1_000);
      const trace = traceOf(look.key);
      const own: First = { trace, at: now, viewer, messageId: id, text: look.text, isFound: false };
      all.splice(0, all.length, ...recent.slice(-Math.max(fewestFirsts, accounts)), own);
      if (now < (raided.get(channel) ?? 0)) return null;
      const same = recent.filter((one) => one.viewer.id !== viewer.id && areAlike(one.trace, trace, leastShare));
      if (new Set(same.map((one) => one.viewer.id)).size + 1 < accounts) return null;
      const fresh = same.filter(({ isFound }) => !isFound);
      for (const one of [...fresh, own]) one.isFound = true;
      return fresh;
    },
    raid(channel: string) {
      raided.set(channel, clock.now() + raidMs);
      if (raided.size > mostChannels) raided.delete(raided.keys().next().value!);
    },
    forget(viewerId: string) {
      for (const kept of [lines, times]) {
        for (const key of kept.keys()) if (key.endsWith(` ${viewerId}`)) kept.delete(key);
      }
      for (const [channel, all] of firsts) {
        firsts.set(
          channel,
          all.filter(({ viewer }) => viewer.id !== viewerId),
        );
      }
    },
  };
}
