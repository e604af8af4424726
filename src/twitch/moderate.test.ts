import { afterEach, expect, test } from 'vitest';
import { createHouse, everyScope, type House, type HouseOptions } from '../../test/faults/twitch-house.ts';
import { collectEvents } from '../../test/support/fakes.ts';
import type { Moderated, ModerationAct, ModerationOrder } from '../domain/moderation.ts';
import { createModerate, type Moderate } from './moderate.ts';

let house: House;
let moderate: Moderate;
let told: ReturnType<typeof collectEvents>['events'];
async function open(options: HouseOptions & { scopes?: readonly string[] } = {}) {
  house = await createHouse(options);
  house.give(options.scopes ?? everyScope);
  const { events, tell } = collectEvents();
  told = events;
  moderate = createModerate({ call: house.call, inChannel: house.helix.inChannel, clock: house.clock, tell });
}
afterEach(() => house.stop());

const order = (act: ModerationAct, over: Partial<ModerationOrder> = {}): ModerationOrder => ({
  act,
  viewer: { id: '501', login: 'lea' },
  messageId: 'm1',
  reason: 'liens',
  rule: 'links',
  ...over,
});
const act = (what: ModerationAct, over?: Partial<ModerationOrder>) => moderate('my_channel', order(what, over));
const deeds = () => house.twitch.deeds.map(({ kind, detail }) => `${kind} ${detail}`);
/** Lets as much time pass as it takes. */
async function ended(asked: Promise<Moderated>): Promise<Moderated> {
  let end: Moderated | null = null;
  void asked.then((value) => {
    end = value;
  });
  for (let i = 0; i < 60 && end === null; i++) await house.pass(500);
  return asked;
}
const bans = 'moderation/bans';

test('each act is what Twitch calls it, and ends in one outcome that is told', async () => {
  await open();
  await act('delete');
  await act('warn');
  await act('timeout', { seconds: 60 });
  await act('lift');
  await act('ban', { reason: 'x'.repeat(600) });
  expect(deeds().slice(0, 4)).toEqual(['delete m1', 'warn 501 liens', 'timeout 501 60 liens', 'unban 501']);
  expect(deeds()[4]).toBe(`ban 501 ${'x'.repeat(500)}`);
  expect(told.map((event) => event.kind === 'moderation.ended' && [event.order.act, event.result])).toEqual(
    ['delete', 'warn', 'timeout', 'lift', 'ban'].map((what) => [what, 'done']),
  );
  expect(house.twitch.breaches).toEqual([]);
});

test('what is done already is done; whom Twitch protects is refused with Twitch’s reason', async () => {
  await open();
  expect(await act('delete', { messageId: 'unknown-1' })).toEqual({ kind: 'done' });
  expect(await act('lift')).toEqual({ kind: 'done' });
  await act('ban');
  expect(await act('ban')).toEqual({ kind: 'done' });
  expect(await act('timeout', { viewer: { id: '1', login: 'my_channel' }, seconds: 60 })).toMatchObject({
    kind: 'refused',
    scope: null,
    reason: expect.stringContaining('may not be put in a timeout'),
  });
  expect(await moderate('other', order('delete'))).toMatchObject({
    kind: 'refused',
    reason: expect.stringMatching(/^forbidden: 403/),
  });
});

test('a permission that is missing is named, and Twitch is not asked', async () => {
  await open({ scopes: ['chat:read'] });
  expect(await act('delete')).toMatchObject({ kind: 'refused', scope: 'moderator:manage:chat_messages' });
  expect(await act('ban')).toMatchObject({ kind: 'refused', scope: 'moderator:manage:banned_users' });
  expect(await act('warn')).toMatchObject({ kind: 'refused', scope: 'moderator:manage:warnings' });
  expect(house.twitch.requests.filter(({ path }) => path.startsWith('moderation/'))).toEqual([]);
});

test('an act is never sent without the id of its line: Twitch would clear the whole chat', async () => {
  await open();
  await expect(act('delete', { messageId: '' })).rejects.toThrow('without the id');
  expect(deeds()).toEqual([]);
});

test('what Twitch did not do for the moment is asked again, three times at most; what it may have done is not', async () => {
  await open();
  house.twitch.fault(bans, { status: 409, body: { message: 'please retry' } }, 2);
  expect([await ended(act('timeout', { seconds: 60 })), house.twitch.count(bans)]).toEqual([{ kind: 'done' }, 3]);
  house.twitch.fault(bans, { status: 409, body: { message: 'please retry' } });
  expect([(await ended(act('ban'))).kind, house.twitch.count(bans)]).toEqual(['refused', 6]);
  house.twitch.fault(bans, { status: 429, headers: { 'ratelimit-remaining': '5' } }, 1);
  expect([await ended(act('ban')), house.twitch.count(bans)]).toEqual([{ kind: 'done' }, 8]);
  house.twitch.fault(bans, { status: 500 }, 1);
  expect([(await act('lift')).kind, house.twitch.count(bans)]).toEqual(['lost', 9]);
});

test('three hundred acts a minute and channel, a hundred at once; the rest is refused and accounted for', async () => {
  await open();
  const ends = await Promise.all(Array.from({ length: 150 }, (_, i) => act('delete', { messageId: `m${i}` })));
  const count = (kind: string) => ends.filter((end) => end.kind === kind).length;
  expect([count('done'), count('refused'), deeds().length, told.length]).toEqual([100, 50, 100, 150]);
  for (const _ of [1, 2])
    await Promise.all(Array.from({ length: 100 }, (_, i) => act('delete', { messageId: `n${i}` })));
  expect(await act('delete')).toEqual({ kind: 'refused', scope: null, reason: 'too many acts at once' });
  await house.clock.advance(60_000);
  expect(await act('delete')).toEqual({ kind: 'done' });
});

test('an act that the stop of the bot cuts off is lost, and is told once, whatever Twitch answers later', async () => {
  await open();
  const answer = Promise.withResolvers<never>();
  const { events, tell } = collectEvents();
  const call = () => answer.promise;
  const slow = createModerate({ call, inChannel: (_channel, work) => work('1'), clock: house.clock, tell });
  const stopping = new AbortController();
  const asked = slow('my_channel', order('timeout', { seconds: 60 }), stopping.signal);
  stopping.abort();
  expect(await asked).toEqual({ kind: 'lost', reason: 'the bot stops' });
  answer.resolve({ kind: 'done', value: null } as never);
  await house.pass(0);
  expect(events.map((event) => event.kind === 'moderation.ended' && event.result)).toEqual(['lost']);
});
