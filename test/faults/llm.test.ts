import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PromptMessage } from '../../src/domain/llm.ts';
import { until } from '../support/until.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { anEndpoint, createHouse } from './llm-house.ts';
import {
  type Answer,
  chunk,
  drips,
  event,
  hangs,
  type ModelServer,
  openStream,
  says,
  saysBody,
  saysFault,
  startModelServer,
} from './model-server.ts';

const servers: ModelServer[] = [];
// Once for the file: what the first call of a process loads must not eat the short deadlines of these tests.
beforeAll(async () => {
  const good = await serve(says('Here.'));
  await createHouse([anEndpoint('good', good.url)]).ask({ ms: 20_000 });
});
afterAll(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
async function serve(answer: Answer) {
  const server = await startModelServer(answer);
  servers.push(server);
  return server;
}

const briefly = { first_token: 0.06, total: 0.2, gap: 0.06 };
const quick = { timeouts: { light: briefly, heavy: briefly } };

const halfJson = (response: Parameters<Answer>[0]) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  response.write('{"id":"x","choices":[');
};
const stalls: Record<string, Answer> = {
  'F11 never answers': hangs,
  'F11 sends headers and no more': (response) => response.writeHead(200).flushHeaders(),
  'F12 drips an answer without end': drips(chunk('a'), 20),
  'F12 drips bytes of no event': drips('a', 20),
  'F12 drips JSON': drips(' ', 20, halfJson),
  'F12 sends keep-alive comments only': drips(': ping\n\n', 20),
  'F12 sends events without content only': drips(event({ choices: [{ index: 0, delta: {} }] }), 20),
  'stalls in the middle of JSON': halfJson,
  'stalls in the middle of a stream': (response) => {
    openStream(response);
    response.write(chunk('It is'));
  },
  'stalls in the middle of a stream, pinging': drips(': ping\n\n', 20, (response) => {
    openStream(response);
    response.write(chunk('It is'));
  }),
  'stalls in the body of an error': (response) => {
    response.writeHead(500, { 'content-length': '5000' });
    response.write('{"error":');
  },
};

describe.concurrent.each(Object.entries(stalls))('a server that %s', (_, answer) => {
  test('is cut inside the deadline: one explained failure, the slot free, the request upstream gone', async () => {
    const server = await serve(answer);
    const { ask, slotsHeld, bugs, llm } = createHouse([anEndpoint('slow', server.url)], { llm: quick });
    // A second after the deadline, as this process sees them pass: a busy machine may hold up both.
    const late = pause(1_500).then(() => pause(1_000, 'late'));
    expect(await Promise.race([ask({ ms: 1_500 }), late])).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/deadline|upstream/),
    });
    expect(slotsHeld()).toBe(0);
    expect(bugs()).toEqual([]);
    expect(server.bodies).toHaveLength(1);
    expect(llm.states()).toEqual([{ name: 'slow', state: 'backing off' }]);
    await until(() => expect(server.open()).toBe(0));
  });

  test('leaves time for the next endpoint', async () => {
    const server = await serve(answer);
    const good = await serve(says('Here.'));
    const house = createHouse([anEndpoint('slow', server.url), anEndpoint('good', good.url)], { llm: quick });
    expect(await house.ask({ ms: 8_000 })).toMatchObject({ kind: 'text', endpoint: 'good' });
    expect(house.slotsHeld()).toBe(0);
    await until(() => expect(server.open()).toBe(0));
  });
});

describe('F13 a server that says 429', () => {
  test('with a short Retry-After is asked again when it is the only one', async () => {
    let calls = 0;
    const server = await serve((response, request) =>
      (++calls === 1 ? saysFault(429, { message: 'slow down' }, { 'retry-after-ms': '80' }) : says('Now.'))(
        response,
        request,
      ),
    );
    const { ask, slotsHeld } = createHouse([anEndpoint('busy', server.url)]);
    expect(await ask()).toMatchObject({ kind: 'text', text: 'Now.' });
    expect(slotsHeld()).toBe(0);
  });

  test('lets three of ten asks wait and answers them after one has probed; the others are told at once', async () => {
    const first: (() => void)[] = [];
    const server = await serve((response, request) => {
      if (first.length === 10) return says('Now.')(response, request);
      first.push(() => saysFault(429, { message: 'slow down' }, { 'retry-after-ms': '80' })(response, request));
      if (first.length === 10) for (const answer of first) answer();
    });
    const { ask } = createHouse([anEndpoint('busy', server.url)]);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask({ ms: 10_000 })));
    expect(answers.filter(({ kind }) => kind === 'text')).toHaveLength(3);
    expect(answers.filter((answer) => answer.kind === 'failed' && answer.reason === 'upstream')).toHaveLength(7);
  });

  test.each([
    ['a Retry-After beyond the deadline', { 'retry-after': '20' }],
    ['a Retry-After of two minutes', { 'retry-after': '120' }],
    ['a Retry-After that is no number', { 'retry-after': 'NaN' }],
    ['no Retry-After', {}],
  ])('with %s is left at once', async (_, headers) => {
    const server = await serve(saysFault(429, { message: 'slow down' }, headers));
    const alone = createHouse([anEndpoint('busy', server.url)]);
    expect(await alone.ask({ ms: 3_000 })).toMatchObject({ kind: 'failed', reason: 'upstream' });
    expect(server.bodies).toHaveLength(1);

    const good = await serve(says('Here.'));
    const { ask } = createHouse([anEndpoint('busy', server.url), anEndpoint('good', good.url)]);
    expect(await ask({ ms: 3_000 })).toMatchObject({ kind: 'text', endpoint: 'good' });
  });

  test('with a date is called again after that date and not before', async () => {
    const clock = createVirtualClock();
    let calls = 0;
    const date = new Date(clock.wall() + 5_000).toUTCString();
    const send = async () =>
      ++calls === 1
        ? new Response('{}', { status: 429, headers: { 'retry-after': date } })
        : new Response(JSON.stringify({ choices: [{ message: { content: 'Now.' } }] }));
    const { ask } = createHouse([anEndpoint('busy', 'http://stand-in/v1')], { clock, fetch: send });
    const answer = ask({ ms: 20_000 });
    await clock.advance(Date.parse(date) - clock.wall() - 1);
    expect(calls).toBe(1);
    await clock.advance(1_000);
    expect(await answer).toMatchObject({ kind: 'text', text: 'Now.' });
  });
});

describe.each([1, 5])('F14 ten minutes of 500, opening after %i', (failure_threshold) => {
  test('few calls reach the endpoint, one at a time once it is open, and every ask ends', async () => {
    const clock = createVirtualClock();
    let calls = 0;
    let inFlight = 0;
    let mostAtOnce = 0;
    let failing = true;
    const send = async () => {
      calls++;
      mostAtOnce = Math.max(mostAtOnce, ++inFlight);
      await new Promise<void>((resolve) => clock.after(1_500, resolve));
      inFlight--;
      return failing
        ? new Response('{"error":{"message":"oops"}}', { status: 500 })
        : new Response(JSON.stringify({ choices: [{ message: { content: 'Back.' } }] }));
    };
    const house = createHouse([anEndpoint('ill', 'http://stand-in/v1')], {
      clock,
      fetch: send as typeof fetch,
      llm: { failure_threshold },
      random: Math.random,
    });
    let ended = 0;
    const ask = () => house.ask({ ms: 20_000 }).then(() => ended++);
    let asked = 0;
    while (house.llm.states()[0]?.state === 'healthy') {
      ask();
      asked++;
      await clock.advance(10_000);
    }
    expect(house.llm.states()).toEqual([{ name: 'ill', state: 'backing off' }]);
    const before = calls;
    // A failure that would open it at once is looked at twice.
    expect(before).toBe(Math.max(2, failure_threshold));
    mostAtOnce = 0;
    for (let second = 0; second < 600; second++) {
      for (let i = 0; i < 3; i++) ask();
      asked += 3;
      await clock.advance(1_000);
    }
    expect(calls - before).toBeGreaterThanOrEqual(5);
    expect(calls - before).toBeLessThanOrEqual(20);
    expect(mostAtOnce).toBe(1);
    failing = false;
    await clock.advance(400_000);
    ask();
    await clock.advance(20_000);
    expect(house.llm.states()).toEqual([{ name: 'ill', state: 'healthy' }]);
    expect(ended).toBe(asked + 1);
    expect(house.slotsHeld()).toBe(0);
  });
});

describe('F15 a body that is no answer', () => {
  const cutStream: Answer = (response) => {
    openStream(response);
    response.end(chunk('It is'));
  };
  const brokenStream: Answer = (response) => {
    openStream(response);
    response.write(chunk('It is'));
    setTimeout(() => response.destroy(), 20);
  };
  test.each<[string, Answer, string]>([
    ['HTML', saysBody(200, '<!doctype html><p>Hello', { 'content-type': 'text/html' }), 'bad_body'],
    ['HTML that is called JSON', saysBody(200, '<html></html>'), 'bad_body'],
    ['{}', saysBody(200, {}), 'bad_body'],
    ['null', saysBody(200, 'null'), 'bad_body'],
    ['a list', saysBody(200, []), 'bad_body'],
    ['a number', saysBody(200, '4'), 'bad_body'],
    ['nothing', saysBody(200, ''), 'bad_body'],
    ['no choices', saysBody(200, { choices: [] }), 'bad_body'],
    ['choices that are null', saysBody(200, { choices: null }), 'bad_body'],
    ['a choice that is null', saysBody(200, { choices: [null] }), 'bad_body'],
    ['truncated JSON', saysBody(200, '{"choices":[{"message":{"content":"It'), 'bad_body'],
    ['a message without content', saysBody(200, { choices: [{ message: { content: null } }] }), 'empty'],
    ['a truncated stream', cutStream, 'bad_body'],
    ['a stream whose connection breaks', brokenStream, 'connection'],
    ['a stream of no JSON', (response) => response.end('data: {"choices"\n\n'), 'bad_body'],
    ['a stream of null', (response) => response.end('data: null\n\n'), 'bad_body'],
    ['an error of null', saysBody(500, 'null'), 'server'],
    ['an error of HTML', saysBody(502, '<html>Bad gateway</html>'), 'server'],
    ['an error in a stream', (response) => response.end(event({ error: { message: 'crashed' } })), 'server'],
    ['an error with status 200', saysBody(200, { error: 'Model crashed' }), 'server'],
  ])('%s is a typed failure, and the next endpoint answers', async (_, answer, kind) => {
    const server = await serve(answer);
    const good = await serve(says('Here.'));
    const house = createHouse([anEndpoint('odd', server.url), anEndpoint('good', good.url)]);
    expect(await house.ask()).toMatchObject({ kind: 'text', endpoint: 'good' });
    // Asked once more at once; an empty answer is sought elsewhere.
    expect(house.outcomes()).toEqual(kind === 'empty' ? [kind, 'ok'] : [kind, kind, 'ok']);
    expect(house.bugs()).toEqual([]);
    expect(house.slotsHeld()).toBe(0);
    await until(() => expect(server.open()).toBe(0));
  });
});

describe.concurrent('F16 a body of 200 MB', () => {
  const size = 200_000_000;
  const block = 'a'.repeat(100_000);
  const floods =
    (status: number, head: string, text: string): Answer =>
    (response) => {
      response.writeHead(status);
      response.write(head);
      let sent = 0;
      const go = () => {
        while (!response.closed && sent < size) {
          sent += text.length;
          if (!response.write(text)) return void response.once('drain', go);
        }
        response.end();
      };
      go();
    };

  test('is cut, be it JSON, one event, comments, content or an error: the process hardly grows, the request upstream is gone', async () => {
    const kinds: Record<string, Answer> = {
      JSON: floods(200, '{"choices":[{"message":{"content":"', block),
      'one event': floods(200, 'data: ', block),
      comments: floods(200, '', `: ${block}\n\n`),
      content: floods(200, '', chunk(block.slice(0, 10_000))),
      'an error': floods(500, '', block),
    };
    const servers = await Promise.all(Object.values(kinds).map((answer) => serve(answer)));
    const calls = await growthOfCalls(servers.map(({ url }) => url));
    expect(calls).toHaveLength(servers.length);
    for (const [i, kind] of Object.keys(kinds).entries()) {
      expect([kind, calls[i]!.answer]).toEqual([kind, expect.objectContaining({ kind: 'failed', reason: 'upstream' })]);
      expect(calls[i]!.bytes, kind).toBeLessThan(20_000_000);
    }
    for (const server of servers) await until(() => expect(server.open()).toBe(0));
  }, 60_000);

  test('without end is let go of while the bot lives on', async () => {
    for (const status of [200, 500]) {
      const server = await serve(floods(status, '{"choices":[{"message":{"content":"', block));
      const { ask, outcomes } = createHouse([anEndpoint('flood', server.url)]);
      expect(await ask()).toMatchObject({ kind: 'failed', reason: 'upstream' });
      expect(outcomes()).toEqual(Array(2).fill(status === 200 ? 'bad_body' : 'server'));
      await until(() => expect(server.open()).toBe(0));
    }
  });

  // In a process of its own: the tests beside this one grow too. What one call after the other has made it grow.
  async function growthOfCalls(urls: readonly string[]): Promise<readonly { bytes: number; answer: unknown }[]> {
    const house = new URL('./llm-house.ts', import.meta.url).href;
    const server = new URL('./model-server.ts', import.meta.url).href;
    const script = `
      const { createHouse, anEndpoint } = await import(${JSON.stringify(house)});
      const { startModelServer, says } = await import(${JSON.stringify(server)});
      const good = await startModelServer(says('Here.'));
      const warm = createHouse([anEndpoint('good', good.url)]);
      for (let i = 0; i < 20; i++) await warm.ask({ ms: 20_000 });
      let most = 0;
      const before = process.memoryUsage.rss();
      const look = () => { most = Math.max(most, process.memoryUsage.rss()); };
      setInterval(look, 1);
      const calls = [];
      for (const url of ${JSON.stringify(urls)}) {
        const { ask } = createHouse([anEndpoint('flood', url)]);
        const answer = await ask({ ms: 20_000 });
        look();
        calls.push({ bytes: most - before, answer });
      }
      process.stdout.write(JSON.stringify(calls));
      process.exit(0);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    await once(child, 'close');
    return JSON.parse(out);
  }
});

describe('F17 a prompt too long for the model', () => {
  const long: readonly PromptMessage[] = [
    { role: 'system', content: 'rules' },
    { role: 'user', content: 'old question' },
    { role: 'assistant', content: 'old answer' },
    { role: 'user', content: 'new question' },
  ];
  const overflow = saysFault(400, {
    message: "This model's maximum context length is 2048 tokens",
    code: 'context_length_exceeded',
  });

  test('is asked once more without the history', async () => {
    const server = await serve((response, request) =>
      (request.body.messages.length > 2 ? overflow : says('Short.'))(response, request),
    );
    const { ask, llm } = createHouse([anEndpoint('small', server.url)]);
    expect(await ask({ messages: long })).toMatchObject({ kind: 'text', text: 'Short.' });
    expect(server.bodies[1]?.messages).toEqual([long[0], long[3]]);
    expect(llm.states()).toEqual([{ name: 'small', state: 'healthy' }]);
  });

  test('is refused when that is too long as well', async () => {
    const server = await serve(overflow);
    const { ask, slotsHeld, llm } = createHouse([anEndpoint('small', server.url)]);
    expect(await ask({ messages: long })).toMatchObject({ kind: 'failed', reason: 'upstream' });
    expect(server.bodies).toHaveLength(2);
    expect(slotsHeld()).toBe(0);
    expect(llm.states()).toEqual([{ name: 'small', state: 'healthy' }]);
  });
});

test('an answer whose stream never ends is handed on at once, and its request does not stay open', async () => {
  const server = await serve((response) => {
    openStream(response);
    response.write(chunk('Here.', 'stop') + event('[DONE]'));
  });
  const { ask } = createHouse([anEndpoint('odd', server.url)]);
  expect(await ask()).toMatchObject({ kind: 'text', text: 'Here.' });
  expect(server.open()).toBe(1);
  await until(() => expect(server.open()).toBe(0));
});

test('of 200 asks to servers that fail in every way each has one end, and nothing is left open', async () => {
  const kinds = [...Object.values(stalls), saysBody(200, {}), saysFault(500, {}), saysFault(400, {}), says('Here.')];
  const odd = await serve((response, request) => kinds[Math.floor(Math.random() * kinds.length)]!(response, request));
  const odder = await serve((response, request) => kinds[Math.floor(Math.random() * kinds.length)]!(response, request));
  const house = createHouse([anEndpoint('odd', odd.url), anEndpoint('odder', odder.url)], {
    llm: { ...quick, failure_threshold: 1_000 },
  });
  const ends = await Promise.all(Array.from({ length: 200 }, () => house.ask({ ms: 1_500 })));
  expect(ends.filter(({ kind }) => kind === 'text' || kind === 'failed')).toHaveLength(200);
  expect(house.slotsHeld()).toBe(0);
  expect(house.bugs()).toEqual([]);
  await until(() => expect([odd.open(), odder.open()]).toEqual([0, 0]));
});
