import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
import { enter } from './twitch/raw-client.ts';

let sandbox: Sandbox | undefined;
const start = async (options: SandboxOptions = {}) => {
  sandbox = await createSandbox(options);
  return sandbox;
};
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});

describe('the sandbox', () => {
  test('has a config that leads to each of its parts', async () => {
    const { twitch, helix, models, wikipedia, igdb, config, env } = await start({ models: [{ kind: 'ollama' }, {}] });
    expect(parse(config())).toEqual({
      bot: { name: 'serdabot', channels: ['my_channel'] },
      twitch: { irc_url: twitch.url, api_port: helix.port },
      llm: {
        endpoints: [
          { name: 'ollama-1', url: models[0]?.url, model: 'qwen2.5-3b-instruct' },
          {
            name: 'openai-2',
            url: models[1]?.url,
            model: 'gpt-5-mini',
            api_key_env: 'SANDBOX_MODEL_KEY_2',
            tier: 'heavy',
            price: { in: 0.25, cached: 0.025, out: 2 },
          },
        ],
      },
      rate_limiting: { max_concurrent_users: 1 },
      knowledge: expect.objectContaining({ wikipedia_url: wikipedia.baseUrl, igdb_url: igdb.baseUrl }),
      storage: { url: 'memory:' },
      web: { port: 0 },
      contact: 'sandbox@example.org',
    });
    expect(env).toMatchObject({ SANDBOX_MODEL_KEY_2: 'sk-sandbox', TWITCH_CLIENT_ID: igdb.clientId });
  });

  test('lays other values over its own, key by key', async () => {
    const { config, twitch } = await start({ models: [] });
    const over = { bot: { language: 'en' }, log: { level: 'debug' }, twitch: { api_port: null }, contact: '' };
    expect(parse(config(over))).toMatchObject({
      bot: { name: 'serdabot', language: 'en' },
      log: { level: 'debug' },
      twitch: { irc_url: twitch.url, api_port: null },
      llm: { endpoints: [] },
      contact: '',
    });
  });

  test('lets the bot into its chat with the token in the environment, and tells mistakes by part', async () => {
    const { twitch, env, wikipedia, breaches } = await start();
    const client = await enter(twitch.url, 'serdabot', env['TWITCH_ACCESS_TOKEN'] ?? '', 'my_channel');
    expect(twitch.isJoined('my_channel')).toBe(true);
    client.socket.close();
    await fetch(wikipedia.url, { headers: { 'user-agent': 'node' } });
    expect(breaches()).toEqual(['wikipedia: User-Agent of a library or none: node']);
  });

  test('leaves nothing listening when a part cannot start', async () => {
    const { twitch, stop } = await start();
    const { port } = twitch;
    await stop();
    const broken = createSandbox({ twitch: { port }, models: [{ capacity: 0 }] });
    await expect(broken).rejects.toThrow('capacity: expected an integer >= 1, got 0');
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });
});
