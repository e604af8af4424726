// Gets the bot a Twitch token: npm run login [-- --config FILE --json]
// Exit codes: 0 logged in, 1 not (denied, expired, no network), 64 wrong usage, 78 configuration, 130 stopped.
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { features } from '../src/app.ts';
import { systemClock } from '../src/lib/clock.ts';
import { readEnvironment } from '../src/settings/environment.ts';
import { renderFault } from '../src/settings/file.ts';
import { loadConfiguration } from '../src/settings/load.ts';
import { needsOf } from '../src/twitch/scopes.ts';
import { type Token, writeTokenFile } from '../src/twitch/tokens.ts';
import { createIdService, reachTwitchAt } from '../src/twitch/twurple.ts';
import { explain } from './help/explain.ts';
import { type DeviceLoginEnd, loginByDevice } from './login/device-login.ts';
import { createTerminal } from './login/terminal.ts';
import { words } from './login/words.ts';

const usage = 'npm run login -- [--config FILE] [--json]';
explain({
  does: 'Gets the bot a Twitch token: shows a code to enter on Twitch, and stores what comes back.',
  usage,
  example: 'npm run login',
  flags: {
    '--config FILE': 'the configuration; config.yaml by default',
    '--json': 'one JSON object on stdout and nothing else',
  },
});
const exitCodes = { done: 0, failed: 1, usage: 64, config: 78, stopped: 130 } as const;

async function main(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    console.error(`${options} Usage: ${usage}`);
    return exitCodes.usage;
  }
  const report = (result: object) => options.json && console.log(JSON.stringify(result));
  const file = options.config ?? relative(process.cwd(), join(import.meta.dirname, '..', 'config.yaml'));
  const loaded = await loadConfiguration(file, readEnvironment(file), features);
  if (!loaded.ok) {
    const faults = loaded.faults.map(renderFault);
    for (const fault of faults) console.error(fault);
    report({ ok: false, reason: 'configuration', faults });
    return exitCodes.config;
  }
  const { settings, folder } = loaded.configuration;
  const say = words[settings.bot.language];
  const clientId = process.env['TWITCH_CLIENT_ID']?.trim();
  if (!clientId) {
    console.error(say.noClientId);
    report({ ok: false, reason: 'no client id' });
    return exitCodes.config;
  }

  const terminal = createTerminal(options.json ? process.stderr : process.stdout);
  const needs = needsOf({
    chat: settings.chat,
    secret: Boolean(process.env['TWITCH_CLIENT_SECRET']?.trim()),
    isBroadcaster: settings.bot.channels.includes(settings.bot.name),
    judge: settings.outbox.judge,
  });
  const scopes = needs.map(({ scope }) => scope);
  const width = Math.max(...scopes.map((scope) => scope.length));
  terminal.line(say.asks);
  for (const { feature, scope } of needs) terminal.line(`  ${scope.padEnd(width)}  ${say.features[feature]}`);

  const tokenFile = join(folder, 'data', 'tokens.json');
  const shownFile = relative(process.cwd(), tokenFile);
  let unwritten: string | null = null;
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  // The clock's timers let a process end.
  const alive = setInterval(() => {}, 2 ** 30);
  reachTwitchAt(settings.twitch.api_port);
  const end = await loginByDevice({
    id: await createIdService(systemClock),
    clientId,
    scopes,
    clock: systemClock,
    signal: stopping.signal,
    onCode({ verificationUri, userCode }) {
      terminal.line(`\n${say.openAddress(settings.bot.name)}\n\n  ${verificationUri}\n\n${say.typeCode} ${userCode}\n`);
      terminal.qr(verificationUri);
    },
    onWait(leftMs, trouble) {
      const seconds = Math.ceil(leftMs / 1000);
      terminal.status(trouble ? say.trouble(trouble) : say.waiting(Math.floor(seconds / 60), seconds % 60));
    },
    onToken(token) {
      try {
        writeTokenFile(tokenFile, token);
      } catch (error) {
        unwritten = say.unwritable(shownFile, (error as Error).message);
      }
    },
  });
  clearInterval(alive);

  if (end.kind !== 'done' || unwritten !== null) {
    terminal.line();
    console.error(unwritten ?? sentence(end));
    report({ ok: false, reason: unwritten === null ? end.kind : 'unwritable' });
    return end.kind === 'stopped' ? exitCodes.stopped : exitCodes.failed;
  }
  congratulate(end.token);
  return exitCodes.done;

  function sentence(ended: DeviceLoginEnd): string {
    if (ended.kind === 'failed') return say.failed(ended.detail);
    return ended.kind === 'done' ? '' : say[ended.kind];
  }

  function congratulate({ grant }: Token) {
    const lacking = scopes.filter((scope) => grant && !grant.scopes.includes(scope));
    const warnings = [
      ...(grant && grant.login !== settings.bot.name ? [say.otherLogin(grant.login, settings.bot.name)] : []),
      ...(lacking.length > 0 ? [say.missing(lacking.join(' '))] : []),
    ];
    terminal.line(grant ? say.done(grant.login, shownFile) : say.doneUnknown(shownFile));
    for (const warning of warnings) console.error(warning);
    report({ ok: true, login: grant?.login ?? null, scopes: grant?.scopes ?? [], file: tokenFile, warnings });
  }
}

function readOptions(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: { config: { type: 'string' }, json: { type: 'boolean', default: false } } })
      .values;
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

const code = await main(process.argv.slice(2));
await new Promise((written) => process.stdout.write('', written));
// A request that hangs would keep the process: its answer no longer matters.
process.exit(code);
