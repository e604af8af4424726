import type { Clock } from '../../src/lib/clock.ts';
import { createRandom } from '../../src/sandbox/random.ts';
import { type Ask, closedLoop } from './load.ts';

/** What a simulated model server is like. */
export interface Nature {
  readonly seed: number;
  readonly slots: number;
  /** One answer on an idle server. */
  readonly serviceMs: number;
  /** Sigma of a log-normal factor. */
  readonly spread: number;
  /** By how much each other answer under way stretches one. */
  readonly batching: number;
  /** Now and then an answer takes several times as long. */
  readonly hiccups: number;
  readonly hiccup: number;
  readonly coldMs: number;
  /** What is left of an answer's time when its very question was asked before. */
  readonly cached: number;
  readonly sloMs: number;
}

/** Servers of every kind, by number. */
export function natureOf(seed: number): Nature {
  const random = createRandom(seed * 7919 + 17);
  const between = (low: number, high: number) => low + (high - low) * random();
  const slots = 1 + Math.floor(random() * 16);
  const serviceMs = between(300, 2500);
  const spread = between(0, 0.35);
  const batching = random() < 0.4 ? 0 : between(0, 0.08);
  const hiccups = random() < 0.5 ? 0 : between(0, 0.015);
  const alone = serviceMs * (1 + batching * (slots - 1));
  return {
    seed,
    slots,
    serviceMs,
    spread,
    batching,
    hiccups,
    hiccup: between(2, 4),
    coldMs: between(0, 20_000),
    cached: between(0.3, 1),
    sloMs: alone * Math.exp(2 * spread) * between(0.9, 3),
  };
}

export interface SimulatedClock extends Clock {
  /** Goes from timer to timer until the work is done: an hour takes no time. */
  run<T>(work: Promise<T>): Promise<T>;
}

export function createSimulatedClock(): SimulatedClock {
  let now = 0;
  let order = 0;
  const timers: { readonly at: number; readonly order: number; callback: (() => void) | null }[] = [];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    wall: () => now,
    after(ms, callback) {
      const timer: (typeof timers)[number] = { at: now + Math.max(0, ms), order: order++, callback };
      let i = timers.length;
      // Latest first, and at the same moment the one that was set last.
      timers.push(timer);
      for (; i > 0 && timers[i - 1]!.at <= timer.at; i--) timers[i] = timers[i - 1]!;
      timers[i] = timer;
      return () => {
        timer.callback = null;
      };
    },
    async run(work) {
      let done = false;
      const end = work.finally(() => {
        done = true;
      });
      end.catch(() => {});
      await settle();
      while (!done) {
        const next = timers.pop();
        if (!next) throw new Error('the simulation waits for nothing');
        if (next.callback === null) continue;
        now = next.at;
        next.callback();
        await settle();
      }
      return end;
    },
  };
}

export interface SimulatedServer {
  readonly ask: Ask;
  readonly asked: number;
}

/** Places, a first-come queue, and times that depend on the seed and the order of questions alone. */
export function createSimulatedServer(nature: Nature, clock: Clock): SimulatedServer {
  const { slots, serviceMs, spread, batching, hiccups, hiccup, coldMs, cached } = nature;
  const random = createRandom(nature.seed);
  const seen = new Set<number>();
  const line: (() => void)[] = [];
  let running = 0;
  let asked = 0;
  let warmAt = Number.POSITIVE_INFINITY;

  function timeOf(number: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const slow = random() < hiccups ? hiccup : 1;
    const known = seen.has(number) ? cached : 1;
    seen.add(number);
    return serviceMs * Math.exp(normal * spread) * slow * known * (1 + batching * (running - 1));
  }

  const hold = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  return {
    get asked() {
      return asked;
    },
    async ask(number) {
      asked++;
      const begun = clock.now();
      if (warmAt === Number.POSITIVE_INFINITY) warmAt = begun + coldMs;
      if (begun < warmAt) await hold(warmAt - begun);
      if (running < slots) running++;
      else await new Promise<void>((resolve) => line.push(resolve));
      const startedAt = clock.now();
      const ms = timeOf(number);
      await hold(ms);
      const next = line.shift();
      if (next) next();
      else running--;
      return { totalMs: clock.now() - begun, firstTokenMs: startedAt - begun + 0.2 * ms, fault: null };
    },
  };
}

/** The share of answers over the objective when so many ask without a pause. */
export async function shareOf(nature: Nature, viewers: number, answers: number): Promise<number> {
  const clock = createSimulatedClock();
  const { ask } = createSimulatedServer({ ...nature, coldMs: 0, seed: nature.seed + 1_000_003 }, clock);
  let number = 0;
  let [heard, late] = [-3 * viewers, 0];
  const signal = new AbortController().signal;
  const loop = closedLoop({
    clock,
    ask,
    signal,
    viewers,
    pauseMs: 0,
    until: Number.POSITIVE_INFINITY,
    number: () => number++,
    hear({ totalMs }) {
      if (heard++ >= 0 && totalMs > nature.sloMs) late++;
      return heard >= answers;
    },
  });
  await clock.run(loop);
  return late / answers;
}

export interface Truth {
  readonly nature: Nature;
  readonly cap: number;
  readonly shareAtCap: number;
  readonly shareAbove: number;
}

/** The true cap of a server, or null where a server has none that two people would agree on. */
export async function truthOf(nature: Nature, share: number, max: number): Promise<Truth | null> {
  const most = max - 1;
  if ((await shareOf(nature, most + 1, 400)) < share || (await shareOf(nature, 1, 400)) > share) return null;
  let [low, high] = [1, most + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((await shareOf(nature, middle, 800)) <= share) low = middle;
    else high = middle;
  }
  // Most servers are in between: a short look is enough to leave those out.
  if ((await shareOf(nature, low, 500)) > 0.9 * share || (await shareOf(nature, low + 1, 500)) < 1.2 * share)
    return null;
  const shareAtCap = await shareOf(nature, low, 2500);
  const shareAbove = await shareOf(nature, low + 1, 2500);
  const clear = shareAtCap < 0.6 * share && shareAbove > 1.6 * share;
  return clear ? { nature, cap: low, shareAtCap, shareAbove } : null;
}

/** The first so many servers that have a clear cap. */
export async function clearServers(count: number, share = 0.05, max = 50, from = 1): Promise<Truth[]> {
  const found: Truth[] = [];
  for (let seed = from; found.length < count; seed++) {
    const truth = await truthOf(natureOf(seed), share, max);
    if (truth) found.push(truth);
  }
  return found;
}
