import { measureAdded } from './llm/added.ts';
import { runFaults } from './llm/faults.ts';
import { startPortkey, startStandIn } from './llm/server.ts';
import { createOurs, settingsWith } from './llm/sides.ts';
import { type BenchOptions, type BenchResult, lessIsBetter, median, moreIsBetter } from './result.ts';

/** What the model layer adds to a call, beside the client that it uses and a gateway; and how it ends bad ones. */
export async function run({ rounds = 7, progress = () => {} }: BenchOptions): Promise<BenchResult> {
  const standIn = await startStandIn();
  const gateway = await startPortkey();
  try {
    const added = await measureAdded(standIn, gateway, Math.max(5, rounds), progress);
    const ten = await measureTen(standIn.url, rounds);
    const faults = await runFaults(progress);
    const all = { unit: 'asks', peer: 'all asks', theirs: faults.asks, target: 1 };
    return {
      bench: 'llm',
      ratios: [
        ...added.ratios,
        lessIsBetter({ name: 'ten asks at once', unit: 'ms', peer: 'one at a time', target: 5, ...ten }),
        moreIsBetter({ name: 'faults: ended by deadline + 1 s', ours: faults.inTime, ...all }),
        moreIsBetter({ name: 'faults: slots given back', ours: faults.asks - faults.slotsLeaked, ...all }),
        moreIsBetter({ name: 'faults: requests upstream closed', ours: faults.asks - faults.leftOpen, ...all }),
      ],
      tables: [added.table, faults.table],
    };
  } finally {
    standIn.stop();
    gateway.stop();
  }
}

async function measureTen(url: string, rounds: number) {
  const { ask } = createOurs(settingsWith(url), 10);
  const one = 'hold 50';
  await ask(one);
  const together: number[] = [];
  const inTurn: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let began = performance.now();
    await Promise.all(Array.from({ length: 10 }, () => ask(one)));
    together.push(performance.now() - began);
    began = performance.now();
    for (let i = 0; i < 10; i++) await ask(one);
    inTurn.push(performance.now() - began);
  }
  return { ours: median(together), theirs: median(inTurn) };
}
