import { createHash } from 'node:crypto';
import { type Broken, type Day, type Finished, liveIn, type Watching } from './child.ts';
import { sorted } from './coverage.ts';
import type { Leg, Order } from './run.ts';

const dayMs = 86_400_000;
type Counts = Readonly<Record<string, number>>;

/** What is asked for of the days, in pieces: those before `from` and after `until` are not lived. */
function legsOf({ days, legDays, from, until }: Order): readonly Leg[] {
  const all = Array.from(
    { length: Math.ceil(days / legDays) },
    (_, i): Leg => [i * legDays, Math.min((i + 1) * legDays, days)],
  );
  return all.filter(
    ([first, last]) => last * dayMs > (from ?? 0) && first * dayMs < (until ?? Number.POSITIVE_INFINITY),
  );
}

/**
 * Lives the days of a plan, a leg after the other or `jobs` of them at a time: what is told and what comes out is the
 * same. Null: it was ended.
 */
export async function simulateIn(
  order: Order,
  watching: Watching = {},
  jobs = 1,
  liveLeg: typeof liveIn = liveIn,
): Promise<Finished | null> {
  const started = performance.now();
  const legs = legsOf(order);
  const done: Finished[] = [];
  /** What a leg tells waits until those before it are over. */
  const untold: (() => void)[][] = legs.map(() => []);
  let telling = 0;
  let isOver = false;
  const tell = (leg: number, what: () => void) => void (leg === telling ? what() : untold[leg]?.push(what));

  async function live(at: number): Promise<void> {
    const { onDay, onBroken, onText } = watching;
    const finished = await liveLeg(order, legs[at] as Leg, {
      ...watching,
      onDay: (day) => tell(at, () => onDay?.(dayAfter(done, day))),
      onBroken: (broken) => tell(at, () => onBroken?.(broken)),
      onText: (time, text) => tell(at, () => onText?.(time, text)),
    });
    if (!finished) isOver = true;
    else if (order.stopAtFirst && finished.broken.length > 0) isOver = true;
    tell(at, () => {
      if (finished) done.push(finished);
      telling += 1;
      for (const what of untold[telling]?.splice(0) ?? []) what();
    });
  }
  let next = 0;
  async function work() {
    while (next < legs.length && !isOver) await live(next++);
  }
  await Promise.all(Array.from({ length: order.stopAtFirst ? 1 : jobs }, work));
  if (done.length === 0 || (isOver && !order.stopAtFirst)) return null;
  return { ...sumOf(done), wallSeconds: (performance.now() - started) / 1000 };
}

/** Counted from the first day on. */
function dayAfter(before: readonly Finished[], day: Day): Day {
  const sum = (of: (one: Finished) => number) => before.reduce((all, one) => all + of(one), 0);
  return {
    ...day,
    commands: day.commands + sum(({ commands }) => commands),
    lines: day.lines + sum(({ lines }) => lines),
    outcomes: added([...before.map(({ outcomes }) => outcomes), day.outcomes]),
    broken: day.broken + sum(({ broken }) => broken.length),
    processes: day.processes + sum(({ processes }) => processes),
  };
}

function sumOf(legs: readonly Finished[]): Omit<Finished, 'wallSeconds'> {
  const [first] = legs as [Finished];
  if (legs.length === 1) return first;
  const sum = (of: (one: Finished) => number) => legs.reduce((all, one) => all + of(one), 0);
  const checked = added(
    legs.map(({ invariants }) => Object.fromEntries(invariants.map((one) => [one.name, one.checked]))),
  );
  const broken = added(
    legs.map(({ invariants }) => Object.fromEntries(invariants.map((one) => [one.name, one.broken]))),
  );
  const kinds = [...new Set(legs.flatMap(({ coverage }) => Object.keys(coverage)))].sort();
  return {
    acts: first.acts,
    commands: sum(({ commands }) => commands),
    outcomes: added(legs.map(({ outcomes }) => outcomes)),
    faults: added(legs.map(({ faults }) => faults)),
    invariants: Object.keys(checked).map((name) => ({ name, checked: checked[name] ?? 0, broken: broken[name] ?? 0 })),
    coverage: Object.fromEntries(kinds.map((kind) => [kind, added(legs.map(({ coverage }) => coverage[kind] ?? {}))])),
    processes: sum(({ processes }) => processes),
    lines: sum(({ lines }) => lines),
    steps: sum(({ steps }) => steps),
    transcript: createHash('sha256')
      .update(legs.map(({ transcript }) => transcript).join(' '))
      .digest('hex')
      .slice(0, 16),
    dawns: legs.flatMap(({ dawns }) => dawns),
    broken: legs.flatMap((leg): readonly Broken[] => leg.broken),
  };
}

function added(all: readonly Counts[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const counts of all) for (const [name, n] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + n;
  return sorted(sum);
}
