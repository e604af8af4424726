import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Command, Invocation } from '../../src/domain/command.ts';
import type { UnderWay } from '../../src/domain/under-way.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createRedisClaims } from '../../src/pipeline/claims-redis.ts';
import { createUnderWay } from '../../src/pipeline/under-way.ts';
import { startBot } from '../support/bot.ts';
import { aCall, aViewer } from '../support/fakes.ts';
import { patientClock } from '../support/patient-clock.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { openSharedScripts } from '../support/shared-scripts.ts';
import { until } from '../support/until.ts';

const program = findRedis();

describe.skipIf(!program)('commands under way on Redis', () => {
  let redis: RedisServer;
  let alive: Map<string, () => void>;

  beforeAll(async () => {
    redis = await startRedis(program!);
  });
  beforeEach(async () => {
    alive = new Map();
    await redis.command('FLUSHALL');
  });
  afterEach(() => {
    for (const die of alive.values()) die();
  });
  afterAll(() => redis?.[Symbol.asyncDispose]());

  let processes = 0;
  /** Another process of the bot. */
  async function boot(): Promise<UnderWay & { die(): void; freeze(): void }> {
    const { scripts, close } = await openSharedScripts(redis.url);
    const self = `process ${++processes}`;
    const freeze = () => void alive.delete(self);
    const die = () => {
      freeze();
      close();
    };
    alive.set(self, die);
    const claims = createRedisClaims({ scripts, clock: systemClock, self: () => self, alive: () => [...alive.keys()] });
    return { ...createUnderWay({ claims, clock: systemClock }), die, freeze };
  }
  const ask: Command = { name: 'ask', aliases: [], level: 'viewer', run: async () => ({ kind: 'ignored' }) };
  const aCommand = (id: string, login = 'lea') => {
    const now = systemClock.now();
    return { ...aCall(ask, 'x', { id, viewer: aViewer(login), receivedAt: now }), deadline: now + 20_000 };
  };
  async function admit(underWay: UnderWay, call: Invocation) {
    expect(await underWay.claim(call)).toBe(true);
    underWay.admitted(call);
    // Redis answers in order.
    await underWay.takeOver(channels);
  }
  const channels = ['my_channel'];
  const foundBy = async (underWay: UnderWay) =>
    (await underWay.takeOver(channels)).found.map(({ id, handed }) => [id, handed]);

  test('a message belongs to one process, whoever asks first, also when it has ended', async () => {
    const [a, b] = [await boot(), await boot()];
    const claims = await Promise.all([a.claim(aCommand('m')), b.claim(aCommand('m'))]);
    expect(claims.toSorted()).toEqual([false, true]);
    await admit(a, aCommand('n'));
    a.ended('n');
    expect(await b.claim(aCommand('n'))).toBe(false);
    expect(await (await boot()).claim(aCommand('n'))).toBe(false);
  });

  test('a command that two processes died with is not tried a third time', async () => {
    const [a, b, c] = [await boot(), await boot(), await boot()];
    await admit(a, aCommand('poison'));
    a.die();
    expect(await b.takeOver(channels)).toMatchObject({ found: [{ id: 'poison', tried: false }] });
    b.die();
    expect(await c.takeOver(channels)).toMatchObject({ found: [{ id: 'poison', tried: true }] });
  });

  test('what a living process has under way is left to it; when it is gone one other has it', async () => {
    const [a, b, c] = [await boot(), await boot(), await boot()];
    await admit(a, aCommand('open'));
    await admit(a, aCommand('handed'));
    await a.handing('handed');
    expect(await b.takeOver(channels)).toMatchObject({ found: [], others: 2 });
    a.die();
    const found = (await Promise.all([foundBy(b), foundBy(c)])).flat();
    expect(found).toHaveLength(2);
    expect(found).toEqual(
      expect.arrayContaining([
        ['open', false],
        ['handed', true],
      ]),
    );
    expect([...(await foundBy(b)), ...(await foundBy(c))]).toEqual([]);
  });

  test('what was taken without hearing so is found with the next look, once', async () => {
    const [a, b] = [await boot(), await boot()];
    await admit(a, aCommand('m'));
    a.die();
    await redis.command('SET', 'serdabot:under-way:{my_channel}:m', `process ${processes}`);
    expect(await foundBy(b)).toEqual([['m', false]]);
    expect(await foundBy(b)).toEqual([]);
  });

  test('while it is not known who is alive, nothing is taken from anybody', async () => {
    const [a, b] = [await boot(), await boot()];
    await admit(a, aCommand('m'));
    alive.clear();
    expect(await b.takeOver(channels)).toMatchObject({ found: [], others: 1 });
    a.die();
    b.die();
  });

  test('a process that stood still finds its command taken over, and is silent', async () => {
    const [frozen, other] = [await boot(), await boot()];
    await admit(frozen, aCommand('m'));
    frozen.freeze();
    expect(await foundBy(other)).toHaveLength(1);
    expect(await frozen.handing('m')).toBe(false);
    expect(await other.handing('m')).toBe(true);
    frozen.ended('m');
    other.ended('m');
    expect(await foundBy(await boot())).toEqual([]);
    frozen.die();
  });

  test('a forgotten viewer is nowhere, whichever process runs the command', async () => {
    const [a, b] = [await boot(), await boot()];
    await admit(a, aCommand('m', 'lea'));
    await admit(a, aCommand('n', 'paul'));
    await until(async () => expect((await b.forget(aViewer('lea').id, channels)).ok).toBe(true));
    await a.handing('m');
    const kept = await redis.command('HGETALL', 'serdabot:under-way:{my_channel}');
    expect(JSON.stringify(kept)).toContain('paul');
    expect(JSON.stringify(kept)).not.toContain('lea');
  });

  test('without Redis commands go on, and what ended meanwhile is told when it is back', async () => {
    const a = await boot();
    await admit(a, aCommand('m'));
    await redis.kill();
    expect(await a.claim(aCommand('n'))).toBe(true);
    expect(await a.handing('m')).toBe(true);
    a.ended('m');
    await redis.restart();
    await expect.poll(() => redis.command('HLEN', 'serdabot:under-way:{my_channel}')).toBe(0);
  });

  test('two bots in one channel answer each message exactly once', async () => {
    // Of two accounts, as one account's processes would divide the channels among them.
    const start = (name: string) =>
      startBot({
        storage: { url: redis.url, folder: '/nowhere', clock: patientClock },
        settings: { bot: { name }, storage: { url: redis.url, processes: 1 } },
        twitch: { accounts: { good: { login: name, id: `id-${name}` } } },
      });
    const bots = [await start('one'), await start('two')] as const;
    try {
      // A process that has no contact yet goes on alone, and so would both.
      for (const [i, bot] of bots.entries()) {
        const state = async () =>
          ((await (await bot.get('/ready')).json()) as { parts: { storage: { state: string } } }).parts.storage.state;
        await expect.poll(state).toBe('redis');
        await bot.ask('!ping', aViewer(`first${i}`));
      }
      const ids = Array.from({ length: 20 }, (_, i) => `message-${i}`);
      for (const [i, id] of ids.entries()) {
        const text = i % 2 === 0 ? '!ping' : '!ask quoi ?';
        const first = i % 3 === 0 ? 1 : 0;
        for (const bot of [bots[first]!, bots[1 - first]!])
          bot.twitch.say('my_channel', aViewer(`v${i}`), text, { id });
      }
      const replies = () =>
        bots.flatMap(({ twitch }) => twitch.lines.map(({ replyTo }) => replyTo)).filter((id) => ids.includes(id ?? ''));
      await expect.poll(() => new Set(replies()).size).toBe(ids.length);
      await Promise.all(bots.map((bot, i) => bot.ask('!ping', aViewer(`fence${i}`))));
      expect(replies().toSorted()).toEqual(ids.toSorted());
    } finally {
      await Promise.all(bots.map((bot) => bot.stop()));
    }
  });
});
