// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how variables are written
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../../test/support/cpu.ts';
import { aCall, aViewer, keySay } from '../../../test/support/fakes.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { Command } from '../../domain/command.ts';
import { createCompile, previewed, type Variable } from '../../domain/template.ts';
import { parseTemplate } from '../../lib/template.ts';
import { createChatters } from './chatters.ts';
import { createFetchText, isPublic, type WebAnswer } from './fetch-text.ts';
import { createBase } from './values.ts';

const clock = createVirtualClock();
const chatters = createChatters(clock, () => 0);
const base = createBase({ say: keySay, clock }, chatters, () => 0.5);
const asking: Variable = {
  name: 'ask',
  argument: 'required',
  example: 'ask why',
  asks: true,
  value: async () => 'why not',
};
const known = new Map([...base, asking].map((variable) => [variable.name, variable]));
const compile = createCompile(() => known);
const signal = new AbortController().signal;
const command: Command = { name: 'custom', aliases: [], level: 'viewer', run: async () => ({ kind: 'ignored' }) };

async function expand(text: string, args = '', count = 3) {
  const compiled = compile(text);
  if (!compiled.ok) throw new Error(compiled.fault.kind);
  return compiled.template.expand({ call: aCall(command, args, { viewer: aViewer('lea') }), count }, signal);
}

describe('a text with variables', () => {
  test.each([
    ['Salut $(user)', '', 'Salut Lea'],
    ['Salut ${user} !', '', 'Salut Lea !'],
    ['$(touser)', '@Max et toi', 'Max'],
    ['$(touser)', '', 'Lea'],
    ['$(channel): $(query)', 'un deux', 'my_channel: un deux'],
    ['$(1)-$(2)-$(3)', 'un deux', 'un-deux-'],
    ['${2:}', 'un deux trois', 'deux trois'],
    ['$(count) fois', '', '3 fois'],
    ['$(random 1-3)', '', '2'],
    ['${random.5-5}', '', '5'],
    ['$(pick a|b|c)', '', 'b'],
    ['$(pick $(user)|$(user))', '', 'Lea'],
    ['5$ et $5 (ok)', '', '5$ et $5 (ok)'],
    ['$(pick (a)|(b)|(c))', '', '(b)'],
    ['$(USER)', '', 'Lea'],
  ])('%s with "%s" is "%s"', async (text, args, said) => {
    expect((await expand(text, args)).text).toBe(said);
  });

  test('what a viewer typed is never expanded again', async () => {
    expect((await expand('$(query)', '$(user) ${ask x}')).text).toBe('$(user) ${ask x}');
    expect((await expand('$(pick $(query))', '$(user)')).text).toBe('$(user)');
  });

  test('time is said in its zone and format', async () => {
    const paris = new Intl.DateTimeFormat('fr', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit' });
    expect((await expand('$(time Europe/Paris)')).text).toBe(paris.format(clock.wall()));
    expect((await expand('$(time UTC YYYY-MM-DD HH:mm:ss)')).text).toBe(
      new Date(clock.wall()).toISOString().slice(0, 19).replace('T', ' '),
    );
  });

  test.each([
    ['$(usr)', { kind: 'unknown', at: 1, name: 'usr', meant: 'user' }],
    ['abc $(zzzzzz)', { kind: 'unknown', at: 5, meant: null }],
    ['a $(user', { kind: 'unclosed', at: 3 }],
    ['$( user)', { kind: 'nameless', at: 1 }],
    ['$()', { kind: 'nameless', at: 1 }],
    ['$(pick $(pick $(user)))', { kind: 'deep', at: 15 }],
    ['$(random 9-1)', { kind: 'argument', name: 'random' }],
    ['$(random a)', { kind: 'argument', name: 'random' }],
    ['$(time Mars/North)', { kind: 'argument', name: 'time' }],
    ['$(countdown one day)', { kind: 'argument', name: 'countdown' }],
    ['$(pick)', { kind: 'argument', name: 'pick' }],
    ['$(user me)', { kind: 'argument', name: 'user' }],
    ['$(ask a) $(ask b)', { kind: 'twice', name: 'ask' }],
    ['$(constructor)', { kind: 'unknown' }],
  ])('%s is refused when it is saved', (text, fault) => {
    expect(compile(text)).toMatchObject({ ok: false, fault });
  });

  test('links and mentions that stand in the text are known from those that come in through a variable', async () => {
    const { written, mentions } = await expand(
      'Va voir https://twitch.tv/$(touser) @$(touser) $(query)',
      '@max evil.com @eve',
    );
    expect(written).toEqual(['https://twitch.tv/max']);
    expect(mentions).toEqual(['max']);
    expect((await expand('https://$(1)/a.html $(1).com', 'evil.com')).written).toEqual([]);
  });

  test('what expands to more than a line is cut at a word', async () => {
    const { text } = await expand('$(query) $(query)', 'mots '.repeat(80).trim());
    expect(text.length).toBeLessThanOrEqual(481);
    expect(text).toMatch(/ mots…$/);
  });

  test('whatever is typed, the parser ends and does not throw', () => {
    const sign = fc.constantFrom(
      '$',
      '(',
      ')',
      '{',
      '}',
      '.',
      ' ',
      'user',
      '1',
      ':',
      'pick',
      '|',
      'é',
      '$(',
      '${',
      '\u0000',
    );
    const typed = fc.oneof(
      fc.array(sign, { maxLength: 40 }).map((signs) => signs.join('')),
      fc.string({ maxLength: 60 }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const parsed = parseTemplate(text);
        compile(text);
        if (parsed.ok) return;
        expect(parsed.at).toBeGreaterThanOrEqual(1);
        expect(parsed.at).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 100_000 },
    );
  });

  test('a long text of open brackets takes linear time', () => {
    const spent = cpuMs(() => {
      parseTemplate('$(pick '.repeat(50_000));
      parseTemplate('('.repeat(200_000));
    });
    expect(spent).toBeLessThan(9_000);
  });
});

test('somebody who wrote in the last ten minutes is picked, nobody else', async () => {
  const seen = createChatters(clock, () => 0.99);
  expect(seen.any('my_channel')).toBeNull();
  seen.see('my_channel', 'max');
  await clock.advance(300_000);
  seen.see('my_channel', 'lea');
  expect(seen.any('my_channel')).toBe('lea');
  await clock.advance(400_000);
  expect(seen.any('my_channel')).toBe('lea');
  await clock.advance(400_000);
  expect(seen.any('my_channel')).toBeNull();
});

describe('$(urlfetch)', () => {
  async function* bytes(...texts: string[]) {
    for (const text of texts) yield Buffer.from(text);
  }
  const answer = (over: Partial<WebAnswer> = {}): WebAnswer => ({
    ...{ status: 200, type: 'text/plain; charset=utf-8', location: null, body: bytes('bon', 'jour\n'), ...over },
  });
  function create(over: { addresses?: string[]; answers?: WebAnswer[]; allow?: string[] } = {}) {
    const asked: string[] = [];
    const answers = [...(over.answers ?? [answer()])];
    const fetchText = createFetchText({
      allow: () => over.allow ?? ['example.com'],
      resolve: async () => over.addresses ?? ['93.184.216.34'],
      async ask(url, address) {
        asked.push(`${url.href} ${address}`);
        return answers.shift()!;
      },
    });
    return { asked, get: (url: string) => fetchText(url, signal) };
  }

  test('gives the text of a host that is allowed, from the address that was looked up', async () => {
    const { asked, get } = create();
    expect(await get('https://api.example.com/x')).toBe('bonjour');
    expect(asked).toEqual(['https://api.example.com/x 93.184.216.34']);
  });

  test.each([
    'http://example.com/',
    'https://example.com.evil.com/',
    'https://evilexample.com/',
    'https://user:pass@example.com/',
    'https://example.com:8443/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'file:///etc/passwd',
    'nothing',
  ])('asks nobody for %s', async (url) => {
    const { asked, get } = create({ allow: ['example.com', '127.0.0.1'] });
    expect(await get(url)).toBeNull();
    expect(asked).toEqual([]);
  });

  test('asks nobody where no host is allowed, or where one of the addresses is private', async () => {
    expect(await create({ allow: [] }).get('https://example.com/')).toBeNull();
    const { asked, get } = create({ addresses: ['93.184.216.34', '10.0.0.1'] });
    expect(await get('https://example.com/')).toBeNull();
    expect(asked).toEqual([]);
  });

  test('a redirect is held to the same rules', async () => {
    const to = (location: string) => answer({ status: 302, location });
    expect(await create({ answers: [to('/there'), answer()] }).get('https://example.com/')).toBe('bonjour');
    const away = create({ answers: [to('https://169.254.169.254/latest'), answer()] });
    expect(await away.get('https://example.com/')).toBeNull();
    expect(away.asked).toHaveLength(1);
    expect(
      await create({ answers: Array.from({ length: 9 }, () => to('/again')) }).get('https://example.com/'),
    ).toBeNull();
  });

  test.each([
    ['no text', { type: 'text/html' }],
    ['an error', { status: 500 }],
    ['too much', { body: bytes('x'.repeat(40_000), 'x'.repeat(40_000)) }],
    ['nothing', { body: bytes('  \n') }],
  ])('%s is not said', async (_, over) => {
    expect(await create({ answers: [answer(over)] }).get('https://example.com/')).toBeNull();
  });

  test.each([
    ['8.8.8.8', true],
    ['2606:4700::1111', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.31.0.1', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['::1', false],
    ['::ffff:127.0.0.1', false],
    ['fe80::1', false],
    ['fc00::1', false],
    ['2002:7f00:1::', false],
    ['64:ff9b::7f00:1', false],
    ['not an address', false],
  ])('%s is public: %s', (address, expected) => {
    expect(isPublic(address)).toBe(expected);
  });
});

test('a draft that asks a model is looked at by who may spend money, and by nobody else', async () => {
  const ask: Variable = { name: 'ask', argument: 'required', example: 'ask x', asks: true, value: async () => 'yes' };
  const house = { compile: createCompile(() => new Map([['ask', ask]])), say: ((key: string) => key) as never };
  const look = (asks: boolean) => {
    const command: Command = {
      ...{ name: 'preview', aliases: [], level: 'moderator', run: async () => ({ kind: 'ignored' }) },
      ...(asks && { asks: true }),
    };
    const call = aCall(command, '');
    return previewed(house, 'Oui : $(ask x)', { call, count: 1 }, new AbortController().signal);
  };
  const refused = await look(false);
  expect(typeof refused === 'function' && refused()).toBe('template.asks');
  expect(await look(true)).toMatchObject({ kind: 'reply', text: 'Oui : yes' });
});
