import { existsSync, renameSync } from 'node:fs';
import { posix, win32 } from 'node:path';

// What differs between Windows and the others. `platform` is a parameter, so that each can be tested on any.

/** A path or a value as somebody types it in the usual shell of `platform`. */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\w./:@%+=,-]+$/.test(text) && platform !== 'win32') return text;
  if (platform === 'win32') return /^[\w.\\/:@+=-]+$/.test(text) ? text : `"${text}"`;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Where the program stands that a shell would start under this name; null when there is none. */
export function findProgram(
  name: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  exists: (path: string) => boolean = existsSync,
): string | null {
  const { join, delimiter } = platform === 'win32' ? win32 : posix;
  // Windows writes the name in any case.
  const path = Object.entries(env).find(([key]) => key.toUpperCase() === 'PATH')?.[1] ?? '';
  const endings = platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const places = path.split(delimiter).filter(Boolean);
  const candidates = places.flatMap((place) => endings.map((ending) => join(place, `${name}${ending}`)));
  return candidates.find(exists) ?? null;
}

/** Windows has no SIGTERM: closing the window is SIGHUP there, Ctrl-Break SIGBREAK. */
export function stopSignals(platform: NodeJS.Platform = process.platform): readonly NodeJS.Signals[] {
  return platform === 'win32' ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM'];
}

const locked = ['EPERM', 'EACCES', 'EBUSY'];
const replaceTries = 10;
const replaceWaitMs = 50;

/** `to` becomes `from`. On Windows a file that an editor or a virus scanner has open for a moment cannot be replaced. */
export function replaceFile(
  from: string,
  to: string,
  platform: NodeJS.Platform = process.platform,
  rename: (from: string, to: string) => void = renameSync,
  wait: (ms: number) => void = sleepSync,
): void {
  for (let tries = 1; ; tries++) {
    try {
      rename(from, to);
      return;
    } catch (error) {
      const isLocked = platform === 'win32' && locked.includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isLocked || tries === replaceTries) throw error;
      wait(replaceWaitMs);
    }
  }
}

const sleepSync = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
