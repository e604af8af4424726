import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../../../test/support/any-text.ts';
import { cpuMs } from '../../../../test/support/cpu.ts';
import { aLine, aViewer } from '../../../../test/support/fakes.ts';
import { createVirtualClock } from '../../../../test/support/virtual-clock.ts';
import type { ChatMessage } from '../../../domain/chat.ts';
import { createJudge } from '../judge.ts';
import { longestText, lookAt } from '../look.ts';
import { filterNames, moderationSettings } from '../settings.ts';
import { createRules } from '../switches.ts';
import { foreignLink } from './links.ts';
import { compileWords, wordFault } from './words.ts';

/** What config.yaml says, as it holds in a channel. */
function rulesOf(config: object) {
  const settings = moderationSettings.parse(config);
  const switches = { read: () => new Map(), edits: () => [], onChange() {} } as never;
  const all = { links: { allow: [] } } as never;
  return createRules({ settings: () => settings, config: () => all, switches }).of('my_channel');
}
function scene(config: object) {
  const clock = createVirtualClock();
  const judge = createJudge(clock);
  const rules = rulesOf(config);
  const says = (text: string, over: Partial<ChatMessage> = {}) => judge.judge(aLine(text, over), rules, false);
  return { clock, judge, says, rule: (text: string, over?: Partial<ChatMessage>) => says(text, over)?.rule ?? null };
}
const everything = Object.fromEntries(filterNames.map((name) => [name, { on: true }]));

describe('links', () => {
  const linkIn = (text: string) => foreignLink(lookAt(aLine(text)), ['example.org', 'youtu.be']);
  test.each([
    'https://evil.com',
    'va voir (http://evil.com/x?y=1) vite',
    'HTTPS://EVIL.COM',
    'hxxps://evil.com',
    'www.evil.de',
    'evil.com',
    'evil.com/x',
    'un.site.evil.de',
    'bit.ly/abc',
    'discord.gg/abc',
    'discord . gg / abc',
    't.me/canal',
    'evil dot com',
    'evil (.) com',
    'https://example.org@evil.com/',
    'https://example.org.evil.com/',
    'notexample.org',
    '185.12.44.3:8080',
    'twitch.tv/somebody_else',
  ])('%s is one', (text) => expect(linkIn(text)).not.toBeNull());

  test.each([
    'https://www.example.org/page',
    'example.org',
    'youtu.be/dQw4w9WgXcQ',
    'twitch.tv/my_channel',
    'https://www.twitch.tv/my_channel/clip/X',
    'mon record est 1:15:20.3',
    'version 1.2.3.4',
    'ok.je vois',
    'salut.ca va ?',
    'bien.et toi',
    'Bonjour...comment ça va',
    'il a dit oui.non.peut-être',
    'le fichier main.py ou index.ts',
    '3.5/5 au test',
    'gg/wp',
    '12.50 € le kilo',
    'écris à lea@example.net',
    'M.Dupont est là',
    'faites un point com demain',
    'U.S.A.',
    'D.Va est forte',
    'p.s. je t’aime',
    'et/ou',
  ])('%s is none', (text) => expect(linkIn(text)).toBeNull());

  test('people who say nothing wrong are let write, line by line', () => {
    const files = [
      'gate/innocent.txt',
      'second/innocent.txt',
      'third/seventh-innocent.txt',
      'third/eighth-innocent.txt',
    ];
    const lines = files.flatMap((file) =>
      readFileSync(join(import.meta.dirname, '../../../../test/attacks', file), 'utf8').split('\n'),
    );
    const { rule } = scene({ ...everything, links: { on: true, allow: [] }, flood: {}, repeated: {} });
    const found = lines.filter((line) => /^[^=#]/.test(line) && rule(line) !== null);
    expect(found).toEqual([]);
  });
});

describe('words', () => {
  const banned = (...list: string[]) => {
    const found = compileWords(list);
    return (text: string) => found(lookAt(aLine(text)));
  };
  test.each([
    ['zut', 'Zut alors', true],
    ['zut', 'un bizut', false],
    ['zut', 'z u t', true],
    ['zut', 'ZZZUUUUT', true],
    ['zut', 'zùt !', true],
    ['zut*', 'zutiste', true],
    ['*zut', 'bizut', true],
    ['z*t', 'zeste', false],
    ['z*t', 'zest', true],
    ['b*n*n', 'banane banan', true],
    ['pomme', 'p0mm3', true],
    ['pomme', 'роmme', true],
    ['deux mots', 'ces DEUX   mots-là', true],
    ['deux mots', 'deux gros mots', false],
    ['/zu+t/', 'ZUUUT', true],
    ['/^bonjour$/', 'bonjour toi', false],
  ])('%s in %s: %s', (word, text, expected) => expect(banned(word)(text) === word).toBe(expected));

  test('a pattern that nobody can run, and a word of one letter, are refused', () => {
    expect([wordFault('/(a/'), wordFault('/(?<=a)b/'), wordFault('!'), wordFault('a*'), wordFault('ok')]).toEqual([
      'pattern',
      'pattern',
      'short',
      'short',
      null,
    ]);
    expect(banned('a*', '/(a/')('anything at all')).toBeNull();
  });
});

describe('one line', () => {
  const { rule } = scene({ ...everything, links: {}, repeated: {}, flood: {} });
  test.each([
    ['caps', 'POURQUOI TU CRIES COMME CA'],
    ['symbols', '▓▓▓▒▒▒░░░███▄▄▄▀▀▀'],
    ['symbols', '!?!?!?!?!?!?!?!? ah'],
    ['symbols', `bonjour${'.'.repeat(25)}`],
    ['symbols', 'h̷̡̢͔͖e̵̡̢͔͖l̶̡̢͔͖lo'],
    ['emotes', '🎉'.repeat(16)],
    ['length', 'blabla '.repeat(60)],
    ['mentions', '@anna @bob @carl @dora @emil @fred coucou'],
  ])('%s: %s', (expected, text) => expect(rule(text)).toBe(expected));

  test.each([
    'OK GG WP LOL',
    'Kappa KEKW',
    '@SOMEBODY_WITH_A_LOUD_NAME oui',
    'haha !!!!!! ^^ :) <3',
    '🎉🎉🎉 bravo 🎉🎉🎉',
    'สวัสดีครับ ยินดีที่ได้รู้จัก',
    'مرحبا بالجميع في البث',
    'नमस्ते दोस्तों, कैसे हो',
    'Tiếng Việt có nhiều dấu thanh',
    '1 + 1 = 2, donc 2 - 1 = 1',
    'C’est génial… vraiment !',
  ])('%s is let be', (text) => expect(rule(text)).toBeNull());

  test('Twitch’s emotes are no capitals, and count as emotes', () => {
    const emotes = ['POGGERSPOGGERS', 'KEKWKEKWKEKW'];
    expect(rule('POGGERSPOGGERS KEKWKEKWKEKW', { emotes })).toBeNull();
    expect(rule('POGGERSPOGGERS '.repeat(16).trim(), { emotes })).toBe('emotes');
  });
});

describe('lines one after the other', () => {
  test('the third line that is nearly the same is one too many, within half a minute', async () => {
    const { clock, rule } = scene({ repeated: { on: true } });
    expect(rule('Qui veut jouer avec moi ce soir ?')).toBeNull();
    expect(rule('qui veut jouer avec moi ce soir')).toBeNull();
    expect(rule('On joue à quoi ?')).toBeNull();
    expect(rule('QUI veut joueeer avec moi ce soir ??')).toBe('repeated');
    expect(rule('Qui veut jouer avec moi ce soir ?', { viewer: aViewer('max') })).toBeNull();
    await clock.advance(31_000);
    expect(rule('Qui veut jouer avec moi ce soir ?')).toBeNull();
    for (let i = 0; i < 6; i++) expect(rule('gg')).toBeNull();
  });

  test('one word over and over is repetition in one line', () => {
    const { rule } = scene({ repeated: { on: true } });
    expect(rule('spam '.repeat(10))).toBe('repeated');
    expect(rule('non non non non')).toBeNull();
  });

  test('the ninth line in ten seconds is a flood', async () => {
    const { clock, rule } = scene({ flood: { on: true } });
    const found = Array.from({ length: 9 }, (_, i) => rule(`ligne ${i}`));
    expect(found).toEqual([...Array.from({ length: 8 }, () => null), 'flood']);
    await clock.advance(10_000);
    expect(rule('ligne')).toBeNull();
  });

  test('the same first line by five accounts is a raid of accounts, and each of them is dealt with once', async () => {
    const { judge, says } = scene({ lookalikes: { on: true } });
    const first = (i: number, text: string) => says(text, { viewer: aViewer(`bot${i}`), isFirst: true, id: `m${i}` });
    const found = [1, 2, 3, 4, 5].map((i) => first(i, `Achetez des viewers ici ${i}`));
    expect(found.slice(0, 4)).toEqual([null, null, null, null]);
    expect(found[4]?.rule).toBe('lookalikes');
    expect(found[4]?.others?.map(({ messageId, text }) => [messageId, text])).toEqual(
      [1, 2, 3, 4].map((i) => [`m${i}`, `Achetez des viewers ici ${i}`]),
    );
    expect(first(6, 'Achetez des viewers ici 6')?.others).toEqual([]);
    expect(first(7, 'Bonsoir tout le monde')).toBeNull();
    // Regulars may all write the same.
    expect(says('Achetez des viewers ici', { viewer: aViewer('regular') })).toBeNull();
    judge.raid('my_channel');
    expect(first(8, 'Achetez des viewers ici 8')).toBeNull();
  });

  test('the highest numbers that a setting takes are reached', () => {
    const flood = scene({ flood: { on: true, lines: 100, within: 600 } });
    const found = Array.from({ length: 101 }, (_, i) => flood.rule(`ligne ${i}`));
    expect(found.slice(99)).toEqual([null, 'flood']);
    const crowd = scene({ lookalikes: { on: true, accounts: 60, within: 600 } });
    const says = (i: number) =>
      crowd.rule('Achetez des viewers ici', { viewer: aViewer(`bot${i}`), isFirst: true, id: `m${i}` });
    expect(Array.from({ length: 60 }, (_, i) => says(i)).slice(58)).toEqual([null, 'lookalikes']);
  });

  test('what is known of a viewer goes with them', () => {
    const { judge, rule } = scene({ repeated: { on: true, times: 2 } });
    rule('la même chose encore');
    judge.forget(aViewer().id);
    expect(rule('la même chose encore')).toBeNull();
  });
});

test('who is exempt is not looked at by that filter; nobody by what is off', () => {
  const { rule } = scene({ exempt: ['vip'], caps: { on: true }, words: { on: true, list: ['zut'] } });
  const vip = { viewer: aViewer('v', 'vip') };
  const sub = { viewer: aViewer('s', 'subscriber') };
  expect([
    rule('MAIS POURQUOI CRIER COMME CA', vip),
    rule('MAIS POURQUOI CRIER COMME CA', sub),
    rule('zut', vip),
  ]).toEqual([null, 'caps', 'words']);
  expect(scene({}).rule('https://evil.com ZUT ZUT ZUT ZUT ZUT')).toBeNull();
});

test('a ladder has a step, begins with no ban, and times nobody out for longer than Twitch does', () => {
  const isGood = (strikes: unknown) => moderationSettings.safeParse({ links: { strikes } }).success;
  expect([['delete', 60, 'ban'], ['warn'], [1_209_600], null].map(isGood)).toEqual([true, true, true, true]);
  expect([[], ['ban'], [0], [1_209_601], ['mute'], 60].map(isGood)).toEqual(Array.from({ length: 6 }, () => false));
});

test('no line makes a filter throw, and a long one costs no more than a thousand characters', () => {
  const all = { ...everything, words: { on: true, list: ['zut', 'z*t*z', '/(a|aa)+b/', 'deux mots'] } };
  const { rule } = scene(all);
  const signs = fc.constantFrom(
    'a',
    '.',
    '/',
    ' ',
    '@',
    '\u0301',
    '😀',
    '!',
    'A',
    ':',
    '\\',
    'ı',
    '\u200d',
    'dot',
    '0',
  );
  const wild = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    anyText(),
    fc.array(signs).map((x) => x.join('')),
  );
  fc.assert(
    fc.property(wild, fc.boolean(), (text, isFirst) => {
      rule(text, isFirst ? { isFirst: true } : {});
    }),
    { numRuns: 1_500 },
  );
  // A line is a thousand characters long at most, whoever sends it; regular expressions are linear by another test.
  for (const unit of ['a', 'a.', '. ', 'dot ', '@a ', 'a a ', '!', '\u0301', 'http://', 'discord . gg / ', 'zt']) {
    const text = unit.repeat(100_000);
    expect(lookAt(aLine(text)).text.length).toBeLessThanOrEqual(longestText);
    expect(
      cpuMs(() => rule(text)),
      unit,
    ).toBeLessThan(100);
  }
});
