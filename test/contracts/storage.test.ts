import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Cache, RecordPage, Records, Storage, Stored } from '../../src/domain/storage.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { patientClock } from '../support/patient-clock.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const redisProgram = findRedis();

interface Adapter {
  readonly name: string;
  readonly url: () => string;
  /** Whether another opening finds what the first one left. */
  readonly lasts: boolean;
}

const adapters: readonly Adapter[] = [
  { name: 'memory', url: () => 'memory:', lasts: false },
  { name: 'sqlite', url: () => 'sqlite:data/bot.db', lasts: true },
  { name: 'redis', url: () => redis?.url ?? '', lasts: true },
];

let redis: RedisServer | null = null;
beforeAll(async () => {
  redis = redisProgram ? await startRedis(redisProgram) : null;
});
afterAll(() => redis?.[Symbol.asyncDispose]());

function value<T>(stored: Stored<T>): T {
  if (!stored.ok) throw new Error(`${stored.reason}: ${stored.detail}`);
  return stored.value;
}

for (const { name, url, lasts } of adapters) {
  describe.skipIf(name === 'redis' && !redisProgram)(`a store on ${name}`, () => {
    let folder: string;
    let storage: Storage;
    let records: Records;
    let cache: Cache;
    const open = async () => {
      const opened = await openStorage({ url: url(), folder, clock: patientClock, tell() {}, processes: 1 });
      if (!opened.ok) throw new Error(opened.reason);
      return opened.storage;
    };

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'serdabot-store-'));
      await redis?.command('FLUSHALL');
      storage = await open();
      records = storage.records;
      cache = storage.cache('talks', 100);
      return async () => {
        await storage.close();
        rmSync(folder, { recursive: true, force: true });
      };
    });

    const version = async (key: string) => value(await records.get(key))?.version ?? null;
    const keysOf = async (prefix: string) => value(await records.list(prefix)).records.map(({ key }) => key);

    test('says what it is', () => {
      expect(storage.state()).toEqual({ state: 'ok', backend: name });
    });

    describe('records', () => {
      test('what was set is read again, whatever JSON it is', async () => {
        for (const [i, thing] of [{ a: [1, null, 'é 🦊 "\u0000'] }, null, '', 0, false, []].entries()) {
          expect(value(await records.set(`thing/${i}`, thing))).toMatchObject({ kind: 'committed' });
          expect(value(await records.get(`thing/${i}`))?.value).toEqual(thing);
        }
        expect(value(await records.get('nothing'))).toBeNull();
      });

      test('a deleted record is gone, and deleting nothing is no fault', async () => {
        await records.set('a', 1);
        expect(value(await records.delete('a')).kind).toBe('committed');
        expect(value(await records.get('a'))).toBeNull();
        expect(value(await records.delete('a')).kind).toBe('committed');
        expect(await keysOf('')).toEqual([]);
      });

      test('versions grow, and one of a record that was made again is new', async () => {
        await records.set('a', 1);
        const first = await version('a');
        await records.delete('a');
        await records.set('a', 1);
        expect(await version('a')).toBeGreaterThan(first!);
      });

      test('a commit tells the version that its records have', async () => {
        const commit = value(
          await records.batch([
            { set: 'a', value: 1 },
            { set: 'b', value: 2 },
          ]),
        );
        expect([await version('a'), await version('b')]).toEqual(
          commit.kind === 'committed' ? [commit.version, commit.version] : [],
        );
      });

      test('a batch that is not as expected writes nothing of itself, and names the record', async () => {
        await records.set('a', 1);
        await records.set('b', 1);
        const stale = (await version('b'))! - 1;
        const commit = await records.batch([
          { set: 'a', value: 2 },
          { set: 'b', value: 2, version: stale },
          { delete: 'a2' },
        ]);
        expect(value(commit)).toEqual({ kind: 'conflict', key: 'b' });
        expect(value(await records.get('a'))?.value).toBe(1);
      });

      test('each kind of expectation holds, and is refused when it does not', async () => {
        const kinds = async (...changes: Parameters<Records['batch']>[0]) => value(await records.batch(changes)).kind;
        expect(await kinds({ set: 'a', value: 1, version: null })).toBe('committed');
        expect(await kinds({ set: 'a', value: 2, version: null })).toBe('conflict');
        const now = (await version('a'))!;
        expect(await kinds({ check: 'a', version: now }, { check: 'b', version: null })).toBe('committed');
        expect(await kinds({ check: 'b', version: now })).toBe('conflict');
        expect(await kinds({ delete: 'a', version: now + 1 })).toBe('conflict');
        expect(await kinds({ delete: 'a', version: now })).toBe('committed');
      });

      test('of many who change one record at once, everybody who was told so did', async () => {
        await records.set('n', 0);
        let done = 0;
        await Promise.all(
          Array.from({ length: 20 }, async () => {
            for (let tries = 0; tries < 50; tries++) {
              const record = value(await records.get('n'))!;
              const next = { set: 'n', value: (record.value as number) + 1, version: record.version };
              if (value(await records.batch([next])).kind === 'conflict') continue;
              done++;
              return;
            }
          }),
        );
        expect(done).toBe(20);
        expect(value(await records.get('n'))?.value).toBe(20);
      });

      test('lists what starts alike, in the order of bytes, page by page', async () => {
        const keys = ['b/', 'b/1', 'b/10', 'b/2', 'b/é', 'b/\uFB01', 'b/🦊'];
        for (const key of [...keys, 'a', 'b', 'b0', 'c']) await records.set(key, key);
        expect(await keysOf('b/')).toEqual(keys);
        const seen: string[] = [];
        let after: string | null = '';
        while (after !== null) {
          const page: RecordPage = value(await records.list('b/', { after, limit: 2 }));
          seen.push(...page.records.map(({ key }) => key));
          after = page.next;
        }
        expect(seen).toEqual(keys);
        expect(await keysOf('')).toEqual(['a', 'b', ...keys, 'b0', 'c']);
      });

      test('what cannot be stored is refused with a reason', async () => {
        const circle: unknown[] = [];
        circle.push(circle);
        const refusals = [
          records.set('', 1),
          records.set('a\nb', 1),
          records.set('x'.repeat(257), 1),
          records.set('a', undefined),
          records.set('a', circle),
          records.set('a', 'x'.repeat(300_000)),
          records.batch([]),
          records.batch([{ set: 'a', value: 1 }, { delete: 'a' }]),
        ];
        const reasons = (await Promise.all(refusals)).map((answer) => (answer.ok ? 'ok' : answer.reason));
        expect(new Set(reasons)).toEqual(new Set(['invalid', 'too large']));
        expect(await keysOf('')).toEqual([]);
        expect(storage.state().state).toBe('ok');
      });

      test.runIf(lasts)('are there after the store was closed and opened again', async () => {
        await records.set('a', { b: 1 });
        const before = await version('a');
        await storage.close();
        storage = await open();
        records = storage.records;
        expect(value(await records.get('a'))).toEqual({ key: 'a', value: { b: 1 }, version: before });
      });
    });

    describe('caches', () => {
      test('what was set is read again, whatever JSON it is', async () => {
        for (const [i, thing] of [{ a: [1, 'é 🦊 "\u0000'] }, null, '', 0, false].entries()) {
          value(await cache.set(`thing ${i}`, thing, 60_000));
          expect(value(await cache.get(`thing ${i}`))).toEqual(thing);
        }
        expect(value(await cache.get('nothing'))).toBeUndefined();
        expect(value(await cache.count())).toBe(5);
      });

      test('a long value is read again, and found by its prefix', async () => {
        const long = { text: 'Hadès est un jeu de Supergiant Games, « » 🦊. '.repeat(100) };
        value(await cache.set('long', long, 60_000));
        expect(value(await cache.get('long'))).toEqual(long);
        expect(value(await storage.gather('long'))).toMatchObject([{ store: 'talks', key: 'long', value: long }]);
      });

      test.runIf(name === 'redis')(
        'a long value takes less room there, and one of an older version is read',
        async () => {
          const long = { text: 'Hadès est un jeu de Supergiant Games. '.repeat(100) };
          await cache.set('long', long, 60_000);
          const key = 'serdabot:cache:talks::long';
          expect(Number(await redis!.command('STRLEN', key))).toBeLessThan(JSON.stringify(long).length / 2);
          await redis!.command('SET', key, JSON.stringify(long));
          expect(value(await cache.get('long'))).toEqual(long);
        },
      );

      test('a value like an answer of the store is a value', async () => {
        const odd = { ok: false, reason: 'late', detail: '' };
        await cache.set('odd', odd, 60_000);
        expect(value(await cache.get('odd'))).toEqual(odd);
      });

      test('an entry is gone, and not counted, when its time is over', async () => {
        await cache.set('short', 1, 30);
        await cache.set('long', 1, 60_000);
        await until(async () => expect(value(await cache.get('short'))).toBeUndefined());
        expect(value(await cache.count())).toBe(1);
      });

      test('setting again replaces the value and its time; no time at all is a deletion', async () => {
        await cache.set('a', 1, 30);
        await cache.set('a', 2, 60_000);
        await cache.set('later', 1, 30);
        await until(async () => expect(value(await cache.get('later'))).toBeUndefined());
        expect(value(await cache.get('a'))).toBe(2);
        await cache.set('a', 3, 0);
        expect(value(await cache.get('a'))).toBeUndefined();
      });

      test('a deleted entry is gone', async () => {
        await cache.set('a', 1, 60_000);
        value(await cache.delete('a'));
        value(await cache.delete('never there'));
        expect(value(await cache.get('a'))).toBeUndefined();
        expect(value(await cache.count())).toBe(0);
      });

      test('two caches know nothing of each other, nor of the records', async () => {
        const other = storage.cache('talk');
        await cache.set('a', 'talks', 60_000);
        await other.set('a', 'talk', 60_000);
        await records.set('a', 'record');
        await other.delete('a');
        expect(value(await cache.get('a'))).toBe('talks');
        expect(value(await other.count())).toBe(0);
        expect(value(await records.get('a'))?.value).toBe('record');
        expect(storage.cache('talk')).toBe(other);
      });

      test('a full one lets go of what expires first', async () => {
        for (let i = 0; i < 200; i++) await cache.set(`k${i}`, i, 60_000 + i * 1_000);
        expect(value(await cache.count())).toBe(100);
        expect(value(await cache.get('k0'))).toBeUndefined();
        expect(value(await cache.get('k199'))).toBe(199);
      });

      test('what cannot be stored is refused with a reason', async () => {
        const answers = await Promise.all([
          cache.set('', 1, 1_000),
          cache.set('a', undefined, 1_000),
          cache.set('a', 'x'.repeat(300_000), 1_000),
        ]);
        expect(answers.map((answer) => (answer.ok ? 'ok' : answer.reason))).toEqual([
          'invalid',
          'invalid',
          'too large',
        ]);
      });

      test.runIf(lasts)('survive a restart', async () => {
        await cache.set('a', 'remembered', 60_000);
        await storage.close();
        storage = await open();
        expect(value(await storage.cache('talks').get('a'))).toBe('remembered');
      });
    });

    test('after closing, every call is refused, and closing again is nothing', async () => {
      const last = records.set('last', 1);
      await storage.close();
      await storage.close();
      expect((await last).ok).toBe(true);
      const answers = await Promise.all([records.get('a'), records.set('a', 1), cache.get('a'), cache.count()]);
      for (const answer of answers) expect(answer).toMatchObject({ ok: false, reason: 'closed' });
    });

    describe('what is about one viewer', () => {
      const fill = async () => {
        await records.set('viewer/1/points', 5);
        await records.set('viewer/11/points', 6);
        await records.set('viewer/1', 'no folder');
        await cache.set('viewer/1/conversation/one', ['é'], 60_000);
        await cache.set('viewer/1/conversation/[two]', ['b'], 60_000);
        await cache.set('viewer/11/conversation/one', ['c'], 60_000);
        await storage.cache('others').set('viewer/1/x*', 1, 60_000);
        await cache.set('viewer/1/over', 1, 30);
      };

      test('is found under its keys, in the records and in every cache, and nobody else’s is', async () => {
        await fill();
        await until(async () => expect(value(await cache.get('viewer/1/over'))).toBeUndefined());
        const found = value(await storage.gather('viewer/1/')).toSorted((a, b) => a.key.localeCompare(b.key));
        expect(found.map(({ store, key, value: kept }) => [store, key, kept])).toEqual([
          ['talks', 'viewer/1/conversation/[two]', ['b']],
          ['talks', 'viewer/1/conversation/one', ['é']],
          ['records', 'viewer/1/points', 5],
          ['others', 'viewer/1/x*', 1],
        ]);
        const wait = (found[0]!.expiresAt ?? 0) - Date.now();
        expect([wait > 30_000, wait <= 60_000, found[2]!.expiresAt]).toEqual([true, true, null]);
      });

      test('is erased with one call, and what others have stays', async () => {
        await fill();
        expect(value(await storage.erase('viewer/1/'))).toBeGreaterThanOrEqual(4);
        expect(value(await storage.gather('viewer/1/'))).toEqual([]);
        expect(value(await cache.count())).toBe(1);
        const left = value(await storage.gather('viewer/')).map(({ key }) => key);
        expect(left.toSorted()).toEqual(['viewer/1', 'viewer/11/conversation/one', 'viewer/11/points']);
        expect(value(await storage.erase('viewer/1/'))).toBe(0);
      });

      test('is erased where it is much, and a mark of a pattern is only a mark', async () => {
        for (let i = 0; i < 450; i++) void records.set(`viewer/*/${i}`, i);
        await records.set('viewer/2/a', 1);
        await cache.set('viewer/2/a', 1, 60_000);
        expect(value(await storage.erase('viewer/*/'))).toBe(450);
        expect(value(await storage.gather('viewer/2/'))).toHaveLength(2);
      });

      test.runIf(lasts)('is erased too where this process never opened the cache', async () => {
        await cache.set('viewer/1/a', 1, 60_000);
        await storage.close();
        storage = await open();
        records = storage.records;
        expect(value(await storage.erase('viewer/1/'))).toBe(1);
      });
    });

    test('scrubs when asked', async () => {
      expect((await storage.scrub()).ok).toBe(true);
    });
  });
}
