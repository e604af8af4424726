import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createHeldBack } from './held-back.ts';

test('three answers held back within ten minutes pause a viewer for a quarter of an hour, in that channel alone', async () => {
  const clock = createVirtualClock();
  const heldBack = createHeldBack(clock);
  heldBack.note('c', '1');
  await clock.advance(600_000);
  heldBack.note('c', '1');
  heldBack.note('c', '1');
  expect(heldBack.pausedMs('c', '1')).toBe(0);
  heldBack.note('c', '1');
  expect(heldBack.pausedMs('c', '1')).toBe(900_000);
  expect(heldBack.pausedMs('d', '1')).toBe(0);
  expect(heldBack.pausedMs('c', '2')).toBe(0);
  await clock.advance(900_000);
  expect(heldBack.pausedMs('c', '1')).toBe(0);
});

test('who is forgotten is paused no more', () => {
  const heldBack = createHeldBack(createVirtualClock());
  for (let i = 0; i < 3; i++) heldBack.note('c', '1');
  heldBack.forget('1');
  expect(heldBack.pausedMs('c', '1')).toBe(0);
});
