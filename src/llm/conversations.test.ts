import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createConversations } from './conversations.ts';

const exchange = (n: number) => ({ question: `q${n}`, answer: `a${n}` });

function setUp(maxHistory = 6, maxSessions = 100) {
  const clock = createVirtualClock();
  const live = { maxHistory };
  const conversations = createConversations({ clock, maxHistory: () => live.maxHistory, maxSessions });
  return { clock, live, ...conversations };
}

test('a viewer is remembered, in one channel and apart from every other viewer', async () => {
  const { recall, remember } = setUp();
  await remember('one', 'lea', exchange(1));
  expect(await recall('one', 'lea')).toEqual([exchange(1)]);
  expect(await recall('two', 'lea')).toEqual([]);
  expect(await recall('one', 'max')).toEqual([]);
});

test('only as many messages are kept as the history is long, the newest', async () => {
  const { recall, remember, live } = setUp(4);
  for (let n = 1; n <= 5; n++) await remember('one', 'lea', exchange(n));
  expect(await recall('one', 'lea')).toEqual([exchange(4), exchange(5)]);
  live.maxHistory = 2;
  expect(await recall('one', 'lea')).toEqual([exchange(5)]);
});

test('with a history of nothing, nothing is kept', async () => {
  const { recall, remember, count } = setUp(0);
  await remember('one', 'lea', exchange(1));
  expect(await recall('one', 'lea')).toEqual([]);
  expect(await count()).toBe(0);
});

test('a day of idleness forgets; an ask in between begins the day anew', async () => {
  const { clock, recall, remember, count } = setUp();
  await remember('one', 'lea', exchange(1));
  await remember('one', 'max', exchange(2));
  await clock.advance(20 * 3_600_000);
  expect(await recall('one', 'lea')).toEqual([exchange(1)]);
  await clock.advance(5 * 3_600_000);
  expect(await count()).toBe(1);
  expect(await recall('one', 'lea')).toEqual([exchange(1)]);
  expect(await recall('one', 'max')).toEqual([]);
});

test('there are never more conversations than the most; the one that rested longest goes', async () => {
  const { recall, remember, count } = setUp(6, 3);
  for (const viewer of ['a', 'b', 'c']) await remember('one', viewer, exchange(1));
  await recall('one', 'a');
  await remember('one', 'd', exchange(1));
  expect(await count()).toBe(3);
  expect(await recall('one', 'b')).toEqual([]);
  expect(await recall('one', 'a')).toEqual([exchange(1)]);
});

test('an endless answer is not kept whole', async () => {
  const { recall, remember } = setUp();
  await remember('one', 'lea', { question: 'q', answer: 'a'.repeat(1_000_000) });
  expect((await recall('one', 'lea'))[0]?.answer.length).toBeLessThanOrEqual(2_000);
});
