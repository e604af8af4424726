import { afterEach, describe, expect, test } from 'vitest';
import { openProcesses } from '../../../test/support/documents.ts';
import { aHouse } from '../../../test/support/house.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { OpenDocuments } from '../../domain/documents.ts';
import type { Event, Tell } from '../../domain/event.ts';
import type { EndpointReport } from '../../domain/llm.ts';
import type { Health } from '../../domain/part.ts';
import { createSandboxDiscord, createSandboxNtfy, createSandboxSlack, type SandboxHook } from '../../sandbox/hooks.ts';
import { createLocalServer } from '../../sandbox/server.ts';
import { alerts } from './index.ts';
import type { Home } from './phrases.ts';
import { alertSettings } from './rules.ts';
import { createRunner, createStored, isQuiet, type Runner } from './run.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const kept = <T extends { stop(): unknown }>(part: T): T => {
  cleanups.push(() => part.stop());
  return part;
};

const minute = 60_000;
const joined: Health = { state: 'joined', level: 'ok' };
const down: Health = { state: 'down', level: 'unready' };

interface SceneOptions {
  readonly hooks?: Readonly<Record<string, { readonly kind: string; readonly hook: SandboxHook | string }>>;
  readonly settings?: Record<string, unknown>;
  readonly process?: string;
  /** Of the documents of each process. */
  readonly through?: (open: OpenDocuments) => OpenDocuments;
}

/** Alerts of a bot whose state the test sets, with real deliveries to stand-ins. */
async function scene(options: SceneOptions = {}) {
  const clock = createVirtualClock();
  const health = new Map<string, Health>([['chat', joined]]);
  let endpoints: EndpointReport[] = [{ name: 'local', state: 'healthy' }];
  let sessions = 0;
  let spent = 0;
  const told: Event[] = [];
  const listeners = new Set<Tell>();
  const hooks = options.hooks ?? {};
  const env = Object.fromEntries(
    Object.entries(hooks).map(([name, { hook }]) => [
      `URL_${name.toUpperCase()}`,
      typeof hook === 'string' ? hook : hook.address,
    ]),
  );
  const to = Object.entries(hooks).map(([name, { kind }]) => ({ name, kind, url_env: `URL_${name.toUpperCase()}` }));
  let settings = alertSettings.parse({ to, ...options.settings });
  const openProcess = await openProcesses(['my_channel']);
  const { through = (open: OpenDocuments) => open } = options;
  const open = (process = 'one', over: Record<string, unknown> = {}) =>
    aHouse<Home>(
      {
        clock,
        process,
        settings: () => settings,
        secret: (name: string) => env[name] ?? null,
        tell: (event: Event) => void told.push(event),
        vitals: {
          health: () => health,
          listen(listener: Tell) {
            listeners.add(listener);
            return () => void listeners.delete(listener);
          },
        },
        models: {
          states: () => endpoints,
          conversations: { count: async () => sessions } as never,
        },
        spend: {
          today: async () => ({ day: { cents: spent, tokens: 0 }, channel: { cents: 0, tokens: 0 } }),
          onAlert() {},
        },
        ...over,
      } as never,
      { budget: { day: 100 }, llm: { endpoints: [{ name: 'local', url: 'http://127.0.0.1:9/v1', model: 'm' }] } },
    );
  const start = (house: Home) => createRunner(house, createStored(through(openProcess().open)));
  let runner: Runner = start(open(options.process));
  cleanups.push(() => runner.stop());
  /** Time passes, and the runner looks as often as it would. */
  async function pass(ms: number, each: () => void = () => {}) {
    for (let left = ms; left > 0; left -= 15_000) {
      await clock.advance(Math.min(15_000, left));
      each();
      await runner.look();
    }
  }
  return {
    clock,
    health,
    told,
    env,
    pass,
    open,
    start,
    hear: (event: Event) => {
      for (const listener of listeners) listener(event);
    },
    set: (change: { endpoints?: EndpointReport[]; sessions?: number; spent?: number }) => {
      endpoints = change.endpoints ?? endpoints;
      sessions = change.sessions ?? sessions;
      spent = change.spent ?? spent;
    },
    configure(over: Record<string, unknown>) {
      settings = alertSettings.parse({ to, ...options.settings, ...over });
    },
    get runner() {
      return runner;
    },
    /** The process ends and another one begins, with what is stored. */
    restart(process = 'two', over = {}) {
      runner.stop();
      runner = start(open(process, over));
    },
    titles: (hook: SandboxHook) => hook.messages.map(({ title }) => title),
  };
}

const discord = async () => kept(await createSandboxDiscord());
const slack = async () => kept(await createSandboxSlack());
const ntfy = async (token?: string) => kept(await createSandboxNtfy(token));
const ended = (ending: 'answered' | 'failed' | 'lost', more: Partial<Event> = {}): Event =>
  ({ kind: 'command.ended', command: 'ask', channel: 'my_channel', viewer: 'lea', ending, ...more }) as Event;

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
    const bot = await scene({ hooks: { me: { kind: 'discord', hook: hook.address.replace('123', '124') } } });
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
    cleanups.push(() => other.stop());
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
  const parts = alerts.create(house);
  await parts.start?.();
  await clock.advance(10 * minute);
  await parts.stop?.();
  expect(asked).toBe(0);
  expect(parts.health?.()).toBeNull();
  expect(clock.pending).toBe(0);
});
