import { expect, test } from 'vitest';
import { escapeTag, formatTags, parseLine, render, unescapeTag } from './irc.ts';

test('a client line comes apart into tags, command and parameters', () => {
  const raw = '@reply-parent-msg-id=ab-1;client-nonce=x=y privmsg #Chan :hello : there';
  expect(parseLine(raw)).toEqual({
    raw,
    tags: { 'reply-parent-msg-id': 'ab-1', 'client-nonce': 'x=y' },
    command: 'PRIVMSG',
    params: ['#Chan', 'hello : there'],
  });
  expect(parseLine('PING').params).toEqual([]);
  expect(parseLine('PRIVMSG #c :').params).toEqual(['#c', '']);
  expect(parseLine(':me!me@me NICK bob').command).toBe('NICK');
});

test('a tag survives escaping, whatever is in it', () => {
  const value = 'a;b c\\d\r\ne\\s:';
  expect(escapeTag(value)).toBe('a\\:b\\sc\\\\d\\r\\ne\\\\s:');
  expect(unescapeTag(escapeTag(value))).toBe(value);
  expect(formatTags({ a: '1;', b: '' })).toBe('@a=1\\:;b=');
});

test('a client gets tags and commands only if it asked for them', () => {
  const line = { tags: { a: '1' }, body: ':tmi.twitch.tv USERSTATE #c', needs: 'commands' } as const;
  expect(render(line, new Set())).toBeNull();
  expect(render(line, new Set(['twitch.tv/commands']))).toBe(line.body);
  expect(render(line, new Set(['twitch.tv/commands', 'twitch.tv/tags']))).toBe(`@a=1 ${line.body}`);
});
