import { afterEach, describe, expect, test } from 'vitest';
import { post, start, stopAll, until } from './client.ts';
import { errors, type ModelFault } from './faults.ts';

afterEach(stopAll);

describe('faults', () => {
  test.each<[string, ModelFault, number, RegExp]>([
    ['a web page', 'html', 200, /<html>/],
    ['an empty object', 'empty-object', 200, /^\{\}$/],
    ['null', 'null-body', 200, /^null$/],
    ['half of the answer', 'truncated', 200, /^\{"id":"chatcmpl.*[^}]$/],
    ['a filtered answer', 'content-filter', 200, /"finish_reason":"content_filter"/],
    ['an empty answer', 'empty-answer', 200, /"content":""/],
    ['429', errors.rateLimited({ 'retry-after-ms': '50' }), 429, /rate_limit_exceeded/],
    ['no quota', errors.insufficientQuota(), 429, /insufficient_quota/],
    ['500', errors.serverError(), 500, /server_error/],
    ['a context too long', errors.contextTooLong(), 400, /context_length_exceeded/],
  ])('%s', async (_, fault, status, body) => {
    const models = await start();
    await models.fault(fault, 1);
    const bad = await post(models);
    expect(bad.status).toBe(status);
    expect(await bad.text()).toMatch(body);
    expect((await post(models)).status).toBe(200);
  });

  test.each<[ModelFault, boolean, RegExp]>([
    ['hang', false, /^$/],
    ['drip', false, /^\{"id/],
    ['stall-json', false, /"content":"./],
    ['stall-sse', true, /"delta":\{"content":"[^"]/],
    ['keepalive-only', true, /^(: keep-alive\n\n){2,}$/],
  ])('%s goes on until the client leaves', async (fault, stream, seen) => {
    const models = await start({ dripMs: 2 });
    await models.fault(fault);
    const leave = new AbortController();
    let got = '';
    const reading = post(models, { stream }, { signal: leave.signal })
      .then(async (response) => {
        for await (const part of response.body ?? []) got += Buffer.from(part).toString();
      })
      .catch(() => null);
    await until(() => models.open === 1 && seen.test(got));
    leave.abort();
    await reading;
    await until(() => models.open === 0 && models.inFlight === 0 && models.requests[0]?.aborted === true);
  });

  test('a huge body goes on until the client leaves', async () => {
    const models = await start();
    await models.fault('huge');
    const leave = new AbortController();
    const response = await post(models, {}, { signal: leave.signal });
    const reader = response.body?.getReader();
    for (let size = 0; size < 2_000_000; ) size += (await reader?.read())?.value?.length ?? 0;
    leave.abort();
    await until(() => models.open === 0);
  });

  test('a reset and a closed port are failures to connect, until healed', async () => {
    const models = await start();
    await models.fault('reset', 1);
    await expect(post(models)).rejects.toThrow();
    await models.fault('refuse');
    await expect(post(models)).rejects.toThrow();
    await models.fault(null);
    expect((await post(models)).status).toBe(200);
  });

  test('follow a script, one per request', async () => {
    const models = await start();
    models.script([errors.serverError(), null, errors.unavailable()]);
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await post(models)).status);
    expect(statuses).toEqual([500, 200, 503, 200]);
  });
});
