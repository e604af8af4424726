import { expect, test } from 'vitest';
import { aViewer } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { SharedScripts } from '../domain/storage.ts';
import type { LeftOver } from '../domain/under-way.ts';
import { createRedisClaims } from './claims-redis.ts';

const clock = createVirtualClock();
const viewer = aViewer('lea');
const entry: LeftOver = {
  ...{ id: 'a', channel: 'home', roomId: '1', viewer, command: 'ask', args: '', text: '', replyToLogin: null },
  ...{ receivedAt: 0, deadline: 8_000, handed: false, tried: false },
};
let down = true;
const scripts: SharedScripts = {
  define: () => async () => (down ? { ok: false, reason: 'late', detail: 'no answer' } : { ok: true, value: 0 }),
};
const claims = createRedisClaims({ scripts, clock, self: () => 'me', alive: () => ['me'] });

async function handed() {
  let said: boolean | null = null;
  void claims.hand(entry, false).then((value) => {
    said = value;
  });
  await clock.advance(0);
  return () => said;
}

test('an entry is with Redis before its command does anything, which may hang this process', async () => {
  const written: string[] = [];
  // As the client does: at the end of the turn.
  const define =
    () =>
    (_keys: readonly string[], [id = '']: readonly string[]) =>
      new Promise<never>(() => setImmediate(() => written.push(id)));
  await createRedisClaims({ scripts: { define }, clock, self: () => 'me', alive: () => ['me'] }).open(entry);
  expect(written).toEqual(['a']);
});

test('a reply waits through a hiccup of Redis: somebody else may have it by then', async () => {
  const said = await handed();
  await clock.advance(1_000);
  expect(said()).toBe(null);
  down = false;
  await clock.advance(200);
  expect(said()).toBe(false);
});

test('once Redis has been silent for longer, no reply waits for it', async () => {
  down = true;
  const first = await handed();
  await clock.advance(1_700);
  expect(first()).toBe(true);
  expect((await handed())()).toBe(true);
});
