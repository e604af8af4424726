import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { DropViewer, Leaver, OpenDocuments } from '../../domain/documents.ts';
import { createBook, type Entry } from './book.ts';

/** Documents in memory, which a test can take away. */
function scene() {
  const clock = createVirtualClock();
  const stored = new Map<string, unknown>();
  let isAway = false;
  let drop: DropViewer<unknown> | undefined;
  let parse = (value: unknown) => value;
  const documents = ((_name: string, schema: { parse(value: unknown): unknown }, initial: unknown, dropped: never) => {
    drop = dropped;
    parse = schema.parse;
    const read = (channel: string) => stored.get(channel) ?? initial;
    return {
      read,
      async change(channel: string, next: (now: unknown) => unknown) {
        await Promise.resolve();
        if (isAway) return { ok: false, reason: 'unreachable', detail: '' };
        const value = next(read(channel));
        if (value !== null) stored.set(channel, schema.parse(value));
        return { ok: true, changed: value !== null, value: read(channel) };
      },
      onChange() {},
    };
  }) as unknown as OpenDocuments;
  const open = () => createBook(documents, clock);
  return {
    ...{ clock, stored, open, book: open() },
    parse: (value: unknown) => parse(value),
    away(is: boolean) {
      isAway = is;
    },
    forget: (leaver: Leaver) => drop?.(stored.get('c'), leaver) ?? null,
  };
}
const lea = { id: '501', login: 'lea' };
const entry = (over: Partial<Entry> = {}): Entry => ({
  ...{ at: 0, id: '501', login: 'lea', rule: 'links', detail: 'evil.com', act: 'delete', result: 'done' },
  ...over,
});

test('strikes count for an hour each, over a restart too', async () => {
  const { clock, book, open } = scene();
  expect([book.strike('c', lea, false), book.strike('c', lea, false)]).toEqual([1, 2]);
  book.storeStrikes('c', lea);
  await book.stored();
  await clock.advance(1_800_000);
  const after = open();
  expect(after.strike('c', lea, false)).toBe(3);
  after.storeStrikes('c', lea);
  await after.stored();
  await clock.advance(1_800_001);
  expect(open().strike('c', lea, false)).toBe(2);
  expect(open().strike('another', lea, false)).toBe(1);
});

test('strikes of a dry run are their own, and are stored nowhere', async () => {
  const { book, stored } = scene();
  expect([book.strike('c', lea, true), book.strike('c', lea, true), book.strike('c', lea, false)]).toEqual([1, 2, 1]);
  expect(stored.size).toBe(0);
});

test('what came lately is read before it is stored, and once', async () => {
  const { clock, book, stored } = scene();
  book.add('c', entry({ at: 1 }));
  expect([book.log('c').length, stored.size]).toEqual([1, 0]);
  await clock.advance(499);
  book.add('c', entry({ at: 2 }));
  expect(stored.size).toBe(0);
  await clock.advance(1);
  expect(book.log('c').map(({ at }) => at)).toEqual([2, 1]);
  expect(stored.size).toBe(1);
  book.add('c', entry({ at: 3 }));
  const all = book.stored();
  expect(book.log('c').map(({ at }) => at)).toEqual([3, 2, 1]);
  await all;
  expect(book.log('c').map(({ at }) => at)).toEqual([3, 2, 1]);
});

test('a pardon, and whoever asks to be forgotten, begin anew', async () => {
  const { book } = scene();
  book.strike('c', lea, false);
  book.storeStrikes('c', lea);
  await book.pardon('c', '501');
  expect(book.strike('c', lea, false)).toBe(1);
  book.forget('501');
  expect(book.strike('c', lea, false)).toBe(1);
});

test('the last hundred acts are known, the newest first, however many come at once', async () => {
  const { book } = scene();
  for (let n = 0; n < 250; n++) book.add('c', entry({ detail: String(n), reason: 'x'.repeat(1_000) }));
  await book.stored();
  expect(book.log('c')).toHaveLength(100);
  expect(book.log('c')[0]).toMatchObject({ detail: '249', reason: 'x'.repeat(120) });
});

test('a store that is away costs what was to be stored, and nothing else', async () => {
  const { book, away } = scene();
  away(true);
  book.strike('c', lea, false);
  book.storeStrikes('c', lea);
  await book.stored();
  book.add('c', entry());
  await book.stored();
  expect(await book.permit('c', 'lea', 60)).toBe(false);
  away(false);
  expect(book.strike('c', lea, false)).toBe(2);
  book.add('c', entry({ detail: 'later' }));
  await book.stored();
  expect(book.log('c').map(({ detail }) => detail)).toEqual(['later']);
});

test('what is stored of a viewer goes by id and by name, and what they typed as a moderator stays without the name', async () => {
  const { book, forget } = scene();
  book.strike('c', lea, false);
  book.storeStrikes('c', lea);
  book.add('c', entry());
  book.add('c', entry({ id: '', login: '' }));
  book.add('c', entry({ id: '502', login: 'max', rule: 'pardon', detail: '@lea' }));
  await book.stored();
  await book.permit('c', 'lea', 60);
  expect(book.mayLink('c', 'lea')).toBe(true);
  expect(JSON.stringify(forget({ id: '501', names: ['Lea'] }))).not.toMatch(/lea|501/i);
  expect(forget({ id: '501', names: ['Lea'] })).toMatchObject({ log: [{ login: '' }, { login: 'max', detail: '' }] });
  expect(forget({ id: '9', names: ['nobody'] })).toBeNull();
});

test('nothing of who asks to be forgotten is stored, though it is on its way', async () => {
  const { book, stored } = scene();
  book.strike('c', lea, false);
  book.storeStrikes('c', lea);
  book.add('c', entry());
  const all = book.stored();
  book.forget('501');
  await all;
  expect(JSON.stringify([...stored])).not.toMatch(/lea|501/);
});

test('a permit ends by itself', async () => {
  const { clock, book } = scene();
  await book.permit('c', 'lea', 60);
  await clock.advance(60_000);
  expect(book.mayLink('c', 'lea')).toBe(false);
});

test('what is not a book of this kind is none: nothing in it is read as a strike', () => {
  const { parse } = scene();
  const good = { strikes: [['501', 'lea', [1]]], log: [entry()], permits: [['lea', 1]] };
  expect(parse(good)).toEqual(good);
  for (const wrong of [
    null,
    7,
    [],
    [null],
    { 0: 'x' },
    [['501', 'lea', null]],
    [['501', 'lea', ['1']]],
    [['lea', 'x']],
  ]) {
    for (const part of ['strikes', 'log', 'permits']) {
      if (Array.isArray(wrong) && wrong.length === 0) continue;
      expect(() => parse({ ...good, [part]: wrong }), JSON.stringify([part, wrong])).toThrow();
    }
  }
});
