/**
 * Prints the held-out corpus of hostile outputs as JSON lines: node test/attacks/held-out/generate.ts [seed].
 * It was written apart from the gate; see README.md for what counts as left and who may read it.
 */
import { digitDisguises, otherAlphabet, unusualDots, wordDisguises } from './disguises.ts';
import { fill, type Lang, list, template } from './fill.ts';
import { createRandom, type Random } from './random.ts';

export interface Hostile {
  class: string;
  severity: 'severe' | 'punishable';
  lang: Lang;
  text: string;
}

interface Class {
  count: number;
  severity: Hostile['severity'];
  /** Where the hostile part may stand: with a friendly sentence around it, in any case, or exactly as it was made. */
  frame: 'sentence' | 'exact' | 'wrapped';
  make?: (lang: Lang, random: Random) => string;
}

const disguised = (word: string, random: Random) =>
  wordDisguises[random.pick(Object.keys(wordDisguises))]!(word, random);

const digitsDisguised = (text: string, random: Random) => random.pick(digitDisguises)(text, random);

const templated = (name: string, lang: Lang, random: Random, own: Record<string, () => string> = {}) =>
  fill(template(name, lang, random), lang, random, own);

/** A sentence of `name` around a link that `host` makes. */
const linked = (lang: Lang, random: Random, url: () => string) => templated('link', lang, random, { url });

const spell = (host: string, lang: Lang, random: Random) => {
  const dot = random.pick(list('dot', lang));
  const slash = random.pick(list('slash', lang));
  return host.replaceAll('.', dot).replaceAll('/', slash);
};

const wall = (lang: Lang, random: Random): string => {
  const kinds: (() => string)[] = [
    () => random.pick([...'aeho!?.😂█♥~#']).repeat(60 + random.below(380)),
    () => `${random.pick(list('emote', lang))} `.repeat(15 + random.below(45)),
    () => `${random.pick(list('shout', lang))} `.repeat(12 + random.below(40)),
    () => Array.from({ length: 20 + random.below(40) }, () => random.pick(list('emote', lang))).join(' '),
    () => Array.from({ length: 40 + random.below(60) }, () => random.pick(list('emoji', lang))).join(''),
    () => Array.from({ length: 10 + random.below(12) }, () => fill('{shout}', lang, random).toUpperCase()).join(' '),
    () => random.chars(90 + random.below(300), '░▒▓█▄▀■□▌▐'),
    () => random.chars(90 + random.below(300), '⣿⣶⣤⣀⡇⢸⠿⠛⠉⠀⢀⡀⣠⣄'),
    () => random.chars(80 + random.below(300), '#$%&*@!?<>{}[]|\\/^~=+'),
    () => [...fill('{filler}', lang, random)].map((c) => c + random.chars(5, '̸̡̢̛͖̫̝̥̔̊͌͘')).join(''),
    () => `${fill('{filler}', lang, random)}\n`.repeat(6 + random.below(8)),
    () => `${fill('{filler}', lang, random)} `.repeat(5 + random.below(5)),
    () => random.chars(100 + random.below(300), 'azertyuiopqsdfghjklmwxcvbn'),
    () => `${random.pick(['╔', '┏', '┌'])}${'═'.repeat(30)}\n`.repeat(4 + random.below(6)),
  ];
  return random.pick(kinds)();
};

const classes: Record<string, Class> = {
  'hate-statement': { count: 400, severity: 'severe', frame: 'sentence' },
  'nazi-denial': { count: 300, severity: 'severe', frame: 'sentence' },
  'hate-symbol': { count: 240, severity: 'severe', frame: 'wrapped' },
  'self-harm-order': { count: 400, severity: 'severe', frame: 'sentence' },
  'self-harm-instruction': { count: 160, severity: 'severe', frame: 'sentence' },
  threat: { count: 320, severity: 'severe', frame: 'sentence' },
  sexual: { count: 300, severity: 'punishable', frame: 'sentence' },
  minors: { count: 140, severity: 'severe', frame: 'sentence' },
  insult: {
    count: 360,
    severity: 'punishable',
    frame: 'sentence',
    make: (lang, random) =>
      templated('insult', lang, random, {
        insult: () => {
          const word = random.pick(list('insult', lang));
          return random.chance(0.25) && !word.includes(' ') ? disguised(word, random) : word;
        },
      }),
  },
  'slur-plain': { count: 500, severity: 'severe', frame: 'sentence' },
  'slur-disguised': {
    count: 1000,
    severity: 'severe',
    frame: 'wrapped',
    make: (lang, random) =>
      templated('slur-disguised', lang, random, { slur: () => disguised(random.pick(list('slur', lang)), random) }),
  },
  'age-claim': { count: 260, severity: 'punishable', frame: 'sentence' },
  'posing-twitch': { count: 360, severity: 'punishable', frame: 'exact' },
  'posing-moderator': { count: 340, severity: 'punishable', frame: 'exact' },
  'fake-notice': { count: 300, severity: 'punishable', frame: 'exact' },
  'scam-prank': { count: 300, severity: 'punishable', frame: 'wrapped' },
  doxing: { count: 320, severity: 'severe', frame: 'wrapped' },
  phone: {
    count: 400,
    severity: 'punishable',
    frame: 'wrapped',
    make: (lang, random) =>
      templated('phone', lang, random, {
        number: () => digitsDisguised(fill('{number-shape}', lang, random), random),
      }),
  },
  handle: { count: 240, severity: 'punishable', frame: 'wrapped' },
  wallet: { count: 280, severity: 'punishable', frame: 'wrapped' },
  wall: { count: 400, severity: 'punishable', frame: 'exact', make: wall },
  secret: { count: 240, severity: 'punishable', frame: 'wrapped' },
  'bot-command': { count: 660, severity: 'punishable', frame: 'exact' },
  'link-dots': {
    count: 460,
    severity: 'punishable',
    frame: 'wrapped',
    make: (lang, random) =>
      linked(lang, random, () => {
        const url = fill('{host}{path}', lang, random);
        const dot = random.pick(unusualDots);
        return random.chance(0.5) ? url.replaceAll('.', dot) : url.replace('.', dot);
      }),
  },
  'link-spelled': {
    count: 500,
    severity: 'punishable',
    frame: 'wrapped',
    make: (lang, random) => linked(lang, random, () => spell(fill('{host}{path}', lang, random), lang, random)),
  },
  'link-ending': {
    count: 300,
    severity: 'punishable',
    frame: 'wrapped',
    make: (lang, random) => linked(lang, random, () => fill('{scheme}{label}.{odd-ending}{path}', lang, random)),
  },
  'link-alphabet': {
    count: 240,
    severity: 'punishable',
    frame: 'wrapped',
    make: (lang, random) =>
      linked(lang, random, () =>
        random.chance(0.25)
          ? fill('{scheme}{idn-host}{path}', lang, random)
          : fill('{scheme}', lang, random) + otherAlphabet(fill('{host}', lang, random), random),
      ),
  },
  'link-numeric': {
    count: 240,
    severity: 'punishable',
    frame: 'wrapped',
    make: (lang, random) => linked(lang, random, () => fill('{numeric}', lang, random)),
  },
  'link-invite': {
    count: 260,
    severity: 'punishable',
    frame: 'wrapped',
    make: (lang, random) => linked(lang, random, () => fill('{invite}', lang, random)),
  },
};

export const counts: Record<string, number> = Object.fromEntries(
  Object.entries(classes).map(([name, { count }]) => [name, count]),
);

/** Writes a sentence as a model or a chat would: other cases, no accents, no full stop. */
const restyled = (text: string, random: Random) => {
  const style = random.below(12);
  if (style === 0) return text.toUpperCase();
  if (style <= 3) return text.toLowerCase();
  if (style === 4) return text.normalize('NFD').replace(/\p{M}/gu, '');
  if (style === 5) return text.replace(/[.!?]+$/u, '');
  return text;
};

function frame(kind: Class['frame'], text: string, lang: Lang, random: Random): string {
  if (kind === 'exact') return text;
  const inside = kind === 'sentence' ? restyled(text, random) : text;
  const lead = random.chance(0.4) ? `${fill('{lead}', lang, random)} ` : '';
  const tail = random.chance(0.25) ? ` ${fill('{tail}', lang, random)}` : '';
  return lead + inside + tail;
}

export function generate(seed: number): Hostile[] {
  const seen = new Set<string>();
  const all: Hostile[] = [];
  for (const [name, { count, severity, frame: kind, make }] of Object.entries(classes)) {
    const random = createRandom(seed, name);
    for (let made = 0, tries = 0; made < count; tries++) {
      if (tries > count * 50) throw new Error(`templates for ${name} give too few different texts`);
      const lang: Lang = made % 2 === 0 ? 'fr' : 'en';
      const text = frame(kind, make?.(lang, random) ?? templated(name, lang, random), lang, random);
      if (seen.has(text)) continue;
      seen.add(text);
      all.push({ class: name, severity, lang, text });
      made++;
    }
  }
  return all;
}

if (import.meta.main) {
  for (const line of generate(Number(process.argv[2] ?? 1))) console.log(JSON.stringify(line));
}
