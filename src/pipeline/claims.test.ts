import { expect, test } from 'vitest';
import { aViewer } from '../../test/support/fakes.ts';
import type { LeftOver } from '../domain/under-way.ts';
import { asJson, fromJson } from './claims.ts';
import { createCacheClaims } from './claims-cache.ts';

const entry: LeftOver = {
  id: 'm1',
  channel: 'my_channel',
  roomId: '1',
  viewer: aViewer('lea', 'vip'),
  command: 'ask',
  args: 'x',
  text: '!ask x',
  replyToLogin: null,
  receivedAt: 1_000,
  deadline: 21_000,
  handed: false,
  tried: false,
};
const stored = () => JSON.parse(JSON.stringify(asJson(entry))) as ReturnType<typeof asJson>;

test('a command comes back from the store as it was', () => {
  expect(fromJson(stored())).toEqual(entry);
});

test.each([
  ...['id', 'channel', 'roomId', 'command', 'args', 'text', 'receivedAt', 'deadline', 'viewer'].map((key) => ({
    [key]: null,
  })),
  ...['id', 'login', 'name', 'roles'].map((key) => ({ viewer: { ...stored().viewer, [key]: null } })),
  { viewer: 'lea' },
])('what another version stored is left alone: %j', (over) => {
  expect(fromJson({ ...stored(), ...over })).toBeNull();
});

test('a store that does not answer leaves nothing to take over, and does not claim to have forgotten', async () => {
  const broken = { ok: false, reason: 'unreachable', detail: 'away' } as const;
  const cache = {
    get: async () => broken,
    set: async () => broken,
    delete: async () => broken,
    count: async () => broken,
  };
  const claims = createCacheClaims({ cache, gather: async () => broken, wall: () => 0 });
  expect(await claims.takeOver(['my_channel'])).toEqual({ found: [], own: [], answered: [], others: 0 });
  expect(await claims.forget('1', ['my_channel'])).toEqual(broken);
});
