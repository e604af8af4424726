import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { replaceFile } from '../lib/machine.ts';

export interface Token {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** What Twitch said of it, where it was asked. */
  readonly grant?: Grant | null;
}

export interface Grant {
  readonly clientId: string;
  readonly userId: string;
  readonly login: string;
  readonly scopes: readonly string[];
  /** Unix milliseconds. */
  readonly expiresAt: number | null;
  readonly obtainedAt: number | null;
}

/** Every token there is now, best first, without doubles: the file holds what a refresh made, so it comes first. */
export function readTokens(file: string, env: NodeJS.ProcessEnv): readonly Token[] {
  const fromFile = readTokenFile(file);
  const accessToken = bare(env['TWITCH_ACCESS_TOKEN'] ?? '');
  if (!accessToken || accessToken === fromFile?.accessToken) return fromFile ? [fromFile] : [];
  const fromEnv = { accessToken, refreshToken: env['TWITCH_REFRESH_TOKEN']?.trim() || null };
  return fromFile ? [fromFile, fromEnv] : [fromEnv];
}

/** Operators paste tokens with or without the `oauth:` that IRC wants. */
const bare = (token: string) => token.trim().replace(/^oauth:/i, '');

/** What was read last of each file: it is asked for before every call to Twitch, and changes every few hours. */
const lastRead = new Map<string, { readonly stamp: string; readonly token: Token | null }>();
const mostFiles = 200;

export function readTokenFile(file: string): Token | null {
  try {
    const found = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (!found) return null;
    const { mode, ino, size, mtimeNs, ctimeNs } = found;
    // Somebody else on the machine could read it: closed before it is used.
    if (process.platform !== 'win32' && mode & 0o077n) chmodSync(file, 0o600);
    const stamp = `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
    const last = lastRead.get(file);
    if (last?.stamp === stamp) return last.token;
    const token = tokenIn(read(file));
    if (lastRead.size >= mostFiles) lastRead.clear();
    lastRead.set(file, { stamp, token });
    return token;
  } catch {
    return null;
  }
}

function tokenIn(data: Record<string, unknown>): Token | null {
  const accessToken = text(data['access_token']);
  if (!accessToken) return null;
  return { accessToken: bare(accessToken), refreshToken: text(data['refresh_token']), grant: grantOf(data) };
}

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
const text = (value: unknown) => (typeof value === 'string' && value ? value : null);
const time = (value: unknown) => Date.parse(text(value) ?? '') || null;

function grantOf(data: Record<string, unknown>): Grant | null {
  const clientId = text(data['client_id']);
  const userId = text(data['user_id']);
  const login = text(data['login']);
  if (!clientId || !userId || !login) return null;
  const scopes = [data['scope']].flat().filter((scope) => typeof scope === 'string');
  return {
    clientId,
    userId,
    login,
    scopes: scopes.flatMap((scope) => scope.split(' ')).filter(Boolean),
    expiresAt: time(data['expires_at']),
    obtainedAt: time(data['obtained_at']),
  };
}

/** On disk whole or not at all, readable by its owner alone from the first byte. Keys that are not ours stay. */
export function writeTokenFile(file: string, { accessToken, refreshToken, grant }: Token) {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const iso = (unixMs: number | null) => (unixMs === null ? null : new Date(unixMs).toISOString());
  const data = {
    ...others(file),
    access_token: accessToken,
    refresh_token: refreshToken,
    ...(grant && {
      client_id: grant.clientId,
      user_id: grant.userId,
      login: grant.login,
      scope: grant.scopes,
      expires_at: iso(grant.expiresAt),
      obtained_at: iso(grant.obtainedAt),
    }),
  };
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    sweep(file);
    writeFileSync(temporary, `${JSON.stringify(data, null, 2)}\n`, { mode: 0o600, flush: true, flag: 'wx' });
    replaceFile(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(folder);
}

const ours = ['client_id', 'user_id', 'login', 'scope', 'expires_at', 'obtained_at'];

function others(file: string): Record<string, unknown> {
  try {
    // What is known of the old token says nothing of the new one.
    return Object.fromEntries(Object.entries(read(file)).filter(([key]) => !ours.includes(key)));
  } catch {
    return {};
  }
}

const oldMs = 60_000;

/** What a crash between write and rename left holds tokens too. A young one may be another process's, about to be used. */
function sweep(file: string) {
  const folder = dirname(file);
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(file)}.`) || !/\.[0-9a-f]{12}\.tmp$/.test(name)) continue;
    const left = join(folder, name);
    if (Date.now() - statSync(left).mtimeMs > oldMs) rmSync(left, { force: true });
  }
}

/** Without it a power cut may undo the rename. */
function flushFolder(folder: string) {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
