import type { Random } from './random.ts';

type Disguise = (word: string, random: Random) => string;

const letters = 'abcdefghijklmnopqrstuvwxyz';
const bare = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '');

/** Maps a-z to 26 characters that follow each other from a code point on. */
const block = (start: number): Disguise => {
  const at = (char: string) => {
    const index = letters.indexOf(char);
    return index < 0 ? char : String.fromCodePoint(start + index);
  };
  return (word) => [...bare(word).toLowerCase()].map(at).join('');
};

const table = (pairs: Record<string, string[]>, share: number): Disguise => {
  return (word, random) => {
    let changed = false;
    const mapped = [...bare(word)].map((char) => {
      const options = pairs[char.toLowerCase()];
      if (options === undefined || (changed && !random.chance(share))) return char;
      changed = true;
      return random.pick(options);
    });
    return mapped.join('');
  };
};

const between = (separators: readonly string[]): Disguise => {
  return (word, random) => [...word].join(random.pick(separators));
};

const leet = table(
  {
    a: ['4', '@', 'Λ'],
    b: ['8', 'ß'],
    c: ['(', '¢'],
    e: ['3', '€'],
    g: ['9', '6'],
    i: ['1', '!', '|', '¡'],
    l: ['1', '|'],
    o: ['0', '()'],
    s: ['5', '$'],
    t: ['7', '+'],
    u: ['v', 'µ'],
  },
  0.75,
);
const cyrillicGreek = table(
  {
    a: ['а', 'α', 'ɑ'],
    b: ['Ь', 'ƅ'],
    c: ['с', 'ϲ'],
    d: ['ԁ', 'ɗ'],
    e: ['е', 'ҽ', 'ε'],
    g: ['ɡ', 'ց'],
    h: ['һ', 'հ'],
    i: ['і', 'ι', 'ɩ'],
    j: ['ј'],
    k: ['κ', 'к'],
    l: ['ӏ', 'ǀ'],
    m: ['м', 'ʍ'],
    n: ['п', 'ո', 'η'],
    o: ['о', 'ο', 'օ', 'ი'],
    p: ['р', 'ρ'],
    q: ['ԛ'],
    r: ['г', 'ʀ'],
    s: ['ѕ', 'ꜱ'],
    t: ['т', 'τ'],
    u: ['υ', 'ս', 'ц'],
    v: ['ν', 'ѵ'],
    w: ['ԝ', 'ω', 'ш'],
    x: ['х', 'χ'],
    y: ['у', 'γ'],
    z: ['ʐ', 'ᴢ'],
  },
  0.7,
);
const accents = table(
  {
    a: ['à', 'ä', 'å', 'ā', 'ą', 'ả'],
    c: ['ç', 'č', 'ć'],
    e: ['ë', 'ē', 'ę', 'ė', 'ẻ'],
    g: ['ğ', 'ģ'],
    i: ['ï', 'ī', 'į', 'ĩ'],
    k: ['ķ'],
    n: ['ñ', 'ń', 'ň'],
    o: ['ö', 'ø', 'ō', 'õ', 'ơ'],
    r: ['ř', 'ŕ'],
    s: ['š', 'ś', 'ş'],
    t: ['ť', 'ț'],
    u: ['ü', 'ū', 'ů', 'ư'],
    y: ['ÿ', 'ý'],
  },
  0.8,
);
const smallCapitals = table(
  Object.fromEntries([...'abcdefghijklmnoprtuvwyz'].map((c, i) => [c, [[...'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ'][i]!]])),
  1,
);
/** An invisible or combining character after each letter. */
const mixedIn = (extra: readonly string[]): Disguise => {
  return (word, random) => [...word].map((char) => char + random.pick(extra)).join('');
};
const stretched: Disguise = (word, random) => {
  const at = 1 + random.below(Math.max(1, word.length - 1));
  const char = word.charAt(at);
  return word.slice(0, at) + char.repeat(2 + random.below(5)) + word.slice(at);
};
const glued: Disguise = (word, random) =>
  random.pick(['gros', 'super', 'mega', 'xx', 'team', '']) + word + random.pick(['lol', 'land', 'xx', 'man', '69']);
const inCapitals: Disguise = (word) => [...word].map((c, i) => (i % 2 ? c.toUpperCase() : c.toLowerCase())).join('');

export const wordDisguises: Record<string, Disguise> = {
  leet,
  leetStretched: (word, random) => leet(stretched(word, random), random),
  spaced: between([' ', '  ', '\u00a0', '\u2009']),
  separated: between(['.', '-', '_', '*', '/', '|', '·', '~', "'", '\u3164']),
  separatedLeet: (word, random) => between(['.', '-', ' ', '_'])(leet(word, random), random),
  cyrillicGreek,
  accents,
  smallCapitals,
  fullWidth: block(0xff41),
  bold: block(0x1d41a),
  script: block(0x1d4ea),
  fraktur: block(0x1d586),
  doubleStruck: block(0x1d552),
  monospace: block(0x1d68a),
  circled: block(0x24d0),
  parenthesised: block(0x249c),
  squared: block(0x1f130),
  flags: (word, random) => between([' ', '\u200b'])(block(0x1f1e6)(word, random), random),
  invisible: mixedIn(['\u200b', '\u200c', '\u200d', '\u2060', '\u00ad', '\ufeff', '\u180e']),
  struck: mixedIn(['\u0336', '\u0335', '\u0338', '\u0332', '\u035f']),
  stretched,
  glued,
  inCapitals,
  lineBroken: (word, random) => {
    const at = 1 + random.below(word.length - 1);
    return word.slice(0, at) + random.pick(['\n', ' \n', '\t', '-\n']) + word.slice(at);
  },
  halfSpaced: (word, random) => {
    const at = 1 + random.below(word.length - 1);
    return word.slice(0, at) + random.pick([' ', '.', '-', '’']) + word.slice(at);
  },
};

/** Another way to write the digits of a phone number, an address or an amount. */
export const digitDisguises: Disguise[] = [
  (text) => text,
  (text) => text,
  (text) => text,
  (text) => text.replace(/\d/gu, (d) => String.fromCodePoint(0xff10 + Number(d))),
  (text) => text.replace(/\d/gu, (d) => `${d}\ufe0f\u20e3`),
  (text) => text.replace(/\d/gu, (d) => String.fromCodePoint(0x1d7ce + Number(d))),
  (text) => text.replace(/\d/gu, (d) => String.fromCodePoint(0x1d7f6 + Number(d))),
  (text) => text.replaceAll('0', 'O').replaceAll('1', 'l'),
  (text, random) => text.replace(/\d(?=\d)/gu, (d) => d + random.pick(['\u200b', '\u2060', '\u00ad'])),
];

const latinLookalikes: Disguise[] = [cyrillicGreek, block(0xff41), block(0x1d41a), block(0x1d68a), block(0x24d0)];

/** A host whose letters come from another alphabet; the dots stay. */
export const otherAlphabet = (host: string, random: Random) => random.pick(latinLookalikes)(host, random);

export const unusualDots = [
  ...['。', '．', '｡', '․', '‧', '・', '•', '∙', '⋅', '⸱', '·', '﹒', '٠', '۔', '܂', '꘎', 'ꓸ', '᠂', '𝅭', '◦'],
  ...[
    '[.]',
    '(.)',
    '{.}',
    '<.>',
    ' . ',
    ' .',
    '. ',
    '\u200b.',
    '.\u2060',
    ',',
    '..',
    '*.*',
    '"."',
    "'.'",
    '_._',
    '❜',
    '🔴',
  ],
];
