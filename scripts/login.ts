// Gets the bot a Twitch token: npm run login [-- --config FILE --json], or one of a channel's own account: npm run login broadcaster
// Exit codes: 0 logged in, 1 not (denied, expired, no network), 64 wrong usage, 78 configuration, 130 stopped.
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { wantedEvents } from '../src/domain/features.ts';
import { moderates } from '../src/domain/moderation.ts';
import { systemClock } from '../src/lib/clock.ts';
import { readEnvironment } from '../src/settings/environment.ts';
import { renderFault } from '../src/settings/file.ts';
import { loadConfiguration } from '../src/settings/load.ts';
import { broadcasterFile } from '../src/twitch/broadcasters.ts';
import { broadcasterNeeds, needsOf } from '../src/twitch/scopes.ts';
import { type Token, writeTokenFile } from '../src/twitch/tokens.ts';
import { createIdService, reachTwitchAt } from '../src/twitch/twurple.ts';
import { features } from './features/shipped.ts';
import { explain } from './help/explain.ts';
import { type DeviceLoginEnd, loginByDevice } from './login/device-login.ts';
import { createTerminal } from './login/terminal.ts';
import { words } from './login/words.ts';

const usage = 'npm run login [broadcaster [CHANNEL]] [-- --config FILE --json]';
explain({
  does: "Gets the bot a Twitch token: shows a code to enter on Twitch, and stores what comes back. With broadcaster:\none of the channel's own account, with which moderators change title and category (!title, !category).",
  usage,
  example: 'npm run login broadcaster my_channel',
  flags: {
    '--config FILE': 'the configuration; config.yaml by default',
    '--broadcaster': 'the same as the word broadcaster',
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
  const events = wantedEvents(features, { current: () => loaded.configuration })();
  const say = words[settings.bot.language];
  const { name: botName, channels } = settings.bot;
  const channel = options.isBroadcaster ? (options.channel ?? (channels.length === 1 ? channels[0]! : '')) : null;
  if (channel !== null && !channels.includes(channel)) {
    console.error(say.whichChannel(channels));
    return exitCodes.usage;
  }
  const login = channel ?? botName;
  const clientId = process.env['TWITCH_CLIENT_ID']?.trim();
  if (!clientId) {
    console.error(say.noClientId);
    report({ ok: false, reason: 'no client id' });
    return exitCodes.config;
  }

  const terminal = createTerminal(options.json ? process.stderr : process.stdout);
  const needs =
    channel !== null
      ? broadcasterNeeds(events)
      : needsOf({
          chat: settings.chat,
          secret: Boolean(process.env['TWITCH_CLIENT_SECRET']?.trim()),
          isBroadcaster: channels.includes(botName),
          judge: settings.outbox.judge,
          moderates: moderates(loaded.configuration.features.get('moderation')),
          events,
        });
  const scopes = needs.map(({ scope }) => scope);
  const width = Math.max(...scopes.map((scope) => scope.length));
  terminal.line(say.asks);
  for (const { feature, scope } of needs) terminal.line(`  ${scope.padEnd(width)}  ${say.features[feature]}`);

  const tokenFile = channel === null ? join(folder, 'data', 'tokens.json') : broadcasterFile(folder, channel);
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
      terminal.line(
        `\n${say.openAddress(login, channel !== null)}\n\n  ${verificationUri}\n\n${say.typeCode} ${userCode}\n`,
      );
      terminal.qr(verificationUri);
    },
    onWait(leftMs, trouble) {
      const seconds = Math.ceil(leftMs / 1000);
      terminal.status(trouble ? say.trouble(trouble) : say.waiting(Math.floor(seconds / 60), seconds % 60));
    },
    onToken(token) {
      // Nobody else's token opens the channel: it is not stored.
      if (channel !== null && token.grant?.login !== channel) return;
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
  if (channel !== null && end.token.grant?.login !== channel) {
    const other = end.token.grant?.login ?? null;
    console.error(other === null ? say.failed('Twitch: ?') : say.notTheChannel(other, channel));
    report({ ok: false, reason: 'another account', login: other });
    return exitCodes.failed;
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
      ...(grant && grant.login !== login ? [say.otherLogin(grant.login, login)] : []),
      ...(lacking.length > 0 ? [say.missing(lacking.join(' '))] : []),
    ];
    terminal.line(grant ? say.done(grant.login, shownFile) : say.doneUnknown(shownFile));
    for (const warning of warnings) console.error(warning);
    report({ ok: true, login: grant?.login ?? null, scopes: grant?.scopes ?? [], file: tokenFile, warnings });
  }
}

function readOptions(argv: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        broadcaster: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    // PowerShell takes the two dashes away: the word alone will do.
    const isBroadcaster = values.broadcaster || positionals[0] === 'broadcaster';
    const rest = positionals[0] === 'broadcaster' ? positionals.slice(1) : positionals;
    if (rest.length > (isBroadcaster ? 1 : 0)) return `"${rest.at(-1)}" is one word too many.`;
    return { ...values, isBroadcaster, channel: rest[0]?.toLowerCase().replace(/^[#@]/, '') };
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

const code = await main(process.argv.slice(2));
await new Promise((written) => process.stdout.write('', written));
// A request that hangs would keep the process: its answer no longer matters.
process.exit(code);
