import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runScript, spawnScript } from '../test/support/scripts.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: string[], env: Record<string, string> = {}, inProcess = runScript) {
  const { LLM_MODE: _, OPENAI_API_KEY: __, ...rest } = process.env;
  const { code, stdout, stderr } = await inProcess('config-check', args, { env: { ...rest, ...env }, cwd: folder });
  return { status: code, stdout, stderr: stderr.trim() };
}

function write(name: string, text: string) {
  writeFileSync(join(folder, name), text);
  return name;
}

it('without --config the shipped file is right, and its summary shows no key', async () => {
  const { status, stdout, stderr } = await run([], { OPENAI_API_KEY: 'sk-canary' });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('sur #my_channel');
  expect(stdout).toContain('  local : qwen2.5-3b-instruct à http://127.0.0.1:1234/v1');
  expect(stdout).toContain('Plafond    4 à la fois, de model_limits.json');
  expect(stdout).toContain('OPENAI_API_KEY est définie');
  expect(stdout).not.toContain('canary');
});

it('--json is one object, in which passwords are hidden', async () => {
  const file = write('redis.yaml', 'bot: { channels: [a] }\nstorage: { url: "redis://u:canary@host/0" }\n');
  const { status, stdout } = await run(['--json', '--config', file]);
  expect(status).toBe(0);
  expect(stdout).not.toContain('canary');
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    file,
    cap: { value: 1, from: 'none' },
    storage: { url: 'redis://***@host/0' },
    warnings: ['model_limits.json does not exist: one model call at a time. "npm run tune" writes a new one.'],
  });
});

it('every fault is a line on stderr under the file’s name as given, and the code is 78', async () => {
  const file = write('bad.yaml', 'bot: { channels: [] }\nweb: { prot: 1 }\n');
  const { status, stdout, stderr } = await run(['--config', `./${file}`], {}, spawnScript);
  expect([status, stdout]).toEqual([78, '']);
  expect(stderr.split('\n')).toEqual([
    './bad.yaml:1:18 bot.channels: expected at least one channel, got a list',
    './bad.yaml:2:8 web.prot: unknown key prot, did you mean "port"?',
    './bad.yaml: 2 faults, the bot would not start.',
  ]);
  const json = await run(['--json', '--config', file]);
  expect(json.status).toBe(78);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, faults: { length: 2 } });
});

it.each([[['--confg', 'x']], [['--config']], [['x.yaml']]])(
  '%j is a sentence with the usage, and the code is 64',
  async (args) => {
    const { status, stdout, stderr } = await run(args);
    expect([status, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(/^[^\n]+\. Usage: npm run config:check -- --config FILE \[--json\]$/);
  },
);

it('the summary and the verdict are in the language that the file names', async () => {
  const file = write('fr.yaml', 'bot:\n  language: fr\n  channels: [#serda]\n');
  const { status, stderr } = await run(['--config', file]);
  expect(status).toBe(78);
  expect(stderr.split('\n')).toEqual([
    'fr.yaml:3:14 yaml: ici, # commence un commentaire, attendu : des guillemets autour du texte, "#nom"',
    'fr.yaml : 1 faute, le bot ne démarrerait pas.',
  ]);
});

it('what would limit nothing, or reach no model, is a warning', async () => {
  const file = write(
    'warn.yaml',
    'bot: { channels: [a] }\nrate_limiting: { command_cooldowns: { "!ask": 30 } }\nllm: { endpoints: [{ name: l, url: "http://127.0.0.1:1234", model: m }, { name: k, url: "http://127.0.0.1:1234/v1", model: m }] }\n',
  );
  const { warnings } = JSON.parse((await run(['--json', '--config', file])).stdout);
  expect(warnings).toContain('rate_limiting.command_cooldowns: no command is called "!ask", did you mean "ask"?');
  expect(warnings.filter((text: string) => text.includes('/v1'))).toEqual([
    'llm.endpoints[0].url: model servers usually answer under /v1, expected http://127.0.0.1:1234/v1 unless yours does not',
  ]);
});

it('a file that is not there is named with its whole path', async () => {
  const { status, stderr } = await run(['--config', 'nowhere.yaml']);
  expect(status).toBe(78);
  expect(stderr).toContain(`${join(realpathSync(folder), 'nowhere.yaml')} does not exist`);
});
