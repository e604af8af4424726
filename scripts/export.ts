// Prints everything that is kept: npm run export [-- --config FILE] [--to FILE]
// or the commands, timers, quotes and counters of a channel: npm run export -- --commands [--channel NAME]
// or what is kept about one viewer: npm run export -- --viewer ID [--config FILE] [--json]
// Exit codes: 0 printed (nothing kept included), 1 the store does not answer, 64 wrong usage, 78 configuration.
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { viewerKeys } from '../src/domain/privacy.ts';
import type { Entry, Storage, Stored } from '../src/domain/storage.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createReadKey } from '../src/privacy/key.ts';
import { createOptOuts } from '../src/privacy/opt-outs.ts';
import { readEnvironment } from '../src/settings/environment.ts';
import { renderFault } from '../src/settings/file.ts';
import { loadConfiguration } from '../src/settings/load.ts';
import { openStorage } from '../src/storage/storage.ts';
import { features } from './features/shipped.ts';
import { explain } from './help/explain.ts';

const usage = 'npm run export -- [--viewer ID [--json]] [--commands [--channel NAME]] [--config FILE] [--to FILE]';
explain({
  does: 'Prints everything that is stored, or what is stored about one viewer.',
  usage,
  example: 'npm run export -- --viewer 12345 --json',
  flags: {
    '--viewer ID': 'the numeric Twitch id',
    '--commands': 'commands, timers, quotes and counters of a channel, as npm run import takes them',
    '--channel NAME': 'which one, where there are several',
    '--config FILE': 'the configuration; config.yaml by default',
    '--to FILE': 'instead of stdout',
    '--json': 'one JSON object on stdout and nothing else',
  },
});
const exitCodes = { done: 0, failed: 1, usage: 64, config: 78 } as const;

async function main(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') return say(`${options} Usage: ${usage}`, exitCodes.usage);
  if (options.commands) return exportCommands(options);
  const { viewer } = options;
  if (viewer === undefined) {
    const [{ exportAll }, { runCommand }] = await Promise.all([
      import('./storage/export-all.ts'),
      import('./storage/command.ts'),
    ]);
    return runCommand(usage, () => exportAll({ config: options.config, to: options.to }));
  }
  if (!/^\d{1,20}$/.test(viewer)) {
    return say(`--viewer: expected a numeric Twitch id (not a name), got "${viewer}".`, exitCodes.usage);
  }
  const file = options.config ?? relative(process.cwd(), join(import.meta.dirname, '..', 'config.yaml'));
  const loaded = await loadConfiguration(file, readEnvironment(file), features);
  if (!loaded.ok) return say(loaded.faults.map(renderFault).join('\n'), exitCodes.config);
  const { settings, folder } = loaded.configuration;
  const { url } = settings.storage;
  if (url === 'memory:') return say('storage.url is memory: nothing outlives the bot.', exitCodes.failed);
  // Opening it would make it.
  if (url.startsWith('sqlite:') && !existsSync(resolve(folder, url.slice('sqlite:'.length)))) {
    return print({ viewer, optedOut: false, entries: [], times: [] }, options.json);
  }
  const opened = await openStorage({ ...settings.storage, folder, tell: ({ kind, ...more }) => warn(kind, more) });
  if (!opened.ok) return say(opened.reason, exitCodes.config);
  try {
    const found = await everything(opened.storage, viewer, join(folder, 'data', 'privacy.key'));
    if (found.ok) return print({ viewer, ...found.value }, options.json);
    return say(`The store does not answer: ${found.detail}.`, exitCodes.failed);
  } finally {
    await opened.storage.close();
  }
}

/** In the format that `npm run import -- --from serdabot` takes. */
async function exportCommands({
  config,
  channel: wanted,
}: {
  config?: string | undefined;
  channel?: string | undefined;
}) {
  const file = config ?? relative(process.cwd(), join(import.meta.dirname, '..', 'config.yaml'));
  const loaded = await loadConfiguration(file, readEnvironment(file), features);
  if (!loaded.ok) return say(loaded.faults.map(renderFault).join('\n'), exitCodes.config);
  const { settings, folder } = loaded.configuration;
  const { channels } = settings.bot;
  const channel = wanted ?? (channels.length === 1 ? channels[0]! : '');
  if (!channels.includes(channel)) return say(`--channel: expected one of ${channels.join(', ')}.`, exitCodes.usage);
  const [{ haveIn, readDocuments }, { ownExport }] = await Promise.all([
    import('./import/store.ts'),
    import('./import/own.ts'),
  ]);
  const opened = await openStorage({ ...settings.storage, folder, tell: ({ kind, ...more }) => warn(kind, more) });
  if (!opened.ok) return say(opened.reason, exitCodes.config);
  try {
    const documents = await readDocuments(opened.storage.records, channel);
    console.log(JSON.stringify(ownExport(channel, haveIn(documents)), null, 2));
    return exitCodes.done;
  } catch (error) {
    return say(`The store does not answer: ${(error as Error).message}.`, exitCodes.failed);
  } finally {
    await opened.storage.close();
  }
}

interface Kept {
  readonly optedOut: boolean | null;
  readonly entries: readonly Entry[];
  /** When the viewer used commands in the last hour, which is what limits go by. */
  readonly times: readonly { readonly channel: string; readonly at: readonly string[] }[];
}

async function everything(storage: Storage, viewer: string, keyFile: string): Promise<Stored<Kept>> {
  const privacy = createOptOuts({
    storage,
    readKey: createReadKey({ file: keyFile, env: process.env, learnSecret() {} }),
    forget: async () => ({ ok: true, value: null }),
    purgeBackups: async () => ({ ok: true, value: null }),
    clock: systemClock,
    tell: ({ kind, ...more }) => warn(kind, more),
  });
  const entries = await storage.gather(viewerKeys(viewer));
  if (!entries.ok) return entries;
  const limits = await storage.gather('limits/');
  if (!limits.ok) return limits;
  const out = await privacy.isOptedOut(viewer);
  await privacy.audit('exported', viewer);
  const times = limits.value
    .flatMap(({ value }) => value as { channel: string; viewer: string | null; stamps: number[] }[])
    .filter((entry) => entry.viewer === viewer)
    .map(({ channel, stamps }) => ({ channel, at: stamps.map((stamp) => new Date(stamp).toISOString()) }));
  return { ok: true, value: { optedOut: out.ok ? out.value : null, entries: entries.value, times } };
}

function print({ viewer, optedOut, entries, times }: Kept & { readonly viewer: string }, json: boolean): number {
  const shown = entries.map(({ expiresAt, ...entry }) => ({
    ...entry,
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }));
  if (json) {
    console.log(JSON.stringify({ viewer, optedOut, entries: shown, times }));
    return exitCodes.done;
  }
  const standing = { true: 'opted out: nothing is kept', false: 'has not opted out', null: 'unknown' }[`${optedOut}`];
  const lines = [
    `Viewer ${viewer}: ${standing}.`,
    `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}${entries.length === 0 ? ': nothing is kept.' : '.'}`,
  ];
  for (const { store, key, value, expiresAt } of shown) {
    lines.push('', `${store} ${key}${expiresAt ? ` (until ${expiresAt})` : ''}`, JSON.stringify(value, null, 2));
  }
  for (const { channel, at } of times)
    lines.push('', `Commands in #${channel} that count for limits: ${at.join(', ')}`);
  console.log(lines.join('\n'));
  return exitCodes.done;
}

function readOptions(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        viewer: { type: 'string' },
        config: { type: 'string' },
        to: { type: 'string' },
        channel: { type: 'string' },
        commands: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

function say(text: string, code: number): number {
  console.error(text);
  return code;
}

function warn(kind: string, more: object) {
  if (kind === 'warning' && 'text' in more) console.error(more.text);
}

process.exitCode = await main(process.argv.slice(2));
