import { expect, test } from 'vitest';
import { moderates } from '../domain/moderation.ts';
import { broadcasterNeeds, missingScope, needsOf } from './scopes.ts';

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

test('a channel’s own account is asked for what only it may have, and of events only for those that are wanted', () => {
  const own = (...events: ('redemption' | 'ad' | 'hype_train' | 'follow' | 'sub')[]) =>
    broadcasterNeeds(new Set(events)).map(({ scope }) => scope);
  expect(own()).toEqual(['channel:manage:broadcast']);
  expect(own('redemption', 'ad', 'hype_train', 'follow', 'sub')).toEqual([
    'channel:manage:broadcast',
    'channel:read:redemptions',
    'channel:read:ads',
    'channel:read:hype_train',
  ]);
  // Of a bot whose account is the channel's own as well; of any other it would be in vain.
  const events = new Set(['ad'] as const);
  const ofBot = (isBroadcaster: boolean) =>
    needsOf({ chat: { send_via: 'irc' }, secret: false, isBroadcaster, events }).map(({ scope }) => scope);
  expect(ofBot(true)).toContain('channel:read:ads');
  expect(ofBot(false)).not.toContain('channel:read:ads');
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
