import { fixed, naive, ours, percentiles, type Score, scoreOf } from '../tune/compare.ts';
import { clearServers } from '../tune/simulated.ts';
import { type BenchOptions, type BenchResult, lessIsBetter, moreIsBetter } from './result.ts';

const serversOfARound = 40;

/**
 * Searches for the cap of simulated servers that have a clear one. The naive search (a burst a step, judged by its worst
 * answer) is also given what it would need to be as reliable: more bursts at a step, or the middle of many searches.
 */
export async function run({ rounds = 5, progress = () => {} }: BenchOptions): Promise<BenchResult> {
  const servers = await clearServers(serversOfARound * rounds, percentiles.share, percentiles.max);
  progress(`${servers.length} servers whose cap is clear, from 1 to ${Math.max(...servers.map(({ cap }) => cap))}`);
  const rows: { readonly name: string; readonly score: Score }[] = [];
  const score = async (name: string, way: Parameters<typeof scoreOf>[1]) => {
    const result = await scoreOf(servers, way);
    rows.push({ name, score: result });
    progress(`${name}: exact ${(100 * result.exact).toFixed(1)} %, ${Math.round(result.requests)} requests`);
    return result;
  };

  const own = await score('npm run tune', ours);
  const once = await score('naive: one burst a step', naive(1, 1));
  const often = [once];
  for (const [searches, bursts] of [
    [1, 9],
    [1, 51],
    [9, 1],
    [51, 1],
  ] as const) {
    const name = bursts > 1 ? `naive: most of ${bursts} bursts a step` : `naive: the middle of ${searches} searches`;
    often.push(await score(name, naive(searches, bursts)));
  }
  const steady: Score[] = [];
  for (const answers of [60, 100, 200, 400])
    steady.push(await score(`${answers} answers a step, at most 5 % late`, fixed(answers)));

  const share = { unit: '% of servers', peer: 'the bar', target: 1 };
  const percent = (part: number) => 100 * part;
  const naiveBest = cheapest(often, own.exact);
  const fixedBest = cheapest(steady, own.exact);
  return {
    bench: 'tune',
    ratios: [
      moreIsBetter({ ...share, name: 'cap exact', ours: percent(own.exact), theirs: 90 }),
      moreIsBetter({ ...share, name: 'off by one at most', ours: percent(own.offByOne), theirs: 98 }),
      moreIsBetter({ ...share, name: 'not too high', ours: percent(1 - own.tooHigh), theirs: 99 }),
      moreIsBetter({
        name: 'cap exact',
        unit: '% of servers',
        ours: percent(own.exact),
        peer: 'naive search',
        theirs: percent(once.exact),
        target: 1.5,
      }),
      moreIsBetter({
        name: 'not too high',
        unit: '% of servers',
        ours: percent(1 - own.tooHigh),
        peer: 'naive search',
        theirs: percent(1 - once.tooHigh),
        target: 1.2,
      }),
      lessIsBetter({
        name: 'requests for as many exact',
        unit: 'requests',
        ours: own.requests,
        peer: `naive, repeated (${reached(naiveBest, own)})`,
        theirs: naiveBest.requests,
        target: 1,
      }),
      lessIsBetter({
        name: 'requests for as many exact',
        unit: 'requests',
        ours: own.requests,
        peer: `fixed sample (${reached(fixedBest, own)})`,
        theirs: fixedBest.requests,
        target: 1,
      }),
    ],
    tables: [
      {
        title: `${servers.length} simulated servers; requests are those of one whole search`,
        columns: ['search', 'exact %', 'off by one %', 'too high %', 'requests', 'requests per exact answer'],
        rows: rows.map(({ name, score: { exact, offByOne, tooHigh, requests } }) => [
          name,
          percent(exact),
          percent(offByOne),
          percent(tooHigh),
          requests,
          requests / exact,
        ]),
      },
    ],
  };
}

/** The first that is as often exact; where none is, the dearest that was tried, which is less than it would take. */
const cheapest = (scores: readonly Score[], exact: number): Score =>
  scores.toSorted((a, b) => a.requests - b.requests).find((score) => score.exact >= exact) ??
  scores.reduce((most, score) => (score.requests > most.requests ? score : most));

const reached = (theirs: Score, own: Score) =>
  theirs.exact >= own.exact ? 'reached' : `never: ${(100 * theirs.exact).toFixed(0)} %`;
