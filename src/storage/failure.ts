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
  [/^(?:LOADING|MASTERDOWN)\b/, 'unreachable'],
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

/** Faults of set-up, in the operator's words: what the client says of them names no remedy. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/^(?:WRONGPASS|NOAUTH)\b/, 'the user name or password in storage.url is wrong'],
  [/^NOPERM\b/, 'the user in storage.url lacks a right'],
  [/^(?:MOVED|ASK|CROSSSLOT|CLUSTERDOWN)\b/, 'Redis Cluster is not supported: use one server, with or without copies'],
  [/^ERR unknown command '?EVALSHA/i, 'this is a Sentinel: storage.url has to name the Redis that it watches'],
  [/wrong version number|packet length too long/i, 'this port speaks no TLS: write redis:// in storage.url'],
  [/certificate/i, 'its certificate is not trusted here: name its authority in NODE_EXTRA_CA_CERTS'],
];

/** Reasons that say that a call may get no answer at all. */
export const isSilence = ({ reason }: Failure) => reason === 'unreachable' || reason === 'late' || reason === 'cut off';

/** Reads an error of SQLite, of Redis or of its client. */
export function asFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return failure('broken', String(error));
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  const kind = error.constructor.name;
  const said = error.message || String(code ?? kind);
  if (typeof errcode === 'number') {
    return failure(fullOnWrite.has(errcode) ? 'full' : (sqliteReasons[errcode & 0xff] ?? 'broken'), said);
  }
  if (kind === 'StoreBusyError') return failure('busy', said);
  const remedy = remedies.find(([pattern]) => pattern.test(said))?.[1];
  if (remedy !== undefined) return failure('unreachable', `${remedy} (${said})`);
  for (const [pattern, reason] of redisReasons) if (pattern.test(said)) return failure(reason, said);
  if (neverSent.has(kind) || neverSent.has(String(code))) return failure('unreachable', said);
  if (cutOff.has(kind) || /^E[A-Z]+$/.test(String(code))) return failure('cut off', said);
  return failure('broken', said);
}
