import { bag, text } from '../fetch-json.ts';

export interface Article {
  readonly title: string;
  /** "French painter": what it is, in a few words; empty where nobody wrote it. */
  readonly description: string;
  readonly extract: string;
  readonly url: string;
  readonly lang: string;
}

export type Page =
  | { readonly kind: 'article'; readonly article: Article }
  /** It only says which other pages its title may mean. */
  | { readonly kind: 'disambiguation'; readonly title: string }
  | { readonly kind: 'nothing' };

const longestExtract = 1_500;

/** What the summary of a page says, as the REST API gives it. */
export function pageIn(body: unknown, lang: string): Page | null {
  const page = bag(body);
  const title = text(page?.['title']);
  if (!page || title === '') return null;
  if (page['type'] === 'disambiguation') return { kind: 'disambiguation', title };
  const extract = oneLine(text(page['extract']));
  if (extract === '') return { kind: 'nothing' };
  const desktop = bag(bag(page['content_urls'])?.['desktop']);
  return {
    kind: 'article',
    article: {
      title,
      description: oneLine(text(page['description'])),
      extract: extract.slice(0, longestExtract),
      url: text(desktop?.['page']),
      lang,
    },
  };
}

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
