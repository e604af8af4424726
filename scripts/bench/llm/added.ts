import { type BenchResult, lessIsBetter, median, quantile, type Table } from '../result.ts';
import type { RunningServer } from './server.ts';
import { createBare, createOurs, type Side, settingsWith } from './sides.ts';
import { createTimedFetch } from './timed-fetch.ts';

/**
 * Calls in flight, and between what the server holds each of them. A round is some turns of so many calls of each side:
 * short ones, so that what else the machine does meets all sides alike, and enough of them for a p99.
 */
const levels = [
  { inFlight: 1, turns: 24, calls: 25, holdMs: [0, 0] },
  { inFlight: 16, turns: 6, calls: 80, holdMs: [25, 75] },
  { inFlight: 50, turns: 5, calls: 150, holdMs: [25, 75] },
] as const;
type Level = (typeof levels)[number];
const cap = 64;
export const portkey = '@portkey-ai/gateway';
const limit = { p50: 0.2, p99: 1 };
const quantiles = ['p50', 'p99'] as const;

interface Sample {
  /** The whole call less what the server says it held it. */
  readonly beside: number;
  /** Until the request leaves, and from the last bytes of the body to the value. */
  readonly within: number;
}

type Timed = Side & { readonly timed: ReturnType<typeof createTimedFetch> };

export async function measureAdded(
  standIn: RunningServer,
  gateway: RunningServer,
  rounds: number,
  progress: (line: string) => void,
) {
  const headers = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': standIn.url };
  const { url } = standIn;
  const sides: readonly Timed[] = [
    timed((send) => createOurs(settingsWith(url), cap, send)),
    timed((send) => createBare('openai', url, { stream: true, send })),
    timed((send) => createBare('openai, no stream', url, { stream: false, send })),
    // No stream comes through it on this Node: it appends to headers that are immutable.
    timed((send) => createBare(portkey, gateway.url, { stream: false, headers, send })),
  ];
  const rows: (string | number)[][] = [];
  const ratios: BenchResult['ratios'][number][] = [];
  for (const level of levels) {
    progress(`llm: ${level.inFlight} in flight, ${rounds} rounds`);
    await oneRound(sides, level);
    const figures: Map<string, Figures>[] = [];
    for (let round = 0; round < rounds; round++) figures.push(await oneRound(sides, level));
    const at = (name: string, what: keyof Sample, q: 'p50' | 'p99') =>
      median(figures.map((round) => round.get(name)![what][q]));
    const over = (name: string, bare: string, what: keyof Sample, q: 'p50' | 'p99') =>
      median(figures.map((round) => round.get(name)![what][q] - round.get(bare)![what][q]));
    for (const { name } of sides) {
      const figures = (['beside', 'within'] as const).flatMap((what) => quantiles.map((q) => at(name, what, q)));
      rows.push([`${name}, ${level.inFlight} in flight`, ...figures]);
    }
    for (const q of quantiles) {
      // Nothing added, or less than nothing, counts as a microsecond.
      const added = Math.max(0.001, over('ours', 'openai', 'within', q));
      const name = `added ${q}, ${level.inFlight} in flight`;
      ratios.push(lessIsBetter({ unit: 'ms', target: 1, name, ours: added, peer: 'limit', theirs: limit[q] }));
    }
    // The p99 of whole calls is in the table: with other work on the machine it is that work which it measures.
    ratios.push(
      lessIsBetter({
        unit: 'ms',
        target: 1,
        name: `call p50, ${level.inFlight} in flight`,
        ours: at('ours', 'beside', 'p50'),
        peer: portkey,
        theirs: at(portkey, 'beside', 'p50'),
      }),
    );
  }
  const kept = gateway.residentMb();
  const table: Table = {
    title: `a call less what the server held it, and the client's own part of it, ms; medians of ${rounds} rounds${
      kept === null ? '' : `; ${portkey} keeps ${Math.round(kept)} MB`
    }`,
    columns: ['', 'call p50', 'call p99', 'own p50', 'own p99'],
    rows,
  };
  return { ratios, table };
}

type Figures = Readonly<Record<keyof Sample, Readonly<Record<'p50' | 'p99', number>>>>;

async function oneRound(sides: readonly Timed[], level: Level): Promise<Map<string, Figures>> {
  const samples = new Map(sides.map(({ name }) => [name, [] as Sample[]]));
  for (let turn = 0; turn < level.turns; turn++) {
    for (let i = 0; i < sides.length; i++) {
      const side = sides[(i + turn) % sides.length]!;
      samples.get(side.name)!.push(...(await closedLoop(side, level)));
    }
  }
  const figuresOf = (values: readonly number[]) => ({ p50: median(values), p99: quantile(values, 0.99) });
  return new Map(
    [...samples].map(([name, all]) => [
      name,
      { beside: figuresOf(all.map(({ beside }) => beside)), within: figuresOf(all.map(({ within }) => within)) },
    ]),
  );
}

let calls = 0;

async function closedLoop({ ask, timed }: Timed, { inFlight, calls: counted, holdMs: [least, longest] }: Level) {
  const samples: Sample[] = [];
  // The first call of each worker is not counted: they all begin in one tick, which no chat does.
  let left = counted + inFlight;
  const worker = async () => {
    for (let first = true; left-- > 0; first = false) {
      const holdMs = Math.round(least + Math.random() * (longest - least));
      const call = ++calls;
      const began = performance.now();
      const text = await ask(`hold ${holdMs} call ${call}`);
      const ended = performance.now();
      const { leftAt, lastAt } = timed.take(call);
      if (first) continue;
      samples.push({
        beside: ended - began - Number(/held ([\d.]+)/.exec(text)?.[1]),
        within: leftAt - began + (ended - lastAt),
      });
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  if (samples.some(({ beside, within }) => Number.isNaN(beside + within))) {
    throw new Error('an answer that is not the stand-in’s');
  }
  return samples;
}

function timed(create: (send: typeof fetch) => Side): Timed {
  const timed = createTimedFetch();
  const { name, ask } = create(timed.fetch);
  return { name, ask, timed };
}
