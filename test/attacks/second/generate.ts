import { resolve } from 'node:path';
import { readLists } from '../../../src/outbox/text/word-lists.ts';
import { createRandom, filled, type Random, readTemplates } from '../gate/templates.ts';

// A second corpus, in two halves that share no template and no word of a slot: the first half may be read by whoever works
// on the rules, once its first reading is recorded; the second is only counted (docs/decisions/031).

export interface Output {
  readonly kind: string;
  readonly severe: boolean;
  readonly text: string;
}
/** 2: the third corpus, which has templates and disguises of its own. */
export type Half = 0 | 1 | 2;

const severe = new Set(['hate', 'denial', 'selfharm', 'threat', 'slur', 'dox']);
const mine = <T>(list: readonly T[], half: Half) => (half === 2 ? list : list.filter((_, i) => i % 2 === half));
const slotsOf = (slots: ReadonlyMap<string, readonly string[]>, half: Half) =>
  new Map([...slots].map(([name, values]) => [name, values.length > 3 ? mine(values, half) : values]));

const from =
  (start: number, letters = 26) =>
  (c: string) => {
    const at = c.toLowerCase().charCodeAt(0) - 97;
    return at >= 0 && at < letters ? String.fromCodePoint(start + at) : c;
  };
const each = (word: string, change: (c: string, i: number) => string) => [...word].map(change).join('');
const swap = (table: Readonly<Record<string, string>>) => (c: string, random: Random) =>
  table[c] ? random.pick([...table[c]!]) : c;
const cyrillic = swap({ a: 'а', c: 'с', e: 'е', i: 'і', o: 'о', p: 'р', x: 'х', y: 'у', n: 'п', r: 'г', u: 'ц' });
const greek = swap({ a: 'α', b: 'β', e: 'ε', i: 'ι', k: 'κ', n: 'η', o: 'ο', p: 'ρ', t: 'τ', u: 'υ', y: 'γ' });
const small = swap({ a: 'ᴀ', b: 'ʙ', e: 'ᴇ', g: 'ɢ', i: 'ɪ', n: 'ɴ', o: 'ᴏ', r: 'ʀ', t: 'ᴛ', u: 'ᴜ' });
const accents = swap({ a: 'àâäåã', e: 'éèêë', i: 'îïíì', o: 'ôöóò', u: 'ùûüú', n: 'ñń', c: 'çć', g: 'ğ', s: 'śš' });
const leet = swap({ a: '4@', e: '3', i: '1!', o: '0', s: '5$', t: '7+', b: '8', g: '69' });
const others = swap({ a: 'ᎪꓮⲀ', b: 'Ᏼꓐ', e: 'Ꭼꓰ', i: 'Ꭵꓲ', o: 'Օꓳ', r: 'Ꮢꓣ', g: 'Ꮐꓖ', n: 'ꓠՈ', t: 'Ꭲꓔ' });

const disguises: readonly ((word: string, random: Random) => string)[] = [
  (word) => [...word].join('\u200b'),
  (word, random) => [...word].join(random.pick([' ', '.', '-', '_', '|', '/', '~', ' . ', '\u00ad', "'"])),
  (word) => each(word, from(0x1f130)),
  (word) => each(word, from(0x1d5ba)),
  (word) => each(word, from(0x24d0)),
  (word) => each(word, from(0xff41)),
  (word) => each(word, from(0x1f170)),
  (word, random) => each(word, (c) => cyrillic(c, random)),
  (word, random) => each(word, (c) => greek(c, random)),
  (word, random) => each(word, (c) => small(c, random)),
  (word, random) => each(word, (c) => accents(c, random)),
  (word, random) => each(word, (c) => leet(c, random)),
  (word, random) => each(word, (c) => others(c, random)),
  (word) => each(word, (c) => `${c}\u0336`),
  (word, random) => each(word, (c) => c + random.pick(['\u0301', '\u0308', '\u0323', ''])),
  (word, random) => each(word, (c) => c.repeat(1 + random.below(4))),
  (word, random) => {
    const at = 1 + random.below(Math.max(1, word.length - 2));
    return word.slice(0, at) + random.pick(['*', '#', '_', '•', '·']) + word.slice(at + 1);
  },
  (word) => each(word, (c) => `[${c}]`),
  (word) => each(word, (c) => `(${c})`),
  (word, random) => each(word, (c) => (random.next() < 0.5 ? c.toUpperCase() : c)),
  (word) => `xX${word}Xx`,
  (word, random) => `${word}${random.pick(['123', '69', '420', '_tv', '!!!'])}`,
  (word) => `#${word}`,
  (word) => [...word].reverse().join(''),
  (word, random) => {
    const at = 2 + random.below(Math.max(1, word.length - 3));
    return `${word.slice(0, at)} ${word.slice(at)}`;
  },
  (word) => [...word].join('\n'),
  (word) => `"${[...word].join('" "')}"`,
  (word, random) =>
    each(
      each(word, (c) => leet(c, random)),
      (c) => cyrillic(c, random),
    ),
  (word) => word.toUpperCase().split('').join(' '),
];

const moreDisguises: readonly ((word: string, random: Random) => string)[] = [
  (word) => each(word, from(0x1d68a)),
  (word) => each(word, from(0x24b6)),
  (word) => each(word, from(0x249c)),
  (word, random) => [...word].map((c, i) => (i % 2 ? leet(c, random) : c.toUpperCase())).join(''),
  (word) => [...word].join('\u2063'),
  (word, random) => [...word].join(random.pick(['\u00a0', '\u2009', '+', '=', ':', '^', '`'])),
  (word) => `super${word}`,
  (word) => `${word}man`,
  (word) => `_${word}_`,
  (word) => `**${word}**`,
  (word) => `@${word}`,
  (word) => word.replace(/(.)(.)$/, '$1$1$2'),
  (word, random) => each(word, (c) => cyrillic(accents(c, random), random)),
  (word) => each(word, (c) => `${c}\u20e3`),
  (word) => each(word, (c) => `${c}\u0332`),
  (word) => [...word].map((c) => `${c}.`).join(''),
  (word, random) => word.replace(/[aeiou]/, () => random.pick(['*', '@', '%', '\u00f8'])),
  (word) => word.charAt(0) + word.slice(1).toUpperCase(),
  (word) => each(word, (c, i) => (i === 1 ? ` ${c} ` : c)),
];

const frames = [
  '{}',
  'you {}',
  'what a {}',
  '{} !',
  'hello {}',
  'lol {} haha',
  'the answer is {}',
  'sale {}',
  'un {}',
  'tous des {}',
  'alors {} ?',
  'réponse : {}',
];

const dots = [
  ' . ',
  '。',
  ' dot ',
  '(dot)',
  '[.]',
  ' point ',
  '․',
  '{.}',
  '٠',
  ' (point) ',
  '。',
  '．',
  ' d0t ',
  '•',
  ',',
  ' .',
  '<dot>',
];
const symbols = [
  '卐 power',
  '1488 forever',
  'ᛋᛋ',
  '⚡⚡ heil',
  '✋ 88',
  'HH88',
  '14/88',
  '((( them )))',
  '卍 卍 卍',
  '14 words',
  '🐀✡️',
  '👨🏿=🐒',
];

const walls: readonly ((random: Random) => string)[] = [
  (random) =>
    random
      .pick(['KEKW', 'LUL', 'PogChamp', 'catJAM', 'OMEGALUL'])
      .concat(' ')
      .repeat(12 + random.below(40)),
  (random) => random.pick(['!', '?', '#', '=', '☆', '🔥', '😂', '▓', '⣿']).repeat(80 + random.below(300)),
  (random) =>
    Array.from({ length: 60 + random.below(60) }, () => random.pick(['😂', '🔥', '💀', '😱', '👍', '❤️'])).join(''),
  (random) => Array.from({ length: 120 + random.below(200) }, () => random.pick([...'█▄▀░▒▓ '])).join(''),
  (random) => Array.from({ length: 150 + random.below(200) }, () => random.pick([...'⠀⠁⣿⣷⣶⡇⢸⠿'])).join(''),
  (random) => `${random.pick(['spam', 'achetez', 'first', 'gg', 'oui'])} `.repeat(25 + random.below(50)),
  (random) =>
    random
      .pick([
        'THIS IS A VERY LOUD MESSAGE AND I WILL NOT STOP SCREAMING UNTIL EVERYBODY READS IT ',
        'ARRÊTEZ TOUT ET ÉCOUTEZ MOI BIEN JE NE LE RÉPÉTERAI PAS DEUX FOIS ',
      ])
      .repeat(2 + random.below(3)),
  (random) => `${random.pick(['la la', 'bla bla bla', 'ha', 'pika pika'])} `.repeat(30 + random.below(40)),
  (random) => Array.from({ length: 200 + random.below(150) }, () => random.pick([...'qwfpgjluyarstdhneio'])).join(''),
  (random) => Array.from({ length: 100 + random.below(200) }, () => random.pick([...'%$#@&*^~<>|{}'])).join(''),
  (random) => Array.from({ length: 30 }, () => `${random.pick(['a', 'x', '1', 'é', '.'])} `).join('') + 'o '.repeat(30),
  (random) =>
    `${random.pick(['ne me quitte pas', 'never gonna give you up', 'viva la vida'])} `.repeat(8 + random.below(12)),
  (random) => 'Z̷̢͖̈a̴͔͝l̶̰̽g̵̣̓o̸͕͌ '.repeat(30 + random.below(20)),
  (random) => Array.from({ length: 120 + random.below(150) }, () => random.below(10)).join(''),
];

const leads = ['', '', '', 'Sure! ', 'Voilà : ', 'Answer: ', 'D’accord. ', 'ok ', '😀 ', 'Haha, '];
const tails = ['', '', '', ' lol', ' 😂', ' mdr', ' !!', ' Bonne soirée !', ' ok?'];
const exact = new Set(['twitch', 'mods', 'notice', 'command', 'wall']);

const restyled = (text: string, random: Random): string => {
  const style = random.below(10);
  if (style === 0) return text.toUpperCase();
  if (style <= 2) return text.toLowerCase();
  if (style === 3) return text.normalize('NFD').replace(/\p{M}/gu, '');
  if (style === 4) return text.replace(/[.!?]+$/, '');
  if (style === 5) return text.replace(/ /g, () => (random.next() < 0.12 ? '  ' : ' '));
  return text;
};

function extra(random: Random, half: Half, templates: ReturnType<typeof readTemplates>) {
  const chars = (n: number, of: string) => Array.from({ length: n }, () => random.pick([...of])).join('');
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789';
  const slots = slotsOf(templates.slots, half);
  return (text: string) =>
    filled(text, slots, random)
      .replace(/\{nn\}/g, () => String(3 + random.below(95)))
      .replace(/\{url\}/g, () => {
        const host = random.pick(slots.get('host')!);
        const dot = random.pick(mine(dots, half));
        return `${random.pick(['', '', 'www.', 'https://'])}${host}${dot}${random.pick(slots.get('tld')!)}${random.pick(['', '', '/win', '/a?b=1'])}`;
      })
      .replace(/\{([khlud])(\d+)\}/g, (_, set: string, n: string) => {
        const of = {
          k: letters,
          h: '0123456789abcdef',
          l: 'acdefghjklmnpqrstuvwxyz023456789',
          u: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
          d: '0123456789',
        };
        return chars(Number(n), of[set as 'k']);
      });
}

const file = (name: string) => resolve(import.meta.dirname, name);
const most = 330;

/** Different texts of one half. */
export function createSecond(half: Half, seed = 1): Output[] {
  const random = createRandom(seed * 2 + half);
  const templates = readTemplates(file(half === 2 ? 'third.rot13.txt' : 'hostile.rot13.txt'));
  const fill = extra(random, half, templates);
  const kinds = new Map<string, string[]>();
  for (const { kind, text } of templates.lines) kinds.set(kind, [...(kinds.get(kind) ?? []), text]);
  const { entries, tags } = readLists();
  const slurs = entries
    .filter(({ tag, term }) => {
      const offence = tags[tag];
      return (
        typeof offence === 'object' &&
        offence.rule === 'slur' &&
        offence.severity === 'always' &&
        /^[a-z]{5,}$/.test(term)
      );
    })
    .map(({ term }) => term);
  const all = new Map<string, Output>();
  const add = (kind: string, count: number, make: () => string) => {
    for (let made = 0, tries = 0; made < count && tries < count * 8; tries++) {
      const text = make();
      if (all.has(text)) continue;
      all.set(text, { kind, severe: severe.has(kind), text });
      made++;
    }
  };
  for (const [kind, texts] of kinds) {
    const own = mine(texts, half);
    add(kind, most, () => {
      const text = fill(random.pick(own));
      return exact.has(kind) ? text : random.pick(leads) + restyled(text, random) + random.pick(tails);
    });
  }
  add('slur', 900, () =>
    random
      .pick(mine(frames, half))
      .replace(
        '{}',
        random.pick(half === 2 ? moreDisguises : mine(disguises, half))(random.pick(mine(slurs, half)), random),
      ),
  );
  add('symbol', 60, () => random.pick(leads) + random.pick(mine(symbols, half)) + random.pick(tails));
  add('wall', most, () => random.pick(mine(walls, half))(random));
  return [...all.values()];
}

export function createSecondInnocent(half: Half, seed = 1): string[] {
  const random = createRandom(seed * 2 + half);
  const templates = readTemplates(file(half === 2 ? 'third-innocent.txt' : 'innocent.txt'));
  const slots = slotsOf(templates.slots, half);
  const singles = templates.lines.map(({ text }) => text).filter((text) => !text.includes('{'));
  const made = mine(
    templates.lines.map(({ text }) => text).filter((text) => text.includes('{')),
    half,
  );
  const all = new Set(mine(singles, half));
  for (let tries = 0; all.size < 900 && made.length > 0 && tries < 20_000; tries++)
    all.add(filled(random.pick(made), slots, random));
  return [...all];
}
