import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../test/support/cpu.ts';
import { aLine, aViewer, someSettings } from '../../test/support/fakes.ts';
import type { ChatMessage } from '../domain/chat.ts';
import type { Command } from '../domain/command.ts';
import { createHint } from './hint.ts';
import { createParse } from './parse.ts';

const command = (name: string, ...aliases: string[]): Command => ({
  name,
  aliases,
  level: 'viewer',
  run: async () => ({ kind: 'ignored' }),
});
const ask = command('ask', 'question');
const help = command('help', 'commands');
const mention = command('mention');
let settings = someSettings();
const parse = createParse({
  settings: () => settings,
  commands: [ask, help],
  mention,
  isIgnored: (_, login) => login === 'unheard',
  tell: () => {},
});
const hint = createHint(() => settings);
const read = (text: string, over: Partial<ChatMessage> = {}) => {
  const call = parse(aLine(text, over));
  // What parse understands must never be let go of at a glance.
  if (call && over.replyToLogin !== settings.bot.name) expect(hint(text)).toBe(true);
  return call && `${call.command.name}|${call.args}`;
};

describe('a command', () => {
  test.each([
    ['!ask qui a fait Hadès ?', 'ask|qui a fait Hadès ?'],
    ['!ASK Salut', 'ask|Salut'],
    ['  !ask   deux   mots ', 'ask|deux   mots'],
    ['!question alias', 'ask|alias'],
    ['!commands', 'help|'],
    ['!ask', 'ask|'],
    ['!ask même chose \u{E0000}', 'ask|même chose'],
    ['!ask famille 👨‍👩‍👧 ❤️', 'ask|famille 👨‍👩‍👧 ❤️'],
    ['!as\u200Bk caché', 'ask|caché'],
    ['!ask serdabot c’est toi ?', 'ask|serdabot c’est toi ?'],
  ])('%j is understood', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each(['!unknown', '!', '! ask x', 'say !ask x', '!asking x', '!unknown @serdabot', 'bonjour', '', '   ', '?!'])(
    '%j is not for the bot',
    (text) => {
      expect(read(text)).toBeNull();
    },
  );

  test('typed as a reply to somebody is still the command', () => {
    expect(read('@Paul !ask et toi ?', { replyToLogin: 'paul' })).toBe('ask|et toi ?');
    expect(read('@serdabot !help', { replyToLogin: 'serdabot' })).toBe('help|');
    expect(read('@autre !ask x', { replyToLogin: 'paul' })).toBeNull();
  });
});

describe('a mention', () => {
  test.each([
    ['@serdabot ça va ?', 'mention|ça va ?'],
    ['@SerdaBot, ça va ?', 'mention|ça va ?'],
    ['dis @serdabot tu connais Celeste ?', 'mention|dis tu connais Celeste ?'],
    ['serdabot: une blague !', 'mention|une blague !'],
    ['SERDABOT une blague', 'mention|une blague'],
    ['salut serdabot', 'mention|salut'],
    ['salut serdabot !!', 'mention|salut'],
    ['salut, serdabot', 'mention|salut'],
    ['serdabot', 'mention|'],
    ['@serdabot', 'mention|'],
  ])('%j is understood', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each(['je crois que serdabot dort', 'serdabot2 salut', '@serdabot_fan salut', 'xserdabot', 'mon serdabotte'])(
    '%j is not one',
    (text) => {
      expect(read(text)).toBeNull();
    },
  );

  test('a reply to a line of the bot is a mention without its name', () => {
    expect(read('@serdabot et pourquoi ?', { replyToLogin: 'serdabot' })).toBe('mention|et pourquoi ?');
    expect(read('et pourquoi ?', { replyToLogin: 'serdabot' })).toBe('mention|et pourquoi ?');
  });

  test('a bot name with characters of a pattern is only a name', () => {
    // No login of Twitch has one; should there ever be one, it is no pattern.
    settings = { ...settings, bot: { ...settings.bot, name: 'a.b' } };
    expect(read('@a.b salut')).toBe('mention|salut');
    expect(read('@axb salut')).toBeNull();
    settings = someSettings();
  });
});

describe('who is not heard', () => {
  test('the bot itself and the bots on the list, in any case', () => {
    settings = someSettings({ bots: { ignore: ['Nightbot', '@StreamElements'] } });
    for (const login of ['nightbot', 'streamelements', 'serdabot', 'unheard']) {
      expect(read('!ask x', { viewer: aViewer(login) })).toBeNull();
    }
    expect(read('!ask x', { viewer: aViewer('lea') })).toBe('ask|x');
    settings = someSettings();
  });
});

test('a new prefix and name take effect with the next line', () => {
  settings = someSettings({ bot: { name: 'robot', prefix: '?' } });
  expect(read('?ask x')).toBe('ask|x');
  expect(read('!ask x')).toBeNull();
  expect(read('@robot x')).toBe('mention|x');
  settings = someSettings();
});

test('the deadline runs from when the line came in', () => {
  settings = someSettings({ llm: { reply_deadline: 7 } });
  expect(parse(aLine('!ask x', { receivedAt: 500 }))?.deadline).toBe(7_500);
  settings = someSettings();
});

test('at a glance, ordinary talk is not for the bot', () => {
  for (const text of ['gg !', 'bravo !!!', 'on y va ? !ask', 'LUL', 'x @paul !ask', '']) expect(hint(text)).toBe(false);
  expect(hint('\u0001ACTION !ask danse\u0001')).toBe(true);
});

test('two commands with one word are refused when the bot is built', () => {
  const build = () =>
    createParse({
      settings: () => settings,
      commands: [ask, command('question')],
      mention,
      isIgnored: (_, login) => login === 'unheard',
      tell: () => {},
    });
  expect(build).toThrow('two commands answer to question');
});

test('a line of 500 hard characters is read at once', () => {
  const spent = cpuMs(() => {
    for (let i = 0; i < 200; i++) read(`${'serdabot '.repeat(55)}${'!'.repeat(5)}`);
    for (let i = 0; i < 200; i++) read(`${' .!?'.repeat(125)}serdabo`);
  });
  // A pattern that backtracks takes minutes here; this is a bound against that, not a measurement.
  expect(spent).toBeLessThan(5_000);
});
