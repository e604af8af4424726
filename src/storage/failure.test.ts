import { expect, test } from 'vitest';
import { asFailure } from './failure.ts';

class ClientOfflineError extends Error {}
class SocketClosedUnexpectedlyError extends Error {}
const sqlite = (errcode: number) => Object.assign(new Error('from SQLite'), { code: 'ERR_SQLITE_ERROR', errcode });

test.each([
  [sqlite(13), 'full'],
  [sqlite(778), 'full'],
  [sqlite(8), 'readonly'],
  [sqlite(1032), 'readonly'],
  [sqlite(5), 'busy'],
  [sqlite(261), 'busy'],
  [sqlite(11), 'broken'],
  [new Error("READONLY You can't write against a read only replica."), 'readonly'],
  [new Error("OOM command not allowed when used memory > 'maxmemory'. script: x, on @user_script:3."), 'full'],
  [new Error('MISCONF Redis is configured to save RDB snapshots, but'), 'full'],
  [new Error('LOADING Redis is loading the dataset in memory'), 'unreachable'],
  [new Error('NOAUTH Authentication required.'), 'unreachable'],
  [new ClientOfflineError('The client is offline'), 'unreachable'],
  [Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'unreachable'],
  [Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), 'cut off'],
  [new SocketClosedUnexpectedlyError('Socket closed unexpectedly'), 'cut off'],
  [new Error('WRONGTYPE Operation against a key'), 'broken'],
  [new TypeError('a bug'), 'broken'],
  ['no error at all', 'broken'],
])('%s is %s', (error, reason) => {
  expect(asFailure(error).reason).toBe(reason);
});

test('there is always something to read', () => {
  expect(asFailure(Object.assign(new Error(''), { code: 'ECONNREFUSED' })).detail).toBe('ECONNREFUSED');
});
