import { expect, test } from 'vitest';
import { createTurnClock } from './turn-clock.ts';

test('time passes by turns of the event loop: what is due first is called first, and nothing that was cancelled', async () => {
  const clock = createTurnClock();
  const called: string[] = [];
  const cancel = clock.after(2, () => called.push('cancelled'));
  clock.after(3, () => called.push('second'));
  clock.after(1, () => called.push('first'));
  cancel();
  await new Promise<void>((resolve) => clock.after(5, resolve));
  clock.stop();
  expect(called).toEqual(['first', 'second']);
  expect(clock.now()).toBeGreaterThanOrEqual(5);
  // However long the machine stood still meanwhile.
  expect(clock.now()).toBeLessThan(5.5);
});
