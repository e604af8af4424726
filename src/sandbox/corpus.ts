import { plain, type Tongue } from './models/language.ts';
import { type Entry, subjects } from './texts/wikipedia.ts';

export interface Page extends Entry {
  readonly id: number;
  readonly key: string;
  readonly lang: Tongue;
}

const keyOf = (title: string) => title.replaceAll(' ', '_');
const pagesOf = (lang: Tongue): readonly Page[] =>
  subjects.map((pair, i) => {
    const entry = pair[lang === 'fr' ? 0 : 1];
    return { ...entry, id: (lang === 'fr' ? 10_000 : 50_000) + i * 37, key: keyOf(entry.title), lang };
  });
const pages: Readonly<Record<Tongue, readonly Page[]>> = { fr: pagesOf('fr'), en: pagesOf('en') };

/** The page of that title, and whether the title only leads to it. Titles differ by their first letter's case at most. */
export function pageOf(lang: Tongue, title: string): { readonly page: Page; readonly redirected: boolean } | null {
  const wanted = title.replaceAll('_', ' ').trim();
  const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  for (const page of pages[lang]) {
    if (page.title === first(wanted)) return { page, redirected: page.title !== wanted };
    if (page.redirects?.includes(first(wanted))) return { page, redirected: true };
  }
  return null;
}

const stop = new Set(
  'le la les l un une des de du d et en a au aux est ce que qui quoi the an of is what who and in on to'.split(' '),
);
const wordsOf = (text: string) =>
  plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !stop.has(word));

/** Pages by how well they fit: the very title first, then the words in title, other titles and text. */
export function searchPages(lang: Tongue, query: string, limit: number): readonly Page[] {
  const wanted = wordsOf(query.slice(0, 300));
  if (wanted.length === 0) return [];
  const scored = pages[lang].map((page) => {
    const titles = [page.title, ...(page.redirects ?? [])];
    if (titles.some((title) => plain(title) === plain(query))) return { page, score: 1000 };
    const inTitle = new Set(titles.flatMap(wordsOf));
    const inText = new Set(wordsOf(`${page.description} ${page.extract}`));
    const hits = wanted.map((word) => (inTitle.has(word) ? 10 : inText.has(word) ? 2 : 0));
    // Every word has to be somewhere, as in a real search.
    return { page, score: hits.includes(0) ? 0 : hits.reduce<number>((sum, hit) => sum + hit, 0) };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ page }) => page);
}

/** What the stand-in for a model knows of a subject: the first sentence of its page, and never of another's. */
export function firstSentenceOf(lang: Tongue, subject: string): string | null {
  if (subject.length < 3) return null;
  const bare = (title: string) =>
    plain(title.endsWith(')') ? title.split(' (', 1)[0]! : title).replace(/^(the|le|la|les|l) |\.$/g, '');
  const named = (page: Page) => [page.title, ...(page.redirects ?? [])].some((title) => bare(title) === bare(subject));
  const page = pages[lang].find((candidate) => !candidate.disambiguation && named(candidate));
  // "Super Mario Bros. est" ends no sentence.
  return page ? (/^.+?[.!](?= \p{Lu}|$)/u.exec(page.extract)?.[0] ?? page.extract) : null;
}
