import type { Language } from '../../src/domain/settings.ts';
import { type Entities, type Entity, framesFile, type Kind, loadEntities } from './entities.ts';
import { createNoise, type Made, type Random, type Segment } from './noise.ts';

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'choice'; readonly of: readonly (readonly Part[])[] }
  | { readonly kind: 'slot'; readonly form: string; readonly kinds: readonly Kind[]; readonly subject: boolean };

/** `(a|b)`, `[a]` and `{form KINDS}`, nested as they like. */
function parse(template: string): readonly Part[] {
  let at = 0;
  const sequence = (): Part[] => {
    const parts: Part[] = [];
    let text = '';
    const flush = () => {
      if (text !== '') parts.push({ kind: 'text', text });
      text = '';
    };
    while (at < template.length && !/[)\]|]/.test(template[at]!)) {
      const sign = template[at++]!;
      if (sign === '(' || sign === '[') {
        flush();
        const of = [sequence()];
        while (template[at] === '|') {
          at++;
          of.push(sequence());
        }
        at++;
        parts.push({ kind: 'choice', of: sign === '[' ? [...of, ...of.map(() => [])] : of });
      } else if (sign === '{') {
        flush();
        const end = template.indexOf('}', at);
        const [, other, form = '', kinds = ''] = /^(!)?(?:(\w+) )?([A-Z|]+)$/.exec(template.slice(at, end)) ?? [];
        if (kinds === '') throw new Error(`no slot: ${template.slice(at, end)}`);
        parts.push({ kind: 'slot', form, kinds: kinds.split('|') as Kind[], subject: other === undefined });
        at = end + 1;
      } else text += sign;
    }
    flush();
    return parts;
  };
  const parts = sequence();
  if (at < template.length) throw new Error(`cannot read "${template}" at ${at}`);
  return parts;
}

function framesIn(name: string, label?: string): Map<string, (readonly Part[])[]> {
  const byClass = new Map<string, (readonly Part[])[]>();
  let current = label;
  for (const line of framesFile(name).split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('@')) current = line.slice(1);
    else {
      const [, times = '1', template = ''] = /^(?:\*(\d+) )?(.*)$/.exec(line)!;
      const frame = parse(template);
      byClass.set(current!, [...(byClass.get(current!) ?? []), ...Array.from({ length: Number(times) }, () => frame)]);
    }
  }
  return byClass;
}

/** Of the lines of talk. */
const mashShare = 0.04;
/** The rest is talk. */
const shares: readonly (readonly [route: string, to: number])[] = [
  ['igdb', 0.3],
  ['wikipedia', 0.72],
  ['last', 0.76],
];

/** Questions without end, the same for the same numbers. */
export function createGenerator(random: Random) {
  const entities = loadEntities();
  const frames = {
    fr: new Map([...framesIn('frames.fr.txt'), ...framesIn('talk.fr.txt', 'model.chat')]),
    en: new Map([...framesIn('frames.en.txt'), ...framesIn('talk.en.txt', 'model.chat')]),
  };
  const vocabulary = [...frames.fr.values(), ...frames.en.values()].flat().flatMap(wordsIn);
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const odds = (chance: number) => random() < chance;
  const noise = createNoise(random, one, odds);

  function make(): Made {
    const language: Language = odds(0.52) ? 'fr' : 'en';
    const roll = random();
    const route = shares.find(([, to]) => roll < to)?.[0] ?? 'model';
    const label = one([...frames[language].keys()].filter((name) => name.startsWith(route)));
    const isMash = label === 'model.chat' && odds(mashShare);
    const segments = isMash
      ? [{ text: mash(), subject: false, entity: false } satisfies Segment]
      : expanded(one(frames[language].get(label)!), language, label);
    // The bot learns five thousand games by name: a name that it does not know is seldom one.
    const known = label.startsWith('igdb');
    return { language, label, known, ...noise(segments, language, label) };
  }

  /** What fingers type that mean nothing. */
  function mash(): string {
    const row = one(['azertyuiop', 'qsdfghjklm', 'asdfghjkl', 'qwertyuiop', 'zxcvbnm', 'wxcvbn', 'ha', 'lo', 'hjkfd']);
    const word = () => Array.from({ length: 3 + Math.floor(random() * 9) }, () => one([...row])).join('');
    return Array.from({ length: 1 + Math.floor(random() * 3) }, word).join(' ');
  }

  function expanded(parts: readonly Part[], language: Language, label: string): Segment[] {
    return parts.flatMap((part): Segment[] => {
      if (part.kind === 'text') return [{ text: part.text, subject: false, entity: false }];
      if (part.kind === 'choice') return expanded(one(part.of), language, label);
      return filled(part, language, label);
    });
  }

  function filled(
    { form, kinds, subject }: Extract<Part, { kind: 'slot' }>,
    language: Language,
    label: string,
  ): Segment[] {
    const kind = one(kinds);
    const entity = entityOf(kind, language, label);
    const lead = leadOf(form, entity, kind, language);
    let name = odds(0.4) && entity.others.length > 0 ? one(entity.others) : entity.name;
    // "de Le Parrain" is "du Parrain".
    if (language === 'fr' && lead === 'du ' && /^Les? /.test(name)) name = name.replace(/^Les? /, '');
    if (form === 'pl') name = plural(name, language);
    if (language === 'en' && form === 'un' && kind === 'T' && odds(0.15)) name = `${name}s`;
    const own = kind === 'G' && subject && label !== 'model.chat' && odds(0.02) ? makerOf(language) : '';
    const behind = subject && label !== 'model.chat' && odds(0.06) ? one(said[language][kind] ?? ['']) : '';
    return [
      { text: own === '' ? lead : own, subject: false, entity: false },
      { text: name, subject: subject && label !== 'model.chat', entity: true, kind },
      ...(behind === '' ? [] : [{ text: behind, subject: false, entity: false }]),
    ];
  }

  /** "Kojima's Death Stranding". */
  function makerOf(language: Language): string {
    const { name } = one(entities[language][odds(0.5) ? 'S' : 'N']);
    return language === 'en' ? `${name}'s ` : `le `;
  }

  function entityOf(kind: Kind, language: Language, label: string): Entity {
    const isNew = kind === 'T' || kind === 'P' || (label.startsWith('wikipedia') && kind !== 'N' && kind !== 'G');
    const inventedShare = kind === 'G' ? 0.08 : kind === 'M' || kind === 'C' ? 0.15 : isNew ? 0.06 : 0.2;
    if (odds(inventedShare)) return { article: '', name: invented(kind, entities, language), others: [] };
    for (;;) {
      const entity = kind === 'T' && odds(qualifiedShare) ? qualified(language) : one(entities[language][kind]);
      // What a question does not tell from a word is not learned as a game.
      if (entity.ordinary && (label === 'igdb.about' || odds(0.3))) continue;
      return entity;
    }
  }

  /** "naine blanche", "giant squid": what no list has, of words that are no names. */
  function qualified(language: Language): Entity {
    const { article, name } = one(entities[language].T);
    const word = one(qualifiers[language]);
    if (language === 'en') return { article, name: `${word} ${name}`, others: [] };
    return { article, name: `${name} ${article === 'la' ? word.replace(/(?<=[ctdnrs])$/, 'e') : word}`, others: [] };
  }

  function leadOf(form: string, { article, name }: Entity, kind: Kind, language: Language): string {
    if (form === 'pl') return language === 'fr' ? 'les ' : '';
    const vowel = /^[aeiouyhéèêâîôûœ]/i.test(name);
    if (language === 'en') {
      if (kind === 'P' && article !== '') return 'the ';
      if (form === 'un') return odds(0.5) ? (vowel ? 'an ' : 'a ') : '';
      return form === 'le' && (article !== '' || kind === 'T' || kind === 'E') && odds(0.55) ? 'the ' : '';
    }
    const plain = article === '' || odds(0.15);
    switch (form) {
      case 'le':
        return plain ? '' : article === "l'" ? "l'" : `${article} `;
      case 'du':
        if (plain) return /^Les? /.test(name) && odds(0.5) ? 'du ' : vowel ? "d'" : 'de ';
        return article === 'le' ? 'du ' : article === 'les' ? 'des ' : article === 'la' ? 'de la ' : "de l'";
      case 'un':
        return plain
          ? ''
          : article === 'le'
            ? 'un '
            : article === 'la'
              ? 'une '
              : article === 'les'
                ? 'des '
                : one(['un ', 'une ', "l'"]);
      case 'en':
        return article === 'le' ? 'au ' : article === 'les' ? 'aux ' : article === '' ? 'à ' : 'en ';
      default:
        // "en {P}", "de {N}": what stands before it is in the frame.
        return '';
    }
  }

  const syllables = 'ka ro mi ta lu ze vor dan el shi po gre nar qui sol fen bra mor wi xan the ja ri bel tor'.split(
    ' ',
  );
  const word = () => {
    const made = Array.from({ length: 2 + Math.floor(random() * 2) }, () => one(syllables)).join('');
    return made[0]!.toUpperCase() + made.slice(1);
  };
  function invented(kind: Kind, all: Entities, language: Language): string {
    const noun = () => {
      const { name } = one(all[odds(0.7) ? 'en' : language].T);
      return name[0]!.toUpperCase() + name.slice(1);
    };
    if (kind === 'N') return odds(0.75) ? `${one(all.fr.N).name.split(' ')[0]} ${word()}` : word();
    if (kind === 'G' || kind === 'M') {
      const title = one([
        () => `${noun()} ${noun()}`,
        () => `${word()} ${noun()}`,
        () => `${noun()} of ${word()}`,
        () => `The ${noun()}`,
        word,
        () => `${word()}: ${noun()} ${noun()}`,
        () => `Les ${noun()}s de ${word()}`,
      ])();
      return odds(0.2) ? `${title} ${2 + Math.floor(random() * 4)}` : title;
    }
    return odds(0.5) ? word() : `${noun()} ${language === 'fr' ? 'de' : 'of'} ${word()}`;
  }

  return { make, vocabulary };
}

function wordsIn(parts: readonly Part[]): string[] {
  return parts.flatMap((part) =>
    part.kind === 'text' ? [part.text] : part.kind === 'choice' ? part.of.flatMap(wordsIn) : [],
  );
}

function plural(name: string, language: Language): string {
  if (/[sxz]$/.test(name)) return name;
  if (language === 'en')
    return name
      .replace(/(?<![aeo])y$/, 'ie')
      .replace(/(?<=sh|ch)$/, 'e')
      .concat('s');
  return /(?:eau|eu)$/.test(name) ? `${name}x` : /al$/.test(name) ? name.replace(/al$/, 'aux') : `${name}s`;
}

/** Of the things that are asked about. */
const qualifiedShare = 0.1;
const qualifiers: Readonly<Record<Language, readonly string[]>> = {
  fr: 'blanc vert noir géant marteau royal polaire nain sauvage marin volant laser chinois commun'.split(' '),
  en: 'white green black giant great royal polar dwarf wild sea flying laser Chinese common black-footed'.split(' '),
};

/** What people say behind a name of its bearer: "yeats, the poet". By kind; a person's and a work's are as good for the rest. */
const said: Readonly<Record<Language, Readonly<Partial<Record<Kind, readonly string[]>>>>> = {
  fr: {
    G: [
      ' le jeu',
      ' (le jeu)',
      ', le jeu',
      ' de base',
      ', le vieux',
      ', le premier',
      ' (celui de 2018)',
      ' sur switch',
      ', tu sais le jeu indé',
      ' là',
      ' le jeu vidéo',
      ' de chez Capcom',
    ],
    N: [
      ', le chanteur',
      ', le peintre',
      " l'acteur",
      ' (le footballeur)',
      ", l'écrivain",
      ' le youtubeur',
      ', le roi',
      ' la chanteuse',
      ' le vrai',
      ', le scientifique',
    ],
    M: [
      ' le film',
      ' (le film)',
      ', la série',
      ' le livre',
      " l'album",
      ' le manga',
      " l'anime",
      ' (la chanson)',
      ', le premier',
      ' de 1997',
    ],
    T: [' (le vrai)', ", l'animal", ' en général', ' là', ', le truc'],
    P: [', le pays', ' (la ville)', ' en Europe', ', la vraie'],
    C: [" l'entreprise", ', la boîte', ' (la marque)', ' le site', ', la console'],
    E: [', le vrai', ' (la guerre)', ' en France', ' de cette année'],
  },
  en: {
    G: [
      ' the game',
      ' (the game)',
      ', the game',
      ', the old one',
      ', the original',
      ' (the 2018 one)',
      ' on switch',
      ', that indie game',
      ' the video game',
      ' by Capcom',
      ' (Remedy?)',
    ],
    N: [
      ', the singer',
      ', the painter',
      ' the actor',
      ' (the footballer)',
      ', the writer',
      ' the youtuber',
      ', the king',
      ', the poet',
      ' the real one',
      ', the scientist',
      ', the Irish fella',
    ],
    M: [
      ' the movie',
      ' (the film)',
      ', the show',
      ' the book',
      ' the album',
      ' the manga',
      ' the anime',
      ' (the song)',
      ', the first one',
      ' from 1997',
    ],
    T: [' (the real one)', ', the animal', ' in general', ', the thing'],
    P: [', the country', ' (the city)', ' in Europe'],
    C: [' the company', ', the firm', ' (the brand)', ' the website', ', the console'],
    E: [', the real one', ' (the war)', ' this year'],
  },
};
