import { afterEach, describe, expect, test } from 'vitest';
import { discord, ended, endScenes, minute, ntfy, scene } from '../../../test/support/alerts.ts';
import { aHouse } from '../../../test/support/house.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { Home } from './phrases.ts';
import { alertSettings } from './rules.ts';
import { createMinutes, createSymptoms } from './symptoms.ts';

afterEach(endScenes);

test('what was counted is forgotten when its time is over, minute by minute', async () => {
  const clock = createVirtualClock(0);
  const counted = createMinutes(clock, 10);
  counted.add();
  counted.add(2);
  expect([counted.sum(1), counted.sum(10)]).toEqual([3, 3]);
  await clock.advance(5 * minute);
  counted.add(4);
  expect([counted.sum(1), counted.sum(5), counted.sum(6), counted.sum(10)]).toEqual([4, 4, 7, 7]);
  await clock.advance(5 * minute);
  expect([counted.sum(1), counted.sum(6), counted.sum(10)]).toEqual([0, 4, 4]);
  await clock.advance(60 * minute);
  expect(counted.sum(10)).toBe(0);
  counted.add();
  expect(counted.sum(10)).toBe(1);
});

describe('what is seen', () => {
  const seen = async (over: object, settings: object = {}, config: object = {}) => {
    const house = aHouse<Home>(
      { settings: () => alertSettings.parse(settings), ...over } as never,
      { storage: { url: 'memory:' }, ...config } as never,
    );
    const symptoms = createSymptoms(house);
    const found = await symptoms.look();
    symptoms.stop();
    return found.map(({ rule, about, values }) => [rule, about, values] as const);
  };

  test('Redis that does not answer the limits, and not a store that shares nothing', async () => {
    const limits = { shared: () => ({ state: 'degraded' as const }) };
    const redis = { storage: { url: 'redis://127.0.0.1:6379/0', backup: { keep: 0 } } };
    expect(await seen({ limits }, {}, redis)).toEqual([['redis', '', {}]]);
    expect(await seen({ limits: { shared: () => ({ state: 'ok' }) } }, {}, redis)).toEqual([]);
    expect(await seen({ limits: { shared: () => null } }, {}, redis)).toEqual([]);
  });

  test('a budget of the bot or of a channel, by 80 and by 100 per cent; none where there is no budget', async () => {
    const spend = (day: number, channel: number) => ({
      spend: {
        today: async () => ({ day: { cents: day, tokens: 0 }, channel: { cents: channel, tokens: 0 } }),
        onAlert() {},
      },
    });
    const budget = { budget: { day: 100, channel: 50 } };
    expect(await seen(spend(79, 39), {}, budget)).toEqual([]);
    expect(await seen(spend(80, 50), {}, budget)).toEqual([
      ['budget', 'day 80', { percent: 80, scope: '' }],
      ['budget', '#my_channel 100', { percent: 100, scope: '#my_channel' }],
    ]);
    expect(await seen(spend(100, 0), {}, budget)).toEqual([['budget', 'day 100', { percent: 100, scope: '' }]]);
    expect(await seen(spend(1000, 1000), {}, { budget: { day: null } })).toEqual([]);
  });

  test('channels that the bot is not in, three of them by name', async () => {
    const chat = (owned: string[], joined: string[]) => ({ chat: { owned: () => owned, joined: () => joined } });
    expect(await seen(chat(['a', 'b'], ['b', 'a']))).toEqual([]);
    expect(await seen(chat(['a', 'b'], ['b']))).toEqual([['outside', '', { channels: '#a' }]]);
    const many = ['a', 'b', 'c', 'd', 'e'];
    expect(await seen(chat(many, ['e']))).toEqual([['outside', '', { channels: '#a, #b, #c, …' }]]);
  });

  test('no model, where there are endpoints that should answer', async () => {
    const models = (...states: string[]) => ({
      models: { states: () => states.map((state, at) => ({ name: `m${at}`, state })) },
    });
    expect(await seen(models())).toEqual([]);
    expect(await seen(models('disabled', 'healthy'))).toEqual([]);
    expect(await seen(models('disabled', 'probing'))).toEqual([['models', '', { names: 'm0, m1' }]]);
    expect(await seen(models('disabled'), {}, { llm: { enabled: false } })).toEqual([]);
  });
});

describe('what is said', () => {
  test('an update changes the message where it can be changed, and says what to do; the end does not', async () => {
    const hook = await discord();
    const bot = await scene({ hooks: { me: { kind: 'discord', hook } } });
    bot.hear(ended('lost'));
    await bot.pass(2 * minute);
    expect(hook.messages[0]!.text).toContain('alerts.do.lost');
    await bot.pass(6 * minute, () => bot.hear(ended('failed', { reason: 'bug' })));
    expect(hook.messages.map(({ edits }) => edits)).toEqual([1]);
    await bot.pass(90 * minute);
    expect(hook.messages).toHaveLength(1);
    expect(hook.messages[0]!.title).toContain('alerts.resolved');
    expect(hook.messages[0]!.text).not.toContain('alerts.do');
  });

  test('a token that is not in the environment is told as what it is', async () => {
    const hook = await ntfy('secret');
    const bot = await scene({ hooks: { me: { kind: 'ntfy', hook } } });
    const to = [{ name: 'me', kind: 'ntfy', url_env: 'URL_ME', token_env: 'TOKEN' }];
    bot.configure({ to });
    expect((await bot.runner.test()).get('me')).toEqual({
      kind: 'refused',
      reason: 'TOKEN is not set in the environment',
    });
    bot.env['TOKEN'] = 'secret';
    expect((await bot.runner.test()).get('me')?.kind).toBe('sent');
  });
});
