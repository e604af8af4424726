import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createJoining } from './joining.ts';

function joining() {
  const clock = createVirtualClock();
  const looks: (() => void)[] = [];
  const served: string[] = [];
  const change = createJoining({
    clock,
    look: () => new Promise((resolve) => looks.push(resolve)),
    serve: (channels) => served.push(channels.join()),
  });
  return { clock, looks, served, change };
}

test('a channel that is taken over is joined when what is stored of it was read', async () => {
  const { clock, looks, served, change } = joining();
  change(['a', 'b'], ['b']);
  await clock.advance(0);
  expect(served).toEqual(['a']);
  looks[0]?.();
  await clock.advance(0);
  expect(served).toEqual(['a', 'a,b']);
});

test('a store that does not answer keeps the bot out for a second', async () => {
  const { clock, served, change } = joining();
  change(['a'], ['a']);
  await clock.advance(999);
  expect(served).toEqual(['']);
  await clock.advance(1);
  expect(served).toEqual(['', 'a']);
});

test('a channel that is given up is left at once, also while another is read', async () => {
  const { clock, looks, served, change } = joining();
  change(['a', 'b'], ['b']);
  change(['b'], []);
  expect(served).toEqual(['a', '']);
  looks[0]?.();
  await clock.advance(0);
  expect(served).toEqual(['a', '']);
  looks[1]?.();
  await clock.advance(0);
  expect(served).toEqual(['a', '', 'b']);
});

test('where nothing is taken over nobody waits', () => {
  const { served, change } = joining();
  change(['a'], []);
  expect(served).toEqual(['a']);
});
