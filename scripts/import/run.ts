import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Storage } from '../../src/domain/storage.ts';
import { readEnvironment } from '../../src/settings/environment.ts';
import { renderFault } from '../../src/settings/file.ts';
import { loadConfiguration } from '../../src/settings/load.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { features } from '../features/shipped.ts';
import { jsonFormats } from './formats.ts';
import { FormatFault, type Found } from './found.ts';
import { readOwn } from './own.ts';
import { readPhantomBot } from './phantombot.ts';
import { type Plan, planOf } from './plan.ts';
import { applyPlan, haveIn, readDocuments, StoreFault, undoImport } from './store.ts';

export const usage =
  'npm run import -- --from BOT FILE [--channel NAME] [--apply] [--json] [--config FILE], or --undo ID';

/** Where lines go. */
export interface Out {
  print(line: string): void;
  complain(line: string): void;
}

const exitCodes = { done: 0, failed: 1, usage: 64, data: 65, config: 78 } as const;
const bots = [...jsonFormats.keys(), 'phantombot', 'serdabot'];
const mostBytes = 64 * 1024 * 1024;
/** Years of points and watch time, which are counted and not read. */
const mostDatabaseBytes = 512 * 1024 * 1024;
const mostTries = 5;

class UsageFault extends Error {}
class ConfigFault extends Error {}

function readOptions(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        channel: { type: 'string' },
        config: { type: 'string' },
        undo: { type: 'string' },
        apply: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    return { ...values, file: positionals[0], more: positionals.length };
  } catch (error) {
    throw new UsageFault((error as Error).message.split('. ')[0]);
  }
}

async function readConfig(file = relative(process.cwd(), join(import.meta.dirname, '..', '..', 'config.yaml'))) {
  const loaded = await loadConfiguration(file, readEnvironment(file), features);
  if (!loaded.ok) throw new ConfigFault(loaded.faults.map(renderFault).join('\n'));
  return loaded.configuration;
}

async function withStore<T>(
  { settings, folder }: Awaited<ReturnType<typeof readConfig>>,
  { complain }: Out,
  work: (storage: Storage) => Promise<T>,
): Promise<T> {
  if (settings.storage.url === 'memory:') throw new StoreFault('storage.url is memory: nothing outlives the bot');
  const warn = (event: { readonly kind: string }) => {
    if (event.kind === 'warning' && 'text' in event) complain(String(event.text));
  };
  const opened = await openStorage({ ...settings.storage, folder, tell: warn });
  if (!opened.ok) throw new ConfigFault(opened.reason);
  try {
    return await work(opened.storage);
  } finally {
    await opened.storage.close();
  }
}

/** What the file has; every way in which it can be wrong is a FormatFault. */
function readFound(from: string, file: string): { readonly found: Found; readonly lines: Lines } {
  if (!existsSync(file)) throw new UsageFault(`there is no file ${file}`);
  const about = statSync(file);
  // A pipe or a device may never end.
  if (!about.isFile()) throw new FormatFault('it is no file with an end');
  const { size } = about;
  const isDatabase = from === 'phantombot';
  if (size > (isDatabase ? mostDatabaseBytes : mostBytes))
    throw new FormatFault(`it has ${Math.round(size / 1e6)} MB, more than any bot exports`);
  if (isDatabase) return { found: readPhantomBot(file), lines: new Map() };
  const text = decoded(readFileSync(file));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FormatFault(`it is no JSON (${(error as Error).message})`);
  }
  const read = from === 'serdabot' ? readOwn : jsonFormats.get(from)!;
  try {
    return { found: read(json), lines: linesOf(text) };
  } catch (error) {
    if (error instanceof FormatFault) throw error;
    throw new FormatFault(`it is not of that format (${(error as Error).message})`);
  }
}

function decoded(bytes: Buffer): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new FormatFault('its letters are neither UTF-8 nor UTF-16');
  }
}

/** In which line of the file a name first stands. */
type Lines = ReadonlyMap<string, number>;
const longestName = 60;
const bare = (name: string) => name.toLowerCase().replace(/^\W/, '');

/** Of a file that was written for people; in one line there is nothing to tell. */
function linesOf(text: string): Lines {
  const found = new Map<string, number>();
  const lines = text.split('\n');
  if (lines.length === 1) return found;
  for (const [i, line] of lines.entries()) {
    for (const [, value = '', isKey] of line.matchAll(/"((?:[^"\\]|\\.)*)"(\s*:)?/g)) {
      const name = bare(value);
      if (!isKey && name.length <= longestName && !found.has(name)) found.set(name, i + 1);
    }
  }
  return found;
}

function lineOf(what: string, lines: Lines): string {
  const at = lines.get(bare(what.replace(/^(?:timer|counter|quote) /, '')));
  return at === undefined ? '' : ` (line ${at})`;
}

function list({ print }: Out, plan: Plan, lines: Lines, file: string, undo: string | null, isApplied: boolean) {
  const { added, changed, same, left } = plan;
  for (const what of added) print(`+ ${what}${lineOf(what, lines)}`);
  for (const what of changed) print(`~ ${what}${lineOf(what, lines)}`);
  for (const { what, why } of left) print(`- ${what}${lineOf(what, lines)}: ${why}`);
  print(`${added.length} added, ${changed.length} changed, ${same} the same, ${left.length} to look at.`);
  if (undo !== null) print(`Written. To take it back: npm run import -- --undo ${undo}`);
  else if (!isApplied) print(`Nothing was written. To write it: npm run import -- --from … ${file} --apply`);
}

async function bring(args: readonly string[], out: Out): Promise<number> {
  const { print } = out;
  const options = readOptions(args);
  if (options.undo !== undefined) {
    const { undo } = options;
    if (!/^[0-9a-f]{8}$/.test(undo))
      throw new UsageFault(`--undo: expected the ID that --apply printed, got "${undo}"`);
    const done = await withStore(await readConfig(options.config), out, ({ records }) => undoImport(records, undo));
    if (done.kind !== 'undone')
      throw new StoreFault(
        done.kind === 'unknown'
          ? `there is no import ${undo}, or it was taken back`
          : 'somebody changes the channel all the time',
      );
    if (options.json)
      print(JSON.stringify({ undone: undo, channel: done.channel, taken: done.taken, left: done.since }));
    else {
      for (const what of done.since) print(`- ${what}: it was changed since, and stays`);
      print(`Import ${undo} was taken back in #${done.channel}: ${done.taken} things.`);
    }
    return exitCodes.done;
  }
  const { from, file } = options;
  if (from === undefined || !bots.includes(from))
    throw new UsageFault(`--from: expected ${bots.join(', ')}, got "${from ?? ''}"`);
  if (file === undefined || options.more !== 1) throw new UsageFault('expected one FILE');
  const configuration = await readConfig(options.config);
  const { settings, folder } = configuration;
  const channel = (options.channel ?? (settings.bot.channels.length === 1 ? settings.bot.channels[0] : undefined))
    ?.toLowerCase()
    .replace(/^#/, '');
  if (channel === undefined || !settings.bot.channels.includes(channel)) {
    throw new UsageFault(
      `--channel: expected one of ${settings.bot.channels.join(', ')}, got "${options.channel ?? ''}"`,
    );
  }
  const { found, lines } = readFound(from, file);
  const { prefix } = settings.bot;
  const mostOf = (feature: string) => (configuration.features.get(feature) as { readonly most: number }).most;
  const most = { timers: mostOf('timers'), counters: mostOf('counters') };
  const path = settings.storage.url.startsWith('sqlite:')
    ? resolve(folder, settings.storage.url.slice('sqlite:'.length))
    : null;
  // Opening it would make it.
  const isNew = path !== null && !existsSync(path) && !options.apply;
  const { plan, undo } = isNew
    ? { plan: planOf(from, found, haveIn(new Map()), prefix, most), undo: null }
    : await withStore(configuration, out, async ({ records }) => {
        for (let tries = 0; tries < mostTries; tries++) {
          const documents = await readDocuments(records, channel);
          const plan = planOf(from, found, haveIn(documents), prefix, most);
          if (!options.apply || plan.items.length === 0) return { plan, undo: null };
          const undo = await applyPlan(records, channel, documents, plan);
          if (undo !== null) return { plan, undo };
        }
        throw new StoreFault('somebody changes the channel all the time');
      });
  const { added, changed, same, left } = plan;
  const applied = options.apply;
  if (options.json) print(JSON.stringify({ from, added, changed, same, left, applied, undo }));
  else list(out, plan, lines, file, undo, applied);
  return exitCodes.done;
}

/** The exit code. */
export async function runImport(args: readonly string[], out: Out): Promise<number> {
  const { complain } = out;
  try {
    return await bring(args, out);
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof UsageFault) {
      complain(`${message}. Usage: ${usage}`);
      return exitCodes.usage;
    }
    if (error instanceof FormatFault) {
      // Words of the parser have some of the file's.
      const plain = message.replace(/\p{Cc}+/gu, ' ');
      complain(`The file cannot be read as that format: ${plain}. Nothing was written.`);
      return exitCodes.data;
    }
    if (error instanceof ConfigFault) {
      complain(message);
      return exitCodes.config;
    }
    complain(error instanceof StoreFault ? `It did not work: ${message}. Nothing was written.` : message);
    return exitCodes.failed;
  }
}
