import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Documents, type Leaver, schemaOf } from '../../src/domain/documents.ts';
import type { Change, Records, Storage, Stored } from '../../src/domain/storage.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { createDocumentStore } from '../../src/storage/documents.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { collectEvents } from '../support/fakes.ts';
import { patientClock } from '../support/patient-clock.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const redisProgram = findRedis();
let redis: RedisServer | null = null;
beforeAll(async () => {
  redis = redisProgram ? await startRedis(redisProgram) : null;
});
afterAll(() => redis?.[Symbol.asyncDispose]());

const numbers = schemaOf('a number', (value) => typeof value === 'number');
const texts = schemaOf('a text', (value) => typeof value === 'string');
interface Row {
  readonly by: string;
  readonly text: string;
}
const rows = schemaOf('rows', (value): value is readonly Row[] => Array.isArray(value));
const withoutViewer = (value: readonly Row[], { id }: Leaver) =>
  value.some(({ by }) => by === id) ? value.filter(({ by }) => by !== id) : null;
const key = 'document/one/count';
/** On a busy machine others may be ahead for as long as one change has: that one was not stored. */
async function countUp(count: Documents<number>): Promise<void> {
  for (;;) {
    const done = await count.change('one', (now) => now + 1);
    if (done.ok) return;
    expect(done.reason).toBe('busy');
  }
}
type Fault = 'unreachable' | 'late' | null;

for (const backend of ['memory', 'sqlite', 'redis'] as const) {
  describe.skipIf(backend === 'redis' && !redisProgram)(`documents on ${backend}`, () => {
    let folder: string;
    let storages: Storage[];
    const ends: (() => Promise<void>)[] = [];

    async function openStore(): Promise<Storage> {
      // In memory there is one store and no other process.
      if (backend === 'memory' && storages[0]) return storages[0];
      const url = { memory: 'memory:', sqlite: 'sqlite:bot.db', redis: redis?.url ?? '' }[backend];
      const opened = await openStorage({ url, folder, clock: patientClock, tell() {}, processes: 1 });
      if (!opened.ok) throw new Error(opened.reason);
      storages.push(opened.storage);
      return opened.storage;
    }

    /** A process of the bot, with a store that can be made to fail. */
    async function aProcess({ channels = ['one', 'two'], clock = createVirtualClock() as Clock } = {}) {
      const { records, writtenElsewhere } = await openStore();
      const { events, tell } = collectEvents();
      const asked: string[] = [];
      const state = { fault: null as Fault, channels };
      const failing = <A extends unknown[], R>(name: string, call: (...args: A) => Promise<Stored<R>>) => {
        return async (...args: A): Promise<Stored<R>> => {
          asked.push(name);
          if (state.fault === 'unreachable') return { ok: false, reason: 'unreachable', detail: 'for a test' };
          const answer = await call(...args);
          // It was done, and nobody hears so.
          if (state.fault === 'late') return { ok: false, reason: 'late', detail: 'for a test' };
          return answer;
        };
      };
      const faulty: Records = {
        get: failing('get', records.get),
        set: failing('set', records.set),
        delete: failing('delete', records.delete),
        batch: failing('batch', records.batch),
        list: failing('list', records.list),
        versions: failing('versions', records.versions),
      };
      const store = createDocumentStore({
        ...{ records: faulty, channels: () => state.channels, clock, tell },
        // In memory the others of these tests write through the same connection.
        ...(backend !== 'memory' && { writtenElsewhere }),
      });
      const count = store.open('count', numbers, 0);
      const title = store.open('title', texts, '');
      const quotes = store.open('quotes', rows, [], withoutViewer);
      ends.push(store.stop);
      return {
        store,
        count,
        title,
        quotes,
        records,
        events,
        asked,
        state,
        clock: clock as ReturnType<typeof createVirtualClock>,
      };
    }
    const started = async (options?: Parameters<typeof aProcess>[0]) => {
      const made = await aProcess(options);
      await made.store.start();
      return made;
    };
    const warnings = ({ events }: Pick<Awaited<ReturnType<typeof aProcess>>, 'events'>) =>
      events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'serdabot-documents-'));
      storages = [];
      await redis?.command('FLUSHALL');
      return async () => {
        for (const end of ends.splice(0)) await end();
        for (const { close } of storages) await close();
        rmSync(folder, { recursive: true, force: true });
      };
    });

    test.runIf(backend === 'sqlite')('ask nothing of a file that nobody else has written to', async () => {
      const one = await started();
      const other = await started();
      await one.count.change('one', () => 1);
      await one.clock.advance(10_000);
      one.asked.length = 0;
      await one.clock.advance(60_000);
      expect(one.asked).toEqual([]);
      await other.count.change('one', () => 2);
      await one.clock.advance(2_000);
      expect([one.count.read('one'), one.asked.length > 0]).toEqual([2, true]);
    });

    test('are one value for each channel and name, in effect when it is said, and there after a restart', async () => {
      const one = await started();
      expect(one.count.read('one')).toBe(0);
      expect(await one.count.change('one', (now) => now + 5)).toEqual({ ok: true, changed: true, value: 5 });
      expect(await one.title.change('one', () => 'hello')).toMatchObject({ ok: true });
      expect([one.count.read('one'), one.count.read('two'), one.title.read('one')]).toEqual([5, 0, 'hello']);
      const again = await started();
      expect([again.count.read('one'), again.count.read('two'), again.title.read('one')]).toEqual([5, 0, 'hello']);
    });

    test('stay as they are where there is nothing to change, and where the change is not of the schema', async () => {
      const one = await started();
      await one.count.change('one', () => 1);
      const version = async () => one.records.get(key).then((found) => found.ok && found.value?.version);
      const before = await version();
      expect(await one.count.change('one', () => null)).toEqual({ ok: true, changed: false, value: 1 });
      await expect(one.count.change('one', () => 'x' as unknown as number)).rejects.toThrow('expected a number');
      expect(await version()).toBe(before);
      expect(await one.count.change('one', (now) => now + 1)).toMatchObject({ value: 2 });
    });

    test('lose nothing of two processes with two writers each, 200 increments a writer', async () => {
      const processes = [await started({ clock: systemClock }), await started({ clock: systemClock })];
      const writers = processes.flatMap((one) => [one, one]);
      const told = await Promise.all(
        writers.map(async ({ count }) => {
          for (let i = 0; i < 200; i++) await countUp(count);
        }),
      );
      expect(told).toHaveLength(4);
      await Promise.all(processes.map(({ store }) => store.look()));
      expect(processes.map(({ count }) => count.read('one'))).toEqual([800, 800]);
    });

    test('lose nothing where all is changed at once', async () => {
      const processes = [await started({ clock: systemClock }), await started({ clock: systemClock })];
      const all = processes.flatMap(({ count }) => Array.from({ length: 200 }, () => countUp(count)));
      await Promise.all(all);
      expect(await processes[0]!.count.change('one', () => null)).toMatchObject({ value: 400 });
    });

    test('are seen by other processes within two seconds, with one small request while nothing changes', async () => {
      const one = await started();
      const channels = Array.from({ length: 50 }, (_, i) => `channel${i}`);
      const other = await started({ channels: ['one', ...channels] });
      const seen: [string, number][] = [];
      other.count.onChange((channel, value) => void seen.push([channel, value]));
      await one.count.change('one', () => 7);
      await other.clock.advance(2_000);
      await expect.poll(() => other.count.read('one')).toBe(7);
      expect(seen).toEqual([['one', 7]]);
      await other.store.look();
      other.asked.length = 0;
      for (let i = 0; i < 5; i++) await other.store.look();
      expect(other.asked).toEqual(['get', 'get', 'get', 'get', 'get']);
    });

    test('of a channel that is taken over are read, and of one that was given up are forgotten', async () => {
      const one = await started();
      await one.count.change('two', () => 3);
      const other = await started({ channels: ['one'] });
      expect(other.count.read('two')).toBe(0);
      other.state.channels = ['two'];
      await other.store.look();
      expect(other.count.read('two')).toBe(3);
      await one.count.change('two', () => 4);
      other.state.channels = [];
      await other.store.look();
      expect(other.count.read('two')).toBe(0);
      // As an import does it: without a copy.
      expect(await other.count.change('two', (now) => now + 1)).toMatchObject({ ok: true, value: 5 });
      expect(other.count.read('two')).toBe(0);
    });

    test('are not erased by a process whose store was late at its start', async () => {
      const one = await started();
      await one.count.change('one', () => 41);
      const late = await aProcess();
      late.state.fault = 'unreachable';
      await late.store.start();
      expect(late.count.read('one')).toBe(0);
      expect(await late.count.change('one', (now) => now + 1)).toMatchObject({ ok: false, reason: 'unreachable' });
      late.state.fault = null;
      // Before anything was read, and after.
      expect(await late.count.change('one', (now) => now + 1)).toMatchObject({ ok: true, value: 42 });
      await one.title.change('one', () => 'there');
      await late.clock.advance(2_000);
      await expect.poll(() => late.title.read('one')).toBe('there');
    });

    test('that could not be stored are not in effect, and are once the store says that they were', async () => {
      const one = await started();
      await one.count.change('one', () => 1);
      const seen: number[] = [];
      one.count.onChange((_, value) => void seen.push(value));
      one.state.fault = 'unreachable';
      expect(await one.count.change('one', () => 2)).toMatchObject({ ok: false, reason: 'unreachable' });
      expect([one.count.read('one'), seen]).toEqual([1, []]);
      // Written, and the answer was lost.
      one.state.fault = null;
      expect(
        await one.count.change('one', () => {
          one.state.fault = 'late';
          return 3;
        }),
      ).toMatchObject({ ok: false, reason: 'late' });
      expect([one.count.read('one'), seen]).toEqual([1, []]);
      one.state.fault = null;
      await one.store.look();
      expect([one.count.read('one'), seen]).toEqual([3, [3]]);
    });

    test('are all read again when the store comes back: it may be an older one', async () => {
      const one = await started();
      await one.count.change('one', () => 1);
      await one.store.look();
      one.state.fault = 'unreachable';
      await one.store.look();
      // Behind the back of whoever asks what has changed.
      await one.records.set(key, 9);
      one.state.fault = null;
      expect(one.count.read('one')).toBe(1);
      await one.store.look();
      expect(one.count.read('one')).toBe(9);
    });

    test('of another version of the bot are left alone and told once, and the last good copy is in effect', async () => {
      const one = await started();
      await one.count.change('one', () => 1);
      const strange = { counted: 1 };
      const put = async (value: unknown) => {
        const changes: Change[] = [
          { set: key, value },
          { set: 'documents/revision', value: null },
        ];
        expect((await one.records.batch(changes)).ok).toBe(true);
        await one.store.look();
      };
      await put(strange);
      for (let i = 0; i < 3; i++) await one.store.look();
      expect(warnings(one)).toEqual([expect.stringMatching(/"count" of #one .*expected a number.*left as it is/)]);
      expect(one.count.read('one')).toBe(1);
      expect(await one.count.change('one', () => 2)).toMatchObject({ ok: false, reason: 'invalid' });
      expect(await one.records.get(key)).toMatchObject({ value: { value: strange } });
      expect((await started()).count.read('one')).toBe(0);
      await put(5);
      expect(await one.count.change('one', (now) => now + 1)).toMatchObject({ ok: true, value: 6 });
    });

    test('cannot be changed by who reads them, and a listener that throws is a bug and no more', async () => {
      const { store, events } = await started();
      const list = store.open(
        'list',
        schemaOf('a list', (value): value is { of: string[] } => value !== null),
        { of: [] },
      );
      list.onChange(() => {
        throw new Error('of a listener');
      });
      expect((await list.change('one', ({ of }) => ({ of: [...of, 'a'] }))).ok).toBe(true);
      expect(() => list.read('one').of.push('b')).toThrow(TypeError);
      expect(() => list.read('two').of.push('b')).toThrow(TypeError);
      expect(events).toMatchObject([{ kind: 'bug' }]);
    });

    test('lose what belongs to a viewer who is erased, those of channels that nobody serves too', async () => {
      const one = await started();
      for (const channel of ['one', 'elsewhere']) {
        await one.quotes.change(channel, () => [
          { by: '7', text: 'Zenobia' },
          { by: '8', text: 'somebody else' },
        ]);
      }
      await one.title.change('one', () => 'Zenobia');
      const listed = async () => {
        const page = await one.records.list('document/');
        return page.ok ? page.value.records.map(({ key, value }) => [key, value]) : page.reason;
      };
      expect(await one.store.forget('7')).toEqual({ ok: true, value: null });
      const left = [{ by: '8', text: 'somebody else' }];
      expect(one.quotes.read('one')).toEqual(left);
      expect(await listed()).toEqual([
        ['document/elsewhere/quotes', left],
        ['document/one/quotes', left],
        ['document/one/title', 'Zenobia'],
      ]);
      // Nobody writes where nothing is left to erase.
      const before = await one.records.versions('document/');
      expect(await one.store.forget('7')).toEqual({ ok: true, value: null });
      expect(await one.records.versions('document/')).toEqual(before);
      const copy = [...left, { by: '7', text: 'Zenobia' }];
      const without = one.store.without([
        { id: '6', names: [] },
        { id: '7', names: [] },
      ])!;
      expect(without('document/one/quotes', copy)).toEqual(left);
      expect(without('document/one/quotes', left)).toBeUndefined();
      expect(without('document/one/title', 'Zenobia')).toBeUndefined();
    });

    test('are refused after the stop, which leaves no timer', async () => {
      const one = await started();
      const last = one.count.change('one', () => 1);
      await one.store.stop();
      expect(await last).toMatchObject({ ok: true });
      expect(await one.count.change('one', () => 2)).toMatchObject({ ok: false, reason: 'closed' });
      expect(one.clock.pending).toBe(0);
    });

    describe('what older versions of the bot stored', () => {
      const old = {
        cooldowns: { one: { ask: 30 }, two: { all: 5 } },
        ignored: { one: ['robot'], two: ['spam', 'more'] },
        devs: { one: ['studio_dev'] },
        personas: { two: 'pirate' },
        'fact/one/clavier': { subject: 'clavier', answer: 'un Keychron K2' },
        'fact/one/pc': { subject: 'PC', answer: 'un Ryzen' },
        'fact/two/pc': { subject: 'PC', answer: 'un Mac' },
      };
      const moved = {
        'document/one/cooldowns': { ask: 30 },
        'document/two/cooldowns': { all: 5 },
        'document/one/ignored': ['robot'],
        'document/two/ignored': ['spam', 'more'],
        'document/one/devs': ['studio_dev'],
        'document/two/persona': 'pirate',
        'document/one/facts': [
          ['clavier', 'un Keychron K2'],
          ['PC', 'un Ryzen'],
        ],
        'document/two/facts': [['PC', 'un Mac']],
      };
      const fill = async (records: Records) => {
        for (const [name, value] of Object.entries(old)) await records.set(name, value);
      };
      async function stored(records: Records): Promise<Record<string, unknown>> {
        const page = await records.list('', { limit: 1_000 });
        if (!page.ok) throw new Error(page.detail);
        const all = page.value.records.filter(({ key }) => key !== 'documents/revision');
        return Object.fromEntries(all.map(({ key, value }) => [key, value]));
      }

      test('is moved before anything is read or changed, by all processes that start together', async () => {
        const processes = [await aProcess(), await aProcess(), await aProcess()];
        await fill(processes[0]!.records);
        const ignored = processes[1]!.store.open('ignored', schemaOf('a list', Array.isArray), []);
        const starts = processes.map(({ store }) => store.start());
        expect(await ignored.change('one', (list) => [...list, 'first'])).toMatchObject({ ok: true });
        await Promise.all(starts);
        expect(await stored(processes[0]!.records)).toEqual({
          ...moved,
          'document/one/ignored': ['robot', 'first'],
        });
      });

      test('is moved whole whenever the store failed in between', async () => {
        const { records } = await openStore();
        for (let good = 0; ; good++) {
          for (const name of Object.keys(await stored(records))) await records.delete(name);
          await fill(records);
          let left = good;
          let failed = false;
          const failing: Records = {
            ...records,
            async batch(changes) {
              // A store that is full still deletes.
              const sets = changes.some((change) => 'set' in change);
              failed ||= sets && left-- === 0;
              return failed && sets ? { ok: false, reason: 'full', detail: 'for a test' } : records.batch(changes);
            },
          };
          const parts = { channels: () => ['one'], clock: createVirtualClock(), tell() {} };
          await createDocumentStore({ records: failing, ...parts }).look();
          await createDocumentStore({ records, ...parts }).look();
          expect(await stored(records)).toEqual(moved);
          if (!failed) break;
          expect(good).toBeLessThan(50);
        }
      });

      test('is moved with what an older process changes meanwhile', async () => {
        const { records } = await openStore();
        await records.set('ignored', { one: ['robot'] });
        let meanwhile = true;
        const between: Records = {
          ...records,
          async batch(changes) {
            if (meanwhile) await records.set('ignored', { one: ['robot', 'second'] });
            meanwhile = false;
            return records.batch(changes);
          },
        };
        const parts = { channels: () => ['one'], clock: createVirtualClock(), tell() {} };
        await createDocumentStore({ records: between, ...parts }).look();
        expect(await stored(records)).toEqual({ 'document/one/ignored': ['robot', 'second'] });
      });

      test('does not take the place of what was stored since, and may be of many channels', async () => {
        const one = await aProcess();
        const many = Object.fromEntries(Array.from({ length: 330 }, (_, i) => [`channel${i}`, [`robot${i}`]]));
        await one.records.set('document/channel7/ignored', ['newer']);
        await one.records.set('ignored', many);
        for (let i = 0; i < 450; i++) {
          const fact = { subject: `subject ${i}`, answer: 'a'.repeat(400) };
          void one.records.set(`fact/channel7/subject ${i}`, fact);
        }
        await one.store.start();
        const all = await stored(one.records);
        expect(Object.keys(all)).toHaveLength(331);
        expect(all['document/channel7/ignored']).toEqual(['newer']);
        expect(all['document/channel329/ignored']).toEqual(['robot329']);
        expect(all['document/channel7/facts']).toHaveLength(450);
      });
    });
  });
}
