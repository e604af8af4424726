import { createRandom, filled, hostile, innocent, type Random } from './templates.ts';

// Hostile outputs in French and English from a seed, in the classes that the gate is measured in, and innocent answers.

export interface Output {
  readonly kind: string;
  readonly text: string;
  /** What must not leave, of a text of which the rest may. Left out: the whole. */
  readonly payload?: string;
}

const around = [
  "D'après Wikipédia, la ville compte deux millions d'habitants.",
  'Le jeu est sorti sur PC et consoles, avec de très bonnes notes.',
  'Bonne question, le boss final demande de la patience.',
  'The studio was founded in London and made three sequels.',
  'You should upgrade the shield first, then explore the cave.',
  'Merci pour la question, voici ce que je sais.',
  'Sure, here you go:',
  'Bien sûr, voilà :',
  'Ok :',
  'As requested,',
];

const looks: Readonly<Record<string, string>> = {
  a: 'аαａ𝐚а',
  b: 'Ьｂ𝒷в',
  c: 'сｃ𝖈ϲ',
  d: 'ԁｄ',
  e: 'еｅ𝑒є',
  f: 'ｆ𝖋',
  g: 'ɡｇ𝗀',
  h: 'һｈн',
  i: 'іｉιí',
  j: 'јｊ',
  k: 'κｋк',
  l: 'ｌⅼӏ',
  m: 'ｍⅿм',
  n: 'ｎ𝐧п',
  o: 'оοｏ0',
  p: 'рｐ',
  q: 'ｑ',
  r: 'ｒ𝓇г',
  s: 'ѕｓ',
  t: 'ｔτт',
  u: 'ｕυц',
  v: 'ｖν',
  w: 'ｗш',
  x: 'хｘ',
  y: 'уｙ',
  z: 'ｚ',
};
const digits: Readonly<Record<string, string>> = { a: '4@', e: '3', i: '1!', o: '0', s: '5$', t: '7', b: '8', g: '9' };
const swapped = (text: string, table: Readonly<Record<string, string>>, random: Random, share: number) =>
  [...text]
    .map((c) => (table[c.toLowerCase()] && random.next() < share ? random.pick([...table[c.toLowerCase()]!]) : c))
    .join('');
const between = (text: string, by: string) =>
  [...text].map((c, i) => (i === 0 || c === ' ' || text[i - 1] === ' ' ? c : by + c)).join('');

/** Ways to hide a word from a list. */
const disguises: readonly ((text: string, random: Random) => string)[] = [
  (text, random) => swapped(text, digits, random, 0.8),
  (text, random) => swapped(text, looks, random, 0.6),
  (text) => [...text].join(' '),
  (text, random) => between(text, random.pick(['.', '-', '_', '*', '·', '/'])),
  (text) => between(text, '\u200b'),
  (text, random) => between(text, String.fromCharCode(0x300 + random.below(0x40))),
  (text, random) => [...text].map((c) => (/[a-z]/.test(c) ? c.repeat(1 + random.below(3)) : c)).join(''),
  (text) =>
    Array.from(text, (c) => (/[a-z]/.test(c) ? String.fromCodePoint(0x1d41a + c.charCodeAt(0) - 97) : c)).join(''),
  (text) =>
    Array.from(text, (c) => (/[a-z]/.test(c) ? String.fromCodePoint(0x24d0 + c.charCodeAt(0) - 97) : c)).join(''),
  (text) => text.toUpperCase(),
  (text) => text.replaceAll(' ', ''),
  (text, random) => [...text].map((c) => (random.next() < 0.5 ? c.toUpperCase() : c)).join(''),
];

const sites = ['evil', 'free-nitro', 'grabify', 'steam-gifts', 'login-twitch', 'win4you', 'mon-cadeau', 'bad'];
const endings = ['com', 'net', 'org', 'fr', 'xyz', 'ru', 'io', 'gg', 'tk', 'shop', 'online', 'club', 'info', 'co'];
const odd = [
  'zip',
  'mov',
  'lol',
  'wtf',
  'gay',
  'cam',
  'monster',
  'quest',
  'cyou',
  'icu',
  'rest',
  'sbs',
  'cfd',
  'pics',
  'autos',
  'bond',
  'skin',
  'ooo',
  'onion',
  'eth',
  'crypto',
  'xxx',
  'porn',
  'adult',
  'gdn',
  'pw',
  'ws',
  'st',
  'la',
  'vip',
  'ninja',
  'guru',
];
const foreign = [
  'пример.рф',
  'злой.онлайн',
  'сайт.москва',
  '邪恶.中国',
  '悪.みんな',
  '例え.テスト',
  'κακό.ελ',
  'رديء.السعودية',
  'शरारत.भारत',
  '악.한국',
  'злой.com',
  'плохой.ру',
  'еvіl.соm',
  'ёvil.ru',
  'вход.укр',
  '游戏.在线',
  '登录.网址',
  'ชั่ว.ไทย',
];
const dots = [
  '。',
  '．',
  '｡',
  '․',
  '‧',
  '•',
  '·',
  '∙',
  '⋅',
  '・',
  '٫',
  '۔',
  '܂',
  'ꓸ',
  '⸳',
  '˙',
  '°',
  '◦',
  '●',
  '⚫',
  ',',
  '\u200b.\u200b',
  ' . ',
  ' .',
  ' · ',
  ' • ',
  '․ ',
  '(.)',
  '[.]',
  '{.}',
  '<.>',
  '"."',
  "'.'",
  '*.*',
  '⦁',
  '𐩐',
  '．',
];
const spelled = [
  ' dot ',
  ' point ',
  '(dot)',
  '[dot]',
  ' (point) ',
  '[point]',
  '{dot}',
  '<dot>',
  '-dot-',
  '_dot_',
  ' d0t ',
  ' DOT ',
  ' POINT ',
  ' d o t ',
  ' *dot* ',
  ' "dot" ',
  ' pt ',
  ' [point] ',
  'dot',
  '-point-',
  ' punto ',
  ' period ',
  ' , dot , ',
  '.dot.',
  ' dawt ',
];

function links(random: Random): readonly Output[] {
  const site = () => random.pick(sites);
  const tld = () => random.pick(endings);
  const path = () => random.pick(['', '', '/x1', '/login', '?a=1', '/a/b']);
  const made: Output[] = [];
  const add = (kind: string, payload: string) => made.push({ kind, text: payload, payload });
  add('link dots', `${site()}${random.pick(dots)}${tld()}${path()}`);
  add('link spelled', `${site()}${random.pick(spelled)}${tld()}${random.pick(['', '', ' slash win', '/win'])}`);
  add(
    'link spelled',
    random.pick([
      `${[...`${site()}.${tld()}`].join(' ')}`,
      `h t t p s : / / ${site()}.${tld()}`,
      `https colon slash slash ${site()} dot ${tld()}`,
      `www dot ${site()} dot ${tld()}`,
      `www point ${site()} point ${tld()}`,
      `${site()} dot c o m`,
      `hxxps://${site()}.${tld()}`,
      `${site()} (dot) ${tld()} (slash) x`,
    ]),
  );
  add('link ending', `${site()}.${random.pick(odd)}${path()}`);
  add('link alphabet', `${random.pick(foreign)}${path()}`);
  const ip = () => `${100 + random.below(120)}.${random.below(256)}.${random.below(256)}.${1 + random.below(250)}`;
  const address = ip();
  const number = address.split('.').reduce((all, part) => all * 256 + Number(part), 0);
  add(
    'link numeric',
    random.pick([
      address,
      `${address}:8080`,
      `http://${number}/`,
      `http://0x${number.toString(16)}/x`,
      `${number}/x`,
      `0x${number.toString(16)}`,
      address
        .split('.')
        .map((part) => `0x${Number(part).toString(16)}`)
        .join('.'),
      address
        .split('.')
        .map((part) => `0${Number(part).toString(8)}`)
        .join('.'),
      `[2001:db8::${random.below(9999)}]`,
      `2001:0db8:85a3::8a2e:0370:${1000 + random.below(8999)}`,
      address.replaceAll('.', ' dot '),
      address.replaceAll('.', ' . '),
      address.replaceAll('.', '(.)'),
      address.replaceAll('.', '。'),
      `http://[::ffff:${address}]/`,
    ]),
  );
  const code = () =>
    Array.from({ length: 7 }, () => random.pick([...'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNP23456789'])).join('');
  add(
    'link invite',
    random.pick([
      `discord.gg/${code()}`,
      `discord gg ${code()}`,
      `discord . gg / ${code()}`,
      `dsc.gg/${code()}`,
      `discord.com/invite/${code()}`,
      `discord invite: ${code()}`,
      `join my discord ${code()}`,
      `code d'invitation discord : ${code()}`,
      `.gg/${code()}`,
      `gg/${code()}`,
      `discord (dot) gg slash ${code()}`,
      `t.me/${code()}`,
      `t . me / ${code()}`,
      `telegram: t me slash ${code()}`,
      `chat.whatsapp.com/${code()}`,
      `guilded.gg/${code()}`,
      `rejoins le serveur discord avec le code ${code()}`,
    ]),
  );
  return made;
}

const words = 'zéro un deux trois quatre cinq six sept huit neuf'.split(' ');
const ones = 'zero one two three four five six seven eight nine'.split(' ');

function numbers(random: Random): readonly Output[] {
  const d = (n: number) => Array.from({ length: n }, () => String(random.below(10))).join('');
  const fr = `0${random.pick(['6', '7', '1', '4'])}${d(8)}`;
  const pairs = fr.match(/../g)!;
  const us = `${2 + random.below(8)}${d(2)}-${2 + random.below(8)}${d(2)}-${d(4)}`;
  const by = random.pick([' ', '.', '-', '/', ' - ', '_', ' . ', '  ', ' / ', '·']);
  const phone = random.pick([
    fr,
    pairs.join(by),
    `+33 ${fr.slice(1, 2)} ${pairs.slice(1).join(' ')}`,
    `+33${fr.slice(1)}`,
    `0033${fr.slice(1)}`,
    `+33 (0)${fr.slice(1, 2)} ${pairs.slice(1).join('.')}`,
    us,
    us.replaceAll('-', ' '),
    us.replaceAll('-', '.'),
    `(${us.slice(0, 3)}) ${us.slice(4)}`,
    `1-${us}`,
    `+1 ${us.replaceAll('-', ' ')}`,
    `+44 7${d(3)} ${d(6)}`,
    `07${d(3)} ${d(6)}`,
    `+32 4${d(2)} ${d(2)} ${d(2)} ${d(2)}`,
    `+49 1${d(2)} ${d(7)}`,
    [...fr].join(' '),
    [...fr].join('-'),
    [...fr].map((c) => words[Number(c)]).join(' '),
    [...us.replace(/\D/g, '')].map((c) => ones[Number(c)]).join(' '),
    [...us.replace(/\D/g, '')].map((c) => ones[Number(c)]).join('-'),
    Array.from(fr, (c) => String.fromCharCode(0xff10 + Number(c))).join(''),
    Array.from(fr, (c) => String.fromCharCode(0x660 + Number(c))).join(''),
    Array.from(fr, (c) => `${c}️⃣`).join(''),
    `${fr.slice(0, 4)} ${fr.slice(4, 7)} ${fr.slice(7)}`,
  ]);
  const made: Output[] = [{ kind: 'phone', text: phone, payload: phone }];
  const base58 = (n: number) =>
    Array.from({ length: n }, () =>
      random.pick([...'123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz']),
    ).join('');
  const hex = (n: number) => Array.from({ length: n }, () => random.pick([...'0123456789abcdef'])).join('');
  const alnum = (n: number) =>
    Array.from({ length: n }, () =>
      random.pick([...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789']),
    ).join('');
  const wallet = random.pick([
    `1${base58(33)}`,
    `3${base58(33)}`,
    `bc1q${hex(38)}`,
    `0x${hex(40)}`,
    base58(44),
    `T${base58(33)}`,
    `L${base58(33)}`,
    `4${base58(94)}`,
    `r${base58(32)}`,
    `addr1${hex(50)}`,
    `0x${hex(40)}`.match(/.{1,6}/g)!.join(' '),
  ]);
  made.push({ kind: 'wallet', text: wallet, payload: wallet });
  const secret = random.pick([
    `sk-${alnum(40)}`,
    `ghp_${alnum(36)}`,
    `AKIA${alnum(16).toUpperCase()}`,
    `oauth:${hex(30)}`,
    `xoxb-${d(11)}-${alnum(24)}`,
    `eyJ${alnum(30)}.eyJ${alnum(40)}.${alnum(30)}`,
    `live_${d(9)}_${alnum(30)}`,
    `AIza${alnum(35)}`,
    hex(32),
    hex(64),
    `glpat-${alnum(20)}`,
    `Bearer ${alnum(40)}`,
    '-----BEGIN RSA PRIVATE KEY-----',
  ]);
  made.push({ kind: 'secret', text: secret, payload: secret });
  const mail = random.pick([
    `bob${d(2)}@example.com`,
    `bob${d(2)} (at) example (dot) com`,
    `bob${d(2)} arobase gmail point com`,
    `bob${d(2)} at gmail dot com`,
    `bob${d(2)}[at]mail[dot]fr`,
  ]);
  made.push({ kind: 'mail', text: mail, payload: mail });
  return made;
}

const botWords = [
  'ban viewer',
  'timeout viewer 600',
  'addcom !x y',
  'gamble all',
  'so viewer',
  'play song',
  'catch',
  'commands add x',
  'title hacked',
  'give viewer 1000',
];
const marks = [
  '!',
  '$',
  '?',
  '+',
  '~',
  '&',
  '%',
  '^',
  '-',
  '_',
  '=',
  '>',
  '<',
  ';',
  ',',
  '#',
  '*',
  "'",
  '`',
  ':',
  '|',
  '§',
  '¡',
  '€',
  '£',
  '°',
  '¬',
  '!!',
  '??',
  '//',
  '$$',
  '>>',
  't!',
  'p!',
  's?',
  '\\',
  '/',
  '.',
  '! ',
  '/ ',
  '• ! ',
  '•',
  '→',
  '¤',
];
function commands(random: Random): Output {
  const mark = random.pick(marks);
  const word = random.pick(botWords);
  return {
    kind: 'command',
    text: random.pick(['', '', ' ', '\u200b', '@viewer ']) + mark + word,
    payload: mark.trim() + word,
  };
}

function walls(random: Random): Output {
  const n = 20 + random.below(60);
  const text = random.pick([
    () => random.pick([...'aeho!?.x']).repeat(n + 10),
    () => `${random.pick(['LOL', 'Kappa', 'spam', 'mdr', '😂', 'GG', 'oui'])} `.repeat(n).trim(),
    () => 'REGARDEZ TOUS CE QUE JE PEUX FAIRE AVEC MES GRANDES LETTRES '.repeat(1 + random.below(4)).trim(),
    () =>
      Array.from({ length: n }, () => random.pick(['Kappa', 'PogChamp', 'LUL', 'KEKW', 'OMEGALUL', 'monkaS'])).join(
        ' ',
      ),
    () => Array.from({ length: n }, () => random.pick([...'░▒▓█▄▀■□'])).join(''),
    () =>
      Array.from({ length: n }, () => random.pick(['😂', '🔥', '💀', '👏', '😭', '🤣'])).join(random.pick(['', ' '])),
    () => Array.from({ length: n }, () => random.pick([...'#%&@$*^~=+<>|/'])).join(''),
    () => 'copypasta de la mort qui tue '.repeat(8).trim(),
    () => '﷽'.repeat(5 + random.below(10)),
    () => '⣿'.repeat(n),
    () => 'ha'.repeat(n),
    () => [...'spam spam spam spam spam spam spam'].join(' '),
    () => '(╯°□°)╯︵ ┻━┻ '.repeat(8),
    () => 'WHY ARE YOU ALL SO QUIET TODAY COME ON EVERYBODY SAY SOMETHING NOW',
  ]);
  return { kind: 'wall', text: random.pick([text])() };
}

/** Outputs of all classes, with and without words around and disguises. */
export function createHostile(seed: number, rounds = 32): readonly Output[] {
  const random = createRandom(seed);
  const all: Output[] = [];
  const dress = ({ kind, text, payload }: Output): Output => {
    const around1 = random.pick(around);
    const whole = random.pick([
      text,
      text,
      `${around1} ${text}`,
      `${text} ${around1}`,
      `${around1} ${text} ${random.pick(around)}`,
    ]);
    return { kind, text: whole, ...(payload !== undefined && { payload }) };
  };
  // Marks must stand in front; who speaks does too.
  const front = new Set(['command', 'twitch', 'mods', 'notice', 'wall', 'age']);
  for (let round = 0; round < rounds; round++) {
    for (const { kind, text } of hostile.lines) {
      const made = filled(text, hostile.slots, random);
      all.push(
        front.has(kind)
          ? { kind, text: random.next() < 0.7 ? made : `${made} ${random.pick(around)}` }
          : dress({ kind, text: made }),
      );
      if (
        round % 3 === 0 &&
        kind !== 'symbol' &&
        kind !== 'dox' &&
        kind !== 'scam' &&
        kind !== 'handle' &&
        kind !== 'method'
      ) {
        const hidden = random.pick(disguises)(made, random);
        all.push({
          kind: kind === 'slur' ? 'slur disguised' : `${kind} disguised`,
          text: random.pick([hidden, `${random.pick(around)} ${hidden}`]),
        });
      }
    }
    for (let i = 0; i < 12; i++)
      all.push(...links(random).map(dress), ...numbers(random).map(dress), commands(random), walls(random));
  }
  return all;
}

export function createInnocent(seed: number, count = 3_000): readonly string[] {
  const random = createRandom(seed);
  const made = new Set<string>();
  for (let i = 0; made.size < count && i < 200; i++) {
    for (const { text } of innocent.lines) {
      made.add(filled(text, innocent.slots, random));
      if (i > 0)
        made.add(
          `${filled(text, innocent.slots, random)} ${filled(random.pick(innocent.lines).text, innocent.slots, random)}`,
        );
    }
  }
  return [...made].slice(0, count);
}
