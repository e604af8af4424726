import { join, relative, resolve } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Settings } from '../../src/domain/settings.ts';
import { readEnvironment } from '../../src/settings/environment.ts';
import { renderFault } from '../../src/settings/file.ts';
import { loadConfiguration } from '../../src/settings/load.ts';
import { type Progress, TransferFault } from '../../src/storage/transfer.ts';
import { features } from '../features/shipped.ts';

export const exitCodes = { done: 0, failed: 1, usage: 64, config: 78 } as const;

export class UsageFault extends Error {}

/** Ends the process with a sentence for whatever an operator can do something about. */
export async function runCommand(usage: string, main: () => Promise<void>): Promise<never> {
  let code: number = exitCodes.done;
  try {
    await main();
  } catch (error) {
    const { message } = error as Error;
    code = error instanceof UsageFault ? exitCodes.usage : exitCodes.failed;
    if (error instanceof ConfigurationFault) code = exitCodes.config;
    const known = error instanceof TransferFault || error instanceof ConfigurationFault;
    if (error instanceof UsageFault) console.error(`${message.split('. ')[0]?.replace(/\.$/, '')}. Usage: ${usage}`);
    else console.error(known ? message : `It did not work: ${message}`);
  }
  await new Promise((written) => process.stdout.write('', written));
  process.exit(code);
}

class ConfigurationFault extends Error {}

export function readOptions<const T extends ParseArgsOptionsConfig>(options: T) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UsageFault((error as Error).message);
  }
}

export interface Place {
  readonly settings: Settings;
  /** Where relative paths of the file count from. */
  readonly folder: string;
  readonly backups: string;
  readonly config: string;
}

export async function readPlace(file: string | undefined): Promise<Place> {
  const config = file ?? relative(process.cwd(), join(import.meta.dirname, '..', '..', 'config.yaml'));
  const loaded = await loadConfiguration(config, readEnvironment(config), features);
  if (!loaded.ok) throw new ConfigurationFault(loaded.faults.map(renderFault).join('\n'));
  const { settings, folder } = loaded.configuration;
  return { settings, folder, config, backups: resolve(folder, settings.storage.backup.folder) };
}

export const shown = (path: string): string => {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
};

/** Passwords of an address stay out of what is printed. */
export const withoutPassword = (url: string): string => url.replace(/\/\/[^/@]*@/, '//***@');

const words = {
  compared: 'compared',
  records: 'records copied',
  entries: 'cache entries copied',
  checked: 'read back',
};

/** One line that grows in a terminal; nothing where nobody watches. */
export function createProgress(): { readonly progress: Progress; end(): void } {
  const { stderr } = process;
  let last = 0;
  let line = '';
  const draw = () => stderr.write(`\r\u001b[2K${line}`);
  return {
    progress(step, done) {
      line = `${done.toLocaleString('en')} ${words[step]}`;
      if (!stderr.isTTY || performance.now() - last < 100) return;
      last = performance.now();
      draw();
    },
    end() {
      if (stderr.isTTY && line) stderr.write('\r\u001b[2K');
    },
  };
}
