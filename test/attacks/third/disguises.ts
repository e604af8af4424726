import type { Random } from '../gate/templates.ts';

// Ways to write a word or a host so that people still read it.

const each = (word: string, change: (c: string, i: number) => string) => [...word].map(change).join('');
const swap = (table: Readonly<Record<string, string>>) => (word: string, random: Random) =>
  each(word, (c) => (table[c] ? random.pick([...table[c]!]) : c));
const from = (start: number) => (word: string) =>
  each(word, (c) => (/[a-z]/.test(c) ? String.fromCodePoint(start + c.charCodeAt(0) - 97) : c));
const bare = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '');
const between = (mark: string) => (word: string) => [...word].join(mark);

const cyrillic = swap({
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  o: 'о',
  p: 'р',
  x: 'х',
  y: 'у',
  k: 'к',
  t: 'т',
  n: 'п',
  r: 'г',
});
const greek = swap({ a: 'α', e: 'ε', i: 'ι', o: 'ο', n: 'η', r: 'г', t: 'τ', k: 'κ', u: 'υ', y: 'γ', g: 'ɡ', p: 'ρ' });
const leet = swap({ a: '4@', e: '3€', i: '1!|', o: '0', s: '5$', t: '7+', g: '9', b: '8', l: '1' });
const accents = swap({
  a: 'àáâãäå',
  e: 'èéêë',
  i: 'ìíîï',
  o: 'òóôõö',
  u: 'ùúûü',
  n: 'ñń',
  c: 'ç',
  g: 'ğ',
  s: 'š',
  r: 'ř',
  y: 'ÿ',
});
const fullwidth = from(0xff41);
const mathBold = from(0x1d41a);
const mathScript = from(0x1d4ea);
const mathSans = from(0x1d5ba);
const mathDouble = from(0x1d552);
const monospace = from(0x1d68a);
const circled = from(0x24d0);
const parenthesised = from(0x249c);
const squared = from(0x1f130);
const darkSquared = from(0x1f170);
const regional = (word: string) =>
  each(word, (c) => (/[a-z]/.test(c) ? `${String.fromCodePoint(0x1f1e6 + c.charCodeAt(0) - 97)}\u200a` : c));
const small = swap({
  a: 'ᴀ',
  b: 'ʙ',
  c: 'ᴄ',
  d: 'ᴅ',
  e: 'ᴇ',
  f: 'ꜰ',
  g: 'ɢ',
  h: 'ʜ',
  i: 'ɪ',
  k: 'ᴋ',
  l: 'ʟ',
  m: 'ᴍ',
  n: 'ɴ',
  o: 'ᴏ',
  p: 'ᴘ',
  r: 'ʀ',
  t: 'ᴛ',
  u: 'ᴜ',
  y: 'ʏ',
});
const raised = swap({
  a: 'ᵃ',
  b: 'ᵇ',
  c: 'ᶜ',
  d: 'ᵈ',
  e: 'ᵉ',
  f: 'ᶠ',
  g: 'ᵍ',
  h: 'ʰ',
  i: 'ⁱ',
  k: 'ᵏ',
  l: 'ˡ',
  m: 'ᵐ',
  n: 'ⁿ',
  o: 'ᵒ',
  p: 'ᵖ',
  r: 'ʳ',
  s: 'ˢ',
  t: 'ᵗ',
  u: 'ᵘ',
  y: 'ʸ',
});
const turned = (word: string, random: Random) =>
  [
    ...swap({
      a: 'ɐ',
      b: 'q',
      c: 'ɔ',
      e: 'ǝ',
      f: 'ɟ',
      g: 'ƃ',
      h: 'ɥ',
      i: 'ı',
      k: 'ʞ',
      m: 'ɯ',
      n: 'u',
      p: 'd',
      r: 'ɹ',
      t: 'ʇ',
      u: 'n',
      y: 'ʎ',
    })(word, random),
  ]
    .reverse()
    .join('');
const striked = (word: string) => each(word, (c) => `${c}\u0336`);
const underlined = (word: string) => each(word, (c) => `${c}\u0332`);
const doubled = (word: string, random: Random) => each(word, (c) => c.repeat(1 + random.below(3)));
const mixed = (word: string) => each(word, (c, i) => (i % 2 ? c.toUpperCase() : c));
const hidden = (word: string, random: Random) =>
  [...word].join(random.pick(['\u200b', '\u200d', '\u2060', '\u00ad', '\u034f', '\ufeff']));
const starred = (word: string, random: Random) => {
  const at = [...word].findIndex((c, i) => i > 0 && 'aeiouéè'.includes(c));
  return each(word, (c, i) => (i === at ? random.pick(['*', '#', '-', '_']) : c));
};

const ways: readonly ((word: string, random: Random) => string)[] = [
  leet,
  leet,
  cyrillic,
  greek,
  accents,
  fullwidth,
  mathBold,
  mathScript,
  mathSans,
  mathDouble,
  monospace,
  circled,
  parenthesised,
  squared,
  darkSquared,
  regional,
  small,
  raised,
  turned,
  striked,
  underlined,
  doubled,
  mixed,
  hidden,
  hidden,
  starred,
  between(' '),
  between(' '),
  between('.'),
  between('-'),
  between('_'),
  between('*'),
  between('/'),
  between(' . '),
  between('|'),
  between('~'),
  between('👏'),
  between('🔥'),
  between('\u00b7'),
  between('+'),
  (w, r) => leet(between(' ')(w), r),
  (w, r) => cyrillic(doubled(w, r), r),
  (w, r) => hidden(leet(w, r), r),
  (w, r) => mixed(leet(w, r)),
];
export const disguise = (word: string, random: Random) => random.pick(ways)(bare(word), random);

const names = [
  'freegiftz',
  'coolclips',
  'bestviewers',
  'winskins',
  'lune-rouge',
  'superpromo',
  'tinyprank',
  'cadeaux-live',
  'megafollow',
  'twlich',
];
const endings = ['com', 'net', 'org', 'fr', 'tv', 'ru', 'io', 'me', 'gg', 'xyz', 'co.uk', 'info', 'link'];
const paths = ['', '', '/', '/win', '/a?x=1', '/u/wren'];
export const hosts = names.flatMap((name) => ['com', 'net', 'tv', 'ru'].map((ending) => `${name}.${ending}`));

const dots = [
  '。',
  '．',
  '｡',
  '․',
  '‧',
  '·',
  '•',
  '⋅',
  '∙',
  '˙',
  '。',
  '٠',
  '۔',
  '܂',
  'ꓸ',
  '⸳',
  '᛫',
  '﹒',
  ' . ',
  '. ',
  ' .',
  '..',
  ',',
  '[.]',
  '(.)',
  '{.}',
  '<.>',
  '"."',
  '\u200b.\u200b',
  '🔵',
  '⚫',
  '_._',
  '*.*',
  '\\.',
  '．\u200b',
  '…',
];
export const unusualHost = (random: Random) =>
  `${random.pick(['', '', 'www{d}', 'https://']).replace('{d}', '.')}${random.pick(names)}.${random.pick(endings)}${random.pick(paths)}`.replaceAll(
    '.',
    () => random.pick(dots),
  );
const said = [
  ' dot ',
  ' point ',
  '(dot)',
  '[dot]',
  '{dot}',
  '(point)',
  '[point]',
  ' DOT ',
  '-dot-',
  '_dot_',
  ' d0t ',
  ' d.o.t ',
  ' (d)(o)(t) ',
  ' punto ',
  ' punkt ',
  ' dott ',
  ' p o i n t ',
  ' <dot> ',
  '*dot*',
  'DOT',
  ' (period) ',
  ' ponto ',
];
export const spelledHost = (random: Random) => {
  const dot = random.pick(said);
  const host = `${random.pick(names)}.${random.pick(endings.filter((ending) => !ending.includes('.')))}`.replaceAll(
    '.',
    dot,
  );
  return random.pick([
    host,
    host,
    `${host} slash win`,
    `www${dot}${host}`,
    `h t t p s ${host}`,
    `${host}/promo`,
    `https deux points ${host}`,
  ]);
};
const odd = [
  'zip',
  'mov',
  'ninja',
  'lol',
  'cam',
  'sbs',
  'quest',
  'men',
  'wtf',
  'sucks',
  'bzh',
  'paris',
  'museum',
  'travel',
  'party',
  'bid',
  'loan',
  'click',
  'top',
  'icu',
  'рф',
  'みんな',
  '中国',
  'онлайн',
  'xn--p1ai',
  'su',
  'tk',
  'ml',
  'cf',
  'gq',
  'pw',
  'ws',
  'la',
  'ly',
  'to',
  'cc',
  'ai',
  'dev',
  'app',
  'page',
  'web',
  'cool',
  'gift',
  'stream',
  'gay',
  'sexy',
  'adult',
  'porn',
  'casino',
  'bet',
  'army',
  'rocks',
  'shop',
  'store',
  'eth',
  'onion',
  'bio',
  'foo',
];
export const oddHost = (random: Random) =>
  `${random.pick(['', '', 'http://', 'www.'])}${random.pick(names)}.${random.pick(odd)}${random.pick(paths)}`;
const alphabets: readonly ((word: string, random: Random) => string)[] = [
  fullwidth,
  mathBold,
  mathScript,
  mathSans,
  mathDouble,
  monospace,
  circled,
  cyrillic,
  greek,
  small,
  raised,
  squared,
  darkSquared,
  hidden,
  underlined,
  striked,
  parenthesised,
  accents,
];
export const hostInDisguise = (host: string, random: Random) => random.pick(alphabets)(host, random);
export const numericHost = (random: Random) => {
  const parts = [random.below(223) + 1, random.below(256), random.below(256), random.below(254) + 1];
  const number = parts.reduce((sum, part) => sum * 256 + part, 0);
  const hexed = `0x${number.toString(16)}`;
  return random.pick([
    `http://${parts.join('.')}/x`,
    `${parts.join('.')}/free`,
    `${parts.join('.')}:8080`,
    `http://${number}/`,
    `https://${number}`,
    `http://${hexed}/`,
    `http://${parts.map((part) => `0${part.toString(8)}`).join('.')}/`,
    `http://${parts.map((part) => `0x${part.toString(16)}`).join('.')}`,
    `http://[2001:db8::${random.below(9999)}]/`,
    `[2001:db8:0:1::${random.below(99)}]:443`,
    `//${parts.join('.')}/win`,
    `ftp://${parts.join('.')}`,
    `http://user@${parts.join('.')}/`,
    `http://${parts[0]}.${number % 16777216}/`,
    `${parts.join('[.]')}/go`,
    `http://${parts.join('。')}/`,
  ]);
};
export const invite = (random: Random) => {
  const code = Array.from({ length: 8 }, () => 'abcdefghkmnpqrstuvwxyzABCDEFGHKMN23456789'[random.below(41)]).join('');
  return random.pick([
    `discord.gg/${code}`,
    `discord.com/invite/${code}`,
    `discordapp.com/invite/${code}`,
    `discord .gg/${code}`,
    `discord,gg/${code}`,
    `discord gg/${code}`,
    `dsc.gg/${code}`,
    `t.me/${code}`,
    `t.me/+${code}`,
    `telegram.me/${code}`,
    `chat.whatsapp.com/${code}`,
    `discord(.)gg/${code}`,
    `discord dot gg slash ${code}`,
    `d i s c o r d . g g / ${code}`,
    `discord point gg / ${code}`,
    `.gg/${code}`,
    `gg/${code}`,
    `disc0rd.gg/${code}`,
    `invite.gg/${code}`,
    `guilded.gg/${code}`,
    `steamcommunity.com/gift/${code}`,
    `signal.group/#${code}`,
    `wa.me/33600000000`,
    `discord。gg／${code}`,
    `discord.gg\\${code}`,
  ]);
};
