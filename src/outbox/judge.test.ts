import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { type Ask, askOpenAi, createJudge } from './judge.ts';
import { createSender } from './sender.ts';

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const { signal } = new AbortController();
const none: Ask = async () => null;
const open = (openai: Ask) => {
  const clock = createVirtualClock();
  let chosen: 'openai' | 'twitch' | 'none' = 'openai';
  const judges = { openai, twitch: async () => ({ fine: false as const, what: 'automod' }), model: none };
  const judge = createJudge({ chosen: () => chosen, judges, clock });
  return {
    clock,
    judge: (text: string) => judge.ask('c', text),
    isOn: judge.isOn,
    asJudge: judge,
    choose(name: typeof chosen) {
      chosen = name;
    },
  };
};

test('OpenAI says that a text is fine, or what it is', async () => {
  const fine = askOpenAi(
    () => 'k',
    async () => json({ results: [{ flagged: false, categories: {} }] }),
  );
  expect(await fine('c', 'hi', signal)).toEqual({ fine: true });
  const bad = askOpenAi(
    () => 'k',
    async () => json({ results: [{ flagged: true, categories: { sexual: false, 'hate/threatening': true } }] }),
  );
  expect(await bad('c', 'x', signal)).toEqual({ fine: false, what: 'hate/threatening' });
  expect(
    await askOpenAi(
      () => null,
      () => Promise.reject(new Error('nobody is asked')),
    )('c', 'x', signal),
  ).toBeNull();
});

test('the judge that the operator chose is asked, and nobody where none is chosen', async () => {
  const { judge, isOn, choose } = open(async () => ({ fine: true }));
  expect(await judge('hi')).toEqual({ fine: true });
  choose('twitch');
  expect(await judge('hi')).toEqual({ fine: false, what: 'automod' });
  expect(isOn()).toBe(true);
  choose('none');
  expect(isOn()).toBe(false);
  expect(await judge('hi')).toBeNull();
});

test('a judge is waited for no longer than 400 ms', async () => {
  const { clock, judge } = open(() => new Promise(() => {}));
  const asked = judge('hi');
  await clock.advance(400);
  expect(await asked).toBeNull();
});

test('a judge is left alone for a minute after a failure', async () => {
  let calls = 0;
  const { clock, judge, isOn } = open(async () => {
    calls++;
    throw new Error('HTTP 500');
  });
  expect(await judge('hi')).toBeNull();
  expect(isOn()).toBe(false);
  expect(await judge('hi')).toBeNull();
  expect(calls).toBe(1);
  await clock.advance(60_000);
  expect(await judge('hi')).toBeNull();
  expect(calls).toBe(2);
});

test('a text is read once where no judge is chosen, and again where the judge has no opinion', async () => {
  const { clock, asJudge, choose } = open(none);
  const read: boolean[] = [];
  const sender = createSender({
    chat: { standing: () => ({ privileged: true }), send: async () => ({ kind: 'accepted', id: '1' }) },
    containment: async () => (text, context) => {
      read.push(context.hasJudge === true);
      return { kind: 'lines', lines: [text], altered: [] };
    },
    crowd: () => '',
    sends: () => null,
    judge: asJudge,
    clock,
    tell: () => {},
  });
  const saying = { channel: 'c', text: 'hi', rank: 'answer', wording: 'foreign' } as const;
  choose('none');
  await sender.say({ ...saying, deadline: clock.now() + 1_000 });
  expect(read).toEqual([false]);
  choose('openai');
  await sender.say({ ...saying, text: 'ho', deadline: clock.now() + 1_000 });
  expect(read).toEqual([false, true, false]);
});
