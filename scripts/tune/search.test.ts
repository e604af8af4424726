import { describe, expect, test } from 'vitest';
import { naive, ours, scoreOf } from './compare.ts';
import { type Ask, openLoop } from './load.ts';
import { type Found, findCap, type Plan } from './search.ts';
import { createSimulatedClock, createSimulatedServer, type Nature, natureOf, type Truth } from './simulated.ts';
import type { Tally } from './tally.ts';
import { confidenceOf, verdictOf } from './words.ts';

/** Servers by seed, and their cap: `clearServers(40)` of simulated.ts finds them. */
const caps = new Map([
  [5, 4],
  [15, 10],
  [17, 23],
  [18, 6],
  [21, 8],
  [22, 15],
  [29, 15],
  [31, 3],
  [32, 19],
  [34, 6],
  [38, 5],
  [39, 1],
  [40, 5],
  [57, 12],
  [60, 3],
  [61, 7],
  [62, 16],
  [67, 13],
  [71, 1],
  [73, 6],
  [74, 7],
  [80, 15],
  [89, 14],
  [92, 5],
  [96, 4],
  [113, 7],
  [116, 1],
  [118, 4],
  [119, 12],
  [120, 2],
  [122, 1],
  [134, 21],
  [141, 6],
  [144, 5],
  [148, 8],
  [149, 24],
  [158, 6],
  [159, 8],
  [165, 1],
  [166, 4],
]);
const servers: readonly Truth[] = [...caps].map(([seed, cap]) => ({
  nature: natureOf(seed),
  cap,
  shareAtCap: 0,
  shareAbove: 1,
}));

const steady: Nature = {
  seed: 1,
  slots: 4,
  serviceMs: 1000,
  spread: 0.05,
  batching: 0,
  hiccups: 0,
  hiccup: 1,
  coldMs: 30_000,
  cached: 0.4,
  sloMs: 1_400,
};
const usual: Plan = {
  share: 0.05,
  confidence: 0.95,
  sloMs: steady.sloMs,
  pauseMs: 0,
  max: 50,
  start: 1,
  budgetMs: 3_600_000,
  seed: 1,
};

async function search(
  plan: Partial<Plan> = {},
  { nature = steady, around = (ask: Ask) => ask, known = [] as readonly Tally[], stopAfter = Infinity } = {},
): Promise<{ found: Found; tookMs: number; mostAtOnce: number }> {
  const clock = createSimulatedClock();
  const server = createSimulatedServer(nature, clock);
  const stop = new AbortController();
  let [asked, running, mostAtOnce] = [0, 0, 0];
  const ask = around(server.ask);
  const counted: Ask = async (number, signal) => {
    if (++asked > stopAfter) stop.abort();
    mostAtOnce = Math.max(mostAtOnce, ++running);
    return ask(number, signal).finally(() => running--);
  };
  const whole: Plan = { ...usual, ...plan };
  const found = await clock.run(findCap({ plan: whole, clock, ask: counted, signal: stop.signal, known }));
  return { found, tookMs: clock.now(), mostAtOnce };
}

describe('over servers of every kind', () => {
  test('the cap is right nine times in ten, nearly never off by two, and not too high', async () => {
    const score = await scoreOf(servers, ours);
    expect(score.exact).toBeGreaterThanOrEqual(0.9);
    expect(score.offByOne).toBeGreaterThanOrEqual(0.98);
    expect(score.tooHigh).toBeLessThanOrEqual(0.01);
  });

  test('the naive search is wrong about half of them, however often it is repeated', async () => {
    expect((await scoreOf(servers, naive(1, 1))).exact).toBeLessThan(0.7);
    expect((await scoreOf(servers, naive(9, 1))).exact).toBeLessThan(0.7);
  });
});

describe('a search', () => {
  test('is the same again with the same seed', async () => {
    const [one, two] = [await search(), await search()];
    expect(two).toEqual(one);
    expect(one.found).toMatchObject({ cap: 4, ended: 'settled', confidence: 0.95 });
  });

  test('does not count the cold start', async () => {
    const { found } = await search();
    expect(found.tallies.find(({ users }) => users === 1)!.violations).toBe(0);
  });

  test('would be fooled by a cache if it asked the same question again', async () => {
    const again = await search({}, { around: (ask) => (_, signal) => ask(1, signal) });
    expect(again.found.cap).toBeGreaterThan(4);
  });

  test('that was stopped goes on with what it had heard', async () => {
    const whole = await search();
    const first = await search({}, { stopAfter: 150 });
    expect(first.found.ended).toBe('stopped');
    const written: readonly Tally[] = JSON.parse(JSON.stringify(first.found.tallies));
    const second = await search({}, { known: written });
    expect(second.found.cap).toBe(whole.found.cap);
    expect(second.found.requests).toBeLessThan(whole.found.requests - 60);
  });

  test('keeps to its budget, and says how sure it is by then', async () => {
    const { found, tookMs } = await search({ budgetMs: 120_000 });
    expect(tookMs).toBeLessThan(125_000);
    expect(found.ended).toBe('budget');
    expect(found.cap).toBeLessThanOrEqual(4);
    expect(found.confidence).toBeLessThan(0.95);
    expect(confidenceOf(found)).toMatch(/^\d+(\.\d)? % sure after \d+ questions, the budget was over/);
  });

  test('of a second still ends with a number, and says how little it knows', async () => {
    const { found } = await search({ budgetMs: 1_000 });
    expect(found.cap).toBe(1);
    expect(found.confidence).toBeLessThan(0.1);
    expect(verdictOf(found, usual)).toBe(
      '1 viewer at once: 95 % of answers within 1.4 s; there was no time to try more.',
    );
    expect(confidenceOf(found)).toMatch(/^5 % sure after 2 questions, the budget was over/);
  });

  test.each([2, 5, 10, 20, 30, 60, 120])(
    'of %i s for a slow server that says it does eight at once ends with a number',
    async (s) => {
      for (const serviceMs of [200, 2_000, 8_000]) {
        const nature = { ...steady, serviceMs, coldMs: 4_000, slots: 1, sloMs: 10_000 };
        const { found } = await search({ budgetMs: s * 1_000, start: 8, sloMs: 10_000 }, { nature });
        const truth = Math.floor(10_000 / serviceMs);
        expect(found.cap).toBeLessThanOrEqual(Math.max(1, truth));
        expect(found.cap).toBeGreaterThanOrEqual(1);
        expect(found.confidence).toBeGreaterThan(0);
      }
    },
  );

  test('of any length for a server that is too slow says that not even one holds, why, and how sure that is', async () => {
    for (const budgetMs of [3_000, 30_000, 600_000]) {
      const { found } = await search({ budgetMs, start: 4, sloMs: 500 }, { nature: { ...steady, coldMs: 0 } });
      expect(found.cap).toBe(0);
      expect(found.confidence).toBeGreaterThanOrEqual(0.9);
      expect(verdictOf(found, { ...usual, sloMs: 500 })).toMatch(/^Not even one viewer: .* with 1 100 % were late, /);
    }
  });

  test('never has more at once than the maximum', async () => {
    const { found, mostAtOnce } = await search({ max: 3 });
    expect([found.cap, mostAtOnce]).toEqual([3, 3]);
    expect(verdictOf(found, { ...usual, max: 3 })).toBe(
      '3 viewers at once: 95 % of answers within 1.4 s; more was not tried (--max).',
    );
  });

  test('with a pause: all ask together, so that the cap holds for a chat that reacts to the same thing', async () => {
    const { found, mostAtOnce } = await search({ pauseMs: 10_000 });
    expect(found.cap).toBe(4);
    expect(mostAtOnce).toBeGreaterThanOrEqual(5);
  });

  test('takes back what held for a while and then did not', async () => {
    const tires =
      (ask: Ask): Ask =>
      async (number, signal) => {
        const heard = await ask(number, signal);
        const slower = number > 250 ? 3 : 1;
        return { ...heard, totalMs: heard.totalMs * slower };
      };
    const { found } = await search({}, { around: tires });
    expect(found.cap).toBe(0);
  });
});

describe('the verdict says why it stopped', () => {
  test('where calls wait for a place', async () => {
    const { found } = await search();
    expect(verdictOf(found, usual)).toMatch(
      /^4 viewers at once: 95 % of answers within 1.4 s; at 5 the queue grew, first token 1(\.\d)? s\.$/,
    );
  });

  test('where everybody’s words come slower', async () => {
    const nature = { ...steady, slots: 16, batching: 0.15 };
    const { found } = await search({}, { nature });
    expect(verdictOf(found, usual)).toMatch(/; at 3 the words came slower, the last one after 1\.\d s\.$/);
  });

  test('where the server refuses: errors, empty and cut answers are violations', async () => {
    let running = 0;
    const most =
      (fault: string) =>
      (ask: Ask): Ask =>
      async (number, signal) => {
        running++;
        const full = running > 3;
        const heard = await ask(number, signal);
        running--;
        return full ? { ...heard, totalMs: 5, fault } : heard;
      };
    for (const [fault, words] of [
      ['server', 'of the calls met an error of the server'],
      ['empty', 'of the answers were empty'],
      ['truncated', 'of the answers were cut off'],
    ] as const) {
      const { found } = await search({}, { around: most(fault) });
      expect(found.cap).toBe(3);
      expect(verdictOf(found, usual)).toMatch(new RegExp(`; at 4 \\d+(\\.\\d)? % ${words}\\.$`));
    }
  });

  test('where one viewer is too much already', async () => {
    const { found } = await search({ sloMs: 500 });
    expect(found.cap).toBe(0);
    expect(verdictOf(found, { ...usual, sloMs: 500 })).toMatch(/^Not even one viewer: 95 % of answers within 500 ms/);
  });
});

test('questions that were due while the server stood still are counted from when they were due', async () => {
  const clock = createSimulatedClock();
  let number = 0;
  // The tenth question holds the only place for 20 s; every other takes 10 ms.
  const ask: Ask = async (n) => {
    const totalMs = n === 10 ? 20_000 : 10;
    await new Promise<void>((resolve) => clock.after(totalMs, resolve));
    return { totalMs, firstTokenMs: 1, fault: null };
  };
  const own: number[] = [];
  const sinceDue: number[] = [];
  const signal = new AbortController().signal;
  await clock.run(
    openLoop({
      clock,
      ask,
      signal,
      number: () => number++,
      until: 60_000,
      places: 1,
      perSecond: 2,
      seed: 1,
      hear(arrived) {
        own.push(arrived.totalMs);
        sinceDue.push(arrived.sinceDueMs);
        return false;
      },
    }),
  );
  expect(own.filter((ms) => ms > 1_000)).toHaveLength(1);
  expect(sinceDue.filter((ms) => ms > 1_000).length).toBeGreaterThan(20);
});
