import { beforeEach, describe, expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import type { Line, Receipt } from '../domain/chat.ts';
import { createSendRules } from '../sandbox/twitch/send-rules.ts';
import { type Contain, createOutbox, type Outbox, type Said, type Saying } from './outbox.ts';

let clock: VirtualClock;
let sent: (Line & { at: number })[];
let answer: (line: Line) => Receipt | Promise<Receipt>;
let privileged: boolean;
let outbox: Outbox;
let events: ReturnType<typeof collectEvents>['events'];
const plain: Contain = (text, { maxLines }) =>
  text.startsWith('BAD')
    ? { kind: 'blocked', rule: 'bad' }
    : { kind: 'lines', lines: text.split('|').slice(0, maxLines) };

beforeEach(() => {
  clock = createVirtualClock();
  sent = [];
  privileged = false;
  answer = () => ({ kind: 'accepted', id: `r${sent.length}` });
  const collected = collectEvents();
  events = collected.events;
  outbox = createOutbox({
    chat: {
      standing: () => ({ privileged }),
      async send(line) {
        sent.push({ ...line, at: clock.now() });
        return answer(line);
      },
    },
    contain: plain,
    clock,
    tell: collected.tell,
  });
});

const say = (text: string, over: Partial<Saying> = {}): Promise<Said> => {
  const { seat, ...rest } = over;
  const channel = over.channel ?? 'my_channel';
  return outbox.say({
    channel,
    text,
    rank: 'answer',
    deadline: clock.now() + 20_000,
    seat: seat ?? outbox.seats.reserve(channel, 20_000) ?? undefined,
    ...rest,
  });
};
const texts = () => sent.map((line) => line.text);

describe('a line', () => {
  test('leaves at once, threaded, and ends with its receipt', async () => {
    expect(await say('bonjour', { replyTo: 'm1' })).toEqual({ kind: 'accepted', id: 'r1' });
    expect(sent).toMatchObject([{ channel: 'my_channel', text: 'bonjour', replyTo: 'm1' }]);
    expect(events).toMatchObject([{ kind: 'chat.sent', result: 'accepted' }]);
  });

  test('that may not leave is replaced by what is said instead, and a warning', async () => {
    await say('BAD', { instead: () => 'autre chose' });
    expect(texts()).toEqual(['autre chose']);
    expect(events.some((e) => e.kind === 'warning')).toBe(true);
  });

  test('that may not leave and has no other words is not said, and gives its seat back', async () => {
    expect(await say('BAD')).toEqual({ kind: 'unsaid', reason: 'bad' });
    for (let i = 0; i < 17; i++) expect(outbox.seats.reserve('my_channel', 20_000)).not.toBeNull();
  });

  test('of two goes out as two, a second apart where the bot is nobody', async () => {
    await say('un|deux');
    await clock.advance(2_000);
    expect(texts()).toEqual(['un', 'deux']);
    expect(sent[1]!.at - sent[0]!.at).toBeGreaterThanOrEqual(1_000);
  });

  test('that Twitch refuses ends refused, with the reason', async () => {
    answer = () => ({ kind: 'refused', reason: 'msg_timedout' });
    expect(await say('bonjour')).toEqual({ kind: 'refused', reason: 'msg_timedout' });
    expect(sent).toHaveLength(1);
  });

  test('that Twitch calls a duplicate is varied once, visibly', async () => {
    answer = (line) =>
      line.text === 'bonjour' ? { kind: 'refused', reason: 'msg_duplicate' } : { kind: 'accepted', id: 'x' };
    const said = say('bonjour');
    await clock.advance(3_000);
    expect(await said).toEqual({ kind: 'accepted', id: 'x' });
    expect(texts()).toEqual(['bonjour', 'bonjour ·']);
  });

  test('equal to one of the last 30 s is varied before Twitch sees it', async () => {
    await say('bonjour');
    const second = say('bonjour');
    await clock.advance(1_500);
    await second;
    expect(texts()).toEqual(['bonjour', 'bonjour ·']);
    await clock.advance(40_000);
    await say('bonjour');
    expect(texts()[2]).toBe('bonjour');
  });

  test('that never reached the socket waits for the connection until its deadline', async () => {
    let up = false;
    answer = () => (up ? { kind: 'accepted', id: 'x' } : { kind: 'lost', reason: 'not connected', handed: false });
    const said = say('bonjour');
    await clock.advance(5_000);
    up = true;
    await clock.advance(2_000);
    expect(await said).toEqual({ kind: 'accepted', id: 'x' });
  });

  test('that had gone to the socket is a loss, and is never sent again', async () => {
    answer = () => ({ kind: 'lost', reason: 'the connection ended', handed: true });
    expect(await say('bonjour')).toMatchObject({ kind: 'lost' });
    await clock.advance(20_000);
    expect(sent).toHaveLength(1);
  });
});

describe('the send windows', () => {
  test.each([
    ['nobody', false, 200],
    ['a moderator', true, 400],
  ])('hold in every window when the bot is %s', async (_, mod, lines) => {
    privileged = mod;
    const rules = createSendRules({ clock });
    const breaches: string[] = [];
    answer = (line) => {
      const verdict = rules.send({ account: 'serdabot', channel: line.channel, privileged: mod, text: line.text });
      if (verdict.kind !== 'accepted') breaches.push(JSON.stringify(verdict));
      return { kind: 'accepted', id: 'x' };
    };
    for (let i = 0; i < lines; i++) {
      void say(`ligne ${i}`, { channel: `c${i % 7}` });
      if (i % 3 === 0) await clock.advance(300);
    }
    await clock.advance(200_000);
    expect(sent.length).toBeGreaterThan(mod ? 90 : 20);
    expect(breaches).toEqual([]);
  });

  test('a seat is refused when no place comes free before the deadline', () => {
    privileged = true;
    const seats = [];
    for (let i = 0; i < 120; i++) {
      const seat = outbox.seats.reserve('my_channel', 20_000);
      if (seat) seats.push(seat);
    }
    expect(seats).toHaveLength(100);
    expect(outbox.seats.nextMs('my_channel')).toBeGreaterThan(0);
    seats[0]!.release();
    seats[0]!.release();
    expect(outbox.seats.reserve('my_channel', 20_000)).not.toBeNull();
    expect(outbox.seats.reserve('my_channel', 20_000)).toBeNull();
  });

  test('a channel where the bot is nobody takes one line a second, so its seats are counted by seconds', () => {
    let seats = 0;
    while (outbox.seats.reserve('my_channel', 5_000)) seats++;
    expect(seats).toBe(5);
    expect(outbox.seats.reserve('another', 5_000)).not.toBeNull();
  });

  test('answers go before refusals, and refusals leave half of the window alone', async () => {
    for (let i = 0; i < 30; i++) void say(`non ${i}`, { rank: 'refusal', seat: undefined, channel: `r${i}` });
    await clock.advance(1_000);
    const refusals = sent.length;
    expect(refusals).toBeLessThanOrEqual(10);
    for (let i = 0; i < 5; i++) void say(`oui ${i}`, { channel: `a${i}` });
    await clock.advance(1_000);
    expect(texts().filter((text) => text.startsWith('oui'))).toHaveLength(5);
  });

  test('too fast, says Twitch: half a minute of silence', async () => {
    answer = () => ({ kind: 'refused', reason: 'msg_ratelimit' });
    await say('un');
    answer = () => ({ kind: 'accepted', id: 'x' });
    expect(outbox.seats.reserve('my_channel', 20_000)).toBeNull();
    await clock.advance(31_000);
    expect(await say('deux')).toMatchObject({ kind: 'accepted' });
  });
});

test('nothing is left behind: every saying settles and no timer stays', async () => {
  answer = () => ({ kind: 'lost', reason: 'not connected', handed: false });
  const all = Array.from({ length: 600 }, (_, i) =>
    say(`x${i}`, { rank: i % 2 ? 'answer' : 'refusal', seat: undefined }),
  );
  await clock.advance(60_000);
  expect((await Promise.all(all)).every((said) => said.kind !== 'accepted')).toBe(true);
  expect(outbox.waiting()).toBe(0);
  expect(clock.pending).toBe(0);
});
