import { expect, test } from 'vitest';
import { readFrame } from './frames.ts';

test.each([
  [1e308, 600_000],
  [-5, 10_000],
  ['soon', 10_000],
  [30, 30_000],
])('a keepalive of %s seconds makes a timer of %i ms', (seconds, keepaliveMs) => {
  const payload = { session: { id: 'a', keepalive_timeout_seconds: seconds } };
  const read = readFrame(JSON.stringify({ metadata: { message_type: 'session_welcome' }, payload }));
  expect(read?.frame).toMatchObject({ keepaliveMs });
});
