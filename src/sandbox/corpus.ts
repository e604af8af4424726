import { slipsBetween } from '../lib/slips.ts';
import { plain, type Tongue } from './models/language.ts';
import { bodiesOf } from './texts/bodies.ts';
import { type Entry, subjects } from './texts/wikipedia.ts';
import { buildWorld, type Claims } from './world.ts';

export interface Page extends Entry {
  readonly id: number;
  readonly key: string;
  readonly lang: Tongue;
  readonly item: string;
  readonly claims: Claims;
}

/** A page that a test or a set of questions brings with it. */
export interface MorePage extends Entry {
  readonly lang: Tongue;
  /** Of a page whose place it takes. */
  readonly item?: string;
  readonly claims?: Claims;
  /** What it says below its beginning: a search reads it, an extract does not have it. */
  readonly body?: string;
}

interface Shelf {
  /** The best-known first. */
  readonly pages: Page[];
  /** By title and by redirect. */
  readonly titles: Map<string, { readonly page: Page; readonly redirected: boolean }>;
  /** Plain titles and redirects, as completion compares them. */
  readonly completions: { readonly plain: string; readonly title: string; readonly page: Page }[];
  /** What a page says below its beginning, where it brings that with it. */
  readonly bodies: Map<Page, string>;
  /** Made by the first search: most runs have none, and reading every word takes a third of a second. */
  index: Index | null;
}

interface Index {
  /** Pages by each of their words. */
  readonly byWord: Map<string, Set<Page>>;
  /** And by what inflection leaves of them: a search sees no difference. */
  readonly byStem: Map<string, Set<Page>>;
  /** Those words, by their first two letters. */
  readonly byStart: Map<string, string[]>;
}

export interface Corpus {
  readonly size: (lang: Tongue) => number;
  /** Titles differ by their first letter's case at most. */
  pageOf(lang: Tongue, title: string): { readonly page: Page; readonly redirected: boolean } | null;
  pageOfItem(lang: Tongue, item: string): Page | null;
  search(lang: Tongue, query: string, limit: number): readonly Page[];
  /** The query with at most two words mended, where that finds more. */
  suggestion(lang: Tongue, query: string): string | null;
  complete(
    lang: Tongue,
    text: string,
    limit: number,
    fuzzy: boolean,
  ): readonly { readonly title: string; readonly page: Page }[];
}

const stop = new Set(
  'le la les l un une des de du d et en a au aux est ce que qui quoi the an of is what who and in on to'.split(' '),
);
const wordsOf = (text: string) =>
  plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !stop.has(word));
const shortestStem = 4;
/** Plurals, conjugations and the like end so. */
function stemOf(word: string): string {
  if (word.length <= shortestStem) return word;
  const stem = word.replace(/(?:ings?|ed|ent|es|[sxe])$/, '');
  return stem.length >= shortestStem ? stem : word.replace(/[sx]$/, '');
}
const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const mostCompleted = 1_000;

let world: ReturnType<typeof buildWorld> | undefined;
let shared: Corpus | undefined;

/** The pages that every stand-in has. */
export function corpus(): Corpus {
  shared ??= createCorpus([]);
  return shared;
}

export function createCorpus(more: readonly MorePage[]): Corpus {
  world ??= buildWorld();
  const shelves: Record<Tongue, Shelf> = { fr: shelf(), en: shelf() };
  const byItem = { fr: new Map<string, Page>(), en: new Map<string, Page>() };
  const own = more.map((one, n) => ({ ...one, item: one.item ?? `Q9${n}` }));
  for (const [at, { body = '', ...page }] of [...own, ...world.map((one) => ({ ...one, body: '' }))].entries()) {
    const { lang } = page;
    if (shelves[lang].titles.get(page.title)?.redirected === false) continue;
    const whole: Page = {
      ...page,
      claims: page.claims ?? {},
      id: 10_000 + at * 37,
      key: page.title.replaceAll(' ', '_'),
    };
    put(shelves[lang], whole, body);
    if (!byItem[lang].has(page.item)) byItem[lang].set(page.item, whole);
  }

  const completed = new Map<string, ReturnType<Corpus['complete']>>();
  const suggested = new Map<string, string | null>();

  const pageOf: Corpus['pageOf'] = (lang, title) => {
    const wanted = title.replaceAll('_', ' ').trim();
    const found = shelves[lang].titles.get(first(wanted));
    return found ? { page: found.page, redirected: found.redirected || found.page.title !== wanted } : null;
  };

  /** Every word has to be somewhere, as in a real search: the very title first, then by where the words are. */
  const search: Corpus['search'] = (lang, query, limit) => {
    const { pages } = shelves[lang];
    const { byStem } = indexOf(shelves[lang]);
    const wanted = wordsOf(query.slice(0, 300));
    const [rarest, ...others] = wanted
      .map((word) => byStem.get(stemOf(word)) ?? new Set<Page>())
      .sort((a, b) => a.size - b.size);
    if (!rarest) return [];
    const fitting = [...rarest].filter((page) => others.every((set) => set.has(page)));
    const rank = new Map(fitting.map((page) => [page, score(page, wanted, query) - pages.indexOf(page) / 1e6]));
    return fitting.sort((a, b) => rank.get(b)! - rank.get(a)!).slice(0, limit);
  };

  return {
    size: (lang) => shelves[lang].pages.length,
    pageOf,
    pageOfItem: (lang, item) => byItem[lang].get(item) ?? null,
    search,
    suggestion(lang, query) {
      const before = suggested.get(`${lang} ${query}`);
      if (before !== undefined) return before;
      const { byWord, byStart } = indexOf(shelves[lang]);
      const words = plain(query)
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word !== '');
      let mended = 0;
      const better = words.map((word) => {
        if (stop.has(word) || byWord.has(word) || word.length < 4) return word;
        const near = (byStart.get(word.slice(0, 2)) ?? [])
          .map((one) => ({ one, slips: slipsBetween(one, word, 2) }))
          .filter(({ slips }) => slips <= 2)
          .sort((a, b) => a.slips - b.slips || byWord.get(b.one)!.size - byWord.get(a.one)!.size)[0]?.one;
        if (near === undefined) return word;
        mended++;
        return near;
      });
      const isBetter = mended > 0 && mended <= 2 && search(lang, better.join(' '), 1).length > 0;
      if (suggested.size >= mostCompleted) suggested.clear();
      suggested.set(`${lang} ${query}`, isBetter ? better.join(' ') : null);
      return isBetter ? better.join(' ') : null;
    },
    complete(lang, text, limit, fuzzy) {
      const wanted = plain(text);
      if (wanted === '') return [];
      const asked = `${lang} ${limit} ${fuzzy} ${wanted}`;
      const before = completed.get(asked);
      if (before) return before;
      const allowed = !fuzzy || wanted.length < 3 ? 0 : wanted.length < 6 ? 1 : 2;
      const seen = new Set<Page>();
      const found: { title: string; page: Page; off: number }[] = [];
      for (const { plain: written, title, page } of shelves[lang].completions) {
        if (written[0] !== wanted[0]) continue;
        let off = written.startsWith(wanted) ? 0 : Number.POSITIVE_INFINITY;
        for (
          let length = wanted.length - allowed;
          off > 0 && allowed > 0 && length <= wanted.length + allowed;
          length++
        ) {
          off = Math.min(off, slipsBetween(written.slice(0, length), wanted, allowed));
        }
        if (off > allowed || seen.has(page)) continue;
        seen.add(page);
        found.push({ title, page, off });
      }
      const best = found.sort((a, b) => a.off - b.off).slice(0, limit);
      if (completed.size >= mostCompleted) completed.clear();
      completed.set(asked, best);
      return best;
    },
  };
}

const shelf = (): Shelf => ({
  pages: [],
  titles: new Map(),
  completions: [],
  bodies: new Map(),
  index: null,
});

function put({ pages, titles, completions, bodies }: Shelf, page: Page, body: string) {
  pages.push(page);
  if (body !== '') bodies.set(page, body);
  titles.set(page.title, { page, redirected: false });
  const names = [page.title, ...(page.redirects ?? [])];
  for (const name of names) {
    if (!titles.has(first(name))) titles.set(first(name), { page, redirected: true });
    completions.push({ plain: plain(name), title: name, page });
  }
}

function indexOf(shelf: Shelf): Index {
  if (shelf.index) return shelf.index;
  const index: Index = { byWord: new Map(), byStem: new Map(), byStart: new Map() };
  for (const page of shelf.pages) read(index, page, shelf.bodies.get(page) ?? '');
  shelf.index = index;
  return index;
}

function read({ byWord, byStem, byStart }: Index, page: Page, ownBody: string) {
  const names = [page.title, ...(page.redirects ?? [])];
  const body =
    bodiesOf(page.lang).get(page.title) ?? bodiesOf(page.lang).get(page.title.replace(/ \([^()]*\)$/, '')) ?? '';
  for (const word of wordsOf(`${names.join(' ')} ${page.description} ${page.extract} ${body} ${ownBody}`)) {
    const stem = stemOf(word);
    const same = byStem.get(stem);
    if (same) same.add(page);
    else byStem.set(stem, new Set([page]));
    const set = byWord.get(word);
    if (set) set.add(page);
    else {
      byWord.set(word, new Set([page]));
      const start = byStart.get(word.slice(0, 2));
      if (start) start.push(word);
      else byStart.set(word.slice(0, 2), [word]);
    }
  }
}

function score(page: Page, wanted: readonly string[], query: string): number {
  const titles = [page.title, ...(page.redirects ?? [])];
  if (titles.some((title) => plain(title) === plain(query))) return 1000;
  const inTitle = new Set(titles.flatMap(wordsOf));
  return wanted.reduce((sum, word) => sum + (inTitle.has(word) ? 10 : 2), 0);
}

/** What the stand-in for a model knows of a subject: the first sentence of its page, and never of another's. */
export function firstSentenceOf(lang: Tongue, subject: string): string | null {
  if (subject.length < 3) return null;
  knownSubjects ??= { fr: subjectsOf('fr'), en: subjectsOf('en') };
  const extract = knownSubjects[lang].get(bare(subject));
  // "Super Mario Bros. est" ends no sentence.
  return extract === undefined ? null : (/^.+?[.!](?= \p{Lu}|$)/u.exec(extract)?.[0] ?? extract);
}

let knownSubjects: Readonly<Record<Tongue, ReadonlyMap<string, string>>> | undefined;
const bare = (title: string) =>
  plain(title.endsWith(')') ? title.split(' (', 1)[0]! : title).replace(/^(the|le|la|les|l) |\.$/g, '');

/** Of the pages that have a text of their own. */
function subjectsOf(lang: Tongue): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const pair of subjects) {
    const { title, redirects = [], extract, disambiguation } = pair[lang === 'fr' ? 0 : 1];
    if (disambiguation) continue;
    for (const name of [title, ...redirects]) if (!known.has(bare(name))) known.set(bare(name), extract);
  }
  return known;
}
