import { expect, test } from 'vitest';
import { moderates } from '../domain/moderation.ts';
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

test('to act on viewers is asked for where config.yaml turns a filter on', () => {
  const asked = (section: unknown) =>
    needsOf({ chat: { send_via: 'irc' }, secret: false, moderates: moderates(section) })
      .map(({ scope }) => scope)
      .filter((scope) => scope.startsWith('moderator:manage:') && !scope.includes('shoutouts'));
  expect(asked({ dry_run: true, exempt: ['vip'], links: { on: false }, caps: null })).toEqual([]);
  expect(asked(undefined)).toEqual([]);
  expect(asked({ links: { on: true } })).toEqual(
    ['chat_messages', 'banned_users', 'warnings'].map((what) => `moderator:manage:${what}`),
  );
});
