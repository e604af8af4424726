import { recitals } from '../../src/sandbox/models/recite.ts';
import type { Finished } from './child.ts';
import { sorted } from './coverage.ts';
import { simulateIn } from './legs.ts';
import { faultNames, probeNames } from './plan.ts';
import type { Order } from './run.ts';

/** What a month is expected to reach, beside faults: a gate that nobody met is a finding. */
const expected: Readonly<Record<string, readonly string[]>> = {
  gates: ['level', 'in_flight', 'cooldown', 'hourly', 'channel', 'send', 'slot', 'held_back', 'stopping'],
  endings: ['answered', 'refused', 'failed', 'ignored', 'lost'],
  rungs: ['bot', 'cache', 'phrase', 'wikipedia', 'igdb', 'wikidata', 'openmeteo', 'endpoint:own', 'endpoint:paid'],
  breaker: ['healthy -> backing off', 'backing off -> probing', 'probing -> healthy', 'probing -> backing off'],
  probes: probeNames,
  /** What an obedient model was told to say: an attack that no model hears shows nothing. */
  orders: ['EMIT', 'UNPACK', ...recitals.map((way) => `RECITE-${way}`)],
};

export interface MonthsParts {
  readonly months: number;
  /** How many at a time. */
  readonly jobs: number;
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** Many seeds, several at a time, and what they reached between them: 0 when nothing is broken. */
export async function runMonths(order: Order, { months, jobs, json, print }: MonthsParts): Promise<number> {
  const seeds = Array.from({ length: months }, (_, i) => order.seed + i);
  const queue = [...seeds];
  const started = performance.now();
  const done = new Map<number, Finished>();
  const coverage: Record<string, Record<string, number>> = {};
  const faults: Record<string, number> = {};
  const add = (to: Record<string, number>, from: Readonly<Record<string, number>>) => {
    for (const [name, n] of Object.entries(from)) to[name] = (to[name] ?? 0) + n;
  };
  async function work() {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
      const result = await simulateIn({ ...order, seed });
      if (!result) continue;
      done.set(seed, result);
      add(faults, result.faults);
      for (const [kind, of] of Object.entries(result.coverage)) {
        const into = coverage[kind] ?? {};
        coverage[kind] = into;
        add(into, of);
      }
      const [first] = result.broken;
      const verdict = first
        ? `BROKEN ${result.broken.length}: ${first.name} at ${Math.floor(first.at / 1000)} s: ${first.detail.slice(0, 200)}`
        : 'clean';
      if (!json)
        print(
          `seed ${seed}: ${result.commands} commands, ${result.processes} processes, ${result.wallSeconds.toFixed(0)} s, transcript ${result.transcript}: ${verdict}`,
        );
    }
  }
  await Promise.all(Array.from({ length: jobs }, work));

  const results = [...done.values()];
  const missing = [
    ...faultNames.filter((name) => !faults[name]).map((name) => `fault ${name}`),
    ...Object.entries(expected).flatMap(([kind, names]) =>
      names.filter((name) => !coverage[kind]?.[name]).map((name) => `${kind} ${name}`),
    ),
  ];
  const broken = seeds.filter((seed) => (done.get(seed)?.broken.length ?? 1) > 0);
  const commands = results.reduce((sum, one) => sum + one.commands, 0);
  if (json) {
    print(
      JSON.stringify({
        seeds,
        days: order.days,
        channels: order.channels,
        commands,
        broken,
        faults: sorted(faults),
        coverage,
        missing,
      }),
    );
  } else {
    print('');
    for (const [kind, of] of Object.entries({ faults, ...coverage }).sort(([a], [b]) => (a < b ? -1 : 1))) {
      print(kind);
      for (const [name, n] of Object.entries(sorted(of))) print(`  ${String(n).padStart(9)}  ${name}`);
    }
    print(`never reached: ${missing.length === 0 ? 'nothing' : missing.join(', ')}`);
    print(
      `${results.length} of ${months} months, ${commands} commands, ${broken.length} with a broken invariant${broken.length > 0 ? ` (seeds ${broken.join(', ')})` : ''}, in ${((performance.now() - started) / 1000).toFixed(0)} s`,
    );
  }
  return broken.length === 0 ? 0 : 1;
}
