import { expect, test } from 'vitest';
import { aLine, aViewer } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createLoops } from './loops.ts';

const setUp = () => {
  const clock = createVirtualClock();
  const loops = createLoops(clock);
  const lineOf = (login: string) => aLine('!ask x', { viewer: aViewer(login), receivedAt: clock.now() });
  return { clock, loops, lineOf };
};

test('a bot that answers each answer gets two, then a minute of silence, then is heard again', async () => {
  const { clock, loops, lineOf } = setUp();
  const turns: boolean[] = [];
  for (let i = 0; i < 3; i++) {
    const line = lineOf('other_bot');
    turns.push(!loops.isTurnTooMany(line));
    if (turns.at(-1)) loops.said(line);
    await clock.advance(500);
  }
  expect(turns).toEqual([true, true, false]);
  expect(loops.isMuted(lineOf('other_bot'))).toBe(true);
  expect(loops.isMuted(lineOf('lea'))).toBe(false);
  await clock.advance(60_000);
  expect(loops.isMuted(lineOf('other_bot'))).toBe(false);
});

test('somebody who reads before they ask again is never muted', async () => {
  const { clock, loops, lineOf } = setUp();
  for (let i = 0; i < 20; i++) {
    const line = lineOf('lea');
    expect(loops.isTurnTooMany(line)).toBe(false);
    loops.said(line);
    await clock.advance(i % 2 ? 1_000 : 5_000);
  }
});

test('ten thousand partners are not all remembered', () => {
  const { loops, lineOf } = setUp();
  const first = lineOf('v0');
  for (let turn = 0; turn < 2; turn++) {
    loops.isTurnTooMany(first);
    loops.said(first);
  }
  for (let i = 1; i < 10_000; i++) loops.said(lineOf(`v${i}`));
  expect(loops.isTurnTooMany(first)).toBe(false);
});
