import { expect, it } from 'vitest';
import type { Finished, liveIn } from './child.ts';
import { simulateIn } from './legs.ts';

const order = {
  ...{ seed: 7, days: 35, legDays: 15, channels: 1, pace: 1, nights: 0, without: [], store: 'memory:' },
  ...{ from: null, until: null, stopAtFirst: false },
};

/** Ten commands a day, told a day at a time; each leg ends when the test says so. */
function stand() {
  const ends = new Map<number, () => void>();
  const lived: number[] = [];
  const live: typeof liveIn = async (_, [from, to], { onDay }) => {
    lived.push(from);
    const of = (days: number) => ({ commands: 10 * days, lines: 20 * days, outcomes: { answered: 10 * days } });
    for (let day = from + 1; day <= to; day++)
      onDay?.({ day, date: `day ${day}`, ...of(day - from), broken: 0, processes: 1 });
    await new Promise<void>((resolve) => ends.set(from, resolve));
    const whole = { ...of(to - from), faults: { F1: 1 }, coverage: { gates: { send: 2 } }, processes: 1, steps: 5 };
    const invariants = [{ name: 'it holds', checked: 3, broken: 0 }];
    const finished: Finished = {
      ...whole,
      invariants,
      transcript: `t${from}`,
      dawns: [`d${from}`],
      acts: 4,
      broken: [],
      wallSeconds: 1,
    };
    return finished;
  };
  return { ends, lived, live };
}

it('what the pieces of a month tell comes in order, counted from its first day, whichever ends first', async () => {
  const { ends, live } = stand();
  const told: [number, number][] = [];
  const running = simulateIn(order, { onDay: ({ day, commands }) => void told.push([day, commands]) }, 3, live);
  for (const from of [30, 15, 0]) {
    expect(told.at(-1)).toEqual([15, 150]);
    ends.get(from)?.();
    await new Promise(setImmediate);
  }
  const whole = await running;
  expect(told).toEqual(Array.from({ length: 35 }, (_, i) => [i + 1, 10 * (i + 1)]));
  expect(whole).toMatchObject({
    commands: 350,
    lines: 700,
    outcomes: { answered: 350 },
    faults: { F1: 3 },
    processes: 3,
  });
  expect(whole).toMatchObject({ coverage: { gates: { send: 6 } }, acts: 4, steps: 15 });
  expect(whole?.invariants).toEqual([{ name: 'it holds', checked: 9, broken: 0 }]);
});

it('the pieces at a time come to what they come to one after the other', async () => {
  const [beside, after] = [stand(), stand()];
  const both = [simulateIn(order, {}, 3, beside.live), simulateIn(order, {}, 1, after.live)];
  for (const from of [0, 15, 30]) {
    for (const { ends } of [beside, after]) ends.get(from)?.();
    await new Promise(setImmediate);
  }
  const [one, other] = await Promise.all(both);
  expect({ ...one, wallSeconds: 0 }).toEqual({ ...other, wallSeconds: 0 });
});

it('a replay lives only the piece that it is about', async () => {
  const { ends, lived, live } = stand();
  const running = simulateIn({ ...order, from: 16 * 86_400_000, until: 17 * 86_400_000 }, {}, 1, live);
  ends.get(15)?.();
  expect(await running).toMatchObject({ transcript: 't15' });
  expect(lived).toEqual([15]);
});
