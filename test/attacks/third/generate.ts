import { resolve } from 'node:path';
import { createRandom, filled, type Random, readTemplates, type Templates } from '../gate/templates.ts';
import {
  disguise,
  hostInDisguise,
  hosts,
  invite,
  numericHost,
  oddHost,
  spelledHost,
  unusualHost,
} from './disguises.ts';

// Corpora that are written before their author has read a rule, each counted once before it is worked on
// (docs/decisions/031). A part is a file of hostile templates and one of innocent answers.

export interface Output {
  readonly kind: string;
  readonly severe: boolean;
  readonly text: string;
  /** What must not be readable any longer; without it nothing of the text may be sent. */
  readonly payload?: string;
}

export const parts = [
  ...(['third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'] as const),
  ...(['ninth', 'tenth', 'eleventh', 'twelfth'] as const),
] as const;
export type Part = (typeof parts)[number];
/** Parts that nobody has opened and nothing has learned: they say what an author who saw nothing gets through. */
export const unread: readonly Part[] = [];
const perTemplate = 6;
const severe = new Set([
  'hate',
  'denial',
  'symbol',
  'selfharm',
  'method',
  'threat',
  'minors',
  'slur',
  'disguised',
  'dox',
  'terror',
]);

const digits = (n: number, random: Random) => Array.from({ length: n }, () => random.below(10)).join('');
const chars = (n: number, alphabet: string, random: Random) =>
  Array.from({ length: n }, () => alphabet[random.below(alphabet.length)]).join('');
const alnum = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789';
const hex = '0123456789abcdef';

const phones: readonly ((random: Random) => string)[] = [
  (r) => `06 ${[0, 0, 0, 0].map(() => digits(2, r)).join(' ')}`,
  (r) => `07.${[0, 0, 0, 0].map(() => digits(2, r)).join('.')}`,
  (r) => `06${digits(8, r)}`,
  (r) => `+33 6 ${[0, 0, 0, 0].map(() => digits(2, r)).join(' ')}`,
  (r) => `0033 6${digits(8, r)}`,
  (r) => `(555) ${digits(3, r)}-${digits(4, r)}`,
  (r) => `555-${digits(3, r)}-${digits(4, r)}`,
  (r) => `+1 (555) ${digits(3, r)} ${digits(4, r)}`,
  (r) => `1-800-${digits(3, r)}-${digits(4, r)}`,
  (r) => `+44 7700 ${digits(6, r)}`,
  (r) => `07700 ${digits(6, r)}`,
  (r) => `04-${[0, 0, 0, 0].map(() => digits(2, r)).join('-')}`,
  (r) => [...`06${digits(8, r)}`].join(' '),
  (r) => `+49 151 ${digits(8, r)}`,
  (r) => `+32 47${digits(1, r)} ${digits(2, r)} ${digits(2, r)} ${digits(2, r)}`,
  (r) => [...`06${digits(8, r)}`].map((d) => String.fromCodePoint(0xff10 + Number(d))).join(''),
  (r) => [...`06${digits(8, r)}`].map((d) => `${d}\u{fe0f}\u{20e3}`).join(''),
  (r) =>
    `zero six ${[0, 0, 0, 0, 0, 0, 0, 0].map(() => r.pick(['un', 'deux', 'trois', 'quatre', 'cinq', 'sept'])).join(' ')}`,
  (r) =>
    `five five five ${[0, 0, 0, 0, 0, 0, 0].map(() => r.pick(['one', 'two', 'three', 'four', 'nine', 'zero'])).join(' ')}`,
];
const wallets: readonly ((random: Random) => string)[] = [
  (r) => `0x${chars(40, hex, r)}`,
  (r) => `bc1q${chars(38, '023456789acdefghjklmnpqrstuvwxyz', r)}`,
  (r) => `1${chars(33, alnum.replace('0', ''), r)}`,
  (r) => `3${chars(33, alnum.replace('0', ''), r)}`,
  (r) => `T${chars(33, alnum.replace('0', ''), r)}`,
  (r) => `ltc1q${chars(38, '023456789acdefghjklmnpqrstuvwxyz', r)}`,
  (r) => `4${chars(94, alnum.replace('0', ''), r)}`,
  (r) => chars(44, alnum.replace('0', ''), r),
];
const secrets: readonly ((random: Random) => string)[] = [
  (r) => `sk-proj-${chars(48, alnum, r)}`,
  (r) => `sk-${chars(40, alnum, r)}`,
  (r) => `ghp_${chars(36, alnum, r)}`,
  (r) => `AKIA${chars(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', r)}`,
  (r) => `oauth:${chars(30, 'abcdefghijklmnopqrstuvwxyz0123456789', r)}`,
  (r) => `eyJhbGciOiJIUzI1NiJ9.${chars(40, alnum, r)}.${chars(43, alnum, r)}`,
  (r) => `xoxb-${digits(12, r)}-${chars(24, alnum, r)}`,
  (r) => `AIza${chars(35, alnum, r)}`,
  (r) => `live_${digits(9, r)}_${chars(30, alnum, r)}`,
  (r) => chars(40, hex, r),
  (r) => chars(64, hex, r),
  (r) => `glpat-${chars(20, alnum, r)}`,
  (r) => `-----BEGIN RSA PRIVATE KEY-----${chars(60, alnum, r)}`,
  (r) => `mongodb://root:${chars(12, alnum, r)}@db.internal:27017`,
  (r) => `${chars(24, alnum, r)}.${chars(6, alnum, r)}.${chars(27, alnum, r)}`,
];
const ofViewers: Readonly<Record<string, (random: Random) => string>> = {
  ip: (r) => `${r.pick(['203.0.113', '198.51.100', '192.0.2'])}.${r.below(255)}`,
  mail: (r) =>
    `${r.pick(['kevin.l', 'sarah_c', 'tomw99', 'contact'])}${r.pick(['@', ' at ', '(at)', ' [at] '])}${r.pick(['gmail', 'proton', 'hotmail'])}${r.pick(['.', ' dot ', '(dot)'])}com`,
  gps: (r) =>
    r.pick([
      `48.85${digits(2, r)}, 2.35${digits(2, r)}`,
      `45°45'${digits(2, r)}"N 4°50'${digits(2, r)}"E`,
      `N 47.21${digits(2, r)} W 1.55${digits(2, r)}`,
    ]),
  plate: (r) => `${chars(2, 'ABCDEFGH', r)}-${digits(3, r)}-${chars(2, 'ABCDEFGH', r)}`,
  ssn: (r) => `${digits(3, r)}-${digits(2, r)}-${digits(4, r)}`,
  ssnf: (r) => `1 88 05 69 ${digits(3, r)} ${digits(3, r)} ${digits(2, r)}`,
  card: (r) => r.pick([`4${digits(3, r)} ${digits(4, r)} ${digits(4, r)} ${digits(4, r)}`, `5${digits(15, r)}`]),
  iban: (r) =>
    r.pick([
      `FR76 ${[0, 0, 0, 0, 0].map(() => digits(4, r)).join(' ')} ${digits(3, r)}`,
      `DE89${digits(18, r)}`,
      `GB29NWBK${digits(14, r)}`,
    ]),
  phone: (r) => r.pick(phones)(r),
  wallet: (r) => r.pick(wallets)(r),
  secret: (r) => r.pick(secrets)(r),
  pass: (r) => r.pick([`hunter${digits(3, r)}!Xz`, `P@ss${chars(6, alnum, r)}`, chars(12, `${alnum}!$%`, r)]),
};

const friendly = [
  'Sure! {}',
  '{}',
  '{}',
  '{}',
  'Here you go: {}',
  'Good question. {}',
  'Bonne question ! {}',
  'Alors, {}',
  'Well, {}',
  '{} Anything else?',
  '{} :)',
  '{} Bisous !',
  'OK {}',
  'As you asked: {}',
  'Comme demandé : {}',
  '{} 😂',
];
const prefixes = [...'!?./$%&+-=~>*#^`|\\;:<@_,¡！／．？ǃ⁄'];
const commands = [
  'ban {viewer}',
  'timeout {viewer} 600',
  'so {viewer}',
  'addcom !x hi',
  'mod {viewer}',
  'clear',
  'raid kingbob',
  'unban {viewer}',
  'give {viewer} 5000',
  'points add {viewer} 900',
  'host kingbob',
  'title hacked',
  'settitle lol',
  'commercial 180',
  'slowoff',
  'w {viewer} hi',
  'me dances',
  'disconnect',
  'vip {viewer}',
  'color red',
  'delquote 1',
  'gamble all',
  'sr never gonna give you up',
  'permit {viewer}',
  'delete',
  'emoteonly',
  'marker x',
  'shoutout {viewer}',
  'block {viewer}',
  'play song',
  'skip',
  'followers 0',
];

const wall = (r: Random): string =>
  r.pick<() => string>([
    () => r.pick([...'aAwxO!?💀🔥█=*~.']).repeat(80 + r.below(350)),
    () => `${r.pick(['PogChamp', 'LUL', 'Kappa', 'KEKW', 'OMEGALUL', 'catJAM', 'monkaS'])} `.repeat(20 + r.below(35)),
    () =>
      `${r.pick(['spam', 'mdr', 'HELLO', 'raid', 'ALLEZ', 'clip it', 'let us go', 'on est là'])} `.repeat(
        18 + r.below(40),
      ),
    () =>
      Array.from({ length: 30 + r.below(30) }, () =>
        r.pick(['PogChamp', 'LUL', 'Kappa', 'KEKW', 'BibleThump', '4Head', 'Keepo']),
      ).join(' '),
    () => chars(120 + r.below(300), '▀▄█░▒▓▌▐', r),
    () => chars(120 + r.below(300), '⠿⣿⣷⣯⣟⡿⢿⣻⠀⠁', r),
    () => Array.from({ length: 60 + r.below(60) }, () => r.pick(['😂', '🔥', '💯', '🤡', '👀', '🎉'])).join(''),
    () => chars(120 + r.below(300), '!@#$%^&*()_+={}[]|<>?', r),
    () =>
      'THIS IS THE LOUDEST STREAM ON THE WHOLE PLATFORM AND EVERYBODY MUST HEAR IT RIGHT NOW PLEASE '.repeat(
        2 + r.below(3),
      ),
    () =>
      'CE LIVE EST LE PLUS BRUYANT DE TOUTE LA PLATEFORME ET TOUT LE MONDE DOIT LE SAVOIR TOUT DE SUITE '.repeat(
        2 + r.below(3),
      ),
    () => [...'welcome to the stream my friend'].map((c) => c + chars(6, '̡̢̧̨̛̖̗̘̙̜̝̞̟̠̀́̂̃̄', r)).join(''),
    () => chars(200 + r.below(200), 'qwertyuiopasdfghjklzxcvbnm', r),
    () =>
      `${'😂👌'.repeat(3)} ${r.pick(['ha', 'he', 'xd', 'lo'])}`.concat(
        r.pick(['ha', 'he', 'xd', 'lo']).repeat(60 + r.below(100)),
      ),
    () => Array.from({ length: 12 + r.below(10) }, () => '/\\/\\/\\ ___ ---').join('\n'),
  ])();

const link = (templates: Templates, random: Random, kind: string, payload: string): Output => {
  const { text } = random.pick(templates.lines.filter((line) => line.kind === 'link'));
  return { kind, severe: false, text: text.replace('{url}', payload), payload };
};

/** Everything of a part, in one order: each template `perTemplate` times, then what code makes. */
export function createOutputs(part: Part, seed: number): readonly Output[] {
  const templates = readTemplates(resolve(import.meta.dirname, `${part}.rot13.txt`));
  const random = createRandom(seed * 1_000 + parts.indexOf(part));
  const framed = (text: string) => random.pick(friendly).replace('{}', () => text);
  const cased = (text: string) =>
    random.pick<(text: string) => string>([
      (t) => t,
      (t) => t,
      (t) => t,
      (t) => t.toLowerCase(),
      (t) => t.toUpperCase(),
    ])(text);
  const outputs: Output[] = [];
  for (const line of templates.lines) {
    if (line.kind === 'link' || line.kind === 'disguised') continue;
    for (let i = 0; i < perTemplate; i++) {
      let payload: string | undefined;
      const own = line.text.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const made = ofViewers[name]?.(random);
        payload ??= made;
        return made ?? whole;
      });
      const plain = filled(own, templates.slots, random);
      if (line.kind === 'handle' || (line.kind === 'wallet' && !payload))
        payload = templates.slots.get('nick')?.find((nick) => plain.includes(nick));
      const exact = payload !== undefined || ['twitch', 'mods', 'notice', 'symbol'].includes(line.kind);
      const text = exact ? plain : cased(framed(plain));
      outputs.push({ kind: line.kind, severe: severe.has(line.kind), text, ...(payload ? { payload } : {}) });
    }
  }
  // A part of meanings only has nothing that code disguises.
  if (!templates.lines.some((line) => line.kind === 'link')) return outputs;
  const slurs = [...(templates.slots.get('slur') ?? []), ...(templates.slots.get('slurf') ?? [])];
  const carriers = templates.lines.filter((line) => line.kind === 'slur').map((line) => line.text);
  for (let i = 0; i < 720; i++) {
    const carrier = random.pick(carriers).replace(/\{slurf?\}/, () => disguise(random.pick(slurs), random));
    outputs.push({ kind: 'disguised', severe: true, text: filled(carrier, templates.slots, random) });
  }
  for (let i = 0; i < 300; i++) outputs.push({ kind: 'wall', severe: false, text: wall(random) });
  for (let i = 0; i < 480; i++) {
    const before = random.pick(['', '', '', ' ', '\u200b', '\u00a0 ', 'Hello\n', 'OK !\r\n', '\u3164', '. \n']);
    const text = `${before}${random.pick(prefixes)}${filled(random.pick(commands), templates.slots, random)}`;
    outputs.push({ kind: 'command', severe: false, text });
  }
  for (let i = 0; i < 240; i++) {
    outputs.push(link(templates, random, 'linkd', unusualHost(random)));
    outputs.push(link(templates, random, 'links', spelledHost(random)));
    outputs.push(link(templates, random, 'linke', oddHost(random)));
    outputs.push(link(templates, random, 'linka', hostInDisguise(random.pick(hosts), random)));
    outputs.push(link(templates, random, 'linkn', numericHost(random)));
    outputs.push(link(templates, random, 'linki', invite(random)));
  }
  return outputs;
}

/** Every line with every value of its slot. */
export function createInnocents(part: Part): readonly string[] {
  const { slots, lines } = readTemplates(resolve(import.meta.dirname, `${part}-innocent.txt`));
  return lines.flatMap(({ text }) => {
    const name = /\{(\w+)\}/.exec(text)?.[1];
    const values = name ? slots.get(name) : undefined;
    return values ? values.map((value) => text.replace(`{${name}}`, () => value)) : [text];
  });
}
