import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createContainment } from '../../src/outbox/text/contain.ts';
import { anyText } from '../support/any-text.ts';
import { cpuMs } from '../support/cpu.ts';
import { wireFaults } from '../support/wire-checker.ts';

const contain = createContainment(() => ({
  prefix: '!',
  botName: 'serdabot',
  allowLinks: [],
  blockedTerms: ['zorglub'],
}));

const scraps = [
  ...[
    '/',
    '.',
    '\\',
    '!',
    '@',
    '…',
    '。',
    ' ',
    '  ',
    '\r\n',
    '\0',
    '\t',
    '(',
    ')',
    '[',
    '](',
    '*',
    ':',
    '://',
    '-',
    '$',
    '"',
  ],
  ...[
    '\u200b',
    '\u200d',
    '\ufe0f',
    '\u202e',
    '\u00ad',
    '\u0301',
    '\u0327',
    '\u20e3',
    '\u3164',
    '\u{e0041}',
    '\ud83d',
    '\udc68',
  ],
  ...[
    '👨',
    '👩',
    '❤',
    '🏳️',
    '🌈',
    '🏽',
    '🇫',
    '🇷',
    '1',
    '0612345678',
    '203.0.113.7',
    '3.5',
    'é',
    'ß',
    'Ω',
    'Å',
    'ﬁ',
    'が',
    'ก็',
  ],
  ...[
    'evil',
    'com',
    '.com',
    'dot',
    'http',
    'www.',
    'Il',
    'fin.',
    'viewer',
    '@viewer',
    'twitch',
    'staff',
    ':',
    'zor',
    'glub',
  ],
  ...['Bonjour à tous.', "C'est un très bon jeu ", 'mot '.repeat(30), 'a'.repeat(60), 'and then they lived '],
];
const scrap = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...scraps) }, { weight: 1, arbitrary: anyText(4) });
const nasty = fc.array(scrap, { maxLength: 60 }).map((parts) => parts.join(''));

it('whatever goes in, what comes out is fit for the wire and comes out the same again', () => {
  fc.assert(
    fc.property(nasty, fc.constantFrom<1 | 2>(1, 2), (text, maxLines) => {
      const contained = contain(text, { viewerName: 'viewer', maxLines });
      if (contained.kind === 'blocked') return;
      expect(contained.lines.length).toBeGreaterThan(0);
      expect(contained.lines.length).toBeLessThanOrEqual(maxLines);
      for (const line of contained.lines) {
        expect(wireFaults(`PRIVMSG #channel :${line}`, { viewerName: 'viewer' }), line).toEqual([]);
        expect(contain(line, { viewerName: 'viewer' })).toEqual({ kind: 'lines', lines: [line], altered: [] });
      }
    }),
    { seed: 20261120, numRuns: 2_000 },
  );
});

it('long repetitive texts take no longer than their length explains', () => {
  const time = (text: string) => cpuMs(() => contain(text, { viewerName: 'viewer' }));
  for (const part of [
    'a',
    'a.',
    'a ',
    '@',
    '*',
    'a*',
    '1 ',
    '(',
    '[a](',
    '…',
    'nn ii gg ',
    'twitch ',
    'https://',
    '👨\u200d',
    'e\u0301',
    '-',
    '0a',
    'dot ',
  ]) {
    const once = Math.max(1, time(part.repeat(Math.ceil(1_000 / part.length))));
    expect(time(part.repeat(Math.ceil(40_000 / part.length))) / once, part).toBeLessThan(400);
  }
});
