import { afterEach, describe, expect, test } from 'vitest';
import { discord, down, endScenes, kept, minute, ntfy, scene, slack } from '../../../test/support/alerts.ts';
import { aHouse } from '../../../test/support/house.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { OpenDocuments } from '../../domain/documents.ts';
import { createLocalServer } from '../../sandbox/server.ts';
import { alerts } from './index.ts';
import { alertSettings } from './rules.ts';

afterEach(endScenes);

describe('delivery', () => {
  test('a place that is down is tried again, later each time, and a restart loses nothing', async () => {
    const hook = await ntfy();
    const bot = await scene({ hooks: { me: { kind: 'ntfy', hook } } });
    await hook.fault('refuse');
    bot.set({ sessions: 2000 });
    await bot.pass(10 * minute);
    bot.restart();
    await bot.pass(10 * minute);
    await hook.fault(null);
    const before = hook.count;
    await bot.pass(30 * minute);
    expect(hook.messages).toHaveLength(1);
    expect(hook.count - before).toBe(1);
  });

  test('a place that was down all the time is not told that something is resolved', async () => {
    const [up, away] = [await ntfy(), await ntfy()];
    const bot = await scene({ hooks: { up: { kind: 'ntfy', hook: up }, away: { kind: 'ntfy', hook: away } } });
    await away.fault('refuse');
    bot.set({ sessions: 2000 });
    await bot.pass(5 * minute);
    bot.set({ sessions: 0 });
    await bot.pass(5 * minute);
    await away.fault(null);
    await bot.pass(60 * minute);
    expect([up.messages.length, away.messages.length]).toEqual([2, 0]);
  });

  test('a place that wants to be left alone is, for as long as it says', async () => {
    const times: number[] = [];
    const server = kept(
      await createLocalServer(({ res }) => {
        times.push(0);
        res.writeHead(429, { 'retry-after': '900' }).end();
      }),
    );
    const bot = await scene({ hooks: { me: { kind: 'webhook', hook: server.url } } });
    bot.set({ sessions: 2000 });
    await bot.pass(14 * minute);
    expect(times).toHaveLength(1);
    await bot.pass(3 * minute);
    expect(times).toHaveLength(2);
  });

  test('a redirect is refused: nothing is asked of an address that nobody configured', async () => {
    const other = await ntfy();
    const asked: string[] = [];
    const server = kept(
      await createLocalServer(({ res, url }) => {
        asked.push(url.pathname);
        res.writeHead(307, { location: other.address }).end();
      }),
    );
    const bot = await scene({ hooks: { me: { kind: 'webhook', hook: `${server.url}/in` } } });
    bot.set({ sessions: 2000 });
    await bot.pass(60 * minute);
    expect([asked, other.count]).toEqual([['/in'], 0]);
    expect([...bot.runner.stopped()]).toEqual([['me', expect.stringContaining('redirects')]]);
    expect(bot.told.filter(({ kind }) => kind === 'warning')).toHaveLength(1);
  });

  test('a webhook that is gone is not asked again, until its address is another one', async () => {
    const hook = await discord();
    const bot = await scene({ hooks: { me: { kind: 'discord', hook: hook.address.replace('/123', '/124') } } });
    bot.set({ sessions: 2000 });
    await bot.pass(120 * minute);
    expect(hook.count).toBe(1);
    bot.env['URL_ME'] = hook.address;
    await bot.pass(2 * minute);
    expect(hook.messages).toHaveLength(1);
    expect([...bot.runner.stopped()]).toEqual([]);
  });

  test('two processes that see the same say it once; one that dies leaves nothing unsaid', async () => {
    const hook = await ntfy();
    const bot = await scene({ hooks: { me: { kind: 'ntfy', hook } }, process: 'a' });
    const other = bot.start(bot.open('b'));
    kept(other);
    bot.set({ sessions: 2000 });
    const both = async (minutes: number) => {
      for (let i = 0; i < minutes * 4; i++) {
        await bot.clock.advance(15_000);
        await Promise.all([bot.runner.look(), other.look()]);
      }
    };
    await both(3);
    expect(hook.messages).toHaveLength(1);
    other.stop();
    await bot.pass(5 * minute);
    bot.set({ sessions: 0 });
    await bot.pass(5 * minute);
    expect(bot.titles(hook)).toEqual([expect.stringContaining('open'), expect.stringContaining('resolved')]);
  });

  test('a store that is lost is told by what this process still knows, and said once when it is back', async () => {
    const hook = await ntfy();
    let isLost = true;
    const through =
      (open: OpenDocuments): OpenDocuments =>
      (name, schema, initial) => {
        const one = open(name, schema, initial);
        return {
          ...one,
          change: async (channel, next) =>
            isLost ? { ok: false, reason: 'unreachable', detail: '' } : one.change(channel, next),
        };
      };
    const bot = await scene({ hooks: { me: { kind: 'ntfy', hook } }, through });
    bot.health.set('storage', { state: 'degraded', level: 'degraded', detail: 'unreachable: redis' });
    await bot.pass(5 * minute);
    expect(bot.titles(hook)).toEqual([expect.stringContaining('alerts.rule.storage')]);
    isLost = false;
    bot.health.delete('storage');
    await bot.pass(5 * minute);
    bot.restart();
    await bot.pass(5 * minute);
    expect(bot.titles(hook).slice(1)).toEqual([expect.stringContaining('resolved')]);
  });

  test('each place has its own form, and nobody is called by @everyone', async () => {
    const [one, two, three] = [await discord(), await slack(), await ntfy()];
    const hooks = {
      one: { kind: 'discord', hook: one },
      two: { kind: 'slack', hook: two },
      three: { kind: 'ntfy', hook: three },
    };
    const bot = await scene({ hooks });
    bot.set({ endpoints: [{ name: '@everyone <!channel> **x**', state: 'backing off' }] });
    await bot.pass(7 * minute);
    for (const hook of [one, two, three]) {
      expect(hook.messages).toHaveLength(1);
      expect(hook.breaches).toEqual([]);
    }
    expect(JSON.parse(one.requests[0]!.body)).toMatchObject({ allowed_mentions: { parse: [] } });
    expect(two.messages[0]!.title).toContain('&lt;!channel&gt;');
    expect(two.messages[0]!.title).not.toContain('@everyone');
  });

  test('a test says what each place answered, and a variable that is not set', async () => {
    const hook = await ntfy();
    const bot = await scene({
      hooks: { me: { kind: 'ntfy', hook }, off: { kind: 'slack', hook: 'https://example.org' } },
    });
    delete bot.env['URL_ME'];
    expect(Object.fromEntries(await bot.runner.test())).toEqual({
      me: { kind: 'refused', reason: 'URL_ME is not set in the environment' },
      off: { kind: 'refused', reason: 'URL_OFF: expected https://hooks.slack.com/…' },
    });
    bot.env['URL_ME'] = hook.address;
    expect((await bot.runner.test()).get('me')).toEqual({ kind: 'sent', id: null });
    expect(bot.titles(hook)).toEqual(['alerts.test bot=serdabot']);
  });
});

describe('the ping', () => {
  test('comes while the bot is well, and stops when nobody gets an answer', async () => {
    const pings: string[] = [];
    const server = kept(
      await createLocalServer(({ res, method, url }) => {
        pings.push(`${method} ${url.pathname}`);
        res.writeHead(200).end('OK');
      }),
    );
    const bot = await scene({ settings: { ping: { url_env: 'URL_PING', every: 60 } } });
    bot.env['URL_PING'] = `${server.url}/secret`;
    await bot.pass(10 * minute);
    expect(pings.length).toBe(10);
    expect(new Set(pings)).toEqual(new Set(['GET /secret']));
    bot.health.set('chat', down);
    await bot.pass(10 * minute);
    expect(pings.length).toBe(10);
  });
});

test('nobody configured it: nothing is listened to, loaded or stored', async () => {
  const clock = createVirtualClock();
  let asked = 0;
  const count = () => {
    asked++;
    return () => {};
  };
  const house = aHouse({
    clock,
    settings: () => alertSettings.parse({}),
    vitals: { health: () => new Map(), listen: count },
    documents: count as never,
  });
  const parts = await alerts.create(house);
  await parts.start?.();
  await clock.advance(10 * minute);
  await parts.stop?.();
  expect(asked).toBe(0);
  expect(parts.health?.()).toBeNull();
  expect(clock.pending).toBe(0);
});
