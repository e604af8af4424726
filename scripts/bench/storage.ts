import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@keyv/redis';
import type { Storage, Stored } from '../../src/domain/storage.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { findRedis } from '../../test/support/real-parts.ts';
import { startRedis } from '../../test/support/redis.ts';
import { type Bench, median, moreIsBetter, quantile, type Ratio, type Table } from './result.ts';
import { measureWaits } from './storage/waits.ts';

const keys = Array.from({ length: 1_000 }, (_, i) => `talk/my_channel/${100_000 + i}`);
const aDay = 24 * 3_600_000;
const exchange = {
  question: 'c’est quoi la capitale du Japon ? '.repeat(3),
  answer: 'Tokyo, depuis 1868. '.repeat(12),
};
const text = JSON.stringify(exchange);
let writes = 0;
/** Never the same twice: SQLite writes nothing where nothing changes. */
const fresh = () => ({ ...exchange, n: ++writes });
/** A deadline is another test's subject: here every call runs to its end. */
const patientClock: Clock = { ...systemClock, after: (ms, callback) => systemClock.after(ms * 100, callback) };

const slices = 10;

type Op = (key: string) => unknown;
interface Figures {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

/** One after the other, or several under way at once. */
async function measure(op: Op, calls: number, lanes: number): Promise<Figures> {
  const took = new Float64Array(calls);
  let next = 0;
  const offset = (writes * 7) % keys.length;
  const lane = async () => {
    while (next < calls) {
      const i = next++;
      const begin = performance.now();
      const answer = op(keys[(offset + i) % keys.length]!);
      if (answer instanceof Promise) await answer;
      // A peer that never lets the event loop turn would cost the other side its connection.
      else if (i % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
      took[i] = (performance.now() - begin) * 1_000;
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  return { rate: calls / ((performance.now() - begin) / 1_000), p50: median(took), p99: quantile(took, 0.99) };
}

interface Pair {
  readonly name: string;
  readonly ours: Op;
  readonly peer: string;
  readonly theirs: Op;
  readonly calls: number;
  readonly lanes?: number;
  readonly target: number;
}

export const run: Bench = async ({ rounds = 5, progress = () => {} }) => {
  await using cleanup = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-bench-'));
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));

  const sqlite = await open('sqlite:ours.db', folder);
  cleanup.defer(sqlite.close);
  const bare = (synchronous: string) => {
    const db = new DatabaseSync(join(folder, `bare-${synchronous}.db`));
    cleanup.defer(() => db.close());
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};
      CREATE TABLE pairs (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT`);
    const select = db.prepare('SELECT value FROM pairs WHERE key = ?');
    const upsert = db.prepare('INSERT INTO pairs VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2');
    return {
      get: (key: string) => JSON.parse(String(select.get(key)?.['value'])),
      set: (key: string) => upsert.run(key, JSON.stringify(fresh())),
    };
  };
  const [full, normal] = [bare('FULL'), bare('NORMAL')];
  const pairs: Pair[] = [
    ...pairsOf('SQLite', sqlite, [
      { peer: 'bare node:sqlite, synced', ...full, target: 0.7 },
      { peer: 'bare node:sqlite', ...normal, target: 0.25 },
    ]),
    {
      name: 'records set on SQLite, 32 at once',
      ours: (key) => sure(sqlite.records.set(key, fresh())),
      peer: 'bare node:sqlite, synced',
      theirs: full.set,
      calls: 1_280,
      lanes: 32,
      target: 0.7,
    },
  ];

  const program = findRedis();
  const redis = program ? await startRedis(program, '--appendonly', 'no') : null;
  const fromRedis = redis ? await open(redis.url, folder) : null;
  if (redis && fromRedis) {
    cleanup.defer(() => redis[Symbol.asyncDispose]());
    cleanup.defer(fromRedis.close);
    const client = createClient({ url: redis.url });
    client.on('error', () => {});
    await client.connect();
    cleanup.defer(() => client.destroy());
    const theirs = {
      peer: 'bare Redis client',
      get: async (key: string) => JSON.parse(String(await client.get(key))),
      set: (key: string) => client.set(key, JSON.stringify(fresh())),
    };
    const sides = [
      { ...theirs, target: 0.7 },
      { ...theirs, target: 0.25 },
    ] as const;
    pairs.push(...pairsOf('Redis', fromRedis, sides), ...pairsOf('Redis', fromRedis, sides, 32));
  }

  const figures = new Map<Pair, { ours: Figures[]; theirs: Figures[] }>();
  for (let round = 0; round <= rounds; round++) {
    progress(round === 0 ? 'storage: warming up' : `storage: round ${round} of ${rounds}`);
    for (const pair of pairs) {
      const all = figures.get(pair) ?? { ours: [], theirs: [] };
      figures.set(pair, all);
      for (let slice = 0; slice < slices; slice++) {
        const side = (op: Op) => measure(op, pair.calls / slices, pair.lanes ?? 1);
        // In short turns, so that a disk or a machine that is busy for a while is so for both.
        const early = slice % 2 ? await side(pair.ours) : null;
        const theirs = await side(pair.theirs);
        const ours = early ?? (await side(pair.ours));
        if (round === 0) continue;
        all.ours.push(ours);
        all.theirs.push(theirs);
      }
    }
  }
  const of = (all: readonly Figures[], what: keyof Figures) => median(all.map((one) => one[what]));
  const entries = [...figures];
  const ratios = entries.map(
    ([{ name, peer, target }, { ours, theirs }]): Ratio =>
      moreIsBetter({ name, unit: 'ops/s', ours: of(ours, 'rate'), peer, theirs: of(theirs, 'rate'), target }),
  );
  const latency: Table = {
    title: 'microseconds a call, in brackets the peer',
    columns: ['call', 'p50', 'p99'],
    rows: entries.map(([{ name }, { ours, theirs }]) => [
      name,
      ...(['p50', 'p99'] as const).map((q) => `${of(ours, q).toFixed(1)} (${of(theirs, q).toFixed(1)})`),
    ]),
  };
  const size = await measureSize(folder, fromRedis, redis);
  // As operators are told to have it: with an append-only file.
  const kept = program ? await startRedis(program) : null;
  if (kept) cleanup.defer(() => kept[Symbol.asyncDispose]());
  const waits = await measureWaits({
    folder,
    urls: [['memory', 'memory:'], ['sqlite', 'sqlite:waits.db'], ...(kept ? [['redis', kept.url] as const] : [])],
    rounds,
    progress,
  });
  return {
    bench: 'storage',
    ratios: [...ratios, ...waits.ratios],
    tables: [latency, size, waits.table],
    ...(redis ? {} : { missing: ['Redis: nothing on Redis is measured'] }),
  };
};

interface Side {
  readonly peer: string;
  readonly get: Op;
  readonly set: Op;
  readonly target: number;
}

function pairsOf(on: string, { records, cache }: Storage, [record, entry]: readonly [Side, Side], lanes = 1): Pair[] {
  const talks = cache('talks');
  const calls = lanes === 1 ? 2_000 : 6_400;
  const atOnce = lanes === 1 ? '' : `, ${lanes} at once`;
  const pair = (name: string, ours: Op, { peer, target }: Side, theirs: Op): Pair => {
    return { name: `${name} ${on}${atOnce}`, ours, peer, theirs, calls, lanes, target };
  };
  return [
    pair('records set on', (key) => sure(records.set(key, fresh())), record, record.set),
    pair('records get on', (key) => sure(records.get(key)), record, record.get),
    pair('Keyv set over', (key) => sure(talks.set(key, fresh(), aDay)), entry, entry.set),
    pair('Keyv get over', (key) => sure(talks.get(key)), entry, entry.get),
  ];
}

async function open(url: string, folder: string): Promise<Storage> {
  const opened = await openStorage({ url, folder, clock: patientClock, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.storage;
}

async function sure<T>(answer: Promise<Stored<T>>): Promise<T> {
  const stored = await answer;
  if (!stored.ok) throw new Error(`${stored.reason}: ${stored.detail}`);
  return stored.value;
}

async function measureSize(
  folder: string,
  fromRedis: Storage | null,
  redis: { command(...words: string[]): Promise<unknown> } | null,
): Promise<Table> {
  const talks = 2_000;
  const talk = Array.from({ length: 5 }, () => exchange);
  const fill = async ({ cache }: Storage) => {
    for (let i = 0; i < talks; i++) await sure(cache('sizes').set(`my_channel/${i}`, talk, aDay));
  };
  const used = async () => Number(/used_memory:(\d+)/.exec(String(await redis?.command('INFO', 'memory')))?.[1]);
  const file = await open('sqlite:size.db', folder);
  await fill(file);
  await sure(file.scrub());
  const rows: [string, number][] = [
    ['as JSON', 5 * text.length],
    ['SQLite', statSync(join(folder, 'size.db')).size / talks],
  ];
  await file.close();
  if (fromRedis) {
    const before = await used();
    await fill(fromRedis);
    rows.push(['Redis', ((await used()) - before) / talks]);
  }
  return { title: 'a conversation of five exchanges', columns: ['store', 'bytes'], rows };
}
