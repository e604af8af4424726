import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { createHouse, everyScope, type House, type HouseOptions } from '../../test/faults/twitch-house.ts';
import { allRead } from '../../test/support/all-read.ts';

let house: House;
async function open(options: HouseOptions & { scopes?: readonly string[] } = {}) {
  house = await createHouse(options);
  house.give(options.scopes);
  return house;
}
afterEach(() => house.stop());

const line = (text: string, replyTo?: string) => ({ channel: 'my_channel', text, replyTo });
const withSecret: HouseOptions = { twitch: { clientSecret: 'sandboxclientsecret00000000000' } };

const { signal } = new AbortController();

describe('what the bot knows of a stream', () => {
  test('title and category while it is live; a category that is no game is none', async () => {
    const { twitch, helix } = await open();
    const talk = { game: null, category: 'Just Chatting', title: 'The stream of my_channel' };
    expect(await helix.stream('my_channel', signal)).toMatchObject(talk);
    expect(await helix.stream('other', signal)).toBeNull();
    expect(await helix.stream('nobody', signal)).toBeNull();
    const other = twitch.channel('other');
    Object.assign(other, { liveSince: house.clock.wall(), game: 'Hades' });
    await house.clock.advance(30_000);
    expect(await helix.stream('other', signal)).toMatchObject({ game: 'Hades', category: 'Hades' });
    expect(twitch.breaches).toEqual([]);
  });

  test('it is asked every half minute at most, however many want to know', async () => {
    const { twitch, helix, clock } = await open();
    await Promise.all(Array.from({ length: 20 }, () => helix.stream('my_channel', signal)));
    await clock.advance(29_000);
    await helix.stream('my_channel', signal);
    expect(twitch.count('streams')).toBe(1);
    twitch.channel('my_channel').title = 'Another';
    await clock.advance(1_000);
    expect(await helix.stream('my_channel', signal)).toMatchObject({ title: 'Another' });
  });

  test('who asks all the time with one signal leaves nothing on it', async () => {
    const { helix } = await open();
    const { signal } = new AbortController();
    for (let i = 0; i < 5; i++) await helix.stream('my_channel', signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('while Twitch does not answer, what was known is good for ten minutes', async () => {
    const { twitch, helix, clock } = await open();
    await helix.stream('my_channel', signal);
    twitch.fault('streams', { status: 503 });
    await clock.advance(5 * 60_000);
    expect(await helix.stream('my_channel', signal)).not.toBeNull();
    expect(await helix.stream('my_channel', signal)).not.toBeNull();
    expect(twitch.count('streams')).toBe(2);
    await clock.advance(5 * 60_000);
    expect(await helix.stream('my_channel', signal)).toBeNull();
  });

  test('nobody waits longer than 2 s for a Twitch that hangs; a command that is over waits for nothing', async () => {
    const { twitch, auth, helix, clock, until } = await open();
    await auth.account();
    twitch.fault('streams', 'hang');
    const asked = helix.stream('my_channel', signal);
    await until('it hangs', () => twitch.open === 1);
    const over = new AbortController();
    const cancelled = helix.stream('my_channel', over.signal);
    over.abort();
    expect(await cancelled).toBeNull();
    await clock.advance(2_000);
    expect(await asked).toBeNull();
    expect(helix.lastStream('my_channel')).toBeNull();
  });

  test('what Twitch said is there for the next one, without waiting', async () => {
    const { helix, until } = await open();
    expect(helix.lastStream('my_channel')).toBeNull();
    await until('the answer', () => helix.lastStream('my_channel') !== null);
    expect(helix.lastStream('my_channel')).toMatchObject({ category: 'Just Chatting' });
  });
});

describe('blocked terms', () => {
  const path = 'moderation/blocked_terms';

  test('are all read, page by page, and known for five minutes', async () => {
    const terms = Array.from({ length: 250 }, (_, i) => `term ${i}`);
    const { twitch, helix, clock, until } = await open();
    twitch.channel('my_channel').blockedTerms.push(...terms);
    expect(helix.blockedTerms('my_channel')).toEqual([]);
    await until('all terms', () => helix.blockedTerms('my_channel').length === 250);
    expect(helix.blockedTerms('my_channel')).toEqual(terms);
    expect(twitch.count(path)).toBe(3);
    await clock.advance(5 * 60_000);
    helix.blockedTerms('my_channel');
    await until('another look', () => twitch.count(path) === 6);
  });

  test('stay known while Twitch does not answer', async () => {
    const { twitch, helix, clock, until } = await open();
    twitch.channel('my_channel').blockedTerms.push('gros mot');
    await until('the term', () => helix.blockedTerms('my_channel').length === 1);
    twitch.fault(path, { status: 503 });
    clock.stall(48 * 3_600_000);
    helix.blockedTerms('my_channel');
    await until('another look', () => twitch.count(path) === 2);
    expect(helix.blockedTerms('my_channel')).toEqual(['gros mot']);
  });
});

describe('a call', () => {
  const terms = (id: string) =>
    house.call({ feature: 'blocked terms', run: (api) => api.moderation.getBlockedTerms(id) });

  test('that an idle bot makes is renewed once too, and says what went wrong as the others do', async () => {
    const { twitch, helix, clock } = await open();
    const look = () => helix.look('my_channel');
    expect(await look()).toMatchObject({ kind: 'done', value: { category: 'Just Chatting' } });
    twitch.grants.expire();
    expect(await look()).toMatchObject({ kind: 'done' });
    expect(twitch.grants.refreshes).toHaveLength(1);
    for (const [fault, failure] of [
      [{ status: 503 }, { reason: 'upstream', handed: true }],
      ['html', { reason: 'upstream' }],
      ['reset', { reason: 'upstream' }],
      [
        { status: 403, body: { message: 'no' } },
        { reason: 'forbidden', detail: '403 no' },
      ],
      [
        { status: 429, headers: { 'ratelimit-remaining': '0' } },
        { reason: 'rate limited', retryAfterMs: 1_000 },
      ],
    ] as const) {
      twitch.fault('streams', fault, 1);
      expect(await look()).toMatchObject({ kind: 'failed', ...failure });
    }
    const asked = twitch.count('streams');
    expect(await look()).toMatchObject({ reason: 'rate limited' });
    expect(twitch.count('streams')).toBe(asked);
    await clock.advance(1_000);
    expect(await look()).toMatchObject({ kind: 'done' });
  });

  test('that Twitch does not allow says so', async () => {
    await open();
    expect(await terms('2')).toMatchObject({ kind: 'failed', reason: 'forbidden' });
  });

  test('whose scope is missing names it with its feature, and does not leave', async () => {
    const { twitch } = await open({ scopes: ['chat:read', 'chat:edit'] });
    expect(await terms('1')).toMatchObject({
      kind: 'failed',
      reason: 'missing scope',
      detail: 'moderator:read:blocked_terms for "blocked terms": run `npm run login`',
    });
    expect(twitch.requests.filter(({ path }) => path.startsWith('moderation'))).toEqual([]);
  });

  test('that hangs ends by its deadline and holds up no other', async () => {
    const { twitch, auth, helix, user, clock, until } = await open();
    await auth.account();
    twitch.fault('users', 'hang');
    const hung = Promise.all(Array.from({ length: 20 }, () => user('my_channel')));
    await until('they hang', () => twitch.open === 20);
    expect(await terms('1')).toMatchObject({ kind: 'done' });
    expect(await helix.stream('my_channel', signal)).not.toBeNull();
    await clock.advance(10_000);
    for (const answer of await hung) expect(answer).toMatchObject({ kind: 'failed', reason: 'deadline', handed: true });
    await until('nothing hangs', () => twitch.open === 0);
  });

  test('that is refused with 429 is made once, with or without hearing until when', async () => {
    const { twitch, helix, user, clock } = await open();
    await helix.send(line('first'));
    const before = twitch.count('users');
    twitch.fault('users', { status: 429 }, 1);
    expect(await user('other')).toMatchObject({ reason: 'rate limited', retryAfterMs: 1_000 });
    expect(await user('other')).toMatchObject({ reason: 'rate limited' });
    expect(twitch.count('users')).toBe(before + 1);
    await clock.advance(1_000);
    const reset = { 'Ratelimit-Limit': '800', 'Ratelimit-Remaining': '0' };
    const headers = { ...reset, 'Ratelimit-Reset': String(clock.wall() / 1000 + 20) };
    twitch.fault('users', { status: 429, headers }, 1);
    expect(await user('other')).toMatchObject({ retryAfterMs: 20_000 });
    expect(await terms('1')).toMatchObject({ reason: 'rate limited' });
    expect((await helix.send(line('chat has a budget of its own'))).kind).toBe('accepted');
    await clock.advance(20_000);
    twitch.fault('users', { status: 429, headers: { 'Ratelimit-Remaining': '799' } }, 1);
    expect(await user('other')).toMatchObject({ reason: 'rate limited', retryAfterMs: 0 });
    expect(await terms('1')).toMatchObject({ kind: 'done' });
  });

  test.each([['html'], ['empty-object'], ['null-body'], ['truncated'], ['reset'], ['refuse']] as const)(
    'that is answered with %s is a failure, not an exception',
    async (fault) => {
      const { twitch, helix, user } = await open();
      await helix.send(line('hello'));
      if (fault === 'refuse') await twitch.refuse();
      else twitch.fault('*', fault);
      expect(await user('other')).toMatchObject({ kind: 'failed', reason: 'upstream' });
      expect((await helix.send(line('again'))).kind).toBe('lost');
    },
  );
});

describe('a line sent by Helix', () => {
  test('has the id that Twitch gave it, threaded to what it answers', async () => {
    const { twitch, helix } = await open();
    const receipt = await helix.send(line('Bonjour', 'm7'));
    expect(twitch.sent).toEqual([expect.objectContaining({ text: 'Bonjour', replyTo: 'm7', badge: false })]);
    expect(receipt).toEqual({ kind: 'accepted', id: twitch.sent[0]!.id });
    expect(twitch.breaches).toEqual([]);
  });

  test('is refused with Twitch’s reason', async () => {
    const { twitch, helix } = await open();
    twitch.channel('my_channel').drops.push({ code: 'automod_held', message: 'Held for review' });
    expect(await helix.send(line('a'))).toEqual({ kind: 'refused', reason: 'automod_held' });
    twitch.channel('my_channel').banned.set('900', Number.POSITIVE_INFINITY);
    expect(await helix.send(line('b'))).toMatchObject({ kind: 'refused', reason: expect.stringContaining('403') });
    expect(await helix.send({ channel: 'other', text: 'same' })).toMatchObject({ kind: 'accepted' });
    await house.clock.advance(1_500);
    expect(await helix.send({ channel: 'other', text: 'same' })).toEqual({ kind: 'refused', reason: 'msg_duplicate' });
    expect(await helix.send(line('a\r\nb'))).toMatchObject({ kind: 'refused' });
    twitch.fault('chat/messages', { status: 429 }, 1);
    expect(await helix.send(line('c'))).toEqual({ kind: 'refused', reason: 'msg_ratelimit' });
  });

  test.each([
    ['the server fails', { status: 500 }, true],
    ['the connection is reset', 'reset', true],
  ] as const)('is never sent twice: %s', async (_, fault, handed) => {
    const { twitch, helix } = await open();
    twitch.fault('chat/messages', fault, 1);
    expect(await helix.send(line('once'))).toMatchObject({ kind: 'lost', handed });
    await house.clock.advance(10_000);
    expect(twitch.count('chat/messages')).toBe(1);
  });

  test('that nobody could have taken may be tried again', async () => {
    const { twitch, helix } = await open();
    await helix.send(line('before'));
    await twitch.refuse();
    // The client has to notice that its old connections are gone.
    await allRead();
    expect(await helix.send(line('never left'))).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('ECONNREFUSED'),
      handed: false,
    });
    await twitch.accept();
    expect((await helix.send(line('never left'))).kind).toBe('accepted');
  });

  test('a token that expired meanwhile is renewed, and the line goes out once', async () => {
    const { twitch, auth, helix } = await open();
    await auth.account();
    twitch.grants.expire();
    expect((await helix.send(line('hello'))).kind).toBe('accepted');
    expect(twitch.sent).toHaveLength(1);
  });

  test('shows the badge where the application may send, and none where it may not', async () => {
    const { twitch, helix } = await open(withSecret);
    expect((await helix.send(line('as the bot'))).kind).toBe('accepted');
    expect((await helix.send({ channel: 'other', text: 'as the account' })).kind).toBe('accepted');
    expect(twitch.sent.map(({ badge }) => badge)).toEqual([true, false]);
    const tried = twitch.count('chat/messages');
    await house.clock.advance(2_000);
    await helix.send({ channel: 'other', text: 'again' });
    expect(twitch.count('chat/messages')).toBe(tried + 1);
    expect(twitch.grants.appTokens).toBe(1);
    expect(twitch.breaches).toEqual([]);
  });

  test('is never sent twice as the application either', async () => {
    const { twitch, helix } = await open(withSecret);
    twitch.fault('chat/messages', { status: 502 }, 1);
    expect(await helix.send(line('once'))).toMatchObject({ kind: 'lost', handed: true });
    expect(twitch.count('chat/messages')).toBe(1);
  });

  test('an application token that is good no more is replaced', async () => {
    const { twitch, helix } = await open(withSecret);
    await helix.send(line('a'));
    await house.clock.advance(2 * 60_000);
    twitch.grants.expire();
    house.give(everyScope);
    expect((await helix.send(line('b'))).kind).toBe('accepted');
    expect(twitch.sent.map(({ badge }) => badge)).toEqual([true, true]);
  });
});

describe('AutoMod', () => {
  const path = 'moderation/enforcements/status';

  test('says whether it would let a text through', async () => {
    const { helix } = await open();
    expect(await helix.autoMod('my_channel', 'hello')).toBe(true);
    expect(await helix.autoMod('my_channel', 'AUTOMOD-HOLDS this')).toBe(false);
  });

  test('is asked five times a minute and fifty times an hour at most, in each channel', async () => {
    const { twitch, helix, clock } = await open();
    const ask = async (times: number) => {
      for (let i = 0; i < times; i++) await helix.autoMod('my_channel', `text ${i}`);
      return twitch.count(path);
    };
    expect(await ask(9)).toBe(5);
    expect(await helix.autoMod('other', 'hello')).toBe(true);
    for (let minute = 0; minute < 20; minute++) {
      await clock.advance(60_000);
      await ask(6);
    }
    expect(twitch.count(path)).toBe(51);
  });

  test('that does not answer, or may not be asked, is a failure', async () => {
    const { twitch, helix } = await open();
    twitch.fault(path, { status: 503 });
    await expect(helix.autoMod('my_channel', 'hello')).rejects.toThrow();
  });
});
