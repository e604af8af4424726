import type { Fresh, Loaded } from '../../domain/fresh.ts';
import type { Found, Lookup } from '../../domain/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import type { Clock } from '../../lib/clock.ts';
import { slipsBetween } from '../../lib/slips.ts';
import { subjectKey } from '../../lib/subject.ts';
import { titleKey } from '../igdb/match.ts';
import type { Say } from '../phrases.ts';
import { type Ask, through } from '../source.ts';
import { type Article, type Page, type Pages, pagesIn, sentences } from './article.ts';
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
  | { readonly kind: 'article'; readonly article: Article /** Found by words alone. */; readonly loose?: true }
  | { readonly kind: 'ambiguous'; readonly choices: readonly string[] };

const mostTitles = 20;
const mostHits = 5;
const mostChoices = 3;
const lineUnits = 360;
/** "L'", "La", "The": what may stand before the title. */
const longestArticle = 4;
/** Completion compares beginnings of titles: a whole phrase begins none. */
const mostWordsOfATitle = 5;

const fields = {
  prop: 'extracts|pageprops|description|info',
  ppprop: 'disambiguation|wikibase_item',
  inprop: 'url',
  exintro: '1',
  explaintext: '1',
  exlimit: String(mostTitles),
  redirects: '1',
};

/**
 * The page that a subject means, in the bot's language, else in English: by its very title or that of a candidate, all in
 * one request; else by completion, which forgives a slip; else by a search that mends words.
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
    isGame: boolean,
    signal: AbortSignal,
  ): Promise<Loaded<Entry>> {
    const [subject = ''] = names;
    const exact = await byTitle(lang, names, isGame, signal);
    if (exact.kind !== 'nothing') return exact;
    // In the other language only what is called just so: the bot's own has more to say.
    const isShort = (name: string) => wordsIn(name) <= mostWordsOfATitle;
    // "Vitesse de la lumiere" lacks an accent, and light is another page.
    const longer = nearestFirst(names, null).find((name) => wordsIn(name) >= wordsIn(subject) + 2 && isShort(name));
    const whole = longer === undefined ? exact : await byCompletion(lang, longer, isGame, signal);
    if (whole.kind !== 'nothing') return whole;
    const completed = isShort(subject) ? await byCompletion(lang, subject, isGame, signal) : exact;
    return completed.kind === 'nothing' ? bySearch(lang, subject, isGame, signal) : completed;
  }

  async function byTitle(
    lang: Language,
    names: readonly string[],
    isGame: boolean,
    signal: AbortSignal,
  ): Promise<Loaded<Entry>> {
    const asked = [
      ...new Set(nearestFirst(names, isGame ? gameIn[lang] : null).flatMap((name) => spellings(name))),
    ].slice(0, mostTitles);
    const found = await query(lang, { titles: asked.join('|') }, signal);
    if (found.kind !== 'found') return found;
    const fits = (page: Page | undefined): page is Page =>
      page !== undefined && (!isGame || (page.kind === 'article' && isAGame(page.article)));
    const page = asked.map((title) => found.value.titled(title)).find(fits);
    if (page === undefined) return { kind: 'nothing' };
    return page.kind === 'article' ? { kind: 'found', value: page } : namesakes(lang, page.title, signal);
  }

  /** Several pages have that name and a word in parentheses: only who asked knows which is meant. */
  async function namesakes(lang: Language, title: string, signal: AbortSignal): Promise<Loaded<Entry>> {
    const name = bare(title);
    const found = await query(lang, { generator: 'search', gsrsearch: name, gsrlimit: String(mostHits) }, signal);
    if (found.kind !== 'found') return found;
    const articles = found.value.pages.flatMap((page) => (page.kind === 'article' ? [page.article] : []));
    const same = articles.filter((one) => subjectKey(bare(one.title)) === subjectKey(name));
    if (same.length > 1) {
      return {
        kind: 'found',
        value: { kind: 'ambiguous', choices: same.slice(0, mostChoices).map((one) => one.title) },
      };
    }
    const [article] = [...same, ...articles];
    return article ? { kind: 'found', value: { kind: 'article', article } } : { kind: 'nothing' };
  }

  async function byCompletion(
    lang: Language,
    subject: string,
    isGame: boolean,
    signal: AbortSignal,
  ): Promise<Loaded<Entry>> {
    const found = await query(
      lang,
      { generator: 'prefixsearch', gpssearch: subject, gpsprofile: 'fuzzy', gpslimit: String(mostHits) },
      signal,
    );
    if (found.kind !== 'found') return found;
    const wanted = subjectKey(subject);
    const off = (title: string) => slipsBetween(subjectKey(title), wanted, allowedSlips(wanted));
    // What only begins like the subject is another page.
    const page = found.value.pages.find((one) => {
      const title = one.kind === 'article' ? one.article.title : one.title;
      if (isGame && (one.kind !== 'article' || !isAGame(one.article))) return false;
      return [title, bare(title), ...found.value.others(title)].some((name) => off(name) <= allowedSlips(wanted));
    });
    if (page === undefined) return { kind: 'nothing' };
    return page.kind === 'article' ? { kind: 'found', value: page } : namesakes(lang, page.title, signal);
  }

  async function bySearch(
    lang: Language,
    subject: string,
    isGame: boolean,
    signal: AbortSignal,
  ): Promise<Loaded<Entry>> {
    const gsrsearch = isGame ? `${subject} ${gameIn[lang]}` : subject;
    const found = await query(
      lang,
      { generator: 'search', gsrsearch, gsrlimit: String(mostHits), gsrenablerewrites: '1' },
      signal,
    );
    if (found.kind !== 'found') return found;
    const page = found.value.pages.find(
      (one) => one.kind === 'article' && (!isGame || (isAGame(one.article) && isNamed(subject, one.article.title))),
    );
    return page?.kind === 'article' ? { kind: 'found', value: { ...page, loose: true } } : { kind: 'nothing' };
  }

  return async (lookup, signal) => {
    const { subject, candidates = [], kind, language, meter } = lookup;
    if (subjectKey(subject) === '') return { kind: 'nothing' };
    const names = [subject, ...candidates];
    for (const lang of language === 'en' ? (['en'] as const) : ([language, 'en'] as const)) {
      const key = [lang, ...(kind ? [kind] : []), ...names.map(subjectKey)].join('/');
      const looked = await through(
        parts,
        key,
        (own) =>
          lang === language ? load(lang, names, kind === 'game', own) : byTitle(lang, names, kind === 'game', own),
        meter,
        signal,
      );
      if (looked.kind === 'failed') return looked;
      if (looked.kind === 'nothing') continue;
      const { value } = looked;
      if (value.kind === 'ambiguous') return value;
      const found = (await wikidata(value.article, lookup, signal)) ?? factOf(value.article, lookup, say);
      return value.loose && found.kind === 'fact' ? { kind: 'fact', fact: { ...found.fact, loose: true } } : found;
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
const allowedSlips = (key: string) => (key.length < 3 ? 0 : key.length < 6 ? 1 : 2);

/** A longer title around the subject is nearer to what was meant; what only stands beside it comes last. */
function nearestFirst([subject = '', ...candidates]: readonly string[], kind: string | null): readonly string[] {
  const key = subjectKey(subject);
  const around = candidates.filter((name) => ` ${subjectKey(name)} `.includes(` ${key} `));
  const beside = candidates.filter((name) => !around.includes(name));
  const names = [...around.sort((a, b) => b.length - a.length), subject, ...beside];
  return kind === null ? names : names.flatMap((name) => [`${name} (${kind})`, name]);
}

const small = new Set('de du des le la les l d et en à au aux of the a an and in on for to'.split(' '));

/** Titles are case-sensitive beyond their first letter, and chats type none. */
function spellings(name: string): readonly string[] {
  const tidy = name
    .replace(/[<>[\]{}#|_]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const typed = capital(tidy);
  const words = tidy.split(' ');
  if (words.length === 1 || /\p{Lu}/u.test(tidy.slice(1))) return tidy === '' ? [] : [typed];
  return [
    typed,
    capital(words.map((word) => (small.has(word) || word.startsWith('(') ? word : capital(word))).join(' ')),
  ];
}

const wordsIn = (name: string) => name.split(/\s+/).length;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

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
