import { setTimeout as pause } from 'node:timers/promises';
import type { Lookup } from '../../src/domain/knowledge.ts';
import { createSources } from '../../src/knowledge/sources.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { createSandboxIgdb } from '../../src/sandbox/igdb.ts';
import { createSandboxWikipedia } from '../../src/sandbox/wikipedia.ts';
import { createOpenFresh } from '../../src/storage/fresh.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { phrasesIn, sourceSettings } from '../../test/support/knowledge.ts';
import { type Bench, lessIsBetter, median, quantile, type Table } from './result.ts';

/** What viewers look up, the favourite first. */
const subjects = [
  ...['minecraft', 'zelda', 'tetris', 'super mario bros.', 'pokémon', 'speedrun', 'échecs', 'marie curie', 'paris'],
  ...['albert einstein', 'ada lovelace', 'napoléon ier', 'victor hugo', 'léonard de vinci', 'shigeru miyamoto'],
  ...['tour eiffel', 'japon', 'mont blanc', 'antarctique', 'chat', 'axolotl', 'baleine bleue', 'capybara', 'internet'],
  ...['ornithorynque', 'trou noir', 'photosynthèse', 'théorème de pythagore', 'twitch', 'lune', 'pizza', 'chocolat'],
];
const perSecond = { wikipedia: 5, igdb: 4 };
const eveningLookups = 2_000;
const hotLookups = 3_000;

export const run: Bench = async ({ rounds = 5, progress = () => {} }) => {
  await using cleanup = new AsyncDisposableStack();
  const wikipedia = await createSandboxWikipedia({ perMinute: 100_000 });
  cleanup.defer(wikipedia.stop);
  const igdb = await createSandboxIgdb({ accepts: (token) => token === 'bench' });
  cleanup.defer(igdb.stop);
  const say = await phrasesIn('fr');

  async function open(clock: Clock = systemClock, rate = perSecond) {
    const opened = await openStorage({ url: 'memory:', folder: '/nowhere', tell: () => {}, processes: 1, clock });
    if (!opened.ok) throw new Error(opened.reason);
    cleanup.defer(opened.storage.close);
    const openFresh = createOpenFresh({ caches: opened.storage.cache, clock, tell: () => {} });
    const knowledge = createSources({
      settings: () => sourceSettings(wikipedia.baseUrl, igdb.baseUrl, { wikipedia: rate.wikipedia, igdb: rate.igdb }),
      openFresh,
      fleet: { windows: null },
      token: { clientId: igdb.clientId, get: async () => 'bench' },
      say,
      clock,
      tell: () => {},
    });
    return { knowledge, openFresh };
  }

  const never = new AbortController().signal;
  let upstreamMs = 0;
  const waited = (_what: unknown, ms: number) => {
    upstreamMs += ms;
  };
  const lookup = (subject: string): Lookup => ({
    channel: 'bench',
    subject,
    aspect: 'about',
    language: 'fr',
    deadline: systemClock.now() + 60_000,
    meter: { waited, totalMs: 0 },
  });

  // A fact that is kept: all the time it takes is ours.
  const hot = await open();
  await hot.knowledge.wikipedia(lookup('tetris'), never);
  const cached: number[] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`cached facts, round ${round + 1} of ${rounds}`);
    const took: number[] = [];
    for (let n = 0; n < hotLookups; n++) {
      const begin = performance.now();
      await hot.knowledge.wikipedia(lookup('tetris'), never);
      took.push(performance.now() - begin);
    }
    cached.push(quantile(took, 0.99));
  }

  // Thirty questions at once, as the services see them.
  progress('thirty different questions at once, to each source');
  // The first knowledge asked the same stand-in: its request must be out of the window.
  await pause(1_500);
  const crowd = await open();
  const asked = subjects.slice(0, 30);
  const ends = await Promise.all([
    ...asked.map((subject) => crowd.knowledge.wikipedia(lookup(subject), never)),
    ...asked.map((subject) => crowd.knowledge.igdb(lookup(subject), never)),
  ]);
  const refused = ends.filter(({ kind }) => kind === 'failed').length;
  const crowdRate = { count: wikipedia.count, perSecond: wikipedia.maxPerSecond, open: wikipedia.maxOpen };

  // An evening: the favourites come again and again, and the day goes on between them.
  progress(`an evening of ${eveningLookups} lookups`);
  let ahead = 0;
  const evening: Clock = {
    ...systemClock,
    now: () => systemClock.now() + ahead,
    wall: () => systemClock.wall() + ahead,
  };
  const { knowledge, openFresh } = await open(evening, { wikipedia: 1_000, igdb: 1_000 });
  const before = wikipedia.count;
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const weights = subjects.map((_, rank) => 1 / (rank + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const zipf = () => {
    let left = random() * total;
    for (const [rank, subject] of subjects.entries()) {
      left -= weights[rank]!;
      if (left <= 0) return subject;
    }
    return subjects[0]!;
  };
  for (let n = 0; n < eveningLookups; n++) {
    ahead += 5_000;
    await knowledge.wikipedia({ ...lookup(zipf()), deadline: evening.now() + 60_000 }, never);
  }
  const requests = wikipedia.count - before;
  const stats = openFresh
    .caches()
    .find(({ name }) => name === 'wikipedia')!
    .stats();

  const tables: Table[] = [
    {
      title: `An evening of ${eveningLookups} lookups of ${subjects.length} subjects (Zipf), 5 s apart`,
      columns: ['', 'value'],
      rows: [
        ['answered without a request, share', stats.hits / (stats.hits + stats.stale + stats.misses)],
        ['requests to Wikipedia', requests],
        ['entries held', stats.entries],
        ['bytes held', stats.bytes],
      ],
    },
    {
      title: 'Thirty different questions at once to each source',
      columns: ['source', 'requests', 'most in any second', 'most open', 'refused by our line'],
      rows: [
        ['Wikipedia', crowdRate.count, crowdRate.perSecond, crowdRate.open, refused],
        ['IGDB', igdb.count, igdb.maxPerSecond, igdb.maxOpen, ''],
      ],
    },
    { title: 'Time that the sources took, all in all', columns: ['', 'ms'], rows: [['upstream', upstreamMs]] },
  ];
  return {
    bench: 'knowledge',
    ratios: [
      lessIsBetter({
        name: 'a cached fact, p99',
        unit: 'ms',
        ours: median(cached),
        peer: 'limit',
        theirs: 1,
        target: 1,
      }),
      lessIsBetter({
        name: 'IGDB, most requests in any second',
        unit: 'requests',
        ours: igdb.maxPerSecond,
        peer: 'igdb_rate_limit',
        theirs: perSecond.igdb,
        target: 1,
      }),
      lessIsBetter({
        name: 'Wikipedia, most requests in any second',
        unit: 'requests',
        ours: crowdRate.perSecond,
        peer: 'wikipedia_rate_limit',
        theirs: perSecond.wikipedia,
        target: 1,
      }),
      lessIsBetter({
        name: 'requests for a lookup in an evening',
        unit: 'requests',
        ours: requests / eveningLookups,
        peer: 'without a cache',
        theirs: 1,
        target: 5,
      }),
    ],
    tables,
  };
};
