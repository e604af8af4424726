import { expect, test } from 'vitest';
import { missingScope, needsOf } from './scopes.ts';

const asked = (send_via: 'irc' | 'helix', secret: boolean, isBroadcaster = false) =>
  needsOf({ chat: { send_via }, secret, isBroadcaster }).map(({ scope }) => scope);

test('only what the features that are on need is asked for', () => {
  expect(asked('irc', true)).toEqual([
    'chat:read',
    'chat:edit',
    'moderator:read:blocked_terms',
    'moderator:read:followers',
    'moderator:manage:shoutouts',
    'clips:edit',
  ]);
  expect(asked('irc', false, true)).toContain('channel:manage:broadcast');
  expect(asked('helix', false)).toContain('user:write:chat');
  expect(asked('helix', false)).not.toContain('user:bot');
  expect(asked('helix', true)).toContain('user:bot');
});

test('what a feature lacks is named', () => {
  expect(missingScope('blocked terms', ['chat:read'])).toBe('moderator:read:blocked_terms');
  expect(missingScope('read chat', ['chat:read'])).toBeNull();
});
