import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { commitmentOf, digestOf, type Entry, newSeed, rollOf, winnerOf } from './draw.ts';

const entries: Entry[] = [
  ['3', 'zoe', 1],
  ['1', 'ana', 2],
  ['2', 'lea', 1],
];
const sha256 = (text: string) => BigInt(`0x${createHash('sha256').update(text).digest('hex')}`).toString();

test('the roll, its digest and the winner are what docs/giveaway.md says', () => {
  const roll = 'ana 2\nlea 1\nzoe 1';
  expect(rollOf(entries)).toBe(roll);
  expect(digestOf(entries)).toBe(sha256(roll));
  const seed = newSeed();
  expect(seed).toMatch(/^\d{30,39}$/);
  expect(commitmentOf(seed)).toBe(sha256(seed));
  const tickets = ['ana', 'ana', 'lea', 'zoe'];
  for (const number of [1, 2, 3]) {
    const ticket = Number(BigInt(sha256(`${seed}:${number}:${sha256(roll)}`)) % 4n);
    expect(winnerOf(seed, number, entries, new Set())?.[1]).toBe(tickets[ticket]);
  }
});

test('whoever was drawn is not drawn again, and at last there is nobody', () => {
  const drawn = new Set<string>();
  for (let number = 1; number <= 3; number++) drawn.add(winnerOf('seed', number, entries, drawn)![0]);
  expect(drawn.size).toBe(3);
  expect(winnerOf('seed', 4, entries, drawn)).toBeNull();
});

test('the order in which people came makes no difference, and tickets are what they promise', () => {
  expect(winnerOf('s', 1, entries, new Set())).toEqual(winnerOf('s', 1, entries.toReversed(), new Set()));
  const wins = Array.from({ length: 4_000 }, (_, i) => winnerOf(`seed ${i}`, 1, entries, new Set())![1]);
  const share = wins.filter((login) => login === 'ana').length / wins.length;
  expect(share).toBeGreaterThan(0.46);
  expect(share).toBeLessThan(0.54);
});
