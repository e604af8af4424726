import { type Bag, bag, bags, text } from '../fetch-json.ts';

export interface Article {
  readonly title: string;
  /** "French painter": what it is, in a few words; empty where nobody wrote it. */
  readonly description: string;
  readonly extract: string;
  readonly url: string;
  readonly lang: string;
  /** What Wikidata calls its subject. */
  readonly item?: string;
}

export type Page =
  | { readonly kind: 'article'; readonly article: Article }
  /** It only says which other pages its title may mean. */
  | { readonly kind: 'disambiguation'; readonly title: string };

/** The pages of an answer, best first, and which title led to which page. */
export interface Pages {
  readonly pages: readonly Page[];
  /** The page that a title means: itself, tidied, or by a redirect. */
  titled(title: string): Page | undefined;
  /** Titles and redirects that go on from what was typed. */
  readonly completions: readonly string[];
  /** Titles that a search beside found, the best first. */
  readonly sought: readonly string[];
}

const longestExtract = 1_500;

/** Null where the answer is not one to a query. */
export function pagesIn(body: unknown, lang: string): Pages | null {
  const answer = bag(body);
  if (!answer || answer['error'] !== undefined || answer['batchcomplete'] === undefined) return null;
  const query = bag(answer['query']) ?? {};
  const rows = [...bags(query['pages'])].sort((a, b) => Number(a['index'] ?? 0) - Number(b['index'] ?? 0));
  const byTitle = new Map<string, Page>();
  for (const row of rows) {
    const page = pageIn(row, lang);
    if (page) byTitle.set(page.kind === 'article' ? page.article.title : page.title, page);
  }
  const leads = new Map(
    [...bags(query['normalized']), ...bags(query['redirects'])].map(({ from, to }) => [text(from), text(to)]),
  );
  return {
    pages: [...byTitle.values()],
    titled(title) {
      let name = title;
      for (let hop = 0; hop < 3 && leads.has(name); hop++) name = leads.get(name)!;
      return byTitle.get(name);
    },
    completions: bags(query['prefixsearch']).map(({ title }) => text(title)),
    sought: bags(query['search']).map(({ title }) => text(title)),
  };
}

function pageIn(row: Bag, lang: string): Page | null {
  const title = text(row['title']);
  if (title === '' || row['missing'] === true) return null;
  const props = bag(row['pageprops']) ?? {};
  if (props['disambiguation'] !== undefined) return { kind: 'disambiguation', title };
  const extract = oneLine(text(row['extract'])).slice(0, longestExtract);
  const item = text(props['wikibase_item']);
  if (extract === '') return null;
  const description = oneLine(text(row['description']));
  const url = ownPage.exec(text(row['fullurl']))?.[0] ?? '';
  return { kind: 'article', article: { title, description, extract, url, lang, ...(item !== '' && { item }) } };
}

/** It may be said in chat: nothing but the page itself there. */
const ownPage = /^https:\/\/[a-z-]{2,12}\.wikipedia\.org\/wiki\/\S{1,300}$/;

const oneLine = (value: string) => value.replace(/\s+/g, ' ').trim();

// Made once, and where it is needed: it takes longer than all else here.
let segmenter: Intl.Segmenter | undefined;
export const sentenceEnds = () => (segmenter ??= new Intl.Segmenter('fr', { granularity: 'sentence' }));

/** Whole sentences, as many as fit; at least one, cut between words where even that is too long. */
export function sentences(extract: string, most: number): string {
  let taken = '';
  for (const { segment } of sentenceEnds().segment(extract)) {
    const longer = taken + segment;
    if (longer.trimEnd().length > most) break;
    taken = longer;
  }
  // "né à St." is no sentence: an end within few letters of the start is an abbreviation's.
  if (taken.trim().length >= 30 || extract.length <= most) return taken.trim();
  const at = extract.lastIndexOf(' ', most - 1);
  return `${extract.slice(0, at > 0 ? at : most - 1).replace(/(?<![\s.,;:!?…(-])[\s.,;:!?…(-]+$/u, '')}…`;
}
