import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createJudge } from './judge.ts';

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const open = (fetch: typeof globalThis.fetch, key: string | null = 'k') => {
  const clock = createVirtualClock();
  return { clock, judge: createJudge({ key: () => key, clock, fetch }) };
};

test('says that a text is fine, or what it is', async () => {
  const fine = open(async () => json({ results: [{ flagged: false, categories: {} }] }));
  expect(await fine.judge('hi')).toEqual({ fine: true });
  const bad = open(async () =>
    json({ results: [{ flagged: true, categories: { sexual: false, 'hate/threatening': true } }] }),
  );
  expect(await bad.judge('x')).toEqual({ fine: false, what: 'hate/threatening' });
});

test('is waited for no longer than 400 ms', async () => {
  const { clock, judge } = open(() => new Promise(() => {}));
  const asked = judge('hi');
  await clock.advance(400);
  expect(await asked).toBeNull();
});

test('is left alone for a minute after a failure, and without a key', async () => {
  let calls = 0;
  const { clock, judge } = open(async () => {
    calls++;
    return json({}, 500);
  });
  expect(await judge('hi')).toBeNull();
  expect(await judge('hi')).toBeNull();
  expect(calls).toBe(1);
  await clock.advance(60_000);
  expect(await judge('hi')).toBeNull();
  expect(calls).toBe(2);
  expect(await open(async () => json({}), null).judge('hi')).toBeNull();
});
