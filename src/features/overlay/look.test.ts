import { expect, test } from 'vitest';
import { addressSchema, goodUntil, graceMs, lookSchema, noAddress, plainLook, rotated } from './look.ts';

test.each([
  [{ delay: 0 }, true],
  [{ delay: 10 }, true],
  [{ delay: 10.5 }, false],
  [{ delay: -1 }, false],
  [{ delay: '5' }, false],
  [{ theme: 'pink' }, false],
  [{ layout: 'constructor' }, false],
  [{ approve: 'on' }, false],
  [{ events: true }, true],
  [{ events: 'on' }, false],
])('a stored look with %j is read: %s', (change, isGood) => {
  const parse = () => lookSchema.parse({ ...plainLook, ...change });
  if (isGood) expect(parse()).toMatchObject(change);
  else expect(parse).toThrow('the look of an overlay');
});

test('an address is new each time, and the one before is good for ten minutes', () => {
  expect(goodUntil(noAddress, '', 0)).toBeNull();
  const first = addressSchema.parse(rotated(noAddress, 1_000));
  expect([first.secret!.length, first.former]).toEqual([32, null]);
  expect(goodUntil(first, first.secret!, 1_000)).toBe(Number.POSITIVE_INFINITY);
  const second = addressSchema.parse(rotated(first, 2_000));
  expect(second.secret).not.toBe(first.secret);
  expect(goodUntil(second, first.secret!, 2_000)).toBe(2_000 + graceMs);
  expect(goodUntil(second, first.secret!, 2_000 + graceMs)).toBeNull();
  expect(goodUntil(rotated(second, 3_000), first.secret!, 3_000)).toBeNull();
  expect(() => addressSchema.parse({ secret: 'short', former: null })).toThrow('the address of an overlay');
});
