import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack, unpack } from './redis-caches.ts';

const long = JSON.stringify({ text: 'La capitale du Japon est Tōkyō 🗼, on le sait. '.repeat(50) });

test('what is long takes less room, and comes back as it was', () => {
  expect(pack(long).length).toBeLessThan(long.length / 2);
  expect(unpack(pack(long))).toBe(long);
});

test('what is short, or was written before, is as it is', () => {
  expect(pack('"short"')).toBe('"short"');
  expect(unpack(long)).toBe(long);
});

test('every value that can be stored comes back as it was', () => {
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 1, max: 200 }), (json, times) => {
      const text = JSON.stringify(Array(times).fill(JSON.parse(json)));
      expect(unpack(pack(text))).toBe(text);
    }),
    { numRuns: 50 },
  );
});

test('a little that somebody wrote to become much is not unpacked', () => {
  const bomb = `z:${zstdCompressSync('0'.repeat(50_000_000)).toString('base64')}`;
  expect(() => unpack(bomb)).toThrow();
});
