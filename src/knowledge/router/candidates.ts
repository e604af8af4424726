import type { Route } from '../../domain/knowledge.ts';
import { own } from '../../lib/own.ts';
import type { Known } from './gazetteer.ts';
import type { Sentence } from './sentence.ts';
import type { Span } from './spans.ts';

const most = 6;
/** What stands before a name and says what it is: "le film dune", "the album thriller". */
const kinds: Readonly<Record<string, string>> = {
  film: 'film',
  movie: 'film',
  serie: 'série télévisée',
  series: 'TV series',
  show: 'TV series',
  album: 'album',
  chanson: 'chanson',
  song: 'song',
  livre: 'livre',
  book: 'novel',
  roman: 'roman',
  novel: 'novel',
  planete: 'planète',
  planet: 'planet',
  groupe: 'groupe',
  band: 'band',
  dieu: 'mythologie',
  god: 'mythology',
};

/** Under what else a source may know the subject, the likeliest first: all are asked for in one request. */
export function candidatesOf(
  sentence: Sentence,
  spans: readonly Span[],
  nameOf: (span: Span) => Known | undefined,
  { route, subject }: { readonly route: Route; readonly subject: string },
): { readonly candidates?: readonly string[] } {
  const { words, text } = sentence;
  const between = (from: number, to: number) => text.slice(words[from]!.start, words[to - 1]!.end);
  const found = new Set<string>();
  const { from, to } = spans[0]!;
  if (route === 'igdb') {
    for (const span of spans) {
      const known = nameOf(span);
      if (known?.sort === 'game' && !known.ordinary) found.add(known.title);
    }
  } else {
    const named = own(kinds, words[from]!.plain);
    const kind = own(kinds, words[from - 1]?.plain ?? '') ?? named;
    if (kind !== undefined)
      found.add(`${kind === named && to - from > 1 ? between(from + 1, to) : between(from, to)} (${kind})`);
    // What stands around may be of the name: "la haine", "guerre de cent ans".
    if (from > 0 && words[from]!.pause === '' && /^(?:le|la|les|l|the)$/.test(words[from - 1]!.plain))
      found.add(between(from - 1, to));
  }
  for (const span of spans) found.add(between(span.from, span.to));
  found.delete(subject);
  return found.size === 0 ? {} : { candidates: [...found].slice(0, most) };
}
