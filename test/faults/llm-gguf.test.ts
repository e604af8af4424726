import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeTinyModel } from '../../scripts/engines/gguf.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { bytesNeeded, readGgufHead } from '../../src/llm/gguf.ts';
import { createLocalServer } from '../../src/llm/local-server.ts';
import { until } from '../support/until.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { anEndpoint, createHouse } from './llm-house.ts';

// Models that the bot runs itself, on a stand-in for llama.cpp's server.

const program = join(import.meta.dirname, '..', 'support', 'llama-server.mjs');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gguf-'));
  await writeTinyModel(join(folder, 'tiny.gguf'), { words: ['oui', 'non'] });
  await writeFile(join(folder, 'wrong.gguf'), 'no model');
});
afterAll(() => rm(folder, { recursive: true }));

type Over = NonNullable<Parameters<typeof createHouse>[1]>;

function houseOf(file: string, over: Over['llm'] = {}, more: Parameters<typeof anEndpoint>[2] = {}) {
  const house = createHouse([anEndpoint('own', `gguf:${file}`, more)], {
    folder,
    llm: { llama_server: program, ...over },
    limits: { llm_retry_delay: 0.2 },
    modelLimits: () => ({ cap: 3, responseTimeout: null }),
  });
  const warnings = () => house.events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
  const ask = async (content = 'why?', ms = 10_000) => house.ask({ ms, messages: [{ role: 'user', content }] });
  const pid = async () => Number(/pid (\d+)/.exec(JSON.stringify(await ask()))?.[1]);
  return { ...house, ask, pid, warnings, [Symbol.asyncDispose]: () => house.llm.stop() };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('the first question starts the server, with as many slots as the cap; the bot’s end is its end', async () => {
  await using house = houseOf('tiny.gguf');
  const said = await house.ask();
  expect(said).toMatchObject({ kind: 'text', text: expect.stringMatching(/^pid \d+, 3 slots, 2048 tokens\.$/) });
  const pid = await house.pid();
  expect(isAlive(pid)).toBe(true);
  await house.llm.stop();
  expect(isAlive(pid)).toBe(false);
});

test.skipIf(process.platform === 'win32')('a port that somebody takes first is no fault: another one is', async () => {
  const late = join(folder, 'late.sh');
  const marker = join(folder, 'was-late');
  const taken = `echo 'bind: Address already in use' >&2; exit 1`;
  await writeFile(late, `#!/bin/sh\n[ -e '${marker}' ] || { : > '${marker}'; ${taken}; }\nexec '${program}' "$@"\n`, {
    mode: 0o755,
  });
  await using house = houseOf('tiny.gguf', { llama_server: late });
  expect(await house.ask()).toMatchObject({ kind: 'text' });
  expect(house.warnings()).toEqual([]);
});

test.skipIf(process.platform === 'win32')(
  'somebody else who is well on that port is not taken for the server',
  async () => {
    const late = join(folder, 'later.sh');
    const marker = join(folder, 'was-later');
    const taken = `echo 'bind: Address already in use' >&2; exit 1`;
    await writeFile(late, `#!/bin/sh\n[ -e '${marker}' ] || { : > '${marker}'; ${taken}; }\nexec '${program}' "$@"\n`, {
      mode: 0o755,
    });
    let first = '';
    const server = createLocalServer({
      ...{ name: 'own', model: 'tiny', file: join(folder, 'tiny.gguf'), slots: () => 1, clock: systemClock },
      settings: () => ({ llama_server: late, idle_unload: 0 }),
      tell() {},
      // Whoever took the first port is well.
      look: async (url) => {
        first ||= String(url);
        return url === first ? new Response() : fetch(url);
      },
    });
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'why?' }] });
    const response = await server.fetch('http://127.0.0.1:0/v1/chat/completions', { method: 'POST', body });
    expect(await response.text()).toMatch(/pid \d+/);
    await server.stop();
  },
);

test('an endpoint with a number of calls of its own gets as many slots', async () => {
  await using house = houseOf('tiny.gguf', {}, { max_concurrency: 2 });
  expect(await house.ask()).toMatchObject({ text: expect.stringContaining('2 slots') });
});

test('the server answers nobody on this machine but the bot: its key is a secret that no argument shows', async () => {
  const parts = { name: 'own', model: 'tiny', file: join(folder, 'tiny.gguf'), slots: () => 1, clock: systemClock };
  const open = () =>
    createLocalServer({ ...parts, settings: () => ({ llama_server: program, idle_unload: 0 }), tell: () => {} });
  const server = open();
  expect(open().key).not.toBe(server.key);
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'why?' }] });
  const address = `${await server.url()}/chat/completions`;
  const answered = async (headers: Record<string, string>) =>
    (await fetch(address, { method: 'POST', body, headers })).status;
  expect(await answered({ authorization: 'Bearer none' })).toBe(401);
  expect(await answered({ authorization: `Bearer ${server.key}` })).toBe(200);
  const own = await server.fetch('http://127.0.0.1:0/v1/chat/completions', {
    method: 'POST',
    body,
    headers: { authorization: 'Bearer none' },
  });
  const [, pid] = /pid (\d+)/.exec(await own.text()) ?? [];
  if (process.platform === 'linux') expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(server.key);
  await server.stop();
});

test('what is loaded at the start is there for the first question', async () => {
  await using house = houseOf('tiny.gguf');
  house.llm.start();
  const loaded = () => house.events.some((event) => event.kind === 'lifecycle' && event.text.includes('is loaded'));
  await until(() => expect(loaded()).toBe(true));
});

test('a server that dies is started again, and answers', async () => {
  await using house = houseOf('tiny.gguf');
  const first = await house.pid();
  expect(await house.ask('%die%', 1_500)).toMatchObject({ kind: 'failed' });
  expect(isAlive(first)).toBe(false);
  await until(async () => expect(await house.ask()).toMatchObject({ kind: 'text' }));
  expect(await house.pid()).not.toBe(first);
  expect(house.warnings().join()).toMatch(/endpoint own: .*ended \(exit code 9\)/);
});

test('a call that is given up leaves its slot', async () => {
  await using house = houseOf('tiny.gguf', {}, { max_concurrency: 1 });
  await house.ask();
  expect(await house.ask('%hang%', 700)).toMatchObject({ kind: 'failed', reason: 'deadline' });
  await until(async () => expect(await house.ask()).toMatchObject({ kind: 'text' }));
});

test.each([
  ['a file that is not there', 'none.gguf', program, /none\.gguf cannot be read \(there is no such file\)/],
  ['a file that is no model', 'wrong.gguf', program, /wrong\.gguf is no GGUF file/],
  [
    'a program that is not there',
    'tiny.gguf',
    '/nowhere/llama-server',
    /there is no program \/nowhere\/llama-server: install llama\.cpp, or name it in llm\.llama_server/,
  ],
])('%s is said, and is a failure like any other', async (_, file, llama_server, words) => {
  await using house = houseOf(file, { llama_server });
  expect(await house.ask('why?', 2_000)).toMatchObject({ kind: 'failed', reason: 'upstream' });
  expect(house.warnings()[0]).toMatch(words);
  expect(house.llm.states()[0]).toMatchObject({ name: 'own', state: 'backing off' });
  expect(JSON.stringify(house.events.filter((event) => event.kind === 'endpoint.state'))).toMatch(words);
});

describe('on a clock that is turned', () => {
  const serve = (over: Partial<Parameters<typeof createLocalServer>[0]> = {}) => {
    const events: string[] = [];
    const clock = createVirtualClock();
    let looks = 0;
    const look: typeof fetch = async (...args) => {
      looks++;
      return fetch(...args).finally(() => looks--);
    };
    const server = createLocalServer({
      name: 'own',
      model: 'tiny',
      file: join(folder, 'tiny.gguf'),
      settings: () => ({ llama_server: program, idle_unload: 5 }),
      slots: () => 1,
      clock,
      tell: (event) => 'text' in event && events.push(event.text),
      look,
      ...over,
    });
    /** Turns the clock until something more is told; the server, whose time is real, is waited for. */
    const untilTold = async (count: number) => {
      await until(async () => {
        while (looks === 0 && events.length < count) await clock.advance(1_000);
        expect(events.length).toBeGreaterThanOrEqual(count);
      });
      return events[count - 1];
    };
    const said = async (path: string, init?: RequestInit) => {
      let answer: string | undefined;
      server
        .fetch(`http://127.0.0.1:0${path}`, init)
        .then((response) => response.text())
        .then(
          (text) => (answer = text),
          (error) => (answer = String(error)),
        );
      // Timers are the test's; the process is real.
      await until(async () => {
        if (looks === 0) await clock.advance(200);
        expect(answer).toBeDefined();
      });
      return answer;
    };
    const isThere = () => said('/v1/models');
    const pid = async () => {
      const body = JSON.stringify({ messages: [{ role: 'user', content: 'why?' }] });
      return Number(/pid (\d+)/.exec(String(await said('/v1/chat/completions', { method: 'POST', body })))?.[1]);
    };
    return { server, clock, events, said, isThere, pid, untilTold };
  };

  test('a model that nobody asks is unloaded, and loaded again for the next question', async () => {
    const { server, isThere, untilTold } = serve();
    expect(await isThere()).toContain('"object":"list"');
    expect(await untilTold(2)).toBe('endpoint own: unloaded, nobody asked for it; the next question loads it again');
    expect(await isThere()).toContain('"object":"list"');
    await server.stop();
  });

  test.skipIf(process.platform === 'win32')(
    'a server that hangs is unloaded too, and said to be nothing else',
    async () => {
      const { server, clock, events, isThere, pid } = serve({
        settings: () => ({ llama_server: program, idle_unload: 0.1 }),
      });
      const hanging = await pid();
      process.kill(hanging, 'SIGSTOP');
      // It answers no look any more.
      await until(async () => {
        await clock.advance(10_000);
        expect(events[1]).toMatch(/unloaded, nobody asked for it/);
      });
      await until(async () => {
        await clock.advance(1_000);
        expect(isAlive(hanging)).toBe(false);
      });
      expect(await isThere()).toContain('"object":"list"');
      expect(events.map((text) => text.replace(/.*tiny\.gguf/, ''))).toEqual([' is loaded', events[1], ' is loaded']);
      await server.stop();
    },
  );

  test('where memory is nearly full a model that is not in use goes first', async () => {
    let free = 4e9;
    const { server, isThere, untilTold } = serve({ available: () => free });
    await isThere();
    free = 1e8;
    expect(await untilTold(2)).toContain('unloaded, memory is nearly full');
    await server.stop();
  });

  test('a server takes no memory for prompts of the past', async () => {
    const { server, said } = serve();
    expect(await said('/props')).toContain('"cache_ram":"0"');
    await server.stop();
  });

  test('what does not fit into memory is not loaded, and said', async () => {
    const { server, events, isThere } = serve({ available: () => 2e8 });
    expect(String(await isThere())).toMatch(/tiny\.gguf needs about 0\.3 GB of memory and 0\.2 GB are free/);
    expect(events[0]).toContain('needs about 0.3 GB of memory');
    await server.stop();
  });
});

test('the memory that a model takes is read from its head: weights, and keys and values for its context', async () => {
  const head = await readGgufHead(join(folder, 'tiny.gguf'));
  expect(head).toMatchObject({ architecture: 'llama', contextTokens: 2_048, cacheBytesPerToken: 2 * 2 * 2 * 64 });
  expect(bytesNeeded(head, 1_000) - bytesNeeded(head, 0)).toBe(512_000);
});

describe.skipIf(process.platform === 'win32').each([
  ['a server', 'SIGCONT'],
  ['a server that hangs', 'SIGSTOP'],
] as const)('%s', (_, signal) => {
  test('does not outlive a bot that is killed', async () => {
    const script = `
    import { createLocalServer } from ${JSON.stringify(join(import.meta.dirname, '../../src/llm/local-server.ts'))};
    import { systemClock } from ${JSON.stringify(join(import.meta.dirname, '../../src/lib/clock.ts'))};
    const server = createLocalServer({ name: 'own', model: 'tiny', file: ${JSON.stringify(join(folder, 'tiny.gguf'))},
      settings: () => ({ llama_server: ${JSON.stringify(program)}, idle_unload: 0 }), slots: () => 1, clock: systemClock, tell() {} });
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'why?' }] });
    const response = await server.fetch('http://127.0.0.1:0/v1/chat/completions', { method: 'POST', body });
    console.log(/pid (\\d+)/.exec(await response.text())[1]);
    setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const awake = setInterval(() => {}, 1_000);
    const pid = await new Promise<number>((resolve) => child.stdout.once('data', (data) => resolve(Number(data))));
    clearInterval(awake);
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, signal);
    child.kill('SIGKILL');
    await until(() => expect(isAlive(pid)).toBe(false));
  });
});
