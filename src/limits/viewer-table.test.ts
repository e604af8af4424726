import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createViewerTable } from './viewer-table.ts';

const windowMs = 3_600_000;
const create = (limit = 1_000_000) => createViewerTable({ windowMs, window: 20, limit });

describe('the table of viewers', () => {
  it('mixes nobody up, whatever an id looks like', () => {
    const table = create();
    const ids = [
      '1',
      '01',
      '1 ',
      ' 1',
      '+1',
      '1.0',
      '1e0',
      '',
      '0',
      '-1',
      '１',
      '9'.repeat(18),
      '9'.repeat(19),
      '1'.repeat(60),
    ];
    ids.push(
      '4294967297',
      '1000000001',
      '1000000000',
      '9007199254740993',
      '9007199254740992',
      '999999999',
      'ann',
      'Ann',
    );
    const places = ['a', 'b'].flatMap((channel) => ids.map((id) => table.place(channel, id)));
    expect(new Set(places).size).toBe(2 * ids.length);
    for (const [i, id] of ids.entries()) {
      expect(table.find('b', id)).toBe(places[ids.length + i]);
      expect(table.key(places[i]!)).toEqual({ channel: 'a', viewer: id });
    }
    for (const place of places) table.remove(place);
    expect(ids.map((id) => table.find('a', id))).toEqual(ids.map(() => -1));
    expect(table.size()).toBe(0);
  });

  it('keeps the place of each while a crowd comes and goes, and gives the memory back', () => {
    const table = create();
    const empty = table.bytes();
    const places = new Map<string, number>();
    const id = (n: number) => String(30_000_000 + n * 31);
    for (let n = 0; n < 40_000; n++) places.set(id(n), table.place('here', id(n)));
    const full = table.bytes();
    expect(full / 40_000).toBeLessThan(100);
    for (let n = 0; n < 40_000; n++) {
      if (n % 3 === 0) continue;
      table.remove(places.get(id(n))!);
      places.delete(id(n));
    }
    for (const [viewer, place] of places) expect(table.find('here', viewer)).toBe(place);
    for (let n = 0; n < 40_000; n += 3) {
      if (n % 97 === 0) continue;
      table.remove(places.get(id(n))!);
      places.delete(id(n));
    }
    for (let n = 50_000; n < 55_000; n++) places.set(id(n), table.place('here', id(n)));
    for (const [viewer, place] of places) {
      expect(table.find('here', viewer)).toBe(place);
      expect(table.key(place).viewer).toBe(viewer);
    }
    expect(table.size()).toBe(places.size);
    for (const place of places.values()) table.remove(place);
    expect(table.bytes()).toBeLessThanOrEqual(empty);
  });

  it('takes no more than its limit', () => {
    const table = create(2);
    table.place('here', '1');
    table.place('here', '2');
    expect(table.place('here', '3')).toBe(-1);
    expect(table.place('here', '2')).not.toBe(-1);
  });

  it('takes a stamp that is older than the newest as of then', () => {
    const table = create();
    const place = table.place('here', '1');
    for (const stamp of [5_000, 4_000, 6_000]) table.push(place, stamp, 20);
    expect([1, 2, 3, 4].map((n) => table.nth(place, n))).toEqual([6_000, 5_000, 5_000, Number.NEGATIVE_INFINITY]);
  });

  it('keeps every stamp of the window to the millisecond, at any time of a clock that never ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 40), max: 2 ** 50 }),
        fc.constantFrom(1, 20, 21, 100),
        fc.array(fc.tuple(fc.nat(9), fc.oneof(fc.nat(200_000), fc.nat(100), fc.nat(2 ** 40))), {
          maxLength: 300,
          size: 'max',
        }),
        (start, keep, pushes) => {
          const table = create();
          const logs = new Map<number, number[]>();
          let now = start;
          for (const [n, wait] of pushes) {
            now += wait;
            // Neighbours in one chunk: the widening of one leaves the others as they are.
            const place = table.place('here', String(n + 1));
            table.push(place, now, keep);
            logs.set(place, [...(logs.get(place) ?? []), now]);
          }
          for (const [place, log] of logs) {
            const newest = log.at(-1)!;
            const within = log
              .filter((at) => newest - at < windowMs)
              .reverse()
              .slice(0, Math.max(keep, 20));
            expect(within.map((_, i) => table.nth(place, i + 1))).toEqual(within);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
