import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tongue } from './models/language.ts';
import { type Entry, subjects } from './texts/wikipedia.ts';

/** A page of the stand-in, with what Wikidata says of its subject. */
export interface WorldPage extends Entry {
  readonly lang: Tongue;
  /** `Q…`, the same in both languages. */
  readonly item: string;
  readonly claims?: Claims;
}
/** A time is `-0044-03-15`, an amount a number, another thing its `Q…`. */
export type Claims = Readonly<Record<string, string | number>>;

/** What the router knows by name is in the encyclopaedia, among other things. */
const lists = join(import.meta.dirname, '..', 'knowledge', 'router', 'data');
const rowsOf = (file: string, apart?: RegExp) => rowsIn(join(import.meta.dirname, 'texts', 'world', file), apart);
const rowsIn = (path: string, apart: RegExp = /\n/) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join('\n')
    .split(apart)
    .map((row) => row.split('|'));

const months = {
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
};

export function dateIn(lang: Tongue, date: string): string {
  const [, era = '', year = '', month = '', day = ''] = /^(-)?(\d+)-(\d+)-(\d+)$/.exec(date) ?? [];
  const name = months[lang][Number(month) - 1];
  const said =
    lang === 'fr'
      ? `${Number(day) === 1 ? '1er' : Number(day)} ${name} ${Number(year)}`
      : `${Number(day)} ${name} ${Number(year)}`;
  return era === '' ? said : lang === 'fr' ? `${said.replace(/^.* /, '')} av. J.-C.` : `${Number(year)} BC`;
}

/** "film de 2010" and "film de Nolan": what bears one title and is of one kind is one thing. */
const isSame = (a: string, b: string) => {
  const words = new Set(a.toLowerCase().match(/\p{L}{4,}/gu));
  return (b.toLowerCase().match(/\p{L}{4,}/gu) ?? []).some((word) => words.has(word));
};
/** Of so many nouns there are namesakes. */
const mostNamesakes = 800;
const isEvent = /war|battle|event|attack|period|pandemic|shipwreck|mission|accident|competition|withdrawal/;
const dated = (year: string) =>
  year.startsWith('-') ? `-${year.slice(1).padStart(4, '0')}-01-01` : `${year.padStart(4, '0')}-01-01`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const withoutArticle = (text: string) =>
  /^[a-z]/.test(text) ? capital(text.replace(/^(?:les? |la |l'|the )/, '')) : text;
const namesakeKinds = [
  ['film', 'film', 'film de 1998', '1998 film'],
  ['album', 'album', 'album de musique', 'studio album'],
  ['groupe', 'band', 'groupe de musique', 'band'],
  ['chanson', 'song', 'chanson', 'song'],
  ['roman', 'novel', 'roman de 1974', '1974 novel'],
  ['commune', 'town', 'commune de France', 'town'],
] as const;

/**
 * Some nine thousand pages a language: written ones, then countries, cities, people, works, things, every common noun,
 * games, years, days, and namesakes with the pages that tell them apart. The first of a title has it; the next one gets
 * its kind in parentheses.
 */
export function buildWorld(): readonly WorldPage[] {
  const made: WorldPage[] = [];
  const taken = { fr: new Map<string, WorldPage>(), en: new Map<string, WorldPage>() };
  const items = new Map<string, string>();
  let next = 1000;

  const itemOf = (englishName: string) => {
    const known = items.get(englishName) ?? `Q${next++}`;
    items.set(englishName, known);
    return known;
  };
  function add(lang: Tongue, item: string, entry: Entry & { readonly kind: string }, claims?: Claims) {
    const { kind, ...page } = entry;
    const before = taken[lang].get(page.title);
    if (before && (before.item === item || isSame(before.description, page.description))) return;
    const isFree = before === undefined;
    const title = isFree ? page.title : `${page.title} (${kind})`;
    if (taken[lang].has(title)) return;
    const redirects = (page.redirects ?? []).filter((one) => one !== title);
    const whole: WorldPage = { ...page, title, redirects, lang, item, ...(claims && { claims }) };
    taken[lang].set(title, whole);
    made.push(whole);
  }
  const both = (
    item: string,
    fr: Entry & { readonly kind: string },
    en: Entry & { readonly kind: string },
    claims?: Claims,
  ) => {
    add('fr', item, fr, claims);
    add('en', item, en, claims);
  };

  // Of what has a text of its own, the lists know exact values.
  const known = new Map<string, Claims>();
  const note = (english: string, claims: Claims) => known.set(english, claims);
  for (const row of rowsOf('countries.txt')) {
    const [, english = '', , capitalName = '', millions = ''] = row;
    note(english, { P36: itemOf(capitalName), P1082: Math.round(Number(millions) * 1e6) });
  }
  for (const [, english = '', , country = '', people = ''] of rowsOf('cities.txt'))
    note(english, { P17: itemOf(country), P1082: Number(people) });
  const people = rowsOf('people.txt');
  for (const [name = '', , , born = '', , where = '', died = ''] of people) {
    note(name, { P569: born, P19: itemOf(where), ...(died !== '-' && { P570: died }) });
  }
  for (const [fr, en] of subjects) {
    const claims = known.get(en.title) ?? known.get(fr.title);
    both(itemOf(en.title), { ...fr, kind: 'homonymie' }, { ...en, kind: 'disambiguation' }, claims);
  }

  for (const [
    name = '',
    english = '',
    chief = '',
    chiefEnglish = '',
    millions = '',
    coin = '',
    coinEnglish = '',
  ] of rowsOf('countries.txt')) {
    const title = withoutArticle(name);
    both(
      itemOf(english),
      {
        title,
        kind: 'pays',
        description: 'pays',
        extract: `${capital(name)} est un pays dont la capitale est ${chief}. Sa monnaie est : ${coin}. Sa population est de ${millions.replace('.', ',')} millions d'habitants.`,
      },
      {
        title: english,
        kind: 'country',
        description: 'country',
        extract: `${english} is a country whose capital is ${chiefEnglish}. Its currency is the ${coinEnglish}. It has a population of ${millions} million people.`,
      },
      known.get(english)!,
    );
  }
  for (const [name = '', english = '', country = '', countryEnglish = '', inhabitants = ''] of rowsOf('cities.txt')) {
    both(
      itemOf(english),
      {
        title: name,
        kind: 'ville',
        description: `ville (${country})`,
        extract: `${name} est une ville (${country}). Elle compte ${Number(inhabitants).toLocaleString('fr')} habitants.`,
      },
      {
        title: english,
        kind: 'city',
        description: `city in ${countryEnglish}`,
        extract: `${english} is a city in ${countryEnglish}. It has ${Number(inhabitants).toLocaleString('en')} inhabitants.`,
      },
      known.get(english)!,
    );
  }
  for (const [name = '', english = '', chief = '', chiefEnglish = ''] of rowsOf('countries.txt')) {
    both(
      itemOf(chiefEnglish),
      {
        title: chief,
        kind: 'ville',
        description: 'capitale',
        extract: `${chief} est la capitale : ${name}. C'est une grande ville.`,
      },
      {
        title: chiefEnglish,
        kind: 'city',
        description: `capital of ${english}`,
        extract: `${chiefEnglish} is the capital of ${english}. It is a large city.`,
      },
      { P17: itemOf(english) },
    );
  }
  for (const [
    name = '',
    what = '',
    whatEnglish = '',
    born = '',
    where = '',
    whereEnglish = '',
    died = '',
    others = '',
  ] of people) {
    const redirects = others.split(',').filter((one) => one !== '');
    const dead = died !== '-';
    const lived = dead ? ['était', 'was'] : ['est', 'is'];
    both(
      itemOf(name),
      {
        title: name,
        kind: 'personnalité',
        description: what,
        redirects,
        extract: `${name}, né le ${dateIn('fr', born)} à ${where}${dead ? ` et mort le ${dateIn('fr', died)}` : ''}, ${lived[0]} : ${what}.`,
      },
      {
        title: name,
        kind: 'person',
        description: whatEnglish,
        redirects,
        extract: `${name} (born ${dateIn('en', born)} in ${whereEnglish}${dead ? `, died ${dateIn('en', died)}` : ''}) ${lived[1]} known as: ${whatEnglish}.`,
      },
      known.get(name)!,
    );
  }
  for (const [title = '', english = '', what = '', whatEnglish = '', year = '', by = '', others = ''] of rowsOf(
    'works.txt',
  )) {
    const redirects = others.split(',').filter((one) => one !== '');
    both(
      itemOf(`${english} (${whatEnglish})`),
      {
        title,
        kind: what,
        description: `${what} de ${year}`,
        redirects,
        extract: `${title} est une œuvre (${what}) de ${by}, sortie en ${year}. Elle est connue dans le monde entier.`,
      },
      {
        title: english,
        kind: whatEnglish,
        description: `${year} ${whatEnglish}`,
        redirects,
        extract: `${english} is a ${whatEnglish} by ${by}, released in ${year}. It is known all over the world.`,
      },
      { P577: dated(year) },
    );
  }
  for (const [name = '', english = '', what = '', whatEnglish = '', year = '', measure = '', others = ''] of rowsOf(
    'things.txt',
  )) {
    const redirects = others.split(',').filter((one) => one !== '');
    const since = year === '-' ? ['', ''] : [`, depuis ${year}`, `, dating from ${year}`];
    const size =
      measure === '-' ? ['', ''] : [`, dimension la plus connue : ${measure}`, `, best-known measure: ${measure}`];
    const [amount = '', unit = ''] = measure.split(' ');
    both(
      itemOf(english),
      {
        title: withoutArticle(name),
        kind: what,
        description: what,
        redirects,
        extract: `${capital(name)} : ${what}${since[0]}${size[0]}.`,
      },
      {
        title: english,
        kind: whatEnglish,
        description: whatEnglish,
        redirects,
        extract: `${english} is a thing of this kind: ${whatEnglish}${since[1]}${size[1]}.`,
      },
      {
        ...(year !== '-' && { [isEvent.test(whatEnglish) ? 'P580' : 'P571']: dated(year) }),
        ...(unit === 'm' && { P2048: Number(amount) }),
        ...(unit === 'km' && { P2043: Number(amount) }),
      },
    );
  }
  for (const [name = '', english = '', symbol = '', number = ''] of rowsOf('elements.txt', /[;\n]/)) {
    both(
      itemOf(`${english} (element)`),
      {
        title: withoutArticle(name),
        kind: 'chimie',
        description: 'élément chimique',
        extract: `${capital(name)} est l'élément chimique de numéro atomique ${number} et de symbole ${symbol}.`,
      },
      {
        title: capital(english),
        kind: 'element',
        description: 'chemical element',
        extract: `${capital(english)} is the chemical element with atomic number ${number} and symbol ${symbol}.`,
      },
    );
  }
  const nouns = rowsIn(join(lists, 'nouns.txt'), /[;\n]/);
  for (const [name = '', english = ''] of nouns) {
    both(
      itemOf(`${english} (noun)`),
      {
        title: withoutArticle(name),
        kind: 'nom',
        description: 'notion',
        extract: `${capital(name)} est une notion que chacun connaît. On en parle dans toutes les encyclopédies.`,
      },
      {
        title: capital(english),
        kind: 'concept',
        description: 'concept',
        extract: `${capital(english)} is a concept that everybody knows. Every encyclopedia has a page about it.`,
      },
    );
  }
  const games = readFileSync(join(lists, 'games.txt'), 'utf8');
  for (const line of games.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const title = line.split('=')[0]!.replace('~', '');
    both(
      itemOf(`${title} (game)`),
      {
        title,
        kind: 'jeu vidéo',
        description: 'jeu vidéo',
        extract: `${title} est un jeu vidéo connu. Il se joue seul ou à plusieurs.`,
      },
      {
        title,
        kind: 'video game',
        description: 'video game',
        extract: `${title} is a well-known video game. It is played alone or with others.`,
      },
    );
  }
  for (let year = 1000; year <= 2030; year++) {
    both(
      itemOf(`${year}`),
      {
        title: String(year),
        kind: 'année',
        description: 'année du calendrier',
        extract: `L'année ${year} est une année du calendrier grégorien ou julien.`,
      },
      {
        title: String(year),
        kind: 'year',
        description: 'calendar year',
        extract: `${year} was a year of the Gregorian or Julian calendar.`,
      },
    );
  }
  for (let day = 0; day < 366; day++) {
    const date = new Date(Date.UTC(2024, 0, 1 + day));
    const [month, at] = [date.getUTCMonth(), date.getUTCDate()];
    const fr = `${at === 1 ? '1er' : at} ${months.fr[month]}`;
    const en = `${months.en[month]} ${at}`;
    both(
      itemOf(en),
      {
        title: fr,
        kind: 'date',
        description: 'jour de l’année',
        extract: `Le ${fr} est le ${day + 1}e jour de l'année bissextile.`,
      },
      { title: en, kind: 'date', description: 'day of the year', extract: `${en} is day ${day + 1} of a leap year.` },
    );
  }
  for (const [at, [name = '', english = '']] of nouns.slice(0, mostNamesakes).entries()) {
    const [fr, en] = [withoutArticle(name), capital(english)];
    for (const offset of [0, 2]) {
      const [kind, kindEnglish, what, whatEnglish] = namesakeKinds[(at + offset) % namesakeKinds.length]!;
      both(
        itemOf(`${en} (${kindEnglish})`),
        {
          title: `${fr} (${kind})`,
          kind,
          description: what,
          extract: `${fr} est le nom de quelque chose d'autre : ${what}.`,
        },
        {
          title: `${en} (${kindEnglish})`,
          kind: kindEnglish,
          description: whatEnglish,
          extract: `${en} is the name of something else: ${whatEnglish}.`,
        },
      );
    }
    if (at % 3 === 0) {
      both(
        itemOf(`${en} (disambiguation)`),
        {
          title: `${fr} (homonymie)`,
          kind: 'page',
          description: "page d'homonymie",
          extract: `${fr} peut désigner plusieurs choses.`,
          disambiguation: true,
        },
        {
          title: `${en} (disambiguation)`,
          kind: 'page',
          description: 'topics referred to by the same term',
          extract: `${en} may refer to several things.`,
          disambiguation: true,
        },
      );
    }
  }
  return made;
}
