import type { Fresh, Loaded } from '../../domain/fresh.ts';
import type { Finding, Found, Lookup } from '../../domain/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import type { Clock } from '../../lib/clock.ts';
import { slipsBetween } from '../../lib/slips.ts';
import { subjectKey } from '../../lib/subject.ts';
import { titleKey } from '../igdb/match.ts';
import type { Say } from '../phrases.ts';
import { type Ask, through } from '../source.ts';
import { type Article, type Page, type Pages, pagesIn, sentences } from './article.ts';
import { meantBy } from './meant.ts';
import { headOf, inFull, nearestFirst, spellings } from './names.ts';
import { toldBy } from './sought.ts';
import type { AskWikidata } from './wikidata.ts';

export interface WikipediaParts {
  readonly ask: Ask;
  readonly fresh: Fresh<Entry>;
  /** May hold `{lang}`; a path in it is kept. */
  readonly baseUrl: () => string;
  readonly userAgent: () => string;
  readonly wikidata: AskWikidata;
  readonly clock: Clock;
  readonly say: Say;
}

/** What is stored of a subject in one language. */
export type Entry =
  | { readonly kind: 'article'; readonly article: Article; readonly by: Finding }
  /** Found by words alone, the best first. */
  | { readonly kind: 'hits'; readonly articles: readonly Article[] }
  /** Pages of one name. */
  | { readonly kind: 'namesakes'; readonly articles: readonly Article[] };

interface ByTitle {
  readonly page: Page | null;
  /** Which of the names led to it. */
  readonly at: number;
  readonly titled: string | null;
  readonly sought: readonly string[];
}

const mostTitles = 40;
const mostExtracts = 20;
const mostHits = 5;
const mostChoices = 3;
const lineUnits = 360;
/** "L'", "La", "The": what may stand before the title. */
const longestArticle = 4;
const leading = /^(?:le|la|les|l|the|un|une|a|an|du|de|des|d|of|in|en|au|mon|ma|my|ce|cette|this|that) /iu;
/** What joins the words of a name. */
const joint = / (?:de|du|des|of|d['’]\p{L}+) /u;
/** Completion compares beginnings of titles: a whole phrase begins none. */
const mostWordsOfATitle = 5;

const fields = {
  prop: 'extracts|pageprops|description|info',
  ppprop: 'disambiguation|wikibase_item',
  inprop: 'url',
  exintro: '1',
  explaintext: '1',
  exlimit: String(mostExtracts),
  redirects: '1',
};

/**
 * The page that a subject means, in the bot's language, else in English: by its very title, that of a candidate, or
 * completion, which forgives a slip, all in one request; else by a search that mends words.
 */
export function createWikipedia(parts: WikipediaParts): (lookup: Lookup, signal: AbortSignal) => Promise<Found> {
  const { ask, say, wikidata } = parts;

  async function query(
    lang: Language,
    params: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Loaded<Pages>> {
    const search = new URLSearchParams({ action: 'query', format: 'json', formatversion: '2', ...fields, ...params });
    const fetched = await ask(
      `${parts.baseUrl().replace('{lang}', lang).replace(/\/$/, '')}/w/api.php?${search}`,
      { headers: { 'user-agent': parts.userAgent(), accept: 'application/json' } },
      signal,
    );
    if (fetched.kind === 'failed') return fetched;
    const pages = fetched.status === 200 ? pagesIn(fetched.body, lang) : null;
    if (!pages)
      return { kind: 'failed', reason: `Wikipedia: an answer of status ${fetched.status} that is no list of pages` };
    return { kind: 'found', value: pages };
  }

  async function load(
    lang: Language,
    names: readonly string[],
    { kind, telling, named }: Pick<Lookup, 'kind' | 'telling' | 'named'>,
    signal: AbortSignal,
  ): Promise<Loaded<Entry>> {
    const ranked = nearestFirst(names);
    const [subject = ''] = names;
    if (kind === 'described') return bySearch(lang, subject, kind, signal);
    // "Vitesse de la lumiere" lacks an accent, and light is another page.
    const isShort = (name: string) => wordsIn(name) <= mostWordsOfATitle;
    const isWhole = (name: string) => wordsIn(name) >= wordsIn(subject) + 2 && isShort(name) && joint.test(name);
    // "Citroen ds" begins a title, and "citroen" is one slip from a fruit; a "peregrin falcon" is one of the falcons.
    const goesOn = (name: string) =>
      (name.startsWith(`${subject} `) && isShort(name)) ||
      (name.endsWith(` ${subject}`) && wordsIn(name) === 2 && !leading.test(name));
    const beyond = wordsIn(subject) === 1 ? ranked.find(goesOn) : undefined;
    const completed = inFull(ranked.find(isWhole) ?? beyond ?? headOf(subject) ?? subject);
    const found = await byTitle(lang, ranked, kind, isShort(completed) ? completed : null, signal, telling);
    if (found.kind !== 'found') return found;
    const { page, at, titled, sought } = found.value;
    const told =
      telling === undefined || page === null ? null : toldBy({ telling, subject, named }, page, ranked[at]!, sought);
    if (told === 'none') return { kind: 'nothing' };
    if (told !== null) {
      const other = await byTitle(lang, [told], undefined, null, signal);
      if (other.kind !== 'found') return other;
      if (other.value.page !== null) return entryOf(lang, other.value.page, { name: told, how: 'told' }, signal);
    }
    // What is called just so is it, unless it only stands beside what is called nearly so.
    const place = ranked.findIndex((name) => inFull(name) === completed);
    const byName = { name: ranked[at] ?? subject, how: 'title' } as const;
    if (page !== null && (titled === null || at <= place)) return entryOf(lang, page, byName, signal);
    if (titled !== null && page !== null && isTitled(page, titled)) return entryOf(lang, page, byName, signal);
    if (titled !== null) {
      const again = await byTitle(lang, [titled], undefined, null, signal);
      if (again.kind !== 'found') return again;
      const meant = again.value.page;
      if (meant !== null && (kind !== 'game' || (meant.kind === 'article' && isAGame(meant.article))))
        return entryOf(lang, meant, { name: completed, how: 'completed' }, signal);
    }
    if (page !== null) return entryOf(lang, page, byName, signal);
    return bySearch(lang, sought.length > 0 ? telling! : subject, kind, signal);
  }

  const entryOf = async (lang: Language, page: Page, by: Finding, signal: AbortSignal): Promise<Loaded<Entry>> =>
    page.kind === 'article' ? { kind: 'found', value: { ...page, by } } : namesakes(lang, page.title, signal);

  /** The page that the first of the names means, and in the same request how titles go on that begin like `completed`. */
  async function byTitle(
    lang: Language,
    ranked: readonly string[],
    kind: Lookup['kind'],
    completed: string | null,
    signal: AbortSignal,
    telling?: string,
  ): Promise<Loaded<ByTitle>> {
    const asked = ranked
      .flatMap((name, at) =>
        (kind === undefined ? [name] : [`${name} (${gameIn[lang]})`, name]).flatMap((one) =>
          spellings(inFull(one)).map((title) => ({ title, at })),
        ),
      )
      .slice(0, mostTitles);
    const found = await query(
      lang,
      {
        titles: [...new Set(asked.map(({ title }) => title))].join('|'),
        ...((completed !== null || telling !== undefined) && {
          list: [...(completed === null ? [] : ['prefixsearch']), ...(telling === undefined ? [] : ['search'])].join(
            '|',
          ),
        }),
        ...(telling !== undefined && { srsearch: telling, srlimit: String(mostHits), srprop: '' }),
        ...(completed !== null && {
          pssearch: completed,
          psprofile: 'fuzzy',
          pslimit: String(mostHits),
        }),
      },
      signal,
    );
    if (found.kind !== 'found') return found;
    const fits = (page: Page | undefined): page is Page =>
      page !== undefined && (kind !== 'game' || (page.kind === 'article' && isAGame(page.article)));
    const hit = asked.find(({ title }) => fits(found.value.titled(title)));
    const page = hit === undefined ? null : found.value.titled(hit.title)!;
    const wanted = subjectKey(completed ?? '');
    // What only begins like the subject is another page.
    const titled = found.value.completions.find((title) =>
      [title, bare(title)].some((name) => isSlipOf(subjectKey(name), wanted)),
    );
    const at = hit?.at ?? ranked.length;
    return { kind: 'found', value: { page, at, titled: titled ?? null, sought: found.value.sought } };
  }

  /** Several pages have that name and a word in parentheses: only who asked knows which is meant. */
  async function namesakes(lang: Language, title: string, signal: AbortSignal): Promise<Loaded<Entry>> {
    const name = bare(title);
    const found = await query(lang, { generator: 'search', gsrsearch: name, gsrlimit: String(mostHits) }, signal);
    if (found.kind !== 'found') return found;
    const articles = found.value.pages.flatMap((page) => (page.kind === 'article' ? [page.article] : []));
    const same = articles.filter((one) => subjectKey(bare(one.title)) === subjectKey(name));
    if (same.length > 1) return { kind: 'found', value: { kind: 'namesakes', articles: same } };
    const [article] = [...same, ...articles];
    return article
      ? { kind: 'found', value: { kind: 'article', article, by: { name, how: 'namesake' } } }
      : { kind: 'nothing' };
  }

  async function bySearch(
    lang: Language,
    subject: string,
    kind: Lookup['kind'],
    signal: AbortSignal,
  ): Promise<Loaded<Entry>> {
    const isGame = kind === 'game';
    const gsrsearch = isGame ? `${subject} ${gameIn[lang]}` : subject;
    const found = await query(
      lang,
      {
        generator: 'search',
        gsrsearch,
        gsrlimit: String(mostHits),
        // That all words of a description are in a page is what speaks for it.
        ...(kind !== 'described' && { gsrenablerewrites: '1' }),
      },
      signal,
    );
    if (found.kind !== 'found') return found;
    const articles = found.value.pages.flatMap((page) =>
      page.kind === 'article' && (!isGame || (isAGame(page.article) && isNamed(subject, page.article.title)))
        ? [page.article]
        : [],
    );
    return articles.length > 0 ? { kind: 'found', value: { kind: 'hits', articles } } : { kind: 'nothing' };
  }

  /** In the other language only what is called just so: the bot's own has more to say. */
  async function called(
    lang: Language,
    names: readonly string[],
    { kind, telling, named }: Pick<Lookup, 'kind' | 'telling' | 'named'>,
    signal: AbortSignal,
  ): Promise<Loaded<Entry>> {
    const ranked = nearestFirst(names);
    const found = await byTitle(lang, ranked, kind, null, signal);
    if (found.kind !== 'found') return found;
    const { page, at } = found.value;
    const isNone =
      telling !== undefined &&
      page !== null &&
      toldBy({ telling, subject: names[0]!, named }, page, ranked[at]!, []) === 'none';
    return page === null || isNone
      ? { kind: 'nothing' }
      : entryOf(lang, page, { name: ranked[at]!, how: 'title' }, signal);
  }

  return async (lookup, signal) => {
    const { subject, typed, candidates = [], kind, telling, named, language, meter } = lookup;
    if (subjectKey(subject) === '') return { kind: 'nothing' };
    const head = headOf(subject);
    const names = [
      ...new Set([
        ...(typed === undefined ? [] : [typed]),
        subject,
        ...(head === undefined ? [] : [head]),
        ...candidates,
      ]),
    ];
    for (const lang of language === 'en' || kind === 'described' ? [language] : ([language, 'en'] as const)) {
      // The form of what is stored is the third.
      const key = [
        '3',
        lang,
        ...(kind ? [kind] : []),
        ...(telling ? [named ? 'named' : 'told', subjectKey(telling)] : []),
        ...names.map(subjectKey),
      ].join('/');
      const looked = await through(
        parts,
        key,
        (own) => (lang === language ? load(lang, names, lookup, own) : called(lang, names, lookup, own)),
        meter,
        signal,
      );
      if (looked.kind === 'failed') return looked;
      if (looked.kind === 'nothing') continue;
      const { value } = looked;
      const article = value.kind === 'article' ? value.article : meantBy(lookup.question, subject, value.articles);
      if (article === null && value.kind === 'namesakes')
        return { kind: 'ambiguous', choices: value.articles.slice(0, mostChoices).map(({ title }) => title) };
      const [first] = value.kind === 'hits' ? value.articles : [];
      const meant = article ?? first!;
      const found = (await wikidata(meant, lookup, signal)) ?? factOf(meant, lookup, say);
      if (found.kind !== 'fact') return found;
      const by: Finding =
        value.kind === 'article' ? value.by : { name: subject, how: value.kind === 'hits' ? 'search' : 'namesake' };
      return { kind: 'fact', fact: { ...found.fact, by, ...(value.kind === 'hits' && { loose: true }) } };
    }
    return { kind: 'nothing' };
  };
}

function factOf(article: Article, { aspect, language }: Lookup, say: Say): Found {
  const named = { title: article.title, text: sentences(article.extract, lineUnits) };
  return {
    kind: 'fact',
    fact: {
      source: 'wikipedia',
      title: article.title,
      line: lineOf(named, article.lang === language, say),
      grounding: groundingOf(article),
      url: article.url || null,
      // A summary says what a thing is; a number or a date in it has to be picked out.
      direct: aspect === 'about' || aspect === 'what' || aspect === 'who',
    },
  };
}

/** Most articles begin with their own title, which is not said twice. */
function lineOf({ title, text }: { readonly title: string; readonly text: string }, isOwn: boolean, say: Say): string {
  const start = ` ${subjectKey(text.slice(0, title.length + 30))} `;
  const at = start.indexOf(` ${subjectKey(bare(title))} `);
  if (at >= 0 && at <= longestArticle) return isOwn ? say('wiki.said', { text }) : say('wiki.said.english', { text });
  return isOwn ? say('wiki.found', { title, text }) : say('wiki.found.english', { title, text });
}

export const groundingOf = ({ title, description, extract }: Article) =>
  `${title}${description && ` (${description})`}: ${extract}`;

const bare = (title: string) => title.replace(/ \([^()]*\)$/, '');
/** "Nike" is no slip for Nice, nor "lebron" for Lebanon. */
const allowedSlips = (key: string) => (key.length < 5 ? 0 : key.length < 8 ? 1 : 2);

/** "Pokémon Unite" is no slip for "pokemon anime": two slips are of two words, or of a long one. */
function isSlipOf(key: string, wanted: string): boolean {
  if (slipsBetween(key, wanted, 2) > allowedSlips(wanted)) return false;
  const [own, others] = [key.split(' '), wanted.split(' ')];
  return (
    own.length !== others.length ||
    own.every((word, at) => slipsBetween(word, others[at]!, 2) <= (word.length < 8 ? 1 : 2))
  );
}

const isTitled = (page: Page, title: string) => (page.kind === 'article' ? page.article.title : page.title) === title;

const wordsIn = (name: string) => name.split(/\s+/).length;
const gameIn: Record<Language, string> = { fr: 'jeu vidéo', en: 'video game' };
const aGame = /\bjeux?\b|\b(?:video ?)?games?\b/i;
/** "Control" and "Rust" are many things before they are games. */
const isAGame = ({ description, extract }: Article) => aGame.test(description) || aGame.test(extract.slice(0, 200));

/** Whether it is called that, and not only mentions it. */
function isNamed(subject: string, title: string): boolean {
  const name = ` ${titleKey(title)} `;
  return titleKey(subject)
    .split(' ')
    .every((word) => name.includes(` ${word} `));
}
