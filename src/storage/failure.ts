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

// Redis puts its own code before an error inside a script, or behind "ERR Error running script".
const redisReasons: readonly (readonly [RegExp, StoreFailure])[] = [
  [/\b(?:READONLY|NOREPLICAS)\b/, 'readonly'],
  [/\b(?:OOM|MISCONF)\b/, 'full'],
  [/^(?:LOADING|NOAUTH|WRONGPASS|NOPERM|MASTERDOWN|CLUSTERDOWN)\b/, 'unreachable'],
  [/^BUSY\b|^ERR Background append only file/, 'busy'],
];
// There was no connection, so nothing was sent.
const neverSent = new Set([
  'ClientOfflineError',
  'ClientClosedError',
  'ConnectionTimeoutError',
  'ReconnectStrategyError',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
// There was one: the client does not say whether a request had left.
const cutOff = new Set(['DisconnectsClientError', 'SocketClosedUnexpectedlyError', 'SocketTimeoutError']);

/** Reads an error of SQLite, of Redis or of its client. */
export function asFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return failure('broken', String(error));
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  const kind = error.constructor.name;
  const detail = error.message || String(code ?? kind);
  if (typeof errcode === 'number') {
    return failure(fullOnWrite.has(errcode) ? 'full' : (sqliteReasons[errcode & 0xff] ?? 'broken'), detail);
  }
  if (kind === 'StoreBusyError') return failure('busy', detail);
  for (const [pattern, reason] of redisReasons) if (pattern.test(detail)) return failure(reason, detail);
  if (neverSent.has(kind) || neverSent.has(String(code))) return failure('unreachable', detail);
  if (cutOff.has(kind) || /^E[A-Z]+$/.test(String(code))) return failure('cut off', detail);
  return failure('broken', detail);
}
