import { afterEach, describe, expect, test } from 'vitest';
import { createHouse, everyScope, type House, type HouseOptions } from '../../test/faults/twitch-house.ts';

let house: House;
async function open(options: HouseOptions & { scopes?: readonly string[] } = {}) {
  house = await createHouse(options);
  house.give(options.scopes);
  return house;
}
afterEach(() => house.stop());

const line = (text: string, replyTo?: string) => ({ channel: 'my_channel', text, replyTo });
const withSecret: HouseOptions = { twitch: { clientSecret: 'sandboxclientsecret00000000000' } };

describe('what the bot knows of a stream', () => {
  test('title, game and since when it is live; without being live, title and game', async () => {
    const { twitch, helix } = await open();
    expect(await helix.stream('my_channel')).toEqual({
      kind: 'done',
      value: {
        live: true,
        title: 'The stream of my_channel',
        game: 'Just Chatting',
        startedAt: twitch.channel('my_channel').liveSince,
        viewers: 12,
      },
    });
    expect(await helix.stream('other')).toMatchObject({
      value: { live: false, title: 'The stream of other', startedAt: null },
    });
    expect(await helix.stream('nobody')).toMatchObject({ kind: 'failed', reason: 'not found' });
    expect(twitch.breaches).toEqual([]);
  });

  test('it is asked every half minute at most, however many want to know', async () => {
    const { twitch, helix, clock } = await open();
    await Promise.all(Array.from({ length: 20 }, () => helix.stream('my_channel')));
    await clock.advance(29_000);
    await helix.stream('my_channel');
    expect(twitch.count('streams')).toBe(1);
    twitch.channel('my_channel').title = 'Another';
    await clock.advance(1_000);
    expect(await helix.stream('my_channel')).toMatchObject({ value: { title: 'Another' } });
  });

  test('while Twitch does not answer, what was known is good for ten minutes', async () => {
    const { twitch, helix, clock } = await open();
    await helix.stream('my_channel');
    twitch.fault('streams', { status: 503 });
    await clock.advance(5 * 60_000);
    expect(await helix.stream('my_channel')).toMatchObject({ kind: 'done' });
    expect(await helix.stream('my_channel')).toMatchObject({ kind: 'done' });
    expect(twitch.count('streams')).toBe(2);
    await clock.advance(5 * 60_000);
    expect(await helix.stream('my_channel')).toMatchObject({ kind: 'failed', reason: 'upstream' });
  });
});

describe('moderation', () => {
  test('timeouts, bans, deletions, announcements, shout-outs and clips reach the channel', async () => {
    const { twitch, helix } = await open();
    const done = { kind: 'done', value: undefined };
    expect(await helix.timeout('my_channel', 'u1', 60, 'spam')).toEqual(done);
    expect(await helix.ban('my_channel', 'u2', 'worse')).toEqual(done);
    expect(await helix.deleteMessage('my_channel', 'm1')).toEqual(done);
    expect(await helix.announce('my_channel', 'Bonjour')).toEqual(done);
    expect(await helix.shoutOut('my_channel', 'other')).toEqual(done);
    expect(await helix.clip('my_channel')).toEqual({
      kind: 'done',
      value: { id: 'Clip6', url: 'https://clips.twitch.tv/Clip6' },
    });
    expect(twitch.deeds.map(({ kind, detail }) => `${kind} ${detail}`)).toEqual([
      'timeout u1 60 spam',
      'ban u2 worse',
      'delete m1',
      'announce Bonjour',
      'shoutout other',
      'clip Clip6',
    ]);
    expect(twitch.breaches).toEqual([]);
  });

  test('a deletion that names no message would clear the chat, so it never leaves', async () => {
    const { twitch, helix } = await open();
    expect(await helix.deleteMessage('my_channel', '')).toMatchObject({ kind: 'failed', reason: 'refused' });
    expect(twitch.requests).toEqual([]);
  });

  test('where the bot is no moderator it is told so', async () => {
    const { helix } = await open();
    expect(await helix.timeout('other', 'u1', 60, 'spam')).toMatchObject({ kind: 'failed', reason: 'forbidden' });
    expect(await helix.timeout('my_channel', '1', 60, 'x')).toMatchObject({ kind: 'failed', reason: 'refused' });
    expect(await helix.clip('other')).toMatchObject({ kind: 'failed', reason: 'not found' });
  });

  test('a scope that is missing is named with its feature, and nothing is asked', async () => {
    const { twitch, helix } = await open({ scopes: ['chat:read', 'chat:edit'] });
    expect(await helix.timeout('my_channel', 'u1', 60, 'spam')).toMatchObject({
      kind: 'failed',
      reason: 'missing scope',
      detail: 'moderator:manage:banned_users for "timeouts": run `npm run login`',
    });
    expect(twitch.count('moderation/bans')).toBe(0);
  });

  test('all blocked terms are read, page by page, and kept for five minutes', async () => {
    const terms = Array.from({ length: 250 }, (_, i) => `term ${i}`);
    const { twitch, helix, clock } = await open();
    twitch.channel('my_channel').blockedTerms.push(...terms);
    expect(await helix.blockedTerms('my_channel')).toEqual({ kind: 'done', value: terms });
    await helix.blockedTerms('my_channel');
    expect(twitch.count('moderation/blocked_terms')).toBe(3);
    await clock.advance(5 * 60_000);
    await helix.blockedTerms('my_channel');
    expect(twitch.count('moderation/blocked_terms')).toBe(6);
  });

  test('AutoMod’s levels', async () => {
    const { helix } = await open();
    expect(await helix.autoMod('my_channel')).toMatchObject({
      kind: 'done',
      value: { overall: null, levels: { aggression: 1, misogyny: 2, race: 3, swearing: 0 } },
    });
  });
});

describe('a Twitch that does not behave', () => {
  test('a call that hangs ends by its deadline and holds up no other', async () => {
    const { twitch, auth, helix, clock, until } = await open();
    await auth.account();
    await helix.user('my_channel');
    twitch.fault('moderation/bans', 'hang');
    const hung = Promise.all(Array.from({ length: 20 }, () => helix.timeout('my_channel', 'u1', 60, 'spam')));
    await until('they hang', () => twitch.open === 20);
    expect(await helix.announce('my_channel', 'still here')).toMatchObject({ kind: 'done' });
    expect(await helix.stream('my_channel')).toMatchObject({ kind: 'done' });
    expect((await helix.send(line('and here'))).kind).toBe('accepted');
    await clock.advance(10_000);
    for (const answer of await hung) expect(answer).toMatchObject({ kind: 'failed', reason: 'deadline', handed: true });
    await until('nothing hangs', () => twitch.open === 0);
  });

  test('one that refuses with 429 is asked once, with or without saying until when', async () => {
    const { twitch, helix, clock } = await open();
    await helix.user('my_channel');
    twitch.fault('chat/announcements', { status: 429 }, 1);
    expect(await helix.announce('my_channel', 'a')).toMatchObject({ reason: 'rate limited', retryAfterMs: 1_000 });
    expect(await helix.announce('my_channel', 'a')).toMatchObject({ reason: 'rate limited' });
    expect(twitch.count('chat/announcements')).toBe(1);
    await clock.advance(1_000);
    const reset = { 'Ratelimit-Limit': '800', 'Ratelimit-Remaining': '0' };
    const headers = { ...reset, 'Ratelimit-Reset': String(clock.wall() / 1000 + 20) };
    twitch.fault('chat/announcements', { status: 429, headers }, 1);
    expect(await helix.announce('my_channel', 'a')).toMatchObject({ retryAfterMs: 20_000 });
    expect(await helix.autoMod('my_channel')).toMatchObject({ reason: 'rate limited' });
    expect((await helix.send(line('chat has a budget of its own'))).kind).toBe('accepted');
    await clock.advance(20_000);
    expect(await helix.announce('my_channel', 'a')).toMatchObject({ kind: 'done' });
    expect(await helix.announce('my_channel', 'b')).toMatchObject({ reason: 'rate limited', retryAfterMs: 0 });
    expect(await helix.autoMod('my_channel')).toMatchObject({ kind: 'done' });
  });

  test.each([['html'], ['empty-object'], ['null-body'], ['truncated'], ['reset'], ['refuse']] as const)(
    '%s is a failure, not an exception',
    async (fault) => {
      const { twitch, auth, helix } = await open();
      await auth.account();
      await helix.user('my_channel');
      if (fault === 'refuse') await twitch.refuse();
      else twitch.fault('*', fault);
      expect(await helix.user('other')).toMatchObject({ kind: 'failed', reason: 'upstream' });
      expect(await helix.autoMod('my_channel')).toMatchObject({ kind: 'failed', reason: 'upstream' });
      expect((await helix.send(line('hello'))).kind).toBe('lost');
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
    await helix.user('my_channel');
    twitch.fault('chat/messages', fault, 1);
    expect(await helix.send(line('once'))).toMatchObject({ kind: 'lost', handed });
    await house.clock.advance(10_000);
    expect(twitch.count('chat/messages')).toBe(1);
  });

  test('that nobody could have taken may be tried again', async () => {
    const { twitch, helix } = await open();
    await helix.user('my_channel');
    await twitch.refuse();
    // The client has to notice that its old connections are gone.
    await new Promise((resolve) => setTimeout(resolve, 50));
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
    await helix.user('my_channel');
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
