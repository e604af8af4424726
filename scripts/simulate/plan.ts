import type { Source } from './world/random.ts';

/** Something that is done to the bot from outside, apart from chat. Times are milliseconds since the start. */
export interface Act {
  readonly at: number;
  readonly do: 'fault' | 'edit' | 'restart' | 'kill' | 'clock' | 'stall' | 'leave' | 'probe';
  /** Which fault or edit; where in the channels, how much: a number that the act reads as it likes. */
  readonly what: string;
  readonly draw: number;
  readonly ms: number;
}

export interface Evening {
  readonly at: number;
  readonly ms: number;
  readonly channel: string;
  /** Commands an hour. */
  readonly rate: number;
  readonly name: string;
}

export interface Plan {
  readonly seed: number;
  readonly days: number;
  readonly channels: readonly string[];
  /** Unix milliseconds. */
  readonly start: number;
  readonly acts: readonly Act[];
  readonly evenings: readonly Evening[];
}

export interface Wish {
  readonly seed: number;
  readonly days: number;
  readonly channels: number;
  readonly pace: number;
  /** The share of nights in which the machine is off. */
  readonly nights: number;
  /** Acts to leave out, by their place in the whole plan: what `--shrink` found to be beside the point. */
  readonly without: readonly number[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;

/** Everything that breaks, with how long it lasts. */
export const faultNames = [
  'F1 reset',
  'F2 twitch down',
  'F3 reconnect twice',
  'F4 half-open',
  'F5 login refused',
  'F6 token expires',
  'F7 token revoked',
  'F8 msg_ratelimit',
  'F9 msg_duplicate',
  'F10 doubled lines',
  'F10 no keepalive',
  'F10 told to move',
  'F10 revoked',
  'F11 model hangs',
  'F12 model drips',
  'F13 model 429',
  'F14 model 500',
  'F15 model nonsense',
  'F16 model 200 MB',
  'F17 context overflow',
  'F21 disk full',
  'F28 raid',
  'no receipts',
  'slow twitch',
  'model refuses',
  'wikipedia down',
  'igdb down',
  'helix down',
  'put out',
  'timed out',
] as const;
/** Questions whose right answer is known. */
export const probeNames = [
  'greedy',
  'at once',
  'counter',
  'second',
  'unknown',
  'words',
  'hung source',
  'nobody there',
  'cut off',
  'rush',
  'open purse',
  'timers',
  'hung models',
  'obedient',
  'broke',
  'cut calls',
  'handed',
  'two bots',
  'late end',
  'moderated',
  'notices',
] as const;
export type ProbeName = (typeof probeNames)[number];
export type FaultName = (typeof faultNames)[number];

/** Even seeds begin before the hour that comes twice, odd ones before the hour that does not come. */
const starts = [Date.UTC(2026, 9, 9, 10), Date.UTC(2027, 2, 12, 10)];

export function planOf({ seed, days, channels, pace, nights, without }: Wish, source: Source): Plan {
  const names = Array.from({ length: channels }, (_, i) => `chaine${i + 1}`);
  const evenings: Evening[] = [];
  const acts: Act[] = [];
  const rhythm = source.fork('rhythm');
  const trouble = source.fork('trouble');
  for (let day = 0; day < days; day++) {
    for (const [i, channel] of names.entries()) {
      // Begins between 17 and 20 o'clock of a machine in Paris, and not every day off is announced.
      if (rhythm.chance(0.06)) continue;
      const at = day * dayMs + (6 + rhythm.next() * 3) * hourMs;
      const ms = (3 + rhythm.next() * 2) * hourMs;
      const rate = pace * (74 + rhythm.int(44));
      evenings.push({ at, ms, channel, rate, name: `${day}/${i}` });
    }
    const begin = day * dayMs + 6 * hourMs;
    const when = () => begin + trouble.next() * 7 * hourMs;
    const act = (act: Act['do'], what: string, at: number, ms = 0) =>
      acts.push({ at, do: act, what, draw: trouble.next(), ms });
    // Faults come in pairs: the second begins while the first one lasts.
    for (let i = 0; i < 3; i++) {
      const at = when();
      const ms = (0.2 + trouble.next() ** 3 * 40) * minuteMs;
      act('fault', trouble.pick(faultNames), at, ms);
      act('fault', trouble.pick(faultNames), at + trouble.next() * ms, (0.2 + trouble.next() * 15) * minuteMs);
    }
    act('edit', 'good', when());
    act('edit', 'bad', when());
    if (trouble.chance(0.35)) act('restart', '', when(), trouble.next() * 20_000);
    if (trouble.chance(0.5)) act('kill', '', when(), trouble.next() * 10_000);
    if (trouble.chance(0.2)) act('clock', trouble.pick(['forward', 'back']), when());
    if (trouble.chance(0.4)) act('stall', '', when(), 500 + trouble.next() * 6_000);
    act('leave', '', when());
    // Each every other day, so that there are days on which nobody looks.
    for (const [i, name] of probeNames.entries()) if ((day + i) % 2 === 0) act('probe', name, when());
    // From one o'clock at night until ten in the morning, or until the next stream: then it is a streamer's own machine.
    if (trouble.chance(nights))
      act('restart', 'for the night', day * dayMs + 13 * hourMs, (trouble.chance(0.5) ? 9 : 15.5) * hourMs);
  }
  acts.sort((a, b) => a.at - b.at);
  return {
    seed,
    days,
    channels: names,
    start: starts[seed % 2] as number,
    acts: acts.filter((_, i) => !without.includes(i)),
    evenings,
  };
}
