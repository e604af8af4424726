import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { openStorage } from '../storage/storage.ts';
import { createSessions, sessionPrefix } from './sessions.ts';

const dayMs = 86_400_000;
const lea = { userId: '7', login: 'lea', name: 'Lea', operator: false, moderates: ['here'] };

async function scene() {
  const clock = createVirtualClock();
  const opened = await openStorage({ url: 'memory:', folder: '/', clock, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const { records } = opened.storage;
  const sessions = createSessions(records, clock);
  const open = async (who = lea) => {
    const done = await sessions.open(who, 'a browser');
    if (!done.ok) throw new Error(done.detail);
    return done.value;
  };
  const keys = async () => {
    const page = await records.list(sessionPrefix);
    return page.ok ? page.value.records : [];
  };
  return { clock, sessions, open, keys };
}

test('a token is 256 random bits, and only its hash is stored', async () => {
  const { sessions, open, keys } = await scene();
  const [one, two] = [await open(), await open()];
  expect(Buffer.from(one, 'base64url')).toHaveLength(32);
  expect(one).not.toBe(two);
  const stored = JSON.stringify(await keys());
  expect(stored).not.toContain(one);
  expect(await sessions.find(one)).toMatchObject({ login: 'lea', moderates: ['here'] });
  for (const wrong of ['', 'x', `${one}x`, one.slice(1), one.toUpperCase()])
    expect(await sessions.find(wrong)).toBeNull();
});

test('seven days without a visit end a session, a visit now and then does not', async () => {
  const { clock, sessions, open } = await scene();
  const [idle, used] = [await open(), await open()];
  for (let i = 0; i < 7; i++) {
    await clock.advance(dayMs);
    expect(await sessions.find(used)).not.toBeNull();
    await clock.advance(0);
  }
  expect(await sessions.find(idle)).toBeNull();
});

test('thirty days end it, however much it is used; a moderator’s role is believed for a day', async () => {
  const { clock, sessions, open } = await scene();
  const token = await open();
  await clock.advance(dayMs - 1);
  expect((await sessions.find(token))?.moderates).toEqual(['here']);
  await clock.advance(1);
  expect((await sessions.find(token))?.moderates).toEqual([]);
  for (let day = 1; day < 29; day++) {
    await clock.advance(dayMs);
    expect([day, (await sessions.find(token)) !== null]).toEqual([day, true]);
    await clock.advance(0);
  }
  await clock.advance(dayMs);
  expect(await sessions.find(token)).toBeNull();
});

test('what has ended is deleted at the next sign-in, and there are five hundred at most', async () => {
  const { clock, sessions, open, keys } = await scene();
  await open();
  await clock.advance(8 * dayMs);
  await open();
  expect(await keys()).toHaveLength(1);
  for (let i = 0; i < 503; i++) await open();
  expect(await sessions.list()).toHaveLength(500);
});

test('ending a session, or forgetting its account, ends it at once', async () => {
  const { sessions, open } = await scene();
  const [one, two, other] = [await open(), await open(), await open({ ...lea, userId: '8', login: 'milo' })];
  const id = (await sessions.find(one))!.id;
  expect(await sessions.end(id)).toBe(true);
  expect(await sessions.end(id)).toBe(false);
  expect([await sessions.find(one), (await sessions.find(two))?.login]).toEqual([null, 'lea']);
  await sessions.forget('7');
  expect([await sessions.find(two), (await sessions.find(other))?.login]).toEqual([null, 'milo']);
});
