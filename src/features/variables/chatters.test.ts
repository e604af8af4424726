import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { createChatters } from './chatters.ts';

/** Whoever may be named, as many times as it takes to hear of each. */
function scene() {
  const clock = createVirtualClock();
  let at = 0;
  const chatters = createChatters(clock, () => (at = (at + 0.01) % 1));
  const named = (channel = 'c') => [...new Set(Array.from({ length: 100 }, () => chatters.any(channel)))].sort();
  return { clock, chatters, named };
}

test('a name is named for ten minutes, and then held nowhere, whether or not somebody writes', async () => {
  const { clock, chatters, named } = scene();
  chatters.see('c', 'lea');
  await clock.advance(300_000);
  chatters.see('c', 'max');
  await clock.advance(299_000);
  expect(named()).toEqual(['lea', 'max']);
  await clock.advance(2_000);
  expect(named()).toEqual(['max']);
  // What is held is what has a timer: with the last name there is none.
  await clock.advance(330_000);
  expect([named(), clock.pending]).toEqual([[null], 0]);
});

test('who asked to be forgotten is named no more, and the ring goes on in its order', () => {
  const { chatters, named } = scene();
  for (let i = 0; i < 250; i++) chatters.see('c', `u${i}`);
  for (let i = 100; i < 248; i++) chatters.forget([`U${i}`]);
  expect(named().filter((name) => name !== null)).toHaveLength(52);
  chatters.forget(['Lea']);
  for (let i = 0; i < 200; i++) chatters.see('c', i < 199 ? 'max' : 'lea');
  expect(named()).toEqual(['lea', 'max']);
  chatters.forget(['Lea']);
  expect(named()).toEqual(['max']);
});
