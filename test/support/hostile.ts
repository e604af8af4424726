/** What patterns, normalisation and word lists stumble over, alone and repeated. */
const pieces = [
  ...[
    '!',
    '! ',
    '?',
    '…',
    '.',
    '..',
    ' ',
    '\t',
    '\u00a0',
    '-',
    '_',
    '*',
    'a*',
    'a***b***',
    '|',
    '/',
    '\\',
    '"',
    "'",
    ',',
  ],
  ...[
    '(',
    '[',
    '{',
    '<',
    '<s>',
    '](',
    ')',
    '@',
    '@@',
    '#',
    '$',
    '+',
    '=',
    '&',
    '%',
    '%2f',
    '%25',
    ':',
    '://',
    '->',
    '…)',
  ],
  ...[
    'a',
    'A',
    'aa',
    'ab',
    'a b ',
    'l ',
    'l 1 ',
    '1 ',
    '0',
    '00',
    '1.',
    '12 34 ',
    '+1 ',
    '06 ',
    'FR76 ',
    '1,',
    'n!',
    '5!',
  ],
  ...[
    'ﷺ',
    '\ufdfb',
    '㎯',
    '½',
    '\u0301',
    'e\u0301',
    '\u20dd',
    '\u0489',
    'é',
    'İ',
    'ß',
    'ŉ',
    'ſ',
    'ǆ',
    '\ud800',
    '\u200d',
    '\u200b',
  ],
  ...['😀', '👨‍👩‍👧', '🇫', '🇫🇷', '1️⃣', '\ufe0f', '𝖇', 'ⓑ', 'аｂ', '。', '／', '＠', '한', '漢字', 'ทุ', 'שָׁ', 'مُ'],
  ...[
    'http',
    'https://',
    'h t t p',
    'www.',
    'a.',
    'a.b/',
    'a.com',
    '.com',
    ' . com',
    'dot ',
    'a dot com ',
    'v1.0/',
    'xn--',
  ],
  ...[
    't',
    'tw',
    'twitch ',
    'staff ',
    'twitch staff: ',
    'official ',
    'message ',
    'système ',
    'bot ',
    '- twitch ',
    "l'équipe ",
  ],
  ...[
    'ignore ',
    'ignore rules ',
    'oublie ',
    'what is ',
    'what is the ',
    'is ',
    'about ',
    'sur switch et ',
    'sur ps5 ',
    'who ',
  ],
  ...[
    'combien de ',
    'combien y a t il de ',
    'quand ',
    'how many a a a ',
    'play on ',
    'xbox series x s ',
    'hades ',
    'the ',
    'de ',
  ],
  ...[
    'source : ',
    'voir ',
    'via ',
    '@serdabot ',
    'serdabot ',
    'serdabot,',
    'ACTION ',
    'eyJ',
    'token=',
    '\u0001',
    '\n',
    '\r',
  ],
];

const openings = ['', '', '!ask ', '!ask ', '!ask dis moi ', '@serdabot ', 'serdabot ', '/', '!game ', '@a '];
const endings = ['', '', 'x', '!', ' x', '?', '.com', '@', '\u0301', '1', '\u0000'];

/** Chat lines of one length that do their worst; the same ones for the same seed. */
export function hostileLines({ count = 2_000, length = 500, seed = 1 } = {}): string[] {
  const random = mulberry32(seed);
  const below = (most: number) => Math.floor(random() * most);
  const one = (from: readonly string[]) => from[below(from.length)]!;
  const some = (most: number) => Array.from({ length: 1 + below(most) }, () => one(pieces)).join('');

  return Array.from({ length: count }, () => {
    const opening = one(openings);
    const ending = one(endings);
    const room = length - opening.length - ending.length;
    // One thing again and again, two of them, or anything.
    const kinds = [
      () => repeat(some(3), room),
      () => repeat(some(2), room / 2) + repeat(some(2), room / 2),
      () => some(room).slice(0, room),
      () => String.fromCodePoint(...Array.from({ length: room / 2 }, () => below(0x2ffff))),
    ];
    const body = kinds[below(10) < 6 ? 0 : 1 + below(3)]!();
    return `${opening}${body.padEnd(room, one(pieces)).slice(0, room)}${ending}`;
  });
}

const repeat = (text: string, room: number) => text.repeat(Math.ceil(room / text.length)).slice(0, Math.floor(room));

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
