import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createSandboxHelix, type SandboxHelix } from '../src/sandbox/helix/helix.ts';
import { createSandboxModels, type SandboxModels } from '../src/sandbox/models/models.ts';
import { runScript, spawnScript } from '../test/support/scripts.ts';

const root = join(import.meta.dirname, '..');
const clientId = 'sandboxclientid000000000000000';
let folder: string;
let file: string;
let twitch: SandboxHelix;
let models: SandboxModels;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "l'été à moi (bot) "));
  file = join(folder, 'config.yaml');
  twitch = await createSandboxHelix({ accounts: [], channels: [], clientId, deviceInterval: 0.2 });
  models = await createSandboxModels({ kind: 'lmstudio' });
});
afterEach(async () => {
  await Promise.all([twitch.stop(), models.stop()]);
  rmSync(folder, { recursive: true });
});

function withoutTwitch() {
  const { TWITCH_CLIENT_ID: _, TWITCH_ACCESS_TOKEN: __, ...env } = process.env;
  return env;
}

function setup(args: readonly string[], account = { login: 'serdabot_fr', id: '900' }) {
  let acted = false;
  return spawnScript('setup-bot', ['--config', file, ...args], {
    env: withoutTwitch(),
    onOutput(written) {
      const code = /confirm(?:er )? ?: (\w{8})/.exec(written)?.[1];
      if (code && !acted) twitch.devices.approve(code, account);
      acted ||= Boolean(code);
    },
  });
}
/** Where nobody signs in: sign-in writes to the terminal of the process itself. */
const configure = (...args: string[]) => runScript('setup-bot', ['--config', file, ...args], { env: withoutTwitch() });
const given = (...more: string[]) => [
  '--channel',
  'https://www.twitch.tv/Serda_TV',
  '--name',
  'serdabot_fr',
  '--client-id',
  clientId,
  '--model',
  models.url,
  '--api-port',
  String(twitch.port),
  ...more,
];

test('everything as flags: the shipped file with the comments it had, the client id, a token; Ready is the last line; a second run changes nothing and does not sign in again; another channel keeps the former file', async () => {
  copyFileSync(join(root, 'config.yaml'), file);
  const { code, stdout, stderr } = await setup(given());
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('- channels: [my_channel]');
  expect(stdout).toContain('+ channels: [serda_tv]');
  expect(stdout.trim().split('\n').at(-1)).toBe('Prêt dans #serda_tv : tapez !ping');
  const text = readFileSync(file, 'utf8');
  const config = parse(text);
  expect(config.bot).toMatchObject({ name: 'serdabot_fr', channels: ['serda_tv'], language: 'fr' });
  expect(config.twitch.api_port).toBe(twitch.port);
  expect(config.llm.endpoints[0]).toEqual({ name: 'local', url: models.url, model: models.models[0] });
  const comments = (of: string) => of.split('\n').map((line) => / # .*$|^#.*$/.exec(line)?.[0]);
  expect(comments(text)).toEqual(comments(readFileSync(join(root, 'config.yaml'), 'utf8')));
  const envFile = join(folder, '.env');
  expect(readFileSync(envFile, 'utf8')).toBe(`TWITCH_CLIENT_ID=${clientId}\n`);
  if (process.platform !== 'win32') expect(statSync(envFile).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(join(folder, 'data', 'tokens.json'), 'utf8')).login).toBe('serdabot_fr');

  const again = await configure('--model', models.url);
  expect([again.code, again.stderr]).toEqual([0, '']);
  expect(again.stdout).toContain("n'a pas à changer");
  expect(again.stdout).toContain('Déjà connecté à Twitch en tant que serdabot_fr');
  expect(readFileSync(file, 'utf8')).toBe(text);
  const other = await configure('--channel', 'lea', '--lang', 'en', '--no-model');
  expect(other.stdout).toContain('+ channels: [lea]');
  expect(other.stdout.trim().split('\n').at(-1)).toBe('Ready in #lea: type !ping');
  expect(readFileSync(`${file}.before-setup`, 'utf8')).toBe(text);
});

test('without a file, the shipped one is where it begins', async () => {
  const { code } = await configure('--channel', 'lea', '--no-login', '--no-model');
  expect(code).toBe(0);
  expect(parse(readFileSync(file, 'utf8')).bot.channels).toEqual(['lea']);
  expect(readFileSync(file, 'utf8')).toContain('# Jamais de secret ici');
});

test('a .gguf file becomes an endpoint that the bot runs itself, its path counted from the config file', async () => {
  mkdirSync(join(folder, 'modèles'));
  writeFileSync(join(folder, 'modèles', 'un petit.gguf'), 'GGUF');
  const { code } = await configure(
    '--channel',
    'lea',
    '--no-login',
    '--gguf',
    join(folder, 'modèles', 'un petit.gguf'),
  );
  expect(code).toBe(0);
  const [first] = parse(readFileSync(file, 'utf8')).llm.endpoints;
  expect(first).toEqual({ name: 'local', url: 'gguf:modèles/un petit.gguf', model: 'un petit' });
});

test("signed in with the streamer's own account: it is said, and that is not ready", async () => {
  const { code, stdout, stderr } = await setup(given(), { login: 'serda_tv', id: '1' });
  expect(code).toBe(1);
  expect(stderr).toContain('Vous avez autorisé serda_tv, et le bot doit être serdabot_fr');
  expect(stdout).not.toContain('Prêt');
});

test.each([
  [['--no-model'], /^--channel is missing\. Usage: npm run setup/],
  [['--channel', 'léa', '--no-login'], /« léa » n'est pas un nom de compte Twitch/],
  [['--channel', 'lea', '--no-model'], /^--client-id is missing\./],
  [['--channel', 'lea', '--client-id', 'x y'], /^--client-id: Ce n'est pas un ID client/],
  [['--channel', 'lea', '--no-login', '--model', 'http://127.0.0.1:9/v1'], /Aucun modèle ne répond/],
  [['--channel', 'lea', '--no-login', '--gguf', 'rien.gguf'], /^--gguf: Il n'y a pas de fichier rien\.gguf/],
  [['--chanel', 'lea'], /Unknown option '--chanel'/],
])('%j: a sentence, exit code 64, nothing written', async (args, sentence) => {
  const { code, stderr } = await configure(...args);
  expect(code).toBe(64);
  expect(stderr).toMatch(sentence);
  expect(existsSync(file)).toBe(false);
});

test('a file with a fault is left as it is, and the fault is said', async () => {
  const broken = 'bot: { channels: [a], nam: x }\n';
  writeFileSync(file, broken);
  const { code, stderr } = await configure('--channel', 'lea', '--no-login', '--no-model');
  expect(code).toBe(78);
  expect(stderr).toMatch(/config\.yaml:1:\d+ bot\.nam: unknown key nam, did you mean "name"/);
  expect(readFileSync(file, 'utf8')).toBe(broken);
});

test('--help says what it does, with an example', async () => {
  const { code, stdout } = await configure('--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(/--client-id ID[\s\S]+Example: npm run setup -- /);
});
