import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from './load.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limits-'));
});
afterEach(() => rm(folder, { recursive: true }));

const measured = {
  model_name: 'm',
  max_concurrent_users_brut: 6,
  max_concurrent_users_modere: 4,
  max_history_messages: 8,
  max_reply_tokens: 160,
  user_rate_limit: 10,
  response_timeout: 12.5,
  tested_at: '2026-01-01',
  test_results_brut: [{ users: 1 }],
  test_results_modere: [],
  something_new: { a: 1 },
};

async function load(config = '', limits: unknown = measured, name = 'model_limits.json') {
  if (limits !== null) {
    await writeFile(join(folder, name), typeof limits === 'string' ? limits : JSON.stringify(limits));
  }
  await writeFile(join(folder, 'config.yaml'), `bot: { channels: [a] }\n${config}`);
  const loaded = await loadConfiguration(join(folder, 'config.yaml'), {}, []);
  if (!loaded.ok) throw new Error('the config is not valid');
  return loaded.configuration;
}

describe('the concurrency cap', () => {
  it('is the measured one, with history, latency objective and model', async () => {
    const { limits, warnings } = await load();
    expect(limits).toEqual({
      cap: 4,
      maxHistoryMessages: 8,
      maxReplyTokens: 160,
      responseTimeout: 12.5,
      modelName: 'm',
      tuned: { at: '2026-01-01', raw: 6, moderate: 4 },
    });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['llm: { limits_mode: brut }', 6],
    ['max_concurrent_users_modere: 3', 3],
    ['rate_limiting: { max_concurrent_users: 2 }', 2],
    ['max_concurrent_users_modere: 3\nrate_limiting: { max_concurrent_users: 2 }', 2],
  ])('%j makes it %i', async (config, cap) => {
    expect((await load(config)).limits.cap).toBe(cap);
  });

  it.each([
    ['missing', null, 'model_limits.json does not exist: one model call at a time'],
    ['empty', '', 'model_limits.json is not valid JSON'],
    ['half written', '{ "max_concurrent_users_modere": 4', 'is not valid JSON'],
    ['a list', [], '(the file)'],
    ['without the key', { model_name: 'm' }, 'has no max_concurrent_users_modere'],
    ['zero', { max_concurrent_users_modere: 0 }, '(max_concurrent_users_modere)'],
    ['a word', { max_concurrent_users_modere: 'four' }, '(max_concurrent_users_modere)'],
    ['huge', ' '.repeat(1_000_001), 'is larger than 1000000 bytes'],
  ])('is 1 with one warning where the file is %s', async (_, content, warning) => {
    const { limits, warnings } = await load('', content);
    expect(limits).toMatchObject({ cap: 1, maxHistoryMessages: 10, responseTimeout: null });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(warning);
  });

  it('stays the operator’s own where the file is missing, and the warning says so', async () => {
    const { limits, warnings } = await load('max_concurrent_users_modere: 3', null);
    expect(limits.cap).toBe(3);
    expect(warnings).toEqual([
      'model_limits.json does not exist: a cap of 3 from max_concurrent_users_modere. "npm run tune" writes a new one.',
    ]);
  });

  it('comes from the file that llm.model_limits names, from the config’s folder on', async () => {
    expect((await load('llm: { model_limits: other.json }', measured, 'other.json')).limits.cap).toBe(4);
  });
});
