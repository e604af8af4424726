import { afterEach, describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { json, post, start, stopAll, until } from './client.ts';
import type { SandboxModels } from './models.ts';

afterEach(stopAll);

describe('what each server tells of itself', () => {
  const get = async (models: SandboxModels, path: string) => {
    const response = await fetch(models.origin + path);
    return { status: response.status, text: await response.text() };
  };

  test('LM Studio answers 200 to what does not exist, and tells its parallel', async () => {
    const models = await start({ kind: 'lmstudio', capacity: 3 });
    const odd = await get(models, '/health');
    expect(odd).toEqual({ status: 200, text: '{"error":"Unexpected endpoint or method. (GET /health)"}' });
    expect((await get(models, '/api/v1/models')).text).toContain('"parallel":3');
  });

  test('LM Studio loads a copy for each cold request', async () => {
    const clock = createVirtualClock();
    const models = await start({ kind: 'lmstudio', loadMs: 5000, clock });
    expect((await get(models, '/api/v1/models')).text).toContain('"loaded_instances":[]');
    const answers = [post(models), post(models)];
    await until(() => models.inFlight === 2 && models.loads === 2);
    await clock.advance(5000);
    expect((await Promise.all(answers)).map((answer) => answer.status)).toEqual([200, 200]);
  });

  test('llama.cpp is 503 while it loads, then tells its slots', async () => {
    const clock = createVirtualClock();
    const models = await start({ kind: 'llamacpp', loadMs: 5000, capacity: 2, clock });
    expect(await get(models, '/health')).toMatchObject({ status: 503 });
    expect((await post(models)).status).toBe(503);
    await clock.advance(5000);
    expect(await get(models, '/health')).toEqual({ status: 200, text: '{"status":"ok"}' });
    expect((await get(models, '/props')).text).toContain('"total_slots":2');
    expect(JSON.parse((await get(models, '/slots')).text)).toHaveLength(2);
    expect((await get(models, '/metrics')).text).toContain('requests_deferred 0');
    expect((await get(models, '/nowhere')).status).toBe(404);
  });

  test('llama.cpp pings a quiet stream with comments', async () => {
    const clock = createVirtualClock();
    const models = await start({ kind: 'llamacpp', service: { firstTokenMs: 70_000 }, clock });
    const stream = post(models, { stream: true }).then((response) => response.text());
    await until(() => models.running === 1 && clock.pending === 2);
    await clock.advance(70_000);
    expect((await stream).startsWith(':\n\n:\n\ndata: ')).toBe(true);
  });

  test('Ollama has its own pages, and drops a load that nobody waits for', async () => {
    const clock = createVirtualClock();
    const models = await start({ kind: 'ollama', loadMs: 5000, clock });
    expect((await get(models, '/api/version')).text).toContain('version');
    expect((await get(models, '/api/tags')).text).toContain('qwen2.5-3b-instruct');
    const leave = new AbortController();
    const answer = post(models, {}, { signal: leave.signal }).catch(() => null);
    await until(() => clock.pending === 1);
    leave.abort();
    await answer;
    await until(() => clock.pending === 0);
  });

  test('OpenAI lists models to those who have the key', async () => {
    const models = await start();
    expect(await get(models, '/v1/models')).toMatchObject({ status: 401 });
    const list = await fetch(`${models.url}/models`, { headers: { authorization: 'Bearer sk-sandbox' } });
    expect(await json(list)).toMatchObject({ data: [{ id: 'gpt-5-mini', owned_by: 'sandbox' }] });
    expect(list.headers.get('x-request-id')).toMatch(/^req_/);
  });
});
