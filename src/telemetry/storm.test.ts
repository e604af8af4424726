import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createStorm } from './storm.ts';

function storm(options = {}) {
  const clock = createVirtualClock();
  const lines: string[] = [];
  const limiter = createStorm(clock, (leftOut) => lines.push(`others ${leftOut}`), options);
  const say = (key: string) => limiter.limit(key, (repeats) => lines.push(`${key} ${repeats}`));
  return { clock, lines, limiter, say };
}

test('ten thousand times the same is one line, and a count a minute later', async () => {
  const { clock, lines, say } = storm();
  for (let i = 0; i < 10_000; i++) say('full');
  expect(lines).toEqual(['full 0']);
  await clock.advance(60_000);
  expect(lines).toEqual(['full 0', 'full 9999']);
});

test('what happened once is said once, and again when it comes back later', async () => {
  const { clock, lines, say } = storm();
  say('down');
  await clock.advance(60_000);
  expect(lines).toEqual(['down 0']);
  expect(clock.pending).toBe(0);
  say('down');
  expect(lines).toEqual(['down 0', 'down 0']);
});

test('ten thousand different ones are a hundred lines and a count of the rest', async () => {
  const { clock, lines, say } = storm();
  for (let i = 0; i < 10_000; i++) say(`kind ${i}`);
  expect(lines).toHaveLength(100);
  await clock.advance(60_000);
  expect(lines).toHaveLength(101);
  expect(lines.at(-1)).toBe('others 9900');
});

test('a stop says what was still being counted and leaves no timer', () => {
  const { clock, lines, limiter, say } = storm();
  for (let i = 0; i < 3; i++) say('full');
  limiter.stop();
  expect(lines).toEqual(['full 0', 'full 2']);
  expect(clock.pending).toBe(0);
});
