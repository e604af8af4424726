import { afterEach, expect, test } from 'vitest';
import { openNothing } from '../../../test/support/knowledge.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { createGazetteer } from '../router/gazetteer.ts';
import { createRouter } from '../router.ts';
import { createTitles, pageSize } from './titles.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const filler = Array.from({ length: pageSize - 1 }, (_, n) => ({ name: `Filler Title ${n}`, otherNames: [] }));

test('titles that the database calls well known are found by the router, with their other names and slips', async () => {
  const gazetteer = createGazetteer();
  const offsets: number[] = [];
  const titles = createTitles({
    fresh: openNothing('titles', { freshMs: 1, staleMs: 1, nothingMs: 1, maxBytes: 1 }),
    async page(offset) {
      offsets.push(offset);
      if (offset > 0) return { kind: 'found', value: [{ name: 'Orbit', otherNames: [] }] };
      return { kind: 'found', value: [{ name: 'Zorbaline Chronicles', otherNames: ['ZBC Saga', '銀河'] }, ...filler] };
    },
    gazetteer,
    clock: createVirtualClock(),
  });
  stops.push(titles.stop);
  const route = createRouter(() => gazetteer);
  expect(route('quand est sorti zbc saga', 'fr').subject).not.toBe('Zorbaline Chronicles');
  await titles.refresh();
  expect(offsets).toEqual([0, pageSize]);
  for (const question of [
    'quand est sorti zbc saga',
    'zorbalin chronicles sorti quand',
    'who made zorbaline cronicles',
  ]) {
    expect(route(question, 'fr'), question).toMatchObject({ route: 'igdb', subject: 'Zorbaline Chronicles' });
  }
  // One word alone may be any word.
  expect(gazetteer.find('orbit')).toMatchObject({ title: 'Orbit', ordinary: true });
});

test('a database that fails leaves the list as it was, and is asked again the next day', async () => {
  const clock = createVirtualClock();
  let asked = 0;
  const titles = createTitles({
    fresh: openNothing('titles', { freshMs: 1, staleMs: 1, nothingMs: 1, maxBytes: 1 }),
    page: async () => {
      asked++;
      return { kind: 'failed', reason: 'away' };
    },
    gazetteer: createGazetteer(),
    clock,
  });
  stops.push(titles.stop);
  await titles.refresh();
  await clock.advance(24 * 3_600_000);
  expect(asked).toBe(2);
  titles.stop();
  await clock.advance(24 * 3_600_000);
  expect(asked).toBe(2);
});
