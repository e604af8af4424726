import { beforeEach, describe, expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import type { Line, Receipt } from '../domain/chat.ts';
import type { Said, Saying } from '../domain/saying.ts';
import type { SharedSends } from '../domain/shared-window.ts';
import { createRandom } from '../sandbox/random.ts';
import { createSendRules } from '../sandbox/twitch/send-rules.ts';
import { type Contain, createSender, type Sender } from './sender.ts';

let clock: VirtualClock;
let sent: (Line & { at: number })[];
let answer: (line: Line) => Receipt | Promise<Receipt>;
let privileged: boolean;
let outbox: Sender;
let shared: SharedSends | null;
let events: ReturnType<typeof collectEvents>['events'];
const plain: Contain = (text, { maxLines }) =>
  text.startsWith('BAD')
    ? { kind: 'blocked', rule: 'bad' }
    : { kind: 'lines', lines: text.split('|').slice(0, maxLines) };

beforeEach(() => {
  clock = createVirtualClock();
  sent = [];
  privileged = false;
  shared = null;
  answer = () => ({ kind: 'accepted', id: `r${sent.length}` });
  const collected = collectEvents();
  events = collected.events;
  outbox = createSender({
    chat: {
      standing: (channel) => ({ privileged: /^[mp]\d/.test(channel) ? channel.startsWith('m') : privileged }),
      async send(line) {
        sent.push({ ...line, at: clock.now() });
        return answer(line);
      },
    },
    containment: async () => plain,
    crowd: (names, waitMs) => `${names.join(', ')}: ${waitMs}`,
    sends: () => shared,
    clock,
    tell: collected.tell,
  });
});

const say = (text: string, over: Partial<Saying> = {}): Promise<Said> => {
  const { permit, ...rest } = over;
  const channel = over.channel ?? 'my_channel';
  return outbox.say({
    channel,
    text,
    rank: 'answer',
    deadline: clock.now() + 20_000,
    permit: 'permit' in over ? permit : (outbox.permits.reserve(channel, 20_000) ?? undefined),
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

  test('that may not leave is replaced by what is said instead, and counted by its rule', async () => {
    await say('BAD', { instead: () => 'autre chose' });
    expect(texts()).toEqual(['autre chose']);
    expect(events).toContainEqual({ kind: 'held back', channel: 'my_channel', rule: 'bad' });
  });

  test('that may not leave and has no other words is not said, and gives its permit back', async () => {
    expect(await say('BAD')).toEqual({ kind: 'unsaid', reason: 'bad' });
    for (let i = 0; i < 17; i++) expect(outbox.permits.reserve('my_channel', 20_000)).not.toBeNull();
  });

  test('of two goes out as two, a second apart where the bot is nobody', async () => {
    await say('un|deux');
    await clock.advance(2_000);
    expect(texts()).toEqual(['un', 'deux']);
    expect(sent[1]!.at - sent[0]!.at).toBeGreaterThanOrEqual(1_000);
  });

  test('of two has its second a second behind what Twitch said of the first, however long that took to come', async () => {
    const saidAt: number[] = [];
    const accepted = () => ({ kind: 'accepted', id: `${saidAt.push(clock.now())}` }) as const;
    answer = () => new Promise((resolve) => clock.after(700, () => resolve(accepted())));
    const said = say('un|deux');
    await clock.advance(5_000);
    await said;
    expect(texts()).toEqual(['un', 'deux']);
    expect(sent[1]!.at - saidAt[0]!).toBeGreaterThanOrEqual(1_000);
  });

  test.each(['permit', 'waitMs'] as const)(
    'leaves soon after a window that processes share has room again, whatever its %s said before',
    async (which) => {
      const full = { permit: 0, waitMs: 0, [which]: 30_500 };
      shared = {
        permit: async () => ({ waitMs: full.permit, giveBack() {} }),
        waitMs: () => full.waitMs,
        sharers: () => 1,
      };
      const said = say('bonjour', { permit: undefined });
      await clock.advance(2_500);
      full[which] = 0;
      await clock.advance(1_000);
      expect(await said).toMatchObject({ kind: 'accepted' });
    },
  );

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

  test('a permit is refused when no place comes free before the deadline', () => {
    privileged = true;
    const permits = [];
    for (let i = 0; i < 120; i++) {
      const permit = outbox.permits.reserve('my_channel', 20_000);
      if (permit) permits.push(permit);
    }
    expect(permits).toHaveLength(100);
    expect(outbox.permits.nextMs('my_channel')).toBeGreaterThan(0);
    permits[0]!.release();
    permits[0]!.release();
    expect(outbox.permits.reserve('my_channel', 20_000)).not.toBeNull();
    expect(outbox.permits.reserve('my_channel', 20_000)).toBeNull();
  });

  test('a place that comes free just before the deadline is not promised: others wait for the same moment', async () => {
    privileged = true;
    for (let i = 0; i < 100; i++) await say(`ligne ${i}`, { channel: `m${i}` });
    await clock.advance(11_000);
    // The window opens 19.5 s from here.
    expect(outbox.permits.reserve('my_channel', 20_000)).toBeNull();
    await clock.advance(1_500);
    expect(outbox.permits.reserve('my_channel', 20_000)).not.toBeNull();
  });

  test('a line counts from when it leaves, however long its way out takes', async () => {
    privileged = true;
    const handing = async () => {
      await new Promise<void>((resolve) => clock.after(3_000, resolve));
      return true;
    };
    const permits = Array.from({ length: 100 }, (_, i) => outbox.permits.reserve(`m${i}`, 20_000)!);
    for (const [i, permit] of permits.entries()) void say(`ligne ${i}`, { channel: `m${i}`, handing, permit });
    await clock.advance(3_000);
    expect(sent).toHaveLength(100);
    const permit = outbox.permits.reserve('my_channel', 40_000)!;
    void say('une de plus', { deadline: clock.now() + 40_000, permit });
    await clock.advance(30_000);
    expect(sent).toHaveLength(100);
    await clock.advance(1_000);
    expect(sent).toHaveLength(101);
  });

  test('a channel where the bot is nobody takes one line a second, so its permits are counted by seconds', () => {
    let permits = 0;
    while (outbox.permits.reserve('my_channel', 5_000)) permits++;
    expect(permits).toBe(5);
    expect(outbox.permits.reserve('another', 5_000)).not.toBeNull();
  });

  test('answers go before refusals, and refusals leave half of the window alone', async () => {
    for (let i = 0; i < 30; i++) void say(`non ${i}`, { rank: 'refusal', permit: undefined, channel: `r${i}` });
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
    expect(outbox.permits.reserve('my_channel', 20_000)).toBeNull();
    await clock.advance(31_000);
    expect(await say('deux')).toMatchObject({ kind: 'accepted' });
  });
});

test('a line that Twitch calls too long is said once more, shorter', async () => {
  answer = (line) =>
    line.text.length > 300 ? { kind: 'refused', reason: 'msg_too_long' } : { kind: 'accepted', id: 'x' };
  const said = say('des mots '.repeat(50).trim());
  await clock.advance(3_000);
  expect(await said).toEqual({ kind: 'accepted', id: 'x' });
  expect(sent).toHaveLength(2);
  expect(sent[1]!.text).toMatch(/mots…$|des…$/);
});

test('in slow mode a line is tried once more when it may leave', async () => {
  const answers: Receipt[] = [
    { kind: 'refused', reason: 'msg_slowmode', retryAfterMs: 6_000 },
    { kind: 'accepted', id: 'x' },
  ];
  answer = () => answers.shift()!;
  const said = say('bonjour');
  await clock.advance(5_900);
  expect(sent).toHaveLength(1);
  await clock.advance(200);
  expect(await said).toEqual({ kind: 'accepted', id: 'x' });
});

test('10,000 lines with drops, refusals and lost connections add up, exactly', async () => {
  const random = createRandom(7);
  const rules = createSendRules({ clock });
  let handed = 0;
  const breaches: string[] = [];
  answer = (line) => {
    const dice = random();
    if (dice < 0.05) return { kind: 'lost', reason: 'not connected', handed: false };
    handed++;
    const attempt = {
      account: 'bot',
      channel: line.channel,
      privileged: line.channel.startsWith('m'),
      text: line.text,
    };
    const verdict = rules.send(attempt);
    if (verdict.kind === 'refused') {
      if (verdict.breach) breaches.push(verdict.breach);
      return { kind: 'refused', reason: verdict.reason };
    }
    if (dice < 0.1) return { kind: 'lost', reason: 'the connection ended', handed: true };
    if (dice < 0.2) return { kind: 'refused', reason: 'msg_rejected' };
    return { kind: 'accepted', id: String(handed) };
  };
  const all: Promise<Said>[] = [];
  for (let i = 0; i < 10_000; i++) {
    const mod = random() < 0.7;
    const channel = `${mod ? 'm' : 'p'}${Math.floor(random() * 5)}`;
    const rank = random() < 0.5 ? 'answer' : 'refusal';
    const permit = rank === 'answer' ? (outbox.permits.reserve(channel, 20_000) ?? undefined) : undefined;
    const extra = rank === 'refusal' ? { viewerName: `v${i}`, waitMs: 1_000 } : {};
    all.push(outbox.say({ channel, text: `ligne ${i % 40}`, rank, permit, deadline: clock.now() + 20_000, ...extra }));
    if (i % 4 === 0) await clock.advance(1_000);
  }
  await clock.advance(60_000);
  const ends = (await Promise.all(all)).map((said) => said.kind);
  const counted = events.filter((event) => event.kind === 'chat.sent').map((event) => event.result);
  expect(counted).toHaveLength(10_000);
  expect([...counted].sort()).toEqual([...ends].sort());
  expect(new Set(ends)).toEqual(new Set(['accepted', 'refused', 'lost', 'unsaid', 'merged']));
  expect(breaches).toEqual([]);
});

test('nothing is left behind: every saying settles and no timer stays', async () => {
  answer = () => ({ kind: 'lost', reason: 'not connected', handed: false });
  const all = Array.from({ length: 120 }, (_, i) =>
    say(`x${i}`, { rank: i % 2 ? 'answer' : 'refusal', permit: undefined }),
  );
  await clock.advance(60_000);
  expect((await Promise.all(all)).every((said) => said.kind !== 'accepted')).toBe(true);
  expect(outbox.waiting()).toBe(0);
  expect(clock.pending).toBe(0);
});

describe('a line that has to be noted before it leaves', () => {
  test('waits for that, and for nothing more', async () => {
    let noted = (_isOurs: boolean) => {};
    const said = say('bonjour', {
      handing: () =>
        new Promise((resolve) => {
          noted = resolve;
        }),
    });
    await clock.advance(100);
    expect(texts()).toEqual([]);
    noted(true);
    expect(await said).toMatchObject({ kind: 'accepted' });
    expect(texts()).toEqual(['bonjour']);
  });

  test('is not said when another process says it, and the next one is', async () => {
    const first = say('bonjour', { handing: async () => false });
    const second = say('salut');
    expect(await first).toMatchObject({ kind: 'unsaid' });
    await clock.advance(5_000);
    await second;
    expect(texts()).toEqual(['salut']);
  });

  test('refusals that one line tells are all noted', async () => {
    privileged = true;
    answer = () => new Promise((resolve) => clock.after(300, () => resolve({ kind: 'accepted', id: 'x' })));
    const noted: string[] = [];
    const asked = ['a', 'b', 'c', 'd'].map((name) =>
      say(name, {
        rank: 'refusal',
        permit: undefined,
        viewerName: name,
        waitMs: 1_000,
        async handing() {
          noted.push(name);
          return true;
        },
      }),
    );
    await clock.advance(2_000);
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'merged', 'merged']);
    expect(noted).toEqual(['a', 'b', 'c', 'd']);
  });
});
