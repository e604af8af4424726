// Has the bot run by itself, from the start of the machine on: npm run service -- install [--config FILE] [--print]
// Exit codes: 0 done, 1 not, 64 wrong usage, 78 configuration.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readEnvironment } from '../src/settings/environment.ts';
import { renderFault } from '../src/settings/file.ts';
import { loadConfiguration } from '../src/settings/load.ts';
import { isUntouched, untouchedFault } from '../src/settings/untouched.ts';
import { features } from './features/shipped.ts';
import { type Service, serviceFor } from './service/definition.ts';

const root = join(import.meta.dirname, '..');
const exitCodes = { done: 0, failed: 1, usage: 64, config: 78 } as const;
const help = `npm run service -- install|uninstall [--config FILE] [--print]
Writes a service of the user (systemd on Linux, launchd on macOS) that starts the bot with the machine and again after a
crash, and starts it now. A bad configuration is not started again.
  --config FILE  the bot's configuration (config.yaml)
  --print        only show what would be written and run
Example: npm run service -- install`;

async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(`${options}\n${help}`);
    return exitCodes.usage;
  }
  if (options.help) {
    console.log(help);
    return exitCodes.done;
  }
  const config = resolve(options.config ?? join(root, 'config.yaml'));
  const service = serviceFor({
    platform: process.platform,
    home: homedir(),
    user: userInfo().uid,
    root,
    config,
    node: process.execPath,
  });
  if (service === null) {
    console.error(
      'There are services for Linux (systemd) and macOS (launchd). On Windows put a shortcut to "npm start" into shell:startup.',
    );
    return exitCodes.failed;
  }
  if (options.action === 'uninstall') return uninstall(service, options.print);
  const loaded = await loadConfiguration(config, readEnvironment(config), features);
  if (!loaded.ok || isUntouched(loaded.configuration.settings)) {
    const faults = loaded.ok ? [untouchedFault(config, loaded.configuration.settings)] : loaded.faults.map(renderFault);
    for (const fault of faults) console.error(fault);
    return exitCodes.config;
  }
  if (options.print) {
    console.log(`${service.file}:\n\n${service.text}\n${commands(service.install)}`);
    return exitCodes.done;
  }
  mkdirSync(dirname(service.file), { recursive: true });
  writeFileSync(service.file, service.text);
  console.log(`${service.file} is written.`);
  if (!runAll(service.install)) return exitCodes.failed;
  console.log(`The bot runs, and starts with this machine.\nIts log:    ${service.logs}\nIts state:  ${service.state}`);
  console.log(`To update:  docs/operations.md, then ${service.restart}\nTo end it:  npm run service -- uninstall`);
  return exitCodes.done;
}

function uninstall(service: Service, print: boolean): number {
  if (print) {
    console.log(`${commands(service.uninstall)}\nrm ${service.file}`);
    return exitCodes.done;
  }
  const done = runAll(service.uninstall);
  rmSync(service.file, { force: true });
  console.log(`${service.file} is removed.`);
  return done ? exitCodes.done : exitCodes.failed;
}

const commands = (all: Service['install']) => all.map((words) => words.join(' ')).join('\n');

function runAll(all: Service['install']): boolean {
  for (const [program = '', ...args] of all) {
    const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    if (status === 0) continue;
    console.error(`${program} ${args.join(' ')}: ${error ? error.message : `ended with ${status}`}`);
    return false;
  }
  return true;
}

function readOptions(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        print: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [action, ...more] = positionals;
    if (!values.help && ((action !== 'install' && action !== 'uninstall') || more.length > 0)) {
      return `Expected install or uninstall, got "${positionals.join(' ')}".`;
    }
    return { ...values, action };
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

process.exitCode = await main(process.argv.slice(2));
