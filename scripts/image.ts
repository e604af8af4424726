// Builds the container image by its Dockerfile, without a registry, and lets a bot live in it: npm run image
// Exit codes: 0 it holds, or the tools are not there; 1 it does not; 64 wrong usage.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDocument } from 'yaml';
import { createSandbox } from '../src/sandbox/sandbox.ts';
import { explain } from './help/explain.ts';
import { buildBase, buildImage, commandOfImage, createBuildah, missingTools } from './image/build.ts';

const usage = 'npm run image [-- --json]';
explain({
  does: 'Builds the image by the Dockerfile with buildah, on a base of debootstrap, and signs a bot in, starts it, asks it\nsomething, ends it by SIGTERM and replaces its container. About two minutes; as root. Says so where the tools are not there.',
  usage,
  example: 'npm run image',
  flags: { '--json': 'one JSON object on stdout and nothing else' },
});

const options = read();
const say = (line: string) => options.json || console.log(line);
const missing = missingTools();
if (missing.length > 0) {
  say(`left out: ${missing.join(', ')} not on this machine (Debian: apt-get install buildah debootstrap)`);
  if (options.json) console.log(JSON.stringify({ bench: 'image', steps: [], holds: true, missing }));
  process.exit(0);
}

const channel = 'serda_tv';
const account = { login: 'serdabot', id: '900' };
const place = mkdtempSync(join(tmpdir(), 'serdabot-image-'));
const config = join(place, 'config');
const buildah = createBuildah(place);
const sandbox = await createSandbox({ channels: [channel], helix: { clientSecret: null, deviceInterval: 0.2 } });
const children: ChildProcess[] = [];
const steps: { step: string; seconds: number }[] = [];
let problem: string | null = null;
try {
  await timed('a base of Debian’s packages', () => buildBase(buildah, place));
  await timed('the image, by the Dockerfile', () => buildImage(buildah, 'serdabot'));
  mount();
  await timed('a configuration that nobody has filled in is refused', refused);
  configure();
  await timed('the login of docs/docker.md', login);
  await timed('!ask is answered, SIGTERM ends it cleanly', live);
  await timed('the next container has the token, and ends as cleanly', live);
} catch (error) {
  problem = (error as Error).message.slice(0, 2_000);
} finally {
  for (const child of children) end(child, 'SIGKILL');
  await sandbox.stop();
  rmSync(place, { recursive: true, force: true });
}
const holds = problem === null;
if (options.json) console.log(JSON.stringify({ bench: 'image', steps, holds, problem, missing: [] }));
else {
  for (const { step, seconds } of steps) say(`${seconds.toFixed(1).padStart(7)} s  ${step}`);
  if (problem !== null) console.error(problem);
}
process.exit(holds ? 0 : 1);

function read() {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return process.exit(64);
  }
}

async function timed(step: string, act: () => Promise<unknown>) {
  const began = performance.now();
  if (!options.json) process.stderr.write(`${step} …\n`);
  await act();
  steps.push({ step, seconds: Number(((performance.now() - began) / 1_000).toFixed(1)) });
}

/** What compose.yaml mounts, and its volume inside it. */
function mount() {
  cpSync(join(import.meta.dirname, '..', 'config', 'container'), config, { recursive: true });
  mkdirSync(join(config, 'data'), { recursive: true, mode: 0o700 });
  // As Docker fills a new volume: with the owner that the image gives the folder.
  chownSync(join(config, 'data'), 1000, 1000);
}

function configure() {
  const file = join(config, 'config.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  const model = sandbox.models[0]!;
  document.setIn(['bot', 'channels'], [channel]);
  document.setIn(['bot', 'name'], account.login);
  document.setIn(['twitch'], { irc_url: sandbox.twitch.url, api_port: sandbox.helix.port });
  document.setIn(['llm', 'endpoints', 0], { name: 'local', url: model.url, model: model.models[0] });
  document.setIn(['storage', 'url'], 'sqlite:data/serdabot.db');
  document.setIn(['web'], { host: '127.0.0.1', port: 0 });
  writeFileSync(file, document.toString());
}

/** A container of the image, as its user, with one command. */
async function container(command: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const name = await buildah.do('from', '--pull-never', 'serdabot');
  // buildah puts an empty folder over a declared volume; Docker puts the mounted one there.
  await buildah.do('config', '--volume', '/config/data-', name);
  const given = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  const how = ['run', '--isolation', 'chroot', '--network', 'host', ...given, '--volume', `${config}:/config`];
  const child = spawn('buildah', buildah.args([...how, name, '--', ...command]), {
    env: buildah.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  children.push(child);
  let said = '';
  const listeners: ((said: string) => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      said += data;
      for (const listener of listeners) listener(said);
    });
  }
  const code = once(child, 'close').then(([exit]) => exit as number | null);
  return { child, said: () => said, code, onSaid: (listener: (said: string) => void) => listeners.push(listener) };
}

/** The whole family: what runs inside is a child of buildah's. */
function end(child: ChildProcess, signal: NodeJS.Signals) {
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // It has ended.
  }
}

async function refused() {
  const { code, said } = await container(commandOfImage());
  if ((await code) === 0 || !said().includes('bot.channels')) throw new Error(`it started: ${said()}`);
}

async function login() {
  const documented = /docker compose run --rm bot (node scripts\/login\.ts .*)/.exec(
    readFileSync(join(import.meta.dirname, '..', 'docs', 'docker.md'), 'utf8'),
  )![1]!;
  const { code, said, onSaid } = await container(documented.split(' '), { TWITCH_CLIENT_ID: sandbox.helix.clientId });
  let isApproved = false;
  onSaid((text) => {
    const shown = /confirm(?:er)? : (\w{8})/.exec(text)?.[1];
    if (!shown || isApproved) return;
    isApproved = true;
    sandbox.helix.devices.approve(shown, account);
  });
  if ((await code) !== 0) throw new Error(`the login failed: ${said()}`);
  const { uid, mode } = statSync(join(config, 'data', 'tokens.json'));
  if (uid !== 1000 || (mode & 0o77) !== 0) throw new Error(`the token is of user ${uid} with mode ${mode.toString(8)}`);
}

async function live() {
  const { child, code, said } = await container(commandOfImage());
  const ended = code.then(() => {
    throw new Error(`the bot ended: ${said()}`);
  });
  // Nobody listens once it was asked to end.
  ended.catch(() => {});
  await Promise.race([sandbox.twitch.whenJoined(channel, 60_000), ended]);
  const viewer = { id: '5', login: 'lea', name: 'Lea', roles: new Set<never>() };
  const id = sandbox.twitch.say(channel, viewer, '!ask comment vas-tu ?');
  await Promise.race([sandbox.twitch.next((line) => line.replyTo === id, 30_000), ended]);
  // As Docker does it: to the bot itself, which has 10 s for what is under way.
  const pid = botIn(child.pid!);
  if (pid === null) throw new Error(`no bot runs in the container: ${said()}`);
  process.kill(pid, 'SIGTERM');
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), 12_000).unref());
  const exit = await Promise.race([code, late]);
  if (exit !== 0) throw new Error(`SIGTERM: expected exit code 0 within 10 s, got ${exit}: ${said()}`);
}

/** The process that runs the image's command, among the descendants of buildah's. */
function botIn(family: number): number | null {
  const [program = '', ...args] = commandOfImage();
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(readProc(name, 'status'))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const waiting = [family];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const [ran = '', ...rest] = readProc(pid, 'cmdline').split('\0');
    if (basename(ran) === program && args.every((arg) => rest.includes(arg))) return pid;
    waiting.push(...(children.get(pid) ?? []));
  }
  return null;
}

function readProc(pid: number | string, file: string): string {
  try {
    return readFileSync(join('/proc', String(pid), file), 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
