import { afterEach, describe, expect, test } from 'vitest';
import { discord, down, ended, endScenes, joined, minute, ntfy, scene } from '../../../test/support/alerts.ts';
import type { Event } from '../../domain/event.ts';
import type { Health } from '../../domain/part.ts';
import { isQuiet } from './run.ts';

afterEach(endScenes);

describe('one message for one cause', () => {
  test('chat that is away for five minutes is told once, and the same message says when it is back', async () => {
    const hook = await discord();
    const bot = await scene({ hooks: { me: { kind: 'discord', hook } } });
    bot.health.set('chat', down);
    await bot.pass(4 * minute);
    expect(hook.messages).toEqual([]);
    await bot.pass(3 * minute);
    expect(bot.titles(hook)).toEqual(['alerts.open bot=serdabot what=alerts.rule.silent']);
    await bot.pass(60 * minute);
    expect(hook.messages).toHaveLength(1);
    bot.health.set('chat', joined);
    await bot.pass(4 * minute);
    expect(hook.messages).toHaveLength(1);
    expect(hook.messages[0]).toMatchObject({ edits: 1 });
    expect(hook.messages[0]!.title).toContain('alerts.resolved');
    expect(hook.breaches).toEqual([]);
  });

  test('what is away for a moment only is not told', async () => {
    const hook = await discord();
    const bot = await scene({ hooks: { me: { kind: 'discord', hook } } });
    for (let i = 0; i < 10; i++) {
      bot.health.set('chat', down);
      await bot.pass(4 * minute);
      bot.health.set('chat', joined);
      await bot.pass(minute);
    }
    expect(hook.count).toBe(0);
  });

  test('commands that fail while no model answers are told with the models, and not by themselves', async () => {
    const hook = await discord();
    const bot = await scene({ hooks: { me: { kind: 'discord', hook } } });
    bot.set({ endpoints: [{ name: 'local', state: 'backing off' }] });
    await bot.pass(8 * minute, () => bot.hear(ended('failed', { reason: 'no_endpoint' })));
    expect(hook.messages).toHaveLength(1);
    expect(hook.messages[0]!.title).toContain('what=alerts.rule.models names=local');
    expect(hook.messages[0]!.text).toContain('alerts.rule.failing percent=100');
  });

  test('what comes back within the hour is the same incident, and a new message', async () => {
    const hook = await discord();
    const bot = await scene({ hooks: { me: { kind: 'discord', hook } } });
    bot.set({ sessions: 1001 });
    await bot.pass(2 * minute);
    bot.set({ sessions: 5 });
    await bot.pass(4 * minute);
    expect(hook.messages.map(({ edits }) => edits)).toEqual([1]);
    bot.set({ sessions: 2000 });
    await bot.pass(6 * minute);
    expect(bot.titles(hook)).toEqual([expect.stringContaining('resolved'), expect.stringContaining('n=2000')]);
  });

  test('what belongs to a cause and comes within half a minute is in its first message; later it is an update', async () => {
    const hook = await ntfy();
    const bot = await scene({ hooks: { me: { kind: 'ntfy', hook } } });
    const refused: Event = { kind: 'chat.sent', channel: 'my_channel', result: 'refused', reason: 'x' };
    bot.hear(ended('lost'));
    await bot.pass(15_000);
    for (let i = 0; i < 5; i++) bot.hear(refused);
    await bot.pass(minute);
    expect(hook.messages).toHaveLength(1);
    expect(hook.messages[0]!.text).toContain('alerts.rule.sends n=5');
    const failing = () => bot.hear(ended('failed', { reason: 'bug' }));
    await bot.pass(3 * minute, failing);
    expect(hook.messages).toHaveLength(1);
    await bot.pass(3 * minute, failing);
    expect(hook.messages).toHaveLength(2);
    expect(hook.messages[1]!.text).toContain('alerts.rule.failing');
    // What has gone meanwhile is no news, and neither is what comes back while the rest lasts.
    await bot.pass(12 * minute, () => bot.hear(refused));
    bot.hear(ended('lost'));
    await bot.pass(9 * minute, () => bot.hear(refused));
    await bot.pass(3 * minute);
    expect(hook.messages).toHaveLength(2);
  });

  test('a message that somebody deleted is written again', async () => {
    const hook = await discord();
    const bot = await scene({ hooks: { me: { kind: 'discord', hook } } });
    bot.set({ sessions: 1001 });
    await bot.pass(2 * minute);
    hook.drop(hook.messages[0]!.id);
    bot.set({ sessions: 5 });
    await bot.pass(4 * minute);
    expect(bot.titles(hook)).toEqual([expect.stringContaining('resolved')]);
  });
});

describe('what is told', () => {
  const firstTitle = async (change: (bot: Awaited<ReturnType<typeof scene>>) => void, minutes = 3) => {
    const hook = await discord();
    const bot = await scene({ hooks: { me: { kind: 'discord', hook } } });
    await bot.pass(minutes * minute, () => change(bot));
    return bot.titles(hook);
  };

  test('a login that Twitch refuses', async () => {
    expect(await firstTitle((bot) => bot.health.set('chat', { state: 'login refused', level: 'unready' }))).toEqual([
      expect.stringContaining('alerts.rule.login'),
    ]);
  });

  test('one answer that was lost', async () => {
    let done = false;
    const titles = await firstTitle((bot) => {
      if (!done) bot.hear(ended('lost'));
      done = true;
    });
    expect(titles).toEqual([expect.stringContaining('alerts.rule.lost n=1')]);
  });

  test('lines that Twitch refuses, before the account is banned', async () => {
    const sent: Event = { kind: 'chat.sent', channel: 'my_channel', result: 'refused', reason: 'msg_rejected' };
    expect(await firstTitle((bot) => bot.hear(sent))).toEqual([expect.stringContaining('alerts.rule.sends')]);
  });

  test('a store that is full, and not one that is only busy', async () => {
    const full: Health = { state: 'degraded', level: 'degraded', detail: 'full: database or disk is full' };
    expect(await firstTitle((bot) => bot.health.set('storage', full))).toEqual([
      expect.stringContaining('alerts.rule.storage'),
    ]);
  });

  test('a budget at 80 and at 100 per cent, and what an hour costs', async () => {
    expect(await firstTitle((bot) => bot.set({ spent: 85 }))).toEqual([
      expect.stringContaining('alerts.rule.budget percent=85'),
    ]);
    const cost: Event = { kind: 'llm.cost', endpoint: 'openai', model: 'm', channel: 'a', cents: 20 };
    expect(await firstTitle((bot) => bot.hear(cost))).toEqual([expect.stringContaining('alerts.rule.cost cents=')]);
  });

  test('a share of failures, but not of three commands in a small chat', async () => {
    expect(await firstTitle((bot) => bot.hear(ended('failed', { reason: 'upstream' })), 2)).toEqual([]);
    const many = await firstTitle((bot) => {
      bot.hear(ended('answered', { source: 'phrase', reason: 'upstream' }));
      bot.hear(ended('answered', { source: 'endpoint:local' }));
    });
    expect(many).toEqual([expect.stringContaining('alerts.rule.failing percent=50')]);
    const honest = await firstTitle((bot) => bot.hear(ended('answered', { source: 'phrase', reason: 'unknown' })), 5);
    expect(honest).toEqual([]);
  });

  test('no backup for two days', async () => {
    const hook = await discord();
    const bot = await scene({ hooks: { me: { kind: 'discord', hook } } });
    const config = bot.open().config();
    const storage = { ...config.storage, url: 'sqlite:x.db', backup: { ...config.storage.backup, keep: 7 } };
    bot.restart('one', { config: () => ({ ...config, storage }) });
    bot.hear({ kind: 'backup', file: 'x', at: bot.clock.wall(), made: true });
    await bot.clock.advance(48 * 60 * minute);
    await bot.pass(minute);
    expect(bot.titles(hook)).toEqual([expect.stringContaining('alerts.rule.backup hours=48')]);
  });

  test('nothing of a rule that is off', async () => {
    const hook = await discord();
    const bot = await scene({ hooks: { me: { kind: 'discord', hook } }, settings: { off: ['sessions'] } });
    bot.set({ sessions: 5000 });
    await bot.pass(5 * minute);
    expect(hook.count).toBe(0);
  });

  test('chat that is away is told only while on air, where somebody wants that', async () => {
    const hook = await discord();
    const bot = await scene({ hooks: { me: { kind: 'discord', hook } }, settings: { while_live: true } });
    bot.health.set('chat', down);
    await bot.pass(10 * minute);
    expect(hook.count).toBe(0);
  });
});

describe('how often', () => {
  test('never more than six an hour, however much happens, and what is left out is made up for', async () => {
    const hook = await ntfy();
    const bot = await scene({ hooks: { me: { kind: 'ntfy', hook } } });
    let sessions = 0;
    for (let i = 0; i < 12; i++) {
      sessions = sessions === 0 ? 2000 : 0;
      bot.set({ sessions });
      await bot.pass(5 * minute);
    }
    expect(hook.messages.length).toBe(6);
    bot.set({ sessions: 0 });
    await bot.pass(70 * minute);
    expect(hook.messages.at(-1)!.title).toContain('resolved');
    expect(hook.breaches).toEqual([]);
  });

  test('nothing in the quiet time; in the morning what is still wrong', async () => {
    const hook = await ntfy();
    const bot = await scene({ hooks: { me: { kind: 'ntfy', hook } } });
    const at = new Date(bot.clock.wall());
    const two = (n: number) => String((n + 24) % 24).padStart(2, '0');
    bot.configure({ quiet: `${two(at.getHours())}:00-${two(at.getHours() + 2)}:00` });
    bot.set({ sessions: 2000 });
    await bot.pass(30 * minute);
    expect(hook.count).toBe(0);
    await bot.clock.advance(2 * 60 * minute);
    await bot.pass(minute);
    expect(hook.messages).toHaveLength(1);
  });

  test('what came and went in the quiet time is never told, resolved neither', async () => {
    const hook = await ntfy();
    const bot = await scene({ hooks: { me: { kind: 'ntfy', hook } }, settings: { quiet: '00:00-23:59' } });
    bot.set({ sessions: 2000 });
    await bot.pass(5 * minute);
    bot.set({ sessions: 0 });
    await bot.pass(5 * minute);
    bot.configure({ quiet: null });
    await bot.pass(10 * minute);
    expect(hook.count).toBe(0);
  });

  test.each([
    ['23:00-08:00', '23:00', true],
    ['23:00-08:00', '02:30', true],
    ['23:00-08:00', '08:00', false],
    ['12:00-13:00', '12:59', true],
    ['12:00-13:00', '13:00', false],
    [null, '03:00', false],
  ])('quiet time %s at %s: %s', (hours, at, quiet) => {
    expect(isQuiet(hours, new Date(`2026-11-20T${at}:00`))).toBe(quiet);
  });
});
