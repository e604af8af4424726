import { beforeEach, describe, expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import type { Line, Receipt } from '../domain/chat.ts';
import type { Said, Saying } from '../domain/saying.ts';
import { type Contain, createSender, type Sender } from './sender.ts';

let clock: VirtualClock;
let sent: (Line & { at: number })[];
let answer: (line: Line) => Receipt | Promise<Receipt>;
let privileged: boolean;
let broken: boolean;
let outbox: Sender;
let events: ReturnType<typeof collectEvents>['events'];
const plain: Contain = (text, { maxLines }) =>
  text.startsWith('BAD')
    ? { kind: 'blocked', rule: 'bad' }
    : { kind: 'lines', lines: text.split('|').slice(0, maxLines) };

beforeEach(() => {
  clock = createVirtualClock();
  sent = [];
  privileged = false;
  broken = false;
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
    async containment() {
      if (broken) throw new Error('the rules do not load');
      return plain;
    },
    crowd: (names, waitMs) => `${names.join(', ')}: ${waitMs}`,
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

describe('while the connection is away', () => {
  const away: Receipt = { kind: 'lost', reason: 'not connected', handed: false };

  test('a line is handed over once however often it is tried, and takes one permit', async () => {
    let isUp = false;
    answer = () => (isUp ? { kind: 'accepted', id: 'x' } : away);
    const handed: number[] = [];
    const all = ['a', 'b', 'c'].map((channel) =>
      say('bonjour', { channel, onHanded: (waitedMs) => void handed.push(waitedMs) }),
    );
    await clock.advance(8_000);
    isUp = true;
    await clock.advance(1_000);
    expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(handed).toHaveLength(3);
    // Twenty in half a minute, less the three that left.
    let free = 0;
    while (outbox.permits.reserve(`free${free}`, 1_000)) free++;
    expect(free).toBe(17);
  });

  test('refused viewers whose common line never left are told when it can leave', async () => {
    privileged = true;
    let isUp = false;
    answer = () => (isUp ? { kind: 'accepted', id: 'x' } : away);
    const all = ['a', 'b', 'c', 'd'].map((name) =>
      say(name, { rank: 'refusal', permit: undefined, viewerName: name, waitMs: 1_000 }),
    );
    await clock.advance(2_000);
    isUp = true;
    await clock.advance(2_000);
    expect((await Promise.all(all)).map(({ kind }) => kind).sort()).toEqual(['accepted', 'merged', 'merged', 'merged']);
  });
});

describe('when something breaks', () => {
  test('a throw while a line is sent ends that line and no other', async () => {
    const broken = (async () => {
      throw new Error('a bug');
    })();
    answer = () => broken;
    expect(await say('un')).toMatchObject({ kind: 'lost', handed: true });
    answer = () => ({ kind: 'accepted', id: 'x' });
    const next = say('deux');
    await clock.advance(2_000);
    expect(await next).toMatchObject({ kind: 'accepted' });
    expect(events.filter(({ kind }) => kind === 'bug')).toHaveLength(1);
  });

  test('a send that never answers is a loss in the end, and its channel speaks again', async () => {
    answer = () => new Promise(() => {});
    const first = say('un');
    await clock.advance(1);
    answer = () => ({ kind: 'accepted', id: 'x' });
    const second = say('deux', { deadline: clock.now() + 30_000 });
    await clock.advance(16_000);
    expect(await first).toMatchObject({ kind: 'lost', handed: true });
    expect(await second).toMatchObject({ kind: 'accepted' });
  });

  test('fifty rejections of the rules leak no permit', async () => {
    broken = true;
    for (let i = 0; i < 50; i++) expect(await say('bonjour', { channel: `c${i}` })).toMatchObject({ kind: 'unsaid' });
    broken = false;
    expect(await say('bonjour')).toMatchObject({ kind: 'accepted' });
    let free = 0;
    while (outbox.permits.reserve(`free${free}`, 1_000)) free++;
    expect(free).toBe(19);
  });

  test('refused viewers of one line that was lost are not said to be told', async () => {
    privileged = true;
    answer = () => ({ kind: 'refused', reason: 'msg_banned' });
    const all = ['a', 'b', 'c', 'd'].map((name) =>
      say(name, { rank: 'refusal', permit: undefined, viewerName: name, waitMs: 1_000 }),
    );
    await clock.advance(3_000);
    expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(['refused', 'refused', 'refused', 'refused']);
  });
});

describe('what was said', () => {
  const heard: string[] = [];
  const onSaid = (text: string) => void heard.push(text);
  beforeEach(() => {
    heard.length = 0;
  });

  test('is told when Twitch has accepted it, both lines of it', async () => {
    await say('un|deux', { onSaid });
    expect(heard).toEqual(['un deux']);
  });

  test('is told of nothing that was held back, refused or lost', async () => {
    await say('BAD', { onSaid, instead: () => 'autre chose' });
    answer = () => ({ kind: 'refused', reason: 'msg_rejected' });
    await say('un', { onSaid, channel: 'b' });
    answer = () => ({ kind: 'lost', reason: 'gone', handed: true });
    await say('deux', { onSaid, channel: 'c' });
    expect(heard).toEqual([]);
  });

  test('in two lines goes on with the second where nobody comes between, and not without the first', async () => {
    void say('un|deux');
    void say('trois');
    await clock.advance(5_000);
    expect(texts()).toEqual(['un', 'deux', 'trois']);
    answer = () => ({ kind: 'refused', reason: 'msg_rejected' });
    await say('quatre|cinq', { channel: 'b' });
    await clock.advance(5_000);
    expect(texts()).not.toContain('cinq');
  });
});
