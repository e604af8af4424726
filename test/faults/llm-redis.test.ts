import { type ChildProcess, spawn } from 'node:child_process';
import { on } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { openSharedScripts } from '../support/shared-scripts.ts';
import { until } from '../support/until.ts';
import { anEndpoint, createHouse } from './llm-house.ts';
import { type Answer, hangs, says, saysFault, startModelServer } from './model-server.ts';

const program = findRedis();
const fails = saysFault(500, { message: 'oops' });

describe.skipIf(!program)('endpoints that processes share', () => {
  let redis: RedisServer;
  const opened: (() => unknown)[] = [];
  beforeAll(async () => {
    redis = await startRedis(program!);
  });
  afterAll(() => redis[Symbol.asyncDispose]());
  beforeEach(() => redis.command('FLUSHALL'));
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((close) => close()));
  });

  async function serve(answer: Answer) {
    const server = await startModelServer(answer);
    opened.push(server.close);
    return server;
  }
  async function start(url: string, retry: number, over: Parameters<typeof createHouse>[1] = {}, apiKeyEnv?: string) {
    const { scripts, close } = await openSharedScripts(redis.url);
    const endpoint = anEndpoint('local', url, { api_key_env: apiKeyEnv ?? null });
    const house = createHouse([endpoint], { shared: scripts, limits: { llm_retry_delay: retry }, ...over });
    opened.push(() => {
      house.llm.stop();
      close();
    });
    await house.llm.warm();
    return { ...house, state: () => house.llm.states()[0]?.state };
  }

  test('a failure that one of three processes sees stops all of them; one probes, and dies; another one heals all', async () => {
    const retry = 2;
    const callers: { who: string; ms: number }[] = [];
    let failedAt = Number.POSITIVE_INFINITY;
    let dead: string | undefined;
    // Only this process is told that the server fails. Whoever calls late enough to have heard of it hangs.
    const model = await serve((response, request) => {
      const who = request.body.messages[0]!.content;
      const ms = performance.now() - failedAt;
      callers.push({ who, ms });
      // The wait begins when this answer has come, a moment later.
      if (who === 'why?') failedAt = performance.now();
      const answer = who === 'why?' ? fails : ms < 1_500 || dead ? says('Here.') : hangs;
      answer(response, request);
    });
    const script = join(import.meta.dirname, 'llm-process.ts');
    const children: ChildProcess[] = [1, 2].map(() =>
      spawn(process.execPath, [script, redis.url, model.url, String(retry)], {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      }),
    );
    opened.push(() => {
      for (const child of children) child.kill('SIGKILL');
    });
    const here = await start(model.url, retry);
    const pids = children.map(({ pid }) => String(pid));
    await until(() => expect(pids.every((pid) => callers.some(({ who }) => who === pid))).toBe(true));
    await here.ask({ messages: [{ role: 'user', content: 'why?' }] });
    expect(here.state()).toBe('backing off');

    // The wait is over, and both of them want to know.
    const late = () => callers.filter(({ ms }) => ms >= 1_500);
    await until(() => expect(late()).toHaveLength(1));
    const other = children.find(({ pid }) => String(pid) !== late()[0]!.who)!;
    let refused = 0;
    for await (const [came] of on(other, 'message')) if (came === 'failed' && ++refused === 5) break;
    expect(late()).toHaveLength(1);
    expect(late()[0]!.ms).toBeGreaterThan(retry * 1_000 - 50);
    dead = late()[0]!.who;
    children.find(({ pid }) => String(pid) === dead)!.kill('SIGKILL');
    await until(() => expect(late().length).toBeGreaterThan(1));
    expect(new Set(late().map(({ who }) => who)).size).toBe(2);
    await until(() => expect(here.state()).toBe('healthy'));
  });

  test('a refused key stops who has the same one, and cannot be read in Redis', async () => {
    const model = await serve((response, request) =>
      (request.headers.authorization === 'Bearer right' ? says('Paid.') : saysFault(401, { message: 'no' }))(
        response,
        request,
      ),
    );
    const wrong = await start(model.url, 5, { env: { KEY: 'wrong-key' } }, 'KEY');
    const same = await start(model.url, 5, { env: { KEY: 'wrong-key' } }, 'KEY');
    const right = await start(model.url, 5, { env: { KEY: 'right' } }, 'KEY');
    await wrong.ask();
    await until(() => expect(same.state()).toBe('disabled'));
    expect(await right.ask()).toMatchObject({ kind: 'text', text: 'Paid.' });
    expect(model.bodies).toHaveLength(2);
    const keys = (await redis.command('KEYS', '*')) as string[];
    const notes = await Promise.all(keys.map((key) => redis.command('HGETALL', key)));
    expect(JSON.stringify([keys, notes])).not.toMatch(/wrong-key|right/);
    expect(keys).toHaveLength(1);
    expect(Number(await redis.command('PTTL', keys[0]!))).toBeGreaterThan(0);
  });

  test('without Redis each process decides alone, as quickly as ever, and tells what it knows when it is back', async () => {
    const model = await serve(fails);
    const [one, two] = [await start(model.url, 60), await start(model.url, 60)];
    await redis.kill();
    try {
      const begin = performance.now();
      expect(await one.ask()).toMatchObject({ kind: 'failed' });
      expect(performance.now() - begin).toBeLessThan(9_000);
      expect([one.state(), two.state()]).toEqual(['backing off', 'healthy']);
    } finally {
      await redis.restart();
    }
    await until(() => expect(two.state()).toBe('backing off'));
    // Both of the one ask: a first failure is looked at twice.
    expect(model.bodies).toHaveLength(2);
  });
});
