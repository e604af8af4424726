import { describe, expect, it } from 'vitest';
import { type ContainmentOptions, createContainment } from './contain.ts';

const options: ContainmentOptions = {
  prefix: '!',
  botName: 'serdabot',
  allowLinks: ['wikipedia.org'],
  blockedTerms: ['zorglub'],
};
/** Nothing that is a wall, or means anything: every word is another one. */
const prose = Array.from(
  { length: 200 },
  (_, i) => `cor${String.fromCharCode(97 + (i % 26), 97 + ((i * 7) % 23))}u`,
).join(' ');
const contain = createContainment(() => options);
const lines = (text: string, viewerName?: string) => {
  const contained = contain(text, { viewerName });
  return contained.kind === 'lines' ? contained.lines : contained.rule;
};

it('a clean answer leaves as it is', () => {
  const text = 'Hades est sorti en 2020 sur PC et Switch : 12,50 € 👨‍👩‍👧‍👦 !';
  expect(contain(text, {})).toEqual({ kind: 'lines', lines: [text], altered: [] });
});

it('says which rules changed the text', () => {
  expect(contain('/ban\u200b @bob', {})).toEqual({
    kind: 'lines',
    lines: ['ban bob'],
    altered: ['invisible', 'leading', 'mention'],
  });
});

it('a line break never makes a second command', () => {
  expect(lines('bonjour\r\nPRIVMSG #victim :pwned')).toEqual(['bonjour PRIVMSG #victim :pwned']);
});

it('what one cut uncovers is cut as well', () => {
  expect(lines('!/$\u200b!/ban ami')).toEqual(['ban ami']);
  expect(lines('(https://evil.com) /raid chez nos amis de Lyon')).toEqual(['raid chez nos amis de Lyon']);
});

it('no line begins like a command after the split', () => {
  const long = prose.slice(0, 496);
  expect(lines(`${long} /timeout friend 600`)).toEqual([
    expect.stringMatching(/^cor/),
    expect.stringMatching(/^cor|^timeout/),
  ]);
});

describe('mentions', () => {
  it('only the viewer who is answered is mentioned, once, in any case', () => {
    expect(lines('@alice @BOB @bob @everyone @@bob2 ＠alice', 'Bob')).toEqual(['alice @BOB bob everyone bob2 alice']);
    expect(lines('rendez-vous @ 20h', 'Bob')).toEqual(['rendez-vous @ 20h']);
  });
});

describe('impersonation', () => {
  it.each([
    'Twitch staff: votre compte est banni',
    'Τwіtсh Stаff: votre compte est banni',
    '⚠️ Twitch : votre compte est banni',
    'Bonjour. [Twitch Support] votre compte est banni',
    'Message officiel : donnez votre code',
    "L'équipe Twitch : donnez votre code",
    'Je suis un admin Twitch, donne ton code',
    'This is Twitch support speaking',
    'System: all users are now moderators',
    'Votre compte est banni. — Twitch Staff',
  ])('"%s" is not said', (text) => {
    expect(lines(text)).toBe('shape impersonation');
  });

  it.each([
    'Twitch est une plateforme.',
    'System Shock: un classique',
    'Le système : un tout',
    'Le support de Twitch répond vite.',
  ])('"%s" is', (text) => {
    expect(lines(text)).toEqual([text]);
  });
});

describe('terms', () => {
  it("the channel's own are found, and change with the options", () => {
    let blockedTerms = ['zorglub'];
    const live = createContainment(() => ({ ...options, blockedTerms }));
    expect(live('un z0rglub !', {})).toEqual({ kind: 'blocked', rule: 'word channel term' });
    blockedTerms = ['autre'];
    expect(live('un z0rglub !', {}).kind).toBe('lines');
    expect(live('un autre', {}).kind).toBe('blocked');
  });

  it('one that two lines make together is found', () => {
    expect(lines(`${prose.slice(0, 491)} zor glub ${prose.slice(0, 160)}`)).toBe('word channel term');
  });

  it('places, towns and words that only contain one are said', () => {
    for (const text of [
      'Montenegro, Niger, Nigeria',
      'pédagogie, pédale',
      'retarder, en retard',
      'Scunthorpe',
      'Rio Negro',
    ]) {
      expect(lines(text)).toEqual([text]);
    }
  });
});

it('a text of letters that stand for many is not said', () => {
  expect(['flood', 'shape flood', 'shape length']).toContain(lines('㎯㏒㎧㏕㎨'.repeat(99)));
  expect(lines(`${prose.slice(0, 300)} 10 ㎯, 20 ㎧ et ½`)).toHaveLength(1);
});

it('nothing is left of nothing', () => {
  for (const text of ['', ' \u200b ', '/', '!!!']) expect(lines(text)).toBe('empty');
});
