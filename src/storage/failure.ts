import type { StoreFailure } from '../domain/storage.ts';

export interface Failure {
  readonly ok: false;
  readonly reason: StoreFailure;
  readonly detail: string;
}

export const failure = (reason: StoreFailure, detail: string): Failure => ({ ok: false, reason, detail });

// SQLite's primary result codes; the extended ones carry them in the low byte.
const sqliteReasons: Readonly<Record<number, StoreFailure>> = {
  5: 'busy',
  6: 'busy',
  8: 'readonly',
  13: 'full',
  14: 'unreachable',
  18: 'too large',
};

// SQLITE_IOERR_WRITE, _FSYNC and _SHMSIZE: where a file system without space shows up first.
const fullOnWrite = new Set([778, 1034, 4874]);

const redisReasons: readonly (readonly [RegExp, StoreFailure])[] = [
  [/^READONLY|^MASTERDOWN|^NOREPLICAS/, 'readonly'],
  [/^OOM|^MISCONF|@user_script: OOM|OOM command not allowed/, 'full'],
  [/^LOADING|^NOAUTH|^WRONGPASS|^NOPERM|^CLUSTERDOWN/, 'unreachable'],
  [/^BUSY/, 'busy'],
];

/** Reads an error of SQLite, of Redis or of its client. */
export function asFailure(error: unknown): Failure {
  const { message, name } = error instanceof Error ? error : { message: String(error), name: '' };
  const detail = message === '' ? name : message;
  const code = (error as { errcode?: unknown } | null)?.errcode;
  if (typeof code === 'number') {
    return failure(fullOnWrite.has(code) ? 'full' : (sqliteReasons[code & 0xff] ?? 'broken'), detail);
  }
  for (const [pattern, reason] of redisReasons) if (pattern.test(message)) return failure(reason, detail);
  if (/^READONLY|-READONLY/.test(message)) return failure('readonly', detail);
  if (
    /^(?:Client|Socket|Connection|Disconnects|Abort|Timeout)\w*Error$/.test(error?.constructor?.name ?? '') ||
    /^(?:ECONN|ENOTFOUND|EPIPE|EHOST|ENET|ETIMEDOUT|EAI_)/.test(String((error as { code?: unknown } | null)?.code))
  ) {
    return failure('unreachable', detail);
  }
  return failure('broken', detail);
}
