import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

interface RealPart {
  readonly name: string;
  /** An environment variable that names the program, for where none of the usual places has it. */
  readonly variable: string;
  readonly programs: readonly string[];
  readonly elsewhere: readonly string[];
  readonly how: string;
}

const chromium: RealPart = {
  name: 'Chromium',
  variable: 'CHROMIUM',
  programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe', 'msedge.exe'],
  elsewhere: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
  how: 'apt-get install chromium',
};

const redis: RealPart = {
  name: 'Redis',
  variable: 'REDIS_SERVER',
  programs: ['redis-server', 'valkey-server'],
  elsewhere: ['/usr/local/sbin/redis-server', '/opt/homebrew/bin/redis-server'],
  how: 'apt-get install redis-server',
};

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Its path, or `null` after one line that says how to get it. On CI nothing is skipped: there it throws. */
function find(part: RealPart): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const named = process.env[part.variable];
  const places = named
    ? [named]
    : [...folders.flatMap((folder) => part.programs.map((program) => join(folder, program))), ...part.elsewhere];
  const found = places.find(isProgram);
  if (found) return found;
  const remedy = `${part.how}, or name the program in ${part.variable}`;
  if (process.env['CI'] === 'true') throw new Error(`${part.name} is not here: ${remedy}`);
  process.stderr.write(`${part.name} is not here, so its tests are skipped: ${remedy}\n`);
  return null;
}

export const findChromium = (): string | null => find(chromium);
export const findRedis = (): string | null => find(redis);
