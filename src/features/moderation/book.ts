import { type DropViewer, type OpenDocuments, type Schema, schemaOf } from '../../domain/documents.ts';
import type { ModerationAct, ModerationResult } from '../../domain/moderation.ts';
import type { Viewer } from '../../domain/viewer.ts';
import type { Clock } from '../../lib/clock.ts';

/** One act, as `!modlog` tells it. What was written is not in it. */
export interface Entry {
  /** Unix milliseconds. */
  readonly at: number;
  /** Both empty where nothing about the viewer may be stored. */
  readonly id: string;
  readonly login: string;
  /** The filter, or the command. */
  readonly rule: string;
  /** What the filter found; of a command who typed it, behind an `@`. */
  readonly detail: string;
  readonly act: ModerationAct;
  readonly seconds?: number;
  readonly result: ModerationResult;
  readonly reason?: string;
}

/** A viewer's strikes: when each was, in Unix milliseconds. */
type Strikes = readonly [id: string, login: string, times: readonly number[]];
interface Book {
  readonly strikes: readonly Strikes[];
  readonly log: readonly Entry[];
  /** Until when somebody may link, in Unix milliseconds. */
  readonly permits: readonly (readonly [login: string, until: number])[];
}

const isTexts = (...values: unknown[]) => values.every((value) => typeof value === 'string');
const isTime = (value: unknown): value is number => Number.isFinite(value);
const isRow = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isStrikes = (value: unknown) =>
  isRow(value) && isTexts(value[0], value[1]) && isRow(value[2]) && value[2].every(isTime);
const isPermit = (value: unknown) => isRow(value) && isTexts(value[0]) && isTime(value[1]);
function isEntry(value: unknown) {
  const { at, id, login, rule, detail, act, result } = (value ?? {}) as Partial<Entry>;
  return isTime(at) && isTexts(id, login, rule, detail, act, result);
}
const isBook = (value: unknown): value is Book => {
  const { strikes, log, permits } = (value ?? {}) as Partial<Record<keyof Book, unknown>>;
  const all = (list: unknown, is: (one: unknown) => boolean) => isRow(list) && list.every(is);
  return all(strikes, isStrikes) && all(log, isEntry) && all(permits, isPermit);
};
const schema: Schema<Book> = schemaOf('strikes, acts and permits', isBook);
const empty: Book = { strikes: [], log: [], permits: [] };

export const strikeMs = 3_600_000;
const mostStruck = 500;
const mostEntries = 100;
const mostPermits = 100;
const longestReason = 120;
const mostViewers = 5_000;

const without: DropViewer<Book> = (now, { id: leaver, names }) => {
  const logins = names.map((name) => name.toLowerCase());
  const isTheirs = (id: string, login: string) => id === leaver || logins.includes(login);
  const strikes = now.strikes.filter(([id, login]) => !isTheirs(id, login));
  const typed = logins.map((login) => `@${login}`);
  const log = now.log
    .filter(({ id, login }) => !isTheirs(id, login))
    .map((entry) => (typed.includes(entry.detail) ? { ...entry, detail: '' } : entry));
  const permits = now.permits.filter(([login]) => !logins.includes(login));
  const isNews =
    strikes.length < now.strikes.length ||
    log.some((entry, at) => entry !== now.log[at]) ||
    log.length < now.log.length ||
    permits.length < now.permits.length;
  return isNews ? { strikes, log, permits } : null;
};

interface Pending {
  readonly strikes: Map<string, Strikes>;
  readonly log: Entry[];
}

/** What comes within that time is stored together. */
const gatherMs = 500;
/** Of one viewer: no ladder is longer. */
const mostTimes = 20;

/** Strikes, acts and permits of each channel. Strikes count at once, and are stored a moment later. */
export function createBook(documents: OpenDocuments, clock: Pick<Clock, 'wall' | 'after'>) {
  const books = documents<Book>('moderation.book', schema, empty, without);
  const pending = new Map<string, Pending>();
  /** What is being stored now. */
  const onTheWay = new Map<string, Pending>();
  /** Ends the wait for more, by channel. */
  const waits = new Map<string, () => void>();
  const writing = new Map<string, Promise<void>>();
  /** Strikes of this process, stored or not, by channel and viewer. */
  const own = new Map<string, readonly number[]>();
  const indexes = new WeakMap<Book, ReadonlyMap<string, readonly number[]>>();
  const freshOf = (times: readonly number[]) => {
    const since = clock.wall() - strikeMs;
    return times.filter((at) => at > since);
  };

  function storedTimes(channel: string, id: string): readonly number[] {
    const book = books.read(channel);
    const index = indexes.get(book) ?? new Map(book.strikes.map(([one, , times]) => [one, times]));
    indexes.set(book, index);
    return index.get(id) ?? [];
  }

  async function write(channel: string) {
    for (let taken = pending.get(channel); taken; taken = pending.get(channel)) {
      pending.delete(channel);
      const { strikes: added, log } = taken;
      onTheWay.set(channel, taken);
      const done = await books.change(channel, (now) => {
        const strikes = new Map(now.strikes.map((one) => [one[0], one]));
        for (const [id, login, times] of added.values()) {
          const before = strikes.get(id)?.[2] ?? [];
          strikes.delete(id);
          strikes.set(id, [id, login, [...new Set([...before, ...times])].slice(-mostTimes)]);
        }
        return {
          ...now,
          strikes: [...strikes.values()]
            .map(([id, login, times]): Strikes => [id, login, freshOf(times)])
            .filter(([, , times]) => times.length > 0)
            .slice(-mostStruck),
          log: [...now.log, ...log].slice(-mostEntries),
        };
      });
      onTheWay.delete(channel);
      // A store that is away takes the next ones: what was lost here is in the log of the bot.
      if (!done.ok) return;
    }
  }

  function begin(channel: string) {
    waits.get(channel)?.();
    waits.delete(channel);
    const before = writing.get(channel) ?? Promise.resolve();
    const mine = before
      .then(() => write(channel))
      .finally(() => writing.get(channel) === mine && writing.delete(channel));
    writing.set(channel, mine);
  }

  function note(channel: string, add: (to: Pending) => void) {
    const waiting = pending.get(channel) ?? { strikes: new Map(), log: [] };
    pending.set(channel, waiting);
    add(waiting);
    if (!waits.has(channel))
      waits.set(
        channel,
        clock.after(gatherMs, () => begin(channel)),
      );
  }

  return {
    /** The viewer's strikes of the last hour, this one included. */
    strike(channel: string, { id }: Pick<Viewer, 'id'>, isDry: boolean): number {
      const key = `${isDry ? 'dry ' : ''}${channel} ${id}`;
      const stored = isDry ? [] : storedTimes(channel, id);
      const known = freshOf([...new Set([...stored, ...(own.get(key) ?? [])])]);
      // Each has a time of its own: two that are stored are told apart by it.
      const times = [...known, Math.max(clock.wall(), (known.at(-1) ?? 0) + 1)].slice(-mostTimes);
      own.delete(key);
      own.set(key, times);
      if (own.size > mostViewers) own.delete(own.keys().next().value!);
      return times.length;
    },
    /** Stores the viewer's strikes as they are now. */
    storeStrikes(channel: string, { id, login }: Pick<Viewer, 'id' | 'login'>) {
      const times = own.get(`${channel} ${id}`);
      if (times) note(channel, ({ strikes }) => strikes.set(id, [id, login, times]));
    },
    add(channel: string, entry: Entry) {
      const { reason } = entry;
      const brief = reason === undefined ? entry : { ...entry, reason: reason.slice(0, longestReason) };
      note(channel, ({ log }) => {
        log.push(brief);
        if (log.length > 2 * mostEntries) log.splice(0, mostEntries);
      });
    },
    /** The newest first, what is not stored yet included. */
    log(channel: string): readonly Entry[] {
      const stored = books.read(channel).log;
      const isStored = ({ at, id, act }: Entry) =>
        stored.some((one) => one.at === at && one.id === id && one.act === act);
      const onWay = (onTheWay.get(channel)?.log ?? []).filter((entry) => !isStored(entry));
      const waiting = pending.get(channel)?.log ?? [];
      return [...stored, ...onWay, ...waiting].slice(-mostEntries).toReversed();
    },
    mayLink: (channel: string, login: string) =>
      books.read(channel).permits.some(([one, until]) => one === login && until > clock.wall()),
    async permit(channel: string, login: string, seconds: number): Promise<boolean> {
      const until = clock.wall() + seconds * 1_000;
      const done = await books.change(channel, (now) => {
        const others = now.permits.filter(([one, end]) => one !== login && end > clock.wall());
        return { ...now, permits: [...others.slice(1 - mostPermits), [login, until] as const] };
      });
      return done.ok;
    },
    /** Takes a viewer's strikes back. */
    async pardon(channel: string, viewerId: string): Promise<boolean> {
      own.delete(`${channel} ${viewerId}`);
      pending.get(channel)?.strikes.delete(viewerId);
      const done = await books.change(channel, (now) => {
        const strikes = now.strikes.filter(([id]) => id !== viewerId);
        return strikes.length === now.strikes.length ? null : { ...now, strikes };
      });
      return done.ok;
    },
    forget(viewerId: string) {
      for (const key of own.keys()) if (key.endsWith(` ${viewerId}`)) own.delete(key);
      // Also out of what a store has been asked to take, and has not looked at yet.
      for (const { strikes, log } of [...pending.values(), ...onTheWay.values()]) {
        strikes.delete(viewerId);
        log.splice(0, log.length, ...log.filter(({ id }) => id !== viewerId));
      }
    },
    /** Stores what waits; resolves when all is stored. */
    async stored(): Promise<void> {
      for (const channel of pending.keys()) begin(channel);
      await Promise.all(writing.values());
    },
  };
}
