import { createHmac, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Tell } from '../domain/event.ts';
import type { Records, Stored } from '../domain/storage.ts';

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

/** What stands for a viewer where the id must not be known: HMAC-SHA256 of it. */
export type MarkOf = (viewerId: string) => Promise<Stored<string>>;

export interface MarksParts {
  readonly readKey: ReadKey;
  readonly records: Records;
  readonly tell: Tell;
}

const trace = 'privacy/key';
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex');

/**
 * With another key than the one before, nobody who opted out would be known: the store has a trace of the key, and
 * under a wrong one there are no marks at all, so that nothing is stored about anybody.
 */
export function createMarks({ readKey, records, tell }: MarksParts): MarkOf {
  let key: string | null = null;
  let warned = false;

  async function find(): Promise<Stored<string>> {
    const known = await records.get(trace);
    if (!known.ok) return known;
    const read = readKey(known.value === null);
    if (!read.ok) return fault(read.reason);
    const own = hmac(read.key, trace);
    if (known.value === null) {
      const written = await records.batch([{ set: trace, value: own, version: null }]);
      if (!written.ok) return written;
      // Another process was quicker.
      if (written.value.kind === 'conflict') return find();
    } else if (known.value.value !== own)
      return fault(
        'it is not the key that the store was written with: give every process the same SERDABOT_PRIVACY_KEY',
      );
    key = read.key;
    return { ok: true, value: read.key };
  }

  function fault(reason: string): Stored<never> {
    if (!warned) {
      tell({
        kind: 'warning',
        text: `privacy: no key (${reason}); until it is there nothing is stored about any viewer, see docs/privacy.md`,
        fr: `vie privée : pas de clé (${reason}) ; d'ici là rien n'est gardé sur aucun viewer, voir docs/privacy.md`,
      });
    }
    warned = true;
    return { ok: false, reason: 'broken', detail: `no privacy key: ${reason}` };
  }

  return async (viewerId) => {
    const found: Stored<string> = key === null ? await find() : { ok: true, value: key };
    return found.ok ? { ok: true, value: hmac(found.value, `viewer ${viewerId}`) } : found;
  };
}
