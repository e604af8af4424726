import type { Invariants } from './invariants.ts';

/** A line that somebody typed for the bot, as the one who typed it knows it. */
export interface Typed {
  readonly id: string;
  readonly channel: string;
  readonly login: string;
  readonly command: string;
  readonly text: string;
  readonly asks: boolean;
  /** The broadcaster has no cooldown. */
  readonly exempt: boolean;
  /** Whether the bot had a live connection in that channel at that moment. */
  readonly heard: boolean;
}

interface Entry extends Typed {
  readonly at: number;
  readonly day: number;
  /** When the wire first showed a reply to it. */
  repliedAt: number | null;
  outcome: string | null;
  /** The process that heard it died or was stopped. */
  orphan: boolean;
}

/** An ending as the bot tells it. */
export interface Told {
  readonly command: string;
  readonly channel: string;
  readonly viewer: string;
  readonly ending: string;
  readonly gate?: string | undefined;
  /** As it was typed; untold where nothing of the viewer may be stored. */
  readonly text?: string | undefined;
  /** How long ago the line was heard. */
  readonly ms?: number | undefined;
}

/** `answered` and `failed` have run; a refusal gives its tokens back. */
const ran = new Set(['answered', 'failed', 'lost']);
const hourMs = 3_600_000;
/** The contract lets a late upstream overrun the deadline by this. */
const overrunMs = 1_000;
const deadlineMs = 20_000;
/** After this a command that has not ended never will. */
const patienceMs = 90_000;
const mostReplies = 2;

interface Limits {
  readonly cooldown: number;
  readonly hourly: number;
}

export interface BookParts {
  readonly now: () => number;
  /** What holds now, or held a moment ago: nobody is admitted beyond the laxer of the two, nor refused within the other. */
  readonly laxest: () => Limits;
  readonly strictest: () => Limits;
  /** How long the process has run. */
  readonly upMs: () => number;
}

/** Gates that refuse for what a viewer has had before. */
const byHistory = new Set(['cooldown', 'hourly', 'in_flight']);
/** Between a line that is typed and one that is heard. */
const sameMs = 100;
/** Lines may arrive late, and be admitted later. */
const lateMs = 10_000;

/**
 * The account of every command, kept from what was typed, what the wire shows and how the bot says that it ended.
 * Knows the promises and nothing of the bot's own bookkeeping.
 */
export function createBook(see: Invariants['see'], { now, laxest, strictest, upMs }: BookParts) {
  const open = new Map<string, Entry[]>();
  const entries = new Map<string, Entry>();
  /** What was said to each line. */
  const replies = new Map<string, string[]>();
  const asked = new Map<string, number[]>();
  /** What a viewer has typed that may count against them: what was refused does not. */
  const tries = new Map<string, Entry[]>();
  const outcomes = new Map<string, number>();
  const commandsOf = new Map<string, number>();
  let commands = 0;
  const keyOf = (channel: string, login: string, command: string) => `${channel} ${login} ${command}`;

  function close(entry: Entry, outcome: string): void {
    entry.outcome = outcome;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const key = keyOf(entry.channel, entry.login, entry.command);
    const left = (open.get(key) ?? []).filter((one) => one !== entry);
    if (left.length > 0) open.set(key, left);
    else open.delete(key);
  }

  function admitted(entry: Entry): void {
    if (!entry.asks || entry.exempt) return;
    const { cooldown, hourly } = laxest();
    const key = `${entry.channel} ${entry.login}`;
    const times = (asked.get(key) ?? []).filter((at) => at > entry.at - hourMs);
    const last = times.findLast((at) => at <= entry.at);
    const gap = last === undefined ? Number.POSITIVE_INFINITY : entry.at - last;
    see('cooldown holds', gap < cooldown * 1000 - 1 ? `${entry.login} in #${entry.channel}: ${gap} ms apart` : null);
    see('hourly cap holds', times.length >= hourly ? `${entry.login}: ${times.length + 1} in an hour` : null);
    times.push(entry.at);
    asked.set(
      key,
      times.sort((a, b) => a - b),
    );
  }

  /** A refusal by what a viewer has had before: they have had it. */
  function deserved(entry: Entry, gate: string | undefined): void {
    if (!entry.asks || entry.exempt || !gate || !byHistory.has(gate)) return;
    const { cooldown, hourly } = strictest();
    const ms = gate === 'hourly' ? hourMs : gate === 'cooldown' ? cooldown * 1000 : deadlineMs;
    const window = ms + lateMs;
    // A process that was killed may not have written down what it took back.
    if (upMs() < window) return;
    const counted = (tries.get(`${entry.channel} ${entry.login}`) ?? []).filter(
      (one) =>
        one !== entry && one.at > entry.at - window && (one.outcome === null || !/^refused|^ignored/.test(one.outcome)),
    );
    const least = gate === 'hourly' ? hourly : 1;
    see(
      'a refusal is deserved',
      counted.length < least ? `${entry.login} in #${entry.channel}: ${gate} after ${counted.length}` : null,
    );
  }

  return {
    typed(line: Typed) {
      const entry: Entry = { ...line, at: now(), day: 0, repliedAt: null, outcome: null, orphan: false };
      if (line.asks && !line.exempt) {
        const key = `${line.channel} ${line.login}`;
        const before = (tries.get(key) ?? []).filter(({ at }) => at > now() - hourMs - lateMs);
        tries.set(key, [...before, entry]);
      }
      if (!line.heard) return;
      commands += 1;
      commandsOf.set(line.command, (commandsOf.get(line.command) ?? 0) + 1);
      entries.set(line.id, entry);
      const key = keyOf(line.channel, line.login, line.command);
      open.set(key, [...(open.get(key) ?? []), entry]);
    },

    /** A line of the bot that Twitch took, in reply to `id`. */
    replied(id: string, text: string) {
      const before = replies.get(id) ?? [];
      const count = before.length + 1;
      replies.set(id, [...before, text]);
      const entry = entries.get(id);
      const first = entry?.repliedAt ?? now();
      // One answer may take two lines, which differ; a second answer comes later than its second half.
      const twice = count > mostReplies || before.includes(text) || (count > 1 && now() - first > 5_000);
      see('no reply twice', twice ? `${count} lines to ${id}: ${text}` : null);
      if (!entry) return;
      entry.repliedAt ??= now();
      const late = now() - entry.at - deadlineMs - overrunMs;
      see('answers in time', late > 0 && !entry.orphan ? `${entry.command} of ${entry.login}: ${late} ms late` : null);
    },

    /** Whether the bot may reply to this line at all. */
    knows: (id: string) => entries.has(id),
    commandOf: (id: string) => entries.get(id) ?? null,

    ended({ command, channel, viewer, ending, gate, text = '', ms }: Told) {
      const all = open.get(keyOf(channel, viewer, command)) ?? [];
      const same = text === '' ? all : all.filter((one) => one.text.startsWith(text.slice(0, 60)));
      const heardAt = ms === undefined ? Number.NaN : now() - ms;
      const then = same.filter((one) => Math.abs(one.at - heardAt) < sameMs);
      const waiting = then.length > 0 ? then : same.length > 0 ? same : all;
      if (waiting.length === 0) return false;
      const spoke = ending === 'answered';
      const fits = (one: Entry) => (one.repliedAt !== null) === spoke;
      // Who asks again while an answer is under way is refused at once: the newest is over first.
      const entry = (gate ? waiting.findLast(fits) : waiting.find(fits)) ?? (waiting[0] as Entry);
      if (spoke) see('an answer was seen', entry.repliedAt === null ? `${command} of ${viewer}: nothing said` : null);
      if (entry.exempt && entry.asks)
        see('the broadcaster never waits', gate === 'cooldown' || gate === 'hourly' ? `refused by ${gate}` : null);
      deserved(entry, gate);
      close(entry, gate ? `refused.${gate}` : ending);
      if (ran.has(ending)) admitted(entry);
      return true;
    },

    /** The process is gone: what it had begun, the next one ends, or reports; what no disk took since then nobody knows. */
    died(unwrittenSince: number) {
      for (const list of open.values()) for (const entry of list) entry.orphan = true;
      for (const [key, times] of asked)
        asked.set(
          key,
          times.filter((at) => at < unwrittenSince),
        );
    },

    /** Commands that are neither answered nor refused. */
    get open() {
      let count = 0;
      for (const list of open.values()) count += list.length;
      return count;
    },

    /** Forgets what a moderator reset. */
    reset: (channel: string, login: string) => void asked.delete(`${channel} ${login}`),

    /** Looks for commands that never ended. */
    look(isUp: boolean) {
      for (const list of [...open.values()]) {
        for (const entry of list) {
          if (now() - entry.at < patienceMs) continue;
          if (entry.orphan) {
            see('every command ends', null);
            close(entry, 'lost');
          } else if (isUp) {
            see('every command ends', `${entry.command} of ${entry.login} in #${entry.channel}, ${entry.id}`);
            close(entry, 'never ended');
          }
        }
      }
      for (const [id, { at, outcome }] of entries) {
        if (now() - at < 2 * hourMs) break;
        if (outcome === null) continue;
        see('every command ends', null);
        entries.delete(id);
        replies.delete(id);
      }
      if (tries.size > 2_000)
        for (const [key, list] of tries) if ((list.at(-1)?.at ?? 0) < now() - hourMs - lateMs) tries.delete(key);
      if (asked.size > 5_000)
        for (const [key, times] of asked) if ((times.at(-1) ?? 0) < now() - hourMs) asked.delete(key);
    },
    get commands() {
      return commands;
    },
    outcomes: () => Object.fromEntries([...outcomes].sort(([a], [b]) => (a < b ? -1 : 1))),
    byCommand: () => Object.fromEntries([...commandsOf].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
