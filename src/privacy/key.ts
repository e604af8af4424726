import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type KeyRead = { readonly ok: true; readonly key: string } | { readonly ok: false; readonly reason: string };

/** `mayMake`: where nothing was ever marked with a key, a new one does no harm. */
export type ReadKey = (mayMake: boolean) => KeyRead;

const variable = 'SERDABOT_PRIVACY_KEY';
const shortest = 32;

export interface KeyParts {
  /** Never in the store: who has only the store, or a backup of it, cannot tell whom a mark stands for. */
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  readonly learnSecret: (value: string) => void;
}

/** The key of the marks: from the environment where several machines share a store, else from a file of its own. */
export function createReadKey({ file, env, learnSecret }: KeyParts): ReadKey {
  function read(mayMake: boolean): KeyRead {
    const given = env[variable]?.trim();
    if (given) return checked(given, variable);
    try {
      return checked(readFileSync(file, 'utf8').trim(), file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return { ok: false, reason: (error as Error).message };
      return mayMake ? make(file) : { ok: false, reason: `${file} is missing` };
    }
  }
  return (mayMake) => {
    const got = read(mayMake);
    if (got.ok) learnSecret(got.key);
    return got;
  };
}

/** Keys for a store that ends with the process. */
export function createPassingKey(): ReadKey {
  const key = randomBytes(32).toString('hex');
  return () => ({ ok: true, key });
}

function checked(key: string, where: string): KeyRead {
  if (key.length >= shortest) return { ok: true, key };
  return { ok: false, reason: `${where}: expected at least ${shortest} characters, got ${key.length}` };
}

function make(file: string): KeyRead {
  const part = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(part, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    try {
      // Unlike a rename, it does not replace the key of a process that was quicker.
      linkSync(part, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    return checked(readFileSync(file, 'utf8').trim(), file);
  } catch (error) {
    return { ok: false, reason: (error as Error).message };
  } finally {
    rmSync(part, { force: true });
  }
}
