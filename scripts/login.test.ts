import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandboxHelix, type SandboxHelix, type SandboxHelixOptions } from '../src/sandbox/helix/helix.ts';
import { runScript, spawnScript } from '../test/support/scripts.ts';

const serdabot = { login: 'serdabot', id: '900' };
let folder: string;
let twitch: SandboxHelix;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'login-'));
  file = join(folder, 'data', 'tokens.json');
});
afterEach(async () => {
  await twitch?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const begin = async (options: Partial<SandboxHelixOptions> = {}) => {
  twitch = await createSandboxHelix({ accounts: [serdabot], channels: [], deviceInterval: 0.2, ...options });
};

/** Runs the login for an operator who does `act` once the code is shown. */
async function login(
  act: (code: string, kill: (signal: NodeJS.Signals) => void) => unknown,
  { args = [], config = '', env = {} }: { args?: string[]; config?: string; env?: Record<string, string> } = {},
  run = runScript,
) {
  const { TWITCH_CLIENT_SECRET: _, ...inherited } = process.env;
  const configFile = join(folder, 'config.yaml');
  writeFileSync(
    configFile,
    `bot: { channels: [my_channel]${config} }\ntwitch: { api_port: ${twitch?.port ?? 'null'} }\n`,
  );
  let acted = false;
  return run('login', ['--config', configFile, ...args], {
    env: { ...inherited, TWITCH_CLIENT_ID: twitch?.clientId ?? '', ...env },
    onOutput(written, kill) {
      const code = /confirm(?:er )?: (\w{8})/.exec(written)?.[1];
      if (!code || acted) return;
      acted = true;
      void act(code, kill);
    },
  });
}

/** For !followage, !so and !clip. */
const ofStreams = ['moderator:read:followers', 'moderator:manage:shoutouts', 'clips:edit'];

test('the address, the code and every scope with its reason are shown; the token is kept for its owner alone', async () => {
  await begin();
  const { code, stdout, stderr } = await login(
    (userCode) => twitch.devices.approve(userCode, serdabot),
    {},
    spawnScript,
  );
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/chat:read +lire le chat\n +chat:edit +répondre dans le chat\n/);
  expect(stdout).toContain('https://www.twitch.tv/activate?public=true&device-code=');
  expect(stdout).toContain('Connecté en tant que serdabot.');
  const stored = JSON.parse(readFileSync(file, 'utf8'));
  expect(stored).toMatchObject({
    login: 'serdabot',
    user_id: '900',
    client_id: twitch.clientId,
    scope: ['chat:read', 'chat:edit', 'moderator:read:blocked_terms', ...ofStreams],
  });
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(stdout + stderr).not.toContain(stored.access_token);
  expect(stdout + stderr).not.toContain(stored.refresh_token);
  expect(twitch.grants.open(stored.access_token)).not.toBeNull();
  expect(twitch.breaches).toEqual([]);
});

test('in English, with a secret, for sending by Helix, as one JSON object', async () => {
  await begin({ clientSecret: 'sandboxclientsecret00000000000' });
  const { code, stdout, stderr } = await login((userCode) => twitch.devices.approve(userCode, serdabot), {
    args: ['--json'],
    config: ', language: en }\nchat: { send_via: helix',
    env: { TWITCH_CLIENT_SECRET: 'sandboxclientsecret00000000000' },
  });
  expect(code).toBe(0);
  expect(stderr).toContain('to send through the API');
  const scopes = [
    'chat:read',
    'chat:edit',
    'user:write:chat',
    'user:bot',
    'moderator:read:blocked_terms',
    ...ofStreams,
  ];
  expect(JSON.parse(stdout)).toEqual({ ok: true, login: 'serdabot', scopes, file, warnings: [] });
});

test('an account that is not bot.name is kept, and said', async () => {
  await begin();
  const { code, stderr } = await login((userCode) => twitch.devices.approve(userCode, { login: 'lea', id: '7' }));
  expect(code).toBe(0);
  expect(stderr).toContain('ce compte est lea, mais bot.name est serdabot');
  expect(JSON.parse(readFileSync(file, 'utf8')).login).toBe('lea');
});

test('the account of the channel gives its own token, for the channel alone; any other account gives none', async () => {
  const own = { login: 'my_channel', id: '1' };
  await begin({ accounts: [serdabot, own] });
  const done = await login((userCode) => twitch.devices.approve(userCode, own), { args: ['broadcaster'] });
  expect([done.code, done.stderr]).toEqual([0, '']);
  expect(done.stdout).toContain('compte de la chaîne (my_channel)');
  expect(done.stdout).toMatch(/channel:manage:broadcast +changer le titre/);
  const stored = JSON.parse(readFileSync(join(folder, 'data', 'tokens.my_channel.json'), 'utf8'));
  expect(stored).toMatchObject({ login: 'my_channel', scope: ['channel:manage:broadcast'] });
  rmSync(join(folder, 'data'), { recursive: true });
  const other = await login((userCode) => twitch.devices.approve(userCode, serdabot), { args: ['--broadcaster'] });
  expect(other.code).toBe(1);
  expect(other.stderr).toContain('Ce compte est serdabot, il faut celui de la chaîne, my_channel.');
  expect(existsSync(join(folder, 'data'))).toBe(false);
  const nowhere = await login(() => {}, { args: ['broadcaster', 'elsewhere'] });
  expect(nowhere.code).toBe(64);
  expect(nowhere.stderr).toContain('npm run login broadcaster my_channel');
});

test('denied: nothing changes', async () => {
  await begin();
  const { code, stderr } = await login((userCode) => twitch.devices.deny(userCode));
  expect(code).toBe(1);
  expect(stderr).toContain("L'accès a été refusé");
  expect(existsSync(file)).toBe(false);
});

test('expired: nothing changes', async () => {
  await begin({ deviceSeconds: 1 });
  const { code, stdout, stderr } = await login(() => {}, { args: ['--json'] });
  expect(code).toBe(1);
  expect(stderr).toContain('Le code a expiré');
  expect(JSON.parse(stdout)).toEqual({ ok: false, reason: 'expired' });
  expect(existsSync(file)).toBe(false);
});

test('a Twitch that is away for a moment is waited for', async () => {
  await begin();
  const { code } = await login(async (userCode) => {
    twitch.fault('auth/token', 'reset', 1);
    twitch.devices.approve(userCode, serdabot);
  });
  expect(code).toBe(0);
  expect(twitch.count('auth/token')).toBe(2);
});

test('Ctrl-C stops at once and changes nothing', async () => {
  await begin();
  const { code, stderr } = await login((_, kill) => kill('SIGINT'), {}, spawnScript);
  expect(code).toBe(130);
  expect(stderr).toContain('Arrêté');
  expect(existsSync(file)).toBe(false);
});

test('what is missing is said with what to do', async () => {
  await begin();
  const without = await login(() => {}, { env: { TWITCH_CLIENT_ID: ' ' } });
  expect(without.code).toBe(78);
  expect(without.stderr).toContain('https://dev.twitch.tv/console/apps');
  const wrong = await login(() => {}, { env: { TWITCH_CLIENT_ID: 'unknown' } });
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('400 invalid client');
  const badConfig = await login(() => {}, { config: ', nam: x' });
  expect(badConfig.code).toBe(78);
  expect(badConfig.stderr).toContain('unknown key nam');
  expect((await login(() => {}, { args: ['--jsn'] })).code).toBe(64);
});
