import type { Route } from '../../domain/knowledge.ts';
import { own } from '../../lib/own.ts';
import type { Known } from './gazetteer.ts';
import { type Sentence, spanAt } from './sentence.ts';
import type { Span } from './spans.ts';

const most = 12;
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
  { route, subject, longer }: { readonly route: Route; readonly subject: string; readonly longer: readonly string[] },
): { readonly candidates?: readonly string[] } {
  const { words, text, strangers } = sentence;
  const between = (from: number, to: number) => text.slice(words[from]!.start, words[to - 1]!.end);
  const found = new Set<string>();
  const { from, to } = spans[0]!;
  if (route === 'igdb') {
    for (const title of longer) found.add(title);
    const nickname = nicknameAt(sentence, from);
    for (const span of spans) {
      const known = nameOf(span);
      if (nickname !== null && known === undefined && span.from === from && span.to > nickname.to)
        found.add(`${nickname.title} ${between(nickname.to, span.to)}`);
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
  if (route === 'wikipedia') {
    for (const [wider, end] of widened(sentence, from, to)) found.add(between(wider, end));
    for (const end of wholeTo(sentence, to)) found.add(between(from, end));
    for (const [wider, end] of besides(sentence, from, to)) found.add(between(wider, end));
    const behind = kindBehind(sentence, to);
    if (behind !== undefined) for (const one of behind) found.add(`${between(from, to)} (${one})`);
    const where = placeBehind(sentence, to);
    if (where !== null) found.add(`${between(from, to)} ${where}`);
    const whole = wholeFrom(sentence, from);
    if (whole < from) found.add(between(whole, to));
    const written = between(from, to).replace(/(?<![\p{L}\p{N}])(mt|st)\.? (?=\p{L})/iu, (_, short: string) =>
      short.toLowerCase() === 'mt' ? 'Mount ' : 'Saint ',
    );
    if (written !== between(from, to)) found.add(written);
    // "1984" alone is a year.
    if (/^\d{1,4}$/.test(written) && words.some(({ plain }) => ofBooks.test(plain)))
      for (const kind of ['roman', 'novel']) found.add(`${written} (${kind})`);
    // "Lespagne" lacks its apostrophe.
    const glued =
      to - from === 1 && strangers[from] === 1
        ? /^[ld](?!eux)(?=[aeiouyéèêh])(.{4,})$/iu.exec(written)?.[1]
        : undefined;
    if (glued !== undefined) found.add(glued);
  }
  for (const span of spans) found.add(between(span.from, span.to));
  found.delete(subject);
  if (found.size === 0) return {};
  // "Mer tabarly": what is no word of any line is the likelier part of a name.
  const nouns = new Set(spans.filter((span) => isNoun(nameOf(span))).map((span) => between(span.from, span.to)));
  const ordered = [...[...found].filter((name) => !nouns.has(name)), ...[...found].filter((name) => nouns.has(name))];
  return { candidates: ordered.slice(0, most) };
}

/** "Sc2 wings of liberty": what stands behind a nickname stands behind the title. Null where no game's nickname begins there. */
function nicknameAt({ names }: Sentence, from: number): { readonly title: string; readonly to: number } | null {
  let found: { title: string; to: number } | null = null;
  for (const [place, { sort, title }] of names) {
    const at = spanAt(place);
    const isShort = at.from === from && at.to - from < title.split(' ').length;
    if (isShort && sort === 'game' && at.to > (found?.to ?? 0)) found = { title, to: at.to };
  }
  return found;
}

const isNoun = (known: Known | undefined) => known?.sort === 'thing' && known.ordinary;

const mostBeside = 2;

/** With the strangers that stand beside: "mf doom", "moho discontinuity". A page of that very name tells that they are of it. */
function* widened({ words, strangers }: Sentence, from: number, to: number): Generator<readonly [number, number]> {
  let [first, last] = [from, to];
  const isStranger = (at: number) => strangers[at] === 1 && !ofAnything.test(words[at]!.plain);
  while (first > 0 && from - first < mostBeside && words[first]!.pause === '' && isStranger(first - 1)) first--;
  while (last < words.length && last - to < mostBeside && words[last]!.pause === '' && isStranger(last)) last++;
  if (first < from && last > to) yield [first, last];
  if (last > to) yield [from, last];
  if (first < from) yield [first, to];
}

const mostWordsAfter = 5;
const ofNames = /^(?:de|d|du|des|of)$/;

/** Where a name may end that goes on over "de" and "of": "château d'if", "école du micro d'argent". */
function* wholeTo({ words }: Sentence, to: number): Generator<number> {
  for (let at = to; at + 1 < words.length && at - to < mostWordsAfter; at += 2) {
    if (!ofNames.test(words[at]!.plain) || words[at]!.pause !== '' || words[at + 1]!.pause !== '') return;
    if (/^(?:la|l|le|the)$/.test(words[at + 1]!.plain) && at + 2 < words.length) at++;
    yield at + 2;
  }
}

/** With the word beside that is no word of any question's frame: "heart rate", "golden gate bridge". */
function* besides({ words }: Sentence, from: number, to: number): Generator<readonly [number, number]> {
  const isOwn = (at: number) =>
    words[at] !== undefined && words[at]!.plain.length >= shortestHead && !ofAnything.test(words[at]!.plain);
  const right = to < words.length && words[to]!.pause === '' && isOwn(to);
  const left = from > 0 && words[from]!.pause === '' && isOwn(from - 1);
  if (right && left) yield [from - 1, to + 1];
  if (right) yield [from, to + 1];
  if (left) yield [from - 1, to];
}

const farthestKind = 3;
/** How pages of a kind are told from their namesakes. */
const kindsBehind: Readonly<Record<string, readonly string[]>> = {
  series: ['TV series', 'miniseries'],
  show: ['TV series'],
  serie: ['série télévisée', 'mini-série'],
  film: ['film'],
  movie: ['film'],
  album: ['album'],
  song: ['song'],
  chanson: ['chanson'],
  book: ['novel'],
  novel: ['novel'],
  roman: ['roman'],
  groupe: ['groupe'],
  band: ['band'],
  manga: ['manga'],
  anime: ['manga'],
};

/** "Chernobyl the hbo series": what is said behind a name of its bearer. */
function kindBehind({ words }: Sentence, to: number): readonly string[] | undefined {
  for (let at = to; at < Math.min(words.length, to + farthestKind); at++) {
    const kind = own(kindsBehind, words[at]!.plain);
    if (kind !== undefined && (at > to || words[at]!.pause === '')) return kind;
    if (at === to && !/^(?:the|le|la|l)$/.test(words[at]!.plain)) return undefined;
  }
  return undefined;
}

const inPlace = /^(?:en|au|aux|in)$/;

/** "Peine de mort … en France" is a page of its own; null where no place stands behind. */
function placeBehind({ words, names, marks }: Sentence, to: number): string | null {
  for (let at = to; at + 1 < words.length; at++) {
    if (!inPlace.test(words[at]!.plain) || marks[at + 1] === 0) continue;
    for (const [place, { sort, title }] of names)
      if (sort === 'place' && spanAt(place).from === at + 1) return `${words[at]!.plain} ${title}`;
  }
  return null;
}

const ofBooks = /^(?:wrote|written|writer|author|novel|book|ecrit|ecrite|auteur|roman|livre)$/;
const joints = /^(?:de|d|du|des|of|in|at|on|a|au|aux|en|l|la|le|les|the)$/;
const mostWordsBefore = 6;
/** What is asked of a subject and is of no name, and what is said around it. */
const ofAnything =
  /^(?:capitale?|population|habitants?|superficie|area|monnaie|currency|langues?|languages?|drapeau|flag|mort|death|naissance|birth|ages?|dates?|noms?|name|names|prix|price|hauteur|height|taille|size|longueur|length|profondeur|depth|poids|weight|annees?|year|jour|day|fois|times?|temps|rapport|meaning|definition|formule|formula|symbole|symbol|plus|most|parle|parler|tell|come|comes|came|from|vient|viens?|viennent|est|sont|is|are|was|were|live|lives|lived|people|many|much|how|what|who|where|when|which|qui|que|quoi|ou|quand|combien|quels?|quelles?|pourquoi|why|born|died|made|won|start\w*|end\w*|happen\w*|se|trouve|situe|existe|peut|peux|fait|font|y|ils?|elles?|on|tu|vous|je|and|et|or|jeu|game|film|movie|serie|show|livre|book|auteur|author|note|rating|genre|studio|info|infos|savoir|know|about|origine|origin|difference|entre|between)$/;

/** Where a name begins that goes on over "de" and "of" to the subject: "tremblement de terre de lisbonne". */
function wholeFrom({ words, strangers }: Sentence, from: number): number {
  let whole = from;
  for (let at = from - 1; at >= 0 && from - at < mostWordsBefore; at--) {
    if (words[at]!.pause !== '' || words[at + 1]!.pause !== '') break;
    if (joints.test(words[at]!.plain)) continue;
    if (!joints.test(words[at + 1]!.plain)) break;
    if (strangers[at] === 1 || !ofAnything.test(words[at]!.plain)) whole = at;
    // "Le nom de la rose" is a title, and asks for no name.
    if (/^(?:nom|name)$/.test(words[at]!.plain) && at > 0 && /^(?:le|the)$/.test(words[at - 1]!.plain)) return at - 1;
  }
  return whole;
}

const articles = /^(?:un|une|le|la|les|l|an|the)$/;
const placing = /^(?:dans|en|au|aux|sur|chez|in|at|on|inside)$/;
const mostBetween = 2;
const shortestHead = 4;

/** "Le catalyseur dans une voiture" is no question about cars: what stands right before "dans" and the like, where it is a stranger. */
export function headBefore(
  { words, strangers, marks }: Sentence,
  from: number,
): readonly [from: number, to: number] | null {
  let at = from - 1;
  if (at > 0 && articles.test(words[at]!.plain)) at--;
  if (at < 1 || !placing.test(words[at]!.plain) || words[from]!.pause !== '' || words[at]!.pause !== '') return null;
  let end = at - 1;
  for (let skipped = 0; end > 0 && strangers[end] === 0 && skipped < mostBetween; skipped++) {
    if (words[end]!.pause !== '') return null;
    end--;
  }
  if (end < 0 || strangers[end] === 0 || marks[end] !== 0 || words[end]!.plain.length < shortestHead) return null;
  let start = end;
  while (start > 0 && strangers[start - 1] === 1 && marks[start - 1] === 0 && words[start]!.pause === '') start--;
  return [start, end + 1];
}
