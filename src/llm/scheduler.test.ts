import { getEventListeners } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { anEndpoint, createHouse } from '../../test/faults/llm-house.ts';
import {
  type Answer,
  chunk,
  event,
  hangs,
  type ModelServer,
  openStream,
  says,
  saysFault,
  startModelServer,
} from '../../test/faults/model-server.ts';
import { allRead } from '../../test/support/all-read.ts';
import { until } from '../../test/support/until.ts';

const servers: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
async function serve(answer: Answer) {
  const server = await startModelServer(answer);
  servers.push(server);
  return server;
}

test('an answer comes from the first endpoint, and says from which', async () => {
  const local = await serve(says('Because ', 'it rains.'));
  const { ask, slotsHeld, waits, events } = createHouse([anEndpoint('local', local.url)]);
  expect(await ask()).toEqual({ kind: 'text', text: 'Because it rains.', endpoint: 'local', model: 'local-model' });
  expect(slotsHeld()).toBe(0);
  expect(waits).toEqual(['slot', 'upstream']);
  expect(events.map((event) => event.kind)).toEqual(['endpoint.state', 'llm.started', 'llm.ended', 'endpoint.state']);
  expect(local.bodies[0]).toMatchObject({ model: 'local-model', stream: true, max_tokens: 100 });
});

test('when the first endpoint fails, the next one answers, and the first is left alone for a while', async () => {
  const broken = await serve(saysFault(500, { message: 'oops' }));
  const good = await serve(says('Here.'));
  const { ask, llm } = createHouse([anEndpoint('broken', broken.url), anEndpoint('good', good.url)]);
  expect(await ask()).toMatchObject({ kind: 'text', endpoint: 'good' });
  expect(await ask()).toMatchObject({ kind: 'text', endpoint: 'good' });
  expect(broken.bodies).toHaveLength(2);
  expect(llm.states()).toEqual([
    { name: 'broken', state: 'backing off' },
    { name: 'good', state: 'healthy' },
  ]);
});

test('with no endpoint left, an ask fails at once and takes no slot', async () => {
  const broken = await serve(saysFault(500, { message: 'oops' }));
  const { ask, slotsAsked } = createHouse([anEndpoint('broken', broken.url)]);
  expect(await ask()).toMatchObject({ kind: 'failed', reason: 'upstream' });
  expect(await ask()).toEqual({ kind: 'failed', reason: 'no_endpoint' });
  expect(slotsAsked()).toBe(1);
});

test('without endpoints the bot works, and says so only when it was told to use a model', async () => {
  const auto = createHouse([]);
  expect(await auto.ask()).toEqual({ kind: 'failed', reason: 'no_endpoint' });
  expect(auto.events).toEqual([]);
  const must = createHouse([], { llm: { enabled: true } });
  expect(await must.ask()).toEqual({ kind: 'failed', reason: 'no_endpoint' });
  expect(must.events.map((event) => event.kind)).toEqual(['warning']);
});

test('with llm.enabled false no model is asked and none is shown', async () => {
  const local = await serve(says('Here.'));
  const { ask, llm } = createHouse([anEndpoint('local', local.url)], { llm: { enabled: false } });
  expect(await ask()).toEqual({ kind: 'failed', reason: 'no_endpoint' });
  expect(llm.states()).toEqual([]);
  expect(local.bodies).toEqual([]);
});

test('an endpoint that appears in the configuration is used, one that goes is not', async () => {
  const first = await serve(says('one'));
  const second = await serve(says('two'));
  const { ask, live, llm } = createHouse([anEndpoint('first', first.url)]);
  expect(await ask()).toMatchObject({ text: 'one' });
  live.llm = { ...live.llm, endpoints: [anEndpoint('second', second.url)] };
  expect(await ask()).toMatchObject({ text: 'two' });
  expect(llm.states().map(({ name }) => name)).toEqual(['second']);
});

test('a refused key disables its endpoint until the key changes', async () => {
  const keys: (string | undefined)[] = [];
  const paid = await serve((response, request) => {
    keys.push(request.headers.authorization);
    const right = request.headers.authorization === 'Bearer right';
    (right ? says('Paid.') : saysFault(401, { message: 'bad key wrong', code: 'invalid_api_key' }))(response, request);
  });
  const env: Record<string, string> = { PAID_KEY: 'wrong' };
  const { ask, llm, events } = createHouse([anEndpoint('paid', paid.url, { api_key_env: 'PAID_KEY' })], { env });
  expect(await ask()).toMatchObject({ kind: 'failed', reason: 'upstream' });
  const detail = 'the key in PAID_KEY was refused';
  expect(llm.states()).toEqual([{ name: 'paid', state: 'disabled', word: 'key refused', detail }]);
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'endpoint.state', state: 'disabled', word: 'key refused', detail }),
  );
  expect(JSON.stringify(events)).not.toContain('wrong');
  expect(await ask()).toMatchObject({ reason: 'no_endpoint' });
  env['PAID_KEY'] = 'right';
  expect(await ask()).toMatchObject({ kind: 'text', text: 'Paid.' });
  expect(keys).toEqual(['Bearer wrong', 'Bearer right']);
});

test('a refusal of the line for slots is handed on', async () => {
  const local = await serve(says('Here.'));
  const refusal = { kind: 'refused', by: 'slot', retryAfterMs: 100, tell: true } as const;
  const { ask } = createHouse([anEndpoint('local', local.url)], { slots: { acquire: async () => refusal } });
  expect(await ask()).toEqual({ kind: 'refused', verdict: refusal });
  expect(local.bodies).toEqual([]);
});

test('a bug in the line for slots is told and is one failed ask, never an exception', async () => {
  const slots = { acquire: () => Promise.reject(new TypeError('x is not a function')) };
  const { ask, bugs } = createHouse([anEndpoint('local', 'http://127.0.0.1:1/v1')], { slots });
  expect(await ask()).toMatchObject({ kind: 'failed', reason: 'upstream' });
  expect(bugs()).toHaveLength(1);
});

test('a viewer who goes away cancels the call upstream, frees the slot and leaves no listener', async () => {
  const slow = await serve(hangs);
  const { ask, slotsHeld, outcomes, llm } = createHouse([anEndpoint('slow', slow.url)]);
  const leaving = new AbortController();
  const answer = ask({ signal: leaving.signal });
  await until(() => expect(slow.open()).toBe(1));
  leaving.abort();
  expect(await answer).toEqual({ kind: 'failed', reason: 'cancelled' });
  expect(slotsHeld()).toBe(0);
  expect(outcomes()).toEqual(['cancelled']);
  expect(getEventListeners(leaving.signal, 'abort')).toEqual([]);
  expect(llm.states()).toEqual([{ name: 'slow', state: 'healthy', word: 'not tried yet' }]);
  await until(() => expect(slow.open()).toBe(0));
});

test('a stopped bot cancels what is in flight and asks nothing more', async () => {
  const slow = await serve(hangs);
  const { ask, llm, slotsHeld } = createHouse([anEndpoint('slow', slow.url)]);
  const answer = ask();
  await until(() => expect(slow.open()).toBe(1));
  llm.stop();
  expect(await answer).toEqual({ kind: 'failed', reason: 'cancelled' });
  expect(await ask()).toEqual({ kind: 'failed', reason: 'no_endpoint' });
  expect(slotsHeld()).toBe(0);
  await until(() => expect(slow.open()).toBe(0));
});

test('an answer leaves no listener on the signal of whoever asked, and its connection open for the next', async () => {
  const sockets = new Set<unknown>();
  const local = await serve((response, request) => {
    sockets.add(response.socket);
    says('Here.')(response, request);
  });
  const { ask } = createHouse([anEndpoint('local', local.url)]);
  const { signal } = new AbortController();
  for (let i = 0; i < 5; i++) expect(await ask({ signal })).toMatchObject({ kind: 'text' });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  // An answer is handed on before the end of its stream is seen, so the next call may overtake that end.
  expect(sockets.size).toBeLessThanOrEqual(2);
});

test('a stream that ends a moment after its last word keeps its connection for the next call', async () => {
  const sockets = new Set<unknown>();
  const ends: (() => void)[] = [];
  const local = await serve((response) => {
    sockets.add(response.socket);
    openStream(response);
    response.write(chunk('Here.', 'stop') + event('[DONE]'));
    ends.push(() => response.end());
  });
  const { ask } = createHouse([anEndpoint('local', local.url)]);
  for (let i = 0; i < 3; i++) {
    expect(await ask()).toMatchObject({ kind: 'text' });
    ends.shift()?.();
    await until(() => expect(local.open()).toBe(0));
    // The end is seen here a moment after it was written there.
    await allRead();
  }
  expect(sockets.size).toBe(1);
});
