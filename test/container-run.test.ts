import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { createSandbox, type Sandbox } from '../src/sandbox/sandbox.ts';
import { compiledFor } from './support/compiled.ts';

// The steps of the Dockerfile in a copy: what it copies, the packages that it installs, its commands, /config elsewhere.

const root = join(import.meta.dirname, '..');
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const final = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
const dockerEnv = { NODE_ENV: 'production', SERDABOT_WAIT_FOR_CONFIG: '1' };

// Each test starts several processes.
const patience = { timeout: 30_000 };

const place = mkdtempSync(join(tmpdir(), 'image '));
const app = join(place, 'app');
const config = join(place, 'config');
let sandbox: Sandbox;
const children: ChildProcess[] = [];

// One image for all tests: nothing is written in it.
beforeAll(() => {
  for (const [, what] of final.matchAll(/^COPY (?!--from)(\S+) /gm)) {
    cpSync(join(root, what!), join(app, what!), {
      recursive: true,
      filter: (from) => !/\.test\.ts$|config\/(?:container|grafana)/.test(from),
    });
  }
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  for (const [path, { dev, optional, devOptional }] of Object.entries<Record<string, boolean>>(lock)) {
    // What lies inside another package comes with it.
    if (dev || optional || devOptional || path.lastIndexOf('node_modules/') !== 0) continue;
    mkdirSync(dirname(join(app, path)), { recursive: true });
    symlinkSync(join(root, path), join(app, path));
  }
  mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
  symlinkSync(join(root, 'node_modules', '.cache'), join(app, 'node_modules', '.cache'));
});
beforeEach(async () => {
  sandbox = await createSandbox({ channels: ['serda_tv'], helix: { clientSecret: null, deviceInterval: 0.2 } });
  // What compose.yaml mounts, and the volume inside it.
  cpSync(join(root, 'config', 'container'), config, { recursive: true });
  mkdirSync(join(config, 'data'), { recursive: true, mode: 0o700 });
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  await sandbox.stop();
  rmSync(config, { recursive: true });
});
afterAll(() => rmSync(place, { recursive: true }));

/** As the container runs it: in the app's folder, with nothing of this shell's environment but PATH; and with what an earlier run compiled. */
function run(command: readonly string[], env: Record<string, string> = {}) {
  const args = command.slice(1).map((word) => word.replace(/^\/config/, config));
  const child = spawn(process.execPath, args, {
    cwd: app,
    env: { PATH: process.env['PATH'], ...compiledFor(app), ...dockerEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      said += data;
    });
  }
  return { child, said: () => said, exited: once(child, 'close').then(([code]) => code as number | null) };
}
const start = () => run(JSON.parse(/^CMD (.*)$/m.exec(final)![1]!));

/** The operator edits the mounted file. */
function configure(change: (set: (path: readonly (string | number)[], value: unknown) => void) => void) {
  const file = join(config, 'config.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  change((path, value) => document.setIn(path, value));
  writeFileSync(file, document.toString());
}
const inSandbox = () =>
  configure((set) => {
    set(['bot', 'channels'], ['serda_tv']);
    set(['twitch'], { irc_url: sandbox.twitch.url, api_port: sandbox.helix.port });
    set(['llm', 'endpoints', 0], { name: 'local', url: sandbox.models[0]!.url, model: sandbox.models[0]!.models[0] });
    set(['storage', 'url'], 'sqlite:data/serdabot.db');
    set(['web'], { host: '127.0.0.1', port: 0 });
  });

test('docs/docker.md’s login stores a token that the next container uses; !ask is answered; the cap is the measured one', async () => {
  inSandbox();
  const documented = /docker compose run --rm bot (node scripts\/login\.ts .*)/.exec(
    readFileSync(join(root, 'docs', 'docker.md'), 'utf8'),
  )![1]!;
  const login = run(documented.split(' '), { TWITCH_CLIENT_ID: sandbox.helix.clientId });
  await expect.poll(login.said, patience).toMatch(/confirmer : \w{8}/);
  sandbox.helix.devices.approve(/confirmer : (\w{8})/.exec(login.said())![1]!, { login: 'serdabot', id: '900' });
  expect(await login.exited).toBe(0);
  expect(existsSync(join(config, 'data', 'tokens.json'))).toBe(true);

  const bot = start();
  await sandbox.twitch.whenJoined('serda_tv', patience.timeout);
  const id = sandbox.twitch.say(
    'serda_tv',
    { id: '5', login: 'lea', name: 'Lea', roles: new Set() },
    '!ask comment vas-tu ?',
  );
  expect((await sandbox.twitch.next((line) => line.replyTo === id)).text).not.toBe('');
  expect(bot.said()).not.toContain('model_limits.json');
  bot.child.kill('SIGTERM');
  expect(await bot.exited).toBe(0);
}, 90_000);

test('a bad configuration says so once and waits for the file; SIGTERM still ends it', async () => {
  const bot = start();
  await expect.poll(bot.said, patience).toContain('waiting for');
  expect(bot.said()).toContain('bot.channels est encore [my_channel]');
  inSandbox();
  expect(await bot.exited).toBe(78);
  expect(bot.said().match(/bot\.channels/g)).toHaveLength(1);

  configure((set) => set(['bot', 'nam'], 'x'));
  const other = start();
  await expect.poll(other.said, patience).toContain('waiting for');
  other.child.kill('SIGTERM');
  expect(await other.exited).toBe(78);
}, 90_000);

test('npm’s set-up has nothing to do in the image', async () => {
  const skipped = run(['node', 'scripts/setup.mjs']);
  expect([await skipped.exited, skipped.said()]).toEqual([0, '']);
});
