import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureConversations } from './mind/conversations.ts';
import { evening } from './mind/evening.ts';
import { createHouse, type Levers, prices } from './mind/house.ts';
import { createLook, type Looked } from './mind/look.ts';
import { type Held, holdEvening } from './mind/memory-runs.ts';
import { type Evening, runEvening } from './mind/run-evening.ts';
import { type Servers, startServers } from './mind/start-servers.ts';
import { type Bench, lessIsBetter, median, moreIsBetter, type Table } from './result.ts';

const asks = 800;
const viewers = 300;
const atOnce = 6;
/** Asks of the weeks before, and of the evening in which memory is looked at. */
const before = { usual: 50_000, extreme: 300_000 };
const heldAsks = 4_000;

const all: Levers = { cache: true, tiers: true, promptBudget: true, bounds: true };
const none: Levers = { cache: false, tiers: false, promptBudget: false, bounds: false };
const single: Readonly<Record<string, Levers>> = {
  'without the cache': { ...all, cache: false },
  'without tiers': { ...all, tiers: false },
  'without a prompt budget': { ...all, promptBudget: false },
};

interface Billed extends Evening, Looked {
  readonly cents: number;
  /** In and out, as the servers counted them. */
  readonly tokens: number;
}

/** An evening of questions: what the cache, the tiers and the prompt's budget save, and what the bounds keep small. */
export const run: Bench = async ({ rounds = 3, extreme = false, progress = () => {} }) => {
  const started = await startServers('paced');
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-mind-'));
  let houses = 0;

  async function measure(levers: Levers): Promise<Billed> {
    const look = createLook();
    const before = await started.look();
    const parts = { servers: started.servers, levers, folder: mkdtempSync(join(folder, `${houses++}-`)) };
    const house = await createHouse({ ...parts, onAsked: look.note });
    const ended = await runEvening(house, evening({ asks, viewers, seed: 1 }), atOnce);
    await house.stop();
    return { ...ended, ...look.looked(), ...billed(before, await started.look()) };
  }

  const withAll: Billed[] = [];
  const without: Billed[] = [];
  const alone: [string, Billed][] = [];
  try {
    // The first calls of a process load the client.
    progress('warming up');
    await measure(all);
    for (let round = 1; round <= rounds; round++) {
      progress(`an evening with everything and one with nothing, round ${round} of ${rounds}`);
      withAll.push(await measure(all));
      without.push(await measure(none));
    }
    for (const [name, levers] of Object.entries(single)) {
      progress(`an evening ${name}`);
      alone.push([name, await measure(levers)]);
    }
  } finally {
    started.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const earlier = extreme ? before.extreme : before.usual;
  progress(`an evening after ${earlier} asks, with bounds and without, each in a process of its own`);
  const [bounded, unbounded] = await holdEvening(earlier, heldAsks);
  const conversations = await measureConversations();

  const of = (list: readonly Billed[], figure: (one: Billed) => number) => median(list.map(figure));
  const [ours] = withAll as [Billed];
  const small = ours.sources['endpoint:light'] ?? 0;
  const large = ours.sources['endpoint:heavy'] ?? 0;
  const untiered = alone.find(([name]) => name === 'without tiers')![1];

  const row = (name: string, one: Billed) => [
    name,
    one.meanMs,
    one.cents,
    one.sources['cache'] ?? 0,
    one.sources['endpoint:light'] ?? 0,
    one.sources['endpoint:heavy'] ?? 0,
    one.errors,
  ];
  const tables: Table[] = [
    {
      title: `An evening of ${asks} questions (300 of them, by Zipf) of ${viewers} viewers, ${atOnce} at once`,
      columns: ['', 'mean ms', 'cents', 'cache', 'light', 'heavy', 'errors'],
      rows: [
        row('everything', ours),
        ...alone.map(([name, one]) => row(name, one)),
        row('nothing: all to the large model, conversations whole', without[0]!),
      ],
    },
    {
      title: 'What a prompt has in common with the one before, of its characters',
      columns: ['', 'share'],
      rows: [
        ['with the same viewer’s last prompt', ours.ownPrefix],
        ['with anybody’s last prompt', ours.anyPrefix],
        ['of what conversations without a bound ask, with the same viewer’s last', without[0]!.ownPrefix],
      ],
    },
    {
      title: 'Tokens and tiers',
      columns: ['', 'value'],
      rows: [
        ['tokens guessed', ours.guessed],
        ['tokens billed', ours.tokens],
        ['guessed for each one billed', ours.guessed / ours.tokens],
        ['of the model’s answers, by the light one', small / (small + large)],
        ['of the cost, saved by tiers', 1 - ours.cents / untiered.cents],
      ],
    },
    {
      title: `${heldAsks} asks after ${earlier} earlier ones, of 1,000 viewers, four of ten asked by nobody else; the model is in the process`,
      columns: ['', 'resident MB', 'heap MB', 'collections', 'answers kept', 'conversations', 'seconds'],
      rows: [
        ['with bounds', ...heldRow(bounded)],
        ['without: Maps, whole conversations', ...heldRow(unbounded)],
      ],
    },
    {
      title: '100 conversations as long as they may be, as they are kept',
      columns: ['', 'bytes'],
      rows: [
        ['the largest', conversations.largest],
        ['all', conversations.all],
      ],
    },
  ];
  return {
    bench: 'mind',
    ratios: [
      lessIsBetter({
        name: 'mean answer time',
        unit: 'ms',
        ours: of(withAll, (one) => one.meanMs),
        peer: 'no cache, tiers, budget',
        theirs: of(without, (one) => one.meanMs),
        target: 1 / 0.7,
      }),
      lessIsBetter({
        name: 'cost of an evening',
        unit: 'cents',
        ours: of(withAll, (one) => one.cents),
        peer: 'no cache, tiers, budget',
        theirs: of(without, (one) => one.cents),
        target: 1 / 0.8,
      }),
      moreIsBetter({
        name: 'answered',
        unit: 'share',
        ours: 1 - Math.max(...withAll.map((one) => one.errors)),
        peer: 'limit',
        theirs: 0.99,
        target: 1,
      }),
      lessIsBetter({
        name: 'resident memory, some weeks on',
        unit: 'MB',
        ours: bounded.rssMb,
        peer: 'no bounds',
        theirs: unbounded.rssMb,
        target: 1 / 0.75,
      }),
      lessIsBetter({
        name: 'collections, at an ask a second',
        unit: 'a minute',
        ours: (bounded.collections / heldAsks) * 60,
        peer: 'no bounds',
        theirs: (unbounded.collections / heldAsks) * 60,
        target: 1 / 0.6,
      }),
      lessIsBetter({
        name: 'the largest conversation',
        unit: 'bytes',
        ours: conversations.largest,
        peer: 'limit',
        theirs: 20_000,
        target: 1,
      }),
      lessIsBetter({
        name: '100 conversations',
        unit: 'bytes',
        ours: conversations.all,
        peer: 'limit',
        theirs: 2_000_000,
        target: 1,
      }),
    ],
    tables,
  };
};

const heldRow = (one: Held) => [one.rssMb, one.heapMb, one.collections, one.answers, one.conversations, one.seconds];

function billed(before: Servers, after: Servers) {
  let cents = 0;
  let tokens = 0;
  for (const tier of ['light', 'heavy'] as const) {
    const [prompt, cached, completion] = (['prompt', 'cached', 'completion'] as const).map(
      (kind) => after[tier].billed[kind] - before[tier].billed[kind],
    ) as [number, number, number];
    const price = prices[tier];
    cents += ((prompt - cached) * price.in + cached * price.cached + completion * price.out) * 1e-4;
    tokens += prompt + completion;
  }
  return { cents, tokens };
}
