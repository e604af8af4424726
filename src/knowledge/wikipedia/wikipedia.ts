import type { Fresh, Loaded } from '../../domain/fresh.ts';
import type { Aspect, Found, Lookup } from '../../domain/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import type { Clock } from '../../lib/clock.ts';
import { subjectKey } from '../../lib/subject.ts';
import { bag, bags, text } from '../fetch-json.ts';
import { titleKey } from '../igdb/match.ts';
import type { Say } from '../phrases.ts';
import { type Ask, through } from '../source.ts';
import { type Article, type Page, pageIn, sentences } from './article.ts';

export interface WikipediaParts {
  readonly ask: Ask;
  readonly fresh: Fresh<Entry>;
  /** May hold `{lang}`; a path in it is kept. */
  readonly baseUrl: () => string;
  readonly userAgent: () => string;
  readonly clock: Clock;
  readonly say: Say;
}

/** What is kept of a subject in one language. */
export type Entry =
  | { readonly kind: 'article'; readonly article: Article }
  | { readonly kind: 'ambiguous'; readonly choices: readonly string[] };

interface Hit {
  readonly key: string;
  readonly title: string;
  /** The other title that was found, where the page has several. */
  readonly matched: string;
  readonly description: string;
}

const mostHits = 5;
const mostChoices = 3;
const lineUnits = 360;
/** "L'", "La", "The": what may stand before the title. */
const longestArticle = 4;

/** The summary of the page that a subject means, in the bot's language, else in English. */
export function createWikipedia(parts: WikipediaParts): (lookup: Lookup, signal: AbortSignal) => Promise<Found> {
  const { ask, say } = parts;

  const get = (lang: Language, path: string, signal: AbortSignal) =>
    ask(
      `${parts.baseUrl().replace('{lang}', lang).replace(/\/$/, '')}/${path}`,
      { headers: { 'user-agent': parts.userAgent(), accept: 'application/json' } },
      signal,
    );

  async function summary(lang: Language, title: string, signal: AbortSignal): Promise<Loaded<Page>> {
    const fetched = await get(lang, `api/rest_v1/page/summary/${encodeURIComponent(title)}`, signal);
    if (fetched.kind === 'failed') return fetched;
    if (fetched.status === 404) return { kind: 'nothing' };
    const page = fetched.status === 200 ? pageIn(fetched.body, lang) : null;
    if (!page) return { kind: 'failed', reason: `Wikipedia: an answer of status ${fetched.status} that is no summary` };
    return { kind: 'found', value: page };
  }

  async function search(lang: Language, subject: string, signal: AbortSignal): Promise<Loaded<readonly Hit[]>> {
    const query = new URLSearchParams({ q: subject, limit: String(mostHits) });
    const fetched = await get(lang, `w/rest.php/v1/search/page?${query}`, signal);
    if (fetched.kind === 'failed') return fetched;
    const pages = bag(fetched.body)?.['pages'];
    if (fetched.status !== 200 || !Array.isArray(pages)) {
      return { kind: 'failed', reason: `Wikipedia: an answer of status ${fetched.status} that is no search result` };
    }
    const hits = bags(pages)
      .map((page) => ({
        key: text(page['key']),
        title: text(page['title']),
        matched: text(page['matched_title']),
        description: text(page['description']),
      }))
      .filter(({ key }) => key !== '');
    return { kind: 'found', value: hits };
  }

  async function load(lang: Language, subject: string, signal: AbortSignal): Promise<Loaded<Entry>> {
    // A page of that very title costs one request in place of two; a title in small letters seldom is one.
    const guess = /^\S+$|\s\p{Lu}|\(/u.test(subject)
      ? await summary(lang, subject.charAt(0).toUpperCase() + subject.slice(1), signal)
      : ({ kind: 'nothing' } as const);
    if (guess.kind === 'failed') return guess;
    if (guess.kind === 'found' && guess.value.kind === 'article') return { kind: 'found', value: guess.value };
    const found = await search(lang, subject, signal);
    if (found.kind !== 'found') return found;
    const named = guess.kind === 'found' && guess.value.kind === 'disambiguation' ? guess.value.title : null;
    const hits = found.value.filter(({ title, description }) => title !== named && !isList(description));
    if (hits.length === 0) return { kind: 'nothing' };
    // Several pages have that name and a word in parentheses: only who asked knows which is meant.
    const namesakes = named === null ? [] : hits.filter(({ title }) => subjectKey(bare(title)) === subjectKey(subject));
    if (namesakes.length > 1) {
      return {
        kind: 'found',
        value: { kind: 'ambiguous', choices: namesakes.slice(0, mostChoices).map(({ title }) => title) },
      };
    }
    for (const hit of (namesakes.length > 0 ? namesakes : hits).slice(0, 2)) {
      const page = await summary(lang, hit.key, signal);
      if (page.kind === 'failed') return page;
      if (page.kind === 'found' && page.value.kind === 'article') return { kind: 'found', value: page.value };
    }
    return { kind: 'nothing' };
  }

  /** "Control" and "Rust" are many things before they are games. */
  async function loadGame(lang: Language, subject: string, signal: AbortSignal): Promise<Loaded<Entry>> {
    for (const query of [subject, `${subject} ${gameIn[lang]}`]) {
      const found = await search(lang, query, signal);
      if (found.kind !== 'found') return found;
      const named = found.value.filter((hit) => isNamed(subject, hit) && !isList(hit.description));
      // What nobody described is looked at when nothing better is there.
      const hits = [
        ...named.filter(({ description }) => aGame.test(description)),
        ...named.filter(({ description }) => description === ''),
      ];
      for (const hit of hits.slice(0, 2)) {
        const page = await summary(lang, hit.key, signal);
        if (page.kind === 'failed') return page;
        if (page.kind !== 'found' || page.value.kind !== 'article') continue;
        const { description, extract } = page.value.article;
        if (aGame.test(description) || aGame.test(extract.slice(0, 200))) return { kind: 'found', value: page.value };
      }
    }
    return { kind: 'nothing' };
  }

  function factOf(article: Article, aspect: Aspect, language: Language): Found {
    const said = sentences(article.extract, lineUnits);
    const named = { title: article.title, text: said };
    return {
      kind: 'fact',
      fact: {
        source: 'wikipedia',
        title: article.title,
        line: lineOf(named, article.lang === language),
        grounding: `${article.title}${article.description && ` (${article.description})`}: ${article.extract}`,
        url: article.url || null,
        // A summary says what a thing is; a number or a date in it has to be picked out.
        direct: aspect === 'about' || aspect === 'what' || aspect === 'who',
      },
    };
  }

  /** Most articles begin with their own title, which is not said twice. */
  function lineOf({ title, text }: { readonly title: string; readonly text: string }, isOwn: boolean): string {
    const start = ` ${subjectKey(text.slice(0, title.length + 30))} `;
    const at = start.indexOf(` ${subjectKey(bare(title))} `);
    if (at >= 0 && at <= longestArticle) return isOwn ? say('wiki.said', { text }) : say('wiki.said.english', { text });
    return isOwn ? say('wiki.found', { title, text }) : say('wiki.found.english', { title, text });
  }

  return async ({ subject, aspect, kind, language, meter }, signal) => {
    if (subjectKey(subject) === '') return { kind: 'nothing' };
    const loadIn = kind === 'game' ? loadGame : load;
    for (const lang of language === 'en' ? (['en'] as const) : ([language, 'en'] as const)) {
      const key = [lang, ...(kind ? [kind] : []), subjectKey(subject)].join('/');
      const looked = await through(parts, key, (own) => loadIn(lang, subject, own), meter, signal);
      if (looked.kind === 'failed') return looked;
      if (looked.kind === 'nothing') continue;
      const { value } = looked;
      return value.kind === 'ambiguous' ? value : factOf(value.article, aspect, language);
    }
    return { kind: 'nothing' };
  };
}

const bare = (title: string) => title.replace(/ \([^()]*\)$/, '');
const isList = (description: string) => /homonymie|disambiguation/i.test(description);

const gameIn: Record<Language, string> = { fr: 'jeu vidéo', en: 'video game' };
const aGame = /\bjeux?\b|\b(?:video ?)?games?\b/i;

/** Whether it is called that, and not only mentions it. */
function isNamed(subject: string, { title, matched }: Hit): boolean {
  const names = [title, matched].map((name) => ` ${titleKey(name)} `);
  return names.some((name) =>
    titleKey(subject)
      .split(' ')
      .every((word) => name.includes(` ${word} `)),
  );
}
