import type { Fresh, Loaded } from '../../domain/fresh.ts';
import type { Found, Lookup } from '../../domain/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import type { Clock } from '../../lib/clock.ts';
import { own } from '../../lib/own.ts';
import { bag, bags, text } from '../fetch-json.ts';
import { formatsOf } from '../igdb/fact.ts';
import type { Say } from '../phrases.ts';
import { type Ask, through } from '../source.ts';
import { type Article, sentences } from './article.ts';
import { toldIn } from './lead.ts';
import { type Day, lifeIn } from './life.ts';

/** The exact value that a question asks of an article's subject; null where it asks none or none is known. */
export type AskWikidata = (article: Article, lookup: Lookup, signal: AbortSignal) => Promise<Found | null>;

export interface WikidataParts {
  readonly ask: Ask;
  readonly fresh: Fresh<Value>;
  readonly baseUrl: () => string;
  readonly userAgent: () => string;
  readonly clock: Clock;
  readonly say: Say;
}

/** One statement's value. `day` is null where only the year is known. */
export type Value =
  | ({ readonly kind: 'date' } & Day)
  | { readonly kind: 'amount'; readonly amount: number; readonly unit: string }
  | { readonly kind: 'name'; readonly name: string };

type Asked = 'age' | keyof typeof properties;

/** The second is asked for where the first has no value: a console has no date of publication. */
const properties = {
  born: ['P569'],
  died: ['P570'],
  population: ['P1082'],
  height: ['P2048', 'P2044'],
  length: ['P2043'],
  capital: ['P36'],
  bornAt: ['P19'],
  diedAt: ['P20'],
  founded: ['P571'],
  released: ['P577', 'P571'],
  began: ['P580', 'P585'],
  ended: ['P582', 'P585'],
} as const;

/** Which value the words of a question ask for. The first that fits, of those that its aspect allows. */
const cues: readonly (readonly [asked: Asked, aspects: readonly Lookup['aspect'][], cue: RegExp])[] = [
  ['age', ['when', 'howmany'], /\b(?:age|old|still alive|en vie|vivante?)\b/],
  ['diedAt', ['where'], /\b(?:mort|morte|meurt|mourut|deces|decede\w*|die|died|dead|death|killed|assassin\w*|tuee?)\b/],
  [
    'bornAt',
    ['where'],
    /\b(?:ne|nee|nait|naissance|natale?|born|birth|birthplace|hometown|originaire|viens?|vient|come|comes|from|d ou)\b/,
  ],
  ['died', ['when'], /\b(?:mort|morte|meurt|mourut|deces|decede\w*|die|died|dead|death|killed|assassin\w*|tuee?)\b/],
  ['born', ['when'], /\b(?:ne|nee|nait|naissance|born|birth|birthday|anniversaire)\b/],
  ['population', ['howmany'], /\b(?:population|habitants?|habs?|inhabitants?|people|personnes|gens|ppl)\b/],
  ['length', ['howmany'], /\b(?:longueur|longue?|length|long)\b/],
  ['height', ['howmany'], /\b(?:hauteur|haute?|taille|mesure\w*|metres?|altitude|height|tall|high)\b/],
  ['capital', ['what', 'about', 'where'], /\b(?:capitale?)\b/],
  ['ended', ['when'], /\b(?:fini\w*|termine\w*|end|ended|finish\w*|over)\b/],
  [
    'began',
    ['when'],
    /\b(?:commence\w*|debut\w*|eclate|start\w*|begin|began|eu lieu|a lieu|passe|happen\w*|take place|took place|c etait)\b/,
  ],
  [
    'released',
    ['when'],
    /\b(?:sorti\w*|sort|paru\w*|publie\w*|ecrit\w*|released?|came out|come out|published|written|aired|diffuse\w*|date)\b/,
  ],
  [
    'founded',
    ['when'],
    /\b(?:fonde\w*|creee?s?|creation|fondation|founded|created|established|built|build|construi\w+|bati\w*|inaugur\w+)\b/,
  ],
];

const ofPerson = /(?<!\p{L})(?:née?s?|born|morte?s?|died)(?!\p{L})|\((?:[^()]{0,40}[ ,])?\d{3,4}\s?[–—-]/u;
const opening = 300;
const summaryUnits = 200;
/** What articles about people begin with: no other request is needed. */
const lifeAsked: ReadonlySet<Asked> = new Set(['age', 'born', 'died']);
const ofLife: ReadonlySet<Asked> = new Set([...lifeAsked, 'bornAt', 'diedAt']);

export function createWikidata(parts: WikidataParts): AskWikidata {
  const { ask, say, clock } = parts;

  async function get(params: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Loaded<unknown>> {
    const fetched = await ask(
      `${parts.baseUrl().replace(/\/$/, '')}/w/api.php?${new URLSearchParams({ format: 'json', ...params })}`,
      { headers: { 'user-agent': parts.userAgent(), accept: 'application/json' } },
      signal,
    );
    if (fetched.kind === 'failed') return fetched;
    const body = fetched.status === 200 ? bag(fetched.body) : undefined;
    if (!body || body['error'] !== undefined)
      return { kind: 'failed', reason: `Wikidata: an answer of status ${fetched.status} that is none` };
    return { kind: 'found', value: body };
  }

  async function load(item: string, property: string, language: Language, signal: AbortSignal): Promise<Loaded<Value>> {
    const found = await get({ action: 'wbgetclaims', entity: item, property }, signal);
    if (found.kind !== 'found') return found;
    const value = valueIn(found.value, property);
    if (value === null) return { kind: 'nothing' };
    if (typeof value !== 'string') return { kind: 'found', value };
    const named = await get(
      { action: 'wbgetentities', ids: value, props: 'labels', languages: `${language}|en` },
      signal,
    );
    if (named.kind !== 'found') return named;
    const labels = bag(bag(bag(bag(named.value)?.['entities'])?.[value])?.['labels']);
    const name = text(bag(labels?.[language])?.['value']) || text(bag(labels?.['en'])?.['value']);
    return name === '' ? { kind: 'nothing' } : { kind: 'found', value: { kind: 'name', name } };
  }

  return async (article, lookup, signal) => {
    const { language, meter } = lookup;
    const asked = askedOf(lookup);
    if (asked === null) return null;
    // Where a dish comes from is no birth, and a tower has no age of a person.
    if (ofLife.has(asked) && !ofPerson.test(article.extract.slice(0, opening))) return null;
    const { item } = article;
    const life = lifeAsked.has(asked) ? lifeIn(article.extract, article.lang) : null;
    const statementOf = async (what: Exclude<Asked, 'age'>): Promise<Value | null> => {
      if (life && (what === 'born' || what === 'died')) {
        source = 'wikipedia';
        return life[what] && { kind: 'date', ...life[what] };
      }
      const told = toldIn(article.extract, article.lang, what);
      if (told !== null) {
        source = 'wikipedia';
        return told;
      }
      if (item === undefined) return null;
      for (const property of likeliestFirst(properties[what], what, article)) {
        const looked = await through(
          parts,
          `${item}/${property}/${language}`,
          (own) => load(item, property, language, own),
          meter,
          signal,
        );
        if (looked.kind === 'found') return looked.value;
      }
      return null;
    };
    let source: 'wikidata' | 'wikipedia' = 'wikidata';
    const line = await lineOf();
    if (line === null) return null;
    const grounding = `${line} ${article.title}: ${sentences(article.extract, summaryUnits)}`;
    return {
      kind: 'fact',
      fact: { source, title: article.title, line, grounding, url: article.url || null, direct: true },
    };

    function label() {
      return say(`source.${source}`);
    }

    async function lineOf(): Promise<string | null> {
      const { title } = article;
      if (asked === 'age' || asked === 'died') {
        const born = await statementOf('born');
        // What was never born is no person: "how old is the tower".
        if (born?.kind !== 'date') return null;
        const died = await statementOf('died');
        if (died?.kind === 'date') {
          const age = ageAt(born, died);
          const date = onDate(died, language);
          return age === null
            ? say('wikidata.died', { source: label(), title, date })
            : say('wikidata.died.age', { source: label(), title, date, age });
        }
        const age = ageAt(born, today(clock.wall()));
        return age === null || age > longestLife
          ? null
          : say('wikidata.age', { source: label(), title, age, date: onDate(born, language) });
      }
      const capital = asked === 'capital' ? capitalSaid.exec(article.extract)?.[1] : undefined;
      if (capital !== undefined) {
        source = 'wikipedia';
        return say('wikidata.capital', { source: label(), title, place: capital });
      }
      const value = asked === null ? null : await statementOf(asked);
      switch (value?.kind) {
        case 'date':
          return say(saidOf[asked as keyof typeof saidOf] ?? 'wikidata.founded', {
            source: label(),
            title,
            date: asked === 'founded' ? dateIn(value, language) : onDate(value, language),
          });
        case 'amount': {
          const amount = value.amount.toLocaleString(language);
          if (asked === 'population') return say('wikidata.population', { source: label(), title, amount });
          return value.unit === ''
            ? null
            : say(asked === 'length' ? 'wikidata.length' : 'wikidata.height', {
                source: label(),
                title,
                amount: `${amount} ${value.unit}`,
              });
        }
        case 'name':
          if (asked === 'bornAt' || asked === 'diedAt')
            return say(`wikidata.${asked}`, { source: label(), title, place: value.name });
          return say('wikidata.capital', { source: label(), title, place: value.name });
        default:
          return null;
      }
    }
  };
}

/** "Sa capitale est Tokyo": said in so many words, it needs no other request. */
const capitalSaid =
  /(?<![\p{L}])(?:capitale?|capital and largest city|capitale et plus grande ville)(?: \([^()]{1,40}\))? (?:est|is) (\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*){0,3})(?=[.,;:)]| (?:et|and|avec|with) |$)/u;

/** Mountains have an elevation, machines a beginning: what an article is says which of two properties it has. */
function likeliestFirst(names: readonly string[], asked: string, { description, extract }: Article): readonly string[] {
  const what = `${description} ${extract.slice(0, 120)}`;
  const isOther =
    asked === 'height'
      ? /sommet|montagne|mont\b|volcan|\blac\b|\bville|mountain|peak|summit|volcano|\blake|\bcity|\bcol\b/i.test(what)
      : asked === 'began' || asked === 'ended'
        ? /bataille|battle|catastrophe|disaster|attentat|attack|accident|traité|treaty|naufrage|sinking|prise|chute|fall|assassinat|assassination|landing|débarquement|incendie|fire/i.test(
            what,
          )
        : asked === 'released' &&
          /console|ordinateur|téléphone|entreprise|computer|phone|company|site|website|réseau/i.test(what);
  return isOther ? [...names].reverse() : names;
}

const longestLife = 120;
const saidOf = {
  born: 'wikidata.born',
  released: 'wikidata.released',
  began: 'wikidata.began',
  ended: 'wikidata.ended',
} as const;

function askedOf({ question, aspect }: Lookup): Asked | null {
  if (question === undefined) return null;
  const plain = question.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  // "Is he dead" asks when; "how old is the tower" asks no age of a person, and finds no birth.
  return cues.find(([, aspects, cue]) => aspects.includes(aspect) && cue.test(plain))?.[0] ?? null;
}

const units: Readonly<Record<string, string>> = {
  Q11573: 'm',
  Q828224: 'km',
  Q174728: 'cm',
  Q3710: 'ft',
  Q253276: 'mi',
};

/** The best statement's value; another thing is its `Q…`. */
function valueIn(body: unknown, property: string): Value | string | null {
  const statements = bags(bag(bag(body)?.['claims'])?.[property]).filter((one) => one['rank'] !== 'deprecated');
  const best = statements.find((one) => one['rank'] === 'preferred') ?? statements.at(-1);
  const data = bag(bag(best?.['mainsnak'])?.['datavalue']);
  const value = bag(data?.['value']);
  switch (data?.['type']) {
    case 'time': {
      const [, sign = '+', year = '', month = '', day = ''] =
        /^([+-])(\d+)-(\d+)-(\d+)T/.exec(text(value?.['time'])) ?? [];
      const precision = Number(value?.['precision']);
      if (year === '' || precision < 9) return null;
      return {
        kind: 'date',
        year: Number(year) * (sign === '-' ? -1 : 1),
        month: precision >= 10 ? Number(month) : null,
        day: precision >= 11 ? Number(day) : null,
      };
    }
    case 'quantity': {
      const amount = Number(text(value?.['amount']));
      const unit = /Q\d+$/.exec(text(value?.['unit']))?.[0];
      return Number.isFinite(amount)
        ? { kind: 'amount', amount, unit: unit === undefined ? '' : (own(units, unit) ?? '') }
        : null;
    }
    case 'wikibase-entityid':
      return /^Q\d+$/.exec(text(value?.['id']))?.[0] ?? null;
    default:
      return null;
  }
}

const today = (at: number): Day => {
  const date = new Date(at);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
};

/** Whole years; null where only years are known, which leaves it open. */
function ageAt(born: Day, at: Day): number | null {
  if (born.month === null || born.day === null || at.month === null || at.day === null) return null;
  const isBefore = at.month < born.month || (at.month === born.month && at.day < born.day);
  // There was no year 0.
  return at.year - born.year - (born.year < 0 && at.year > 0 ? 1 : 0) - (isBefore ? 1 : 0);
}

/** "le 5 mai 1821", "in 1450". */
function onDate(day: Day, language: Language): string {
  const isWhole = day.month !== null && day.day !== null && day.year >= 0;
  return `${isWhole ? (language === 'fr' ? 'le' : 'on') : language === 'fr' ? 'en' : 'in'} ${dateIn(day, language)}`;
}

function dateIn({ year, month, day }: Day, language: Language): string {
  if (year < 0) return language === 'fr' ? `${-year} av. J.-C.` : `${-year} BC`;
  if (month === null || day === null) return String(year);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const written = formatsOf(language).date.format(date);
  return language === 'fr' ? written.replace(/^1 /, '1er ') : written;
}
