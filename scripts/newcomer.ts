// Plays a newcomer from a bare copy of this checkout to the first answer in chat: npm run newcomer [-- --linked --json]
// Exit codes: 0 answered in time, 1 not, 64 wrong usage.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSandbox } from '../src/sandbox/sandbox.ts';
import { changedLines, withValues } from '../src/settings/edit.ts';
import { compiledFor } from '../test/support/compiled.ts';

const root = join(import.meta.dirname, '..');
const limitMs = 300_000;
const usage = `npm run newcomer -- [--linked] [--json]
Copies this checkout into a folder named "mon bot à moi (été)", runs the set-up with flags against the sandbox's sign-in,
starts the bot, asks it something, and says how long each step took. --linked: uses the packages of this checkout.
Example: npm run newcomer -- --json

  --linked  uses the packages of this checkout
  --json    one JSON object on stdout and nothing else`;

const options = readOptions();
if (options.help) {
  console.log(usage);
  process.exit(0);
}
const bot = { login: 'serdabot_fr', id: '900' };
const channel = 'serda_tv';
const place = mkdtempSync(join(tmpdir(), "l'essai "));
const folder = join(place, 'mon bot à moi (été)');
const sandbox = await createSandbox({
  bot: bot.login,
  channels: [channel],
  helix: { clientSecret: null, deviceInterval: 0.2 },
});
const children: ChildProcess[] = [];
const steps: { step: string; seconds: number }[] = [];
let problem: string | null = null;
try {
  await timed('copy', copyCheckout);
  await timed('npm run setup, packages included', setUp);
  await timed('npm start to the channel', start);
  await timed('!ask to its answer', ask);
} catch (error) {
  problem = (error as Error).message;
} finally {
  for (const child of children.splice(0)) await end(child);
  await sandbox.stop();
  rmSync(place, { recursive: true, force: true });
}
const total = Number(steps.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1));
const breaches = sandbox.breaches();
const holds = problem === null && total * 1000 < limitMs && breaches.length === 0;
if (options.json) {
  console.log(
    JSON.stringify({ bench: 'newcomer', steps, seconds: total, limit: limitMs / 1000, holds, problem, breaches }),
  );
} else {
  for (const { step, seconds } of steps) console.log(`${seconds.toFixed(1).padStart(7)} s  ${step}`);
  console.log(`${total.toFixed(1).padStart(7)} s  from a bare copy to the first answer (at most ${limitMs / 1000} s)`);
  for (const wrong of [...(problem === null ? [] : [problem]), ...breaches]) console.error(wrong);
}
process.exit(holds ? 0 : 1);

function readOptions() {
  try {
    const flag = { type: 'boolean', default: false } as const;
    return parseArgs({ options: { linked: flag, json: flag, help: { ...flag, short: 'h' } } }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return process.exit(64);
  }
}

async function timed(step: string, act: () => unknown) {
  const began = performance.now();
  await act();
  steps.push({ step, seconds: Number(((performance.now() - began) / 1000).toFixed(1)) });
}

function copyCheckout() {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of listed.toString('utf8').split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file), { force: true });
  }
  if (options.linked) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  // Other bots of this machine may have the usual port; this one needs none.
  const config = join(folder, 'config.yaml');
  writeFileSync(config, withValues(readFileSync(config, 'utf8'), [[['web', 'port'], 0]]));
}

/** As in a terminal of the newcomer: nothing of this process's npm, nor the Node that it brought. */
function npm(args: readonly string[], onText: (all: string) => void) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|TWITCH_|NODE_|VITEST|INIT_CWD$)/.test(name)),
  );
  const path = (env['PATH'] ?? '').split(delimiter).filter((part) => !part.includes('node_modules'));
  const child = spawn('npm', [...args], {
    cwd: folder,
    env: { ...env, PATH: path.join(delimiter), ...(options.linked && compiledFor(folder)) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    shell: process.platform === 'win32',
  });
  children.push(child);
  let all = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      all += data;
      onText(all);
    });
  }
  return { child, said: () => all, exited: once(child, 'close').then(([code]) => code as number | null) };
}

async function setUp() {
  const before = readFileSync(join(folder, 'config.yaml'), 'utf8');
  let approved = false;
  const model = sandbox.models[0]!;
  const flags = ['--channel', channel, '--name', bot.login, '--client-id', sandbox.helix.clientId];
  const local = ['--model', model.url, '--irc-url', sandbox.twitch.url, '--api-port', String(sandbox.helix.port)];
  const { exited, said } = npm(['run', 'setup', '--', ...flags, ...local], (all) => {
    const code = /confirm(?:er)? : (\w{8})/.exec(all)?.[1];
    if (!code || approved) return;
    approved = true;
    sandbox.helix.devices.approve(code, bot);
  });
  if ((await exited) !== 0) throw new Error(`set-up failed:\n${said()}`);
  const last = said().trim().split('\n').at(-1);
  if (last !== `Prêt dans #${channel} : tapez !ping`) throw new Error(`the last line of the set-up is "${last}"`);
  const changed = changedLines(before, readFileSync(join(folder, 'config.yaml'), 'utf8'));
  if (changed.length === 0) throw new Error('the set-up changed nothing');
}

async function start() {
  const { said } = npm(['start'], () => {});
  await sandbox.twitch.whenJoined(channel, 60_000).catch(() => {
    throw new Error(`the bot did not join:\n${said()}`);
  });
}

async function ask() {
  const viewer = { id: '5', login: 'lea', name: 'Lea', roles: new Set<never>() };
  const id = sandbox.twitch.say(channel, viewer, '!ask comment vas-tu ?');
  const late = new Promise<never>((_, fail) =>
    setTimeout(() => fail(new Error('!ask was not answered')), 30_000).unref(),
  );
  await Promise.race([sandbox.twitch.next((line) => line.replyTo === id), late]);
}

/** npm's whole family: it does not hand every signal on. */
async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(process.platform === 'win32' ? child.pid! : -child.pid!, name);
    } catch {
      // It has ended meanwhile.
    }
  };
  const gone = once(child, 'close');
  signal('SIGTERM');
  const impatient = setTimeout(() => signal('SIGKILL'), 15_000);
  await gone;
  clearTimeout(impatient);
}
