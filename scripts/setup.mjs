// Installs what a bare checkout needs (scripts/setup-bot.ts sets the bot up): runs on whatever Node started npm (18 or newer), needs nothing installed,
// writes to stderr only. Afterwards node_modules/.bin/node is Node 24 and npm scripts find it first.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownNode } from './setup/own-node.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// The image of the Dockerfile has its packages and Node already, and no lock file.
if (!existsSync(join(root, 'package-lock.json'))) process.exit(0);
const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
const stamp = join(root, 'node_modules', '.serdabot-setup');
const wanted = `${process.platform}-${process.arch}\n${lock}`;
// `setup.mjs bot`: what the bot runs on. What tests and checks run on is as much again, and stays where it is.
const isBot = process.argv[2] === 'bot' && !existsSync(join(root, 'node_modules', '.bin', 'vitest'));
const botAlone = `bot\n${wanted}`;

const say = (line) => process.stderr.write(`${line}\n`);
const fail = (line) => {
  say(`set-up: ${line}`);
  process.exit(1);
};

// `npm install --no-save` and not `npm ci`: the lock file lists the optional binaries of the platforms that the registry
// offered when it was written, and `npm ci` refuses a lock file that lacks another platform's.
function install() {
  say(`set-up: installing what package-lock.json names (once, about ${isBot ? 'half a minute' : 'a minute'}) ...`);
  // npm sets npm_execpath for its scripts: the same npm is used again, without a shell.
  const npm = process.env.npm_execpath;
  const args = ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error'];
  if (isBot) args.push('--omit=dev');
  const env = { ...process.env, NODE_ENV: process.env.NODE_ENV === 'production' ? 'production' : 'development' };
  const run = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawnSync('npm', args, {
        cwd: root,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        shell: process.platform === 'win32',
      });
  if (run.status !== 0) {
    process.stderr.write(run.stdout ?? '');
    process.stderr.write(run.stderr ?? '');
    fail('npm install failed (see above). Is the npm registry reachable? Run the command again to retry.');
  }
}

function checkNode() {
  const own = ownNode(root, process.platform);
  const found = existsSync(own.path)
    ? spawnSync(own.command, ['--version'], { encoding: 'utf8', shell: own.shell }).stdout?.trim()
    : process.version;
  if (!found || Number(found.slice(1).split('.')[0]) < 24) {
    fail(
      `Node 24 is needed; ${process.platform}-${process.arch} has ${found || 'none'}. Install Node 24 and run again.`,
    );
  }
}

const stamped = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
if (stamped !== wanted && !(isBot && stamped === botAlone)) {
  install();
  checkNode();
  writeFileSync(stamp, isBot ? botAlone : wanted);
  say('set-up: done');
}
