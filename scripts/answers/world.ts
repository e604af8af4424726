import { createHash } from 'node:crypto';
import { keyOf, wordsIn } from '../../src/knowledge/router/gazetteer.ts';
import { fold } from '../../src/knowledge/router/words.ts';
import { corpus, type MorePage, type Page } from '../../src/sandbox/corpus.ts';
import { type GameRow, games } from '../../src/sandbox/texts/games.ts';
import { exampleOf } from './example.ts';
import { patternOf, type Row } from './set.ts';

/** Pages that a set's questions can be answered from, with the values that they ask for, beside the stand-in's own. */
export function pagesFor(rows: readonly Row[]): readonly MorePage[] {
  const byTitle = new Map<string, MorePage & { readonly body: string }>();
  for (const { lang, route, pages, value, subject } of rows) {
    if (route !== 'wikipedia' || pages.length === 0) continue;
    const known =
      pages.map((title) => knownAs(lang, title)).find((page) => page !== null) ??
      placeholderOf(lang, pages[0]!, subject) ??
      null;
    const title = known?.title ?? pages[0]!;
    const before = byTitle.get(`${lang} ${title}`) ?? (known && { ...known, body: '' });
    const extract =
      before?.extract ?? (lang === 'fr' ? `${title} est un sujet connu.` : `${title} is a well-known subject.`);
    const isTold = value === null || patternOf(value).test(extract);
    const redirects = [
      ...new Set([
        ...(before?.redirects ?? []),
        ...pages,
        ...[
          shortFor(title, subject ?? ''),
          initialsFor([title, ...pages], subject ?? ''),
          sameLettersFor(title, subject ?? ''),
        ].flatMap((one) => one ?? []),
      ]),
    ].filter((one) => one !== title && (one === pages[0] || corpus().pageOf(lang, one) === null));
    byTitle.set(`${lang} ${title}`, {
      lang,
      title,
      redirects,
      description: before?.description ?? (lang === 'fr' ? 'sujet' : 'subject'),
      extract: isTold ? extract : withTold(lang, title, exampleOf(patternOf(value)), extract),
      claims: before?.claims ?? {},
      body: [before?.body ?? '', saidOf(subject ?? '')].join(' ').trim(),
      ...(known && { item: known.item }),
    });
  }
  return [...byTitle.values(), ...pagesOfGames(rows)];
}

const longestCalled = 5;

/**
 * What a page says below its beginning: the words by which people call its subject are among it. Of a description it has
 * three words in four, which ones is drawn by the words themselves: people remember more than a page tells.
 */
function saidOf(subject: string): string {
  const words = subject.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length <= longestCalled) return words.join(' ');
  return words.filter((word) => createHash('sha256').update(fold(word)).digest()[0]! % 4 !== 0).join(' ');
}

/** The encyclopaedia has a page about every game, and does not say there what the database is asked for. */
function pagesOfGames(rows: readonly Row[]): readonly MorePage[] {
  const byTitle = new Map<string, MorePage>();
  for (const { lang, route, pages, subject } of rows) {
    const [title] = pages;
    if (route !== 'igdb' || title === undefined) continue;
    const before: MorePage = byTitle.get(title) ??
      corpus().pageOf(lang, title)?.page ?? {
        lang,
        title,
        description: lang === 'fr' ? 'jeu vidéo' : 'video game',
        extract: lang === 'fr' ? `${title} est un jeu vidéo.` : `${title} is a video game.`,
      };
    byTitle.set(title, { ...before, body: `${before.body ?? ''} ${saidOf(subject ?? '')}` });
  }
  return [...byTitle.values()];
}

/** "Jul (rappeur)" is the page that the stand-in has as "Jul", a rapper. */
function knownAs(lang: Row['lang'], title: string): Page | null {
  const page = corpus().pageOf(lang, title)?.page;
  if (page && !page.disambiguation) return page;
  const [, bare, kind] = /^(.+) \(([^()]+)\)$/.exec(title) ?? [];
  const same = bare === undefined ? undefined : corpus().pageOf(lang, bare)?.page;
  const isOfKind = same && fold(same.description).includes(fold(kind!).split(/[ ,]/)[0]!);
  return same && !same.disambiguation && isOfKind ? same : null;
}

/** What is asked stands in the first sentence, where short answers are read from. */
function withTold(lang: Row['lang'], title: string, value: string, extract: string): string {
  const opening = `${title} ${lang === 'fr' ? 'est connu pour ceci' : 'is known for this'} : `;
  return extract.startsWith(opening)
    ? `${opening}${value}, ${extract.slice(opening.length)}`
    : `${opening}${value}. ${extract}`;
}

const sameBeginning = 3;

/** The stand-in has every noun as a page that says nothing, where the real one may only lead on: lavender to Lavandula. */
function placeholderOf(lang: Row['lang'], title: string, subject: string | null | undefined): Page | undefined {
  const page = subject ? corpus().pageOf(lang, subject)?.page : undefined;
  const isNoun = page !== undefined && /^(?:notion|concept)$/.test(page.description);
  return isNoun && fold(page.title).slice(0, sameBeginning) === fold(title).slice(0, sameBeginning) ? page : undefined;
}

const shortestPart = 4;

/** "Capablanca" leads to José Raúl Capablanca there: what is asked about by the beginning or the end of its title. */
function shortFor(title: string, subject: string): string | null {
  const [whole, part] = [fold(title), fold(subject)];
  if (part.length < shortestPart || part === whole || !/^[\p{L} '-]+$/u.test(part)) return null;
  if (whole.endsWith(` ${part}`)) return capital(title.slice(-subject.length));
  return whole.startsWith(`${part} `) || whole.startsWith(`${part}'`) ? capital(title.slice(0, subject.length)) : null;
}

/** "AGDQ" leads to Games Done Quick there, if any title of it begins with these letters. */
function initialsFor(titles: readonly string[], subject: string): string | null {
  const letters = fold(subject);
  const initials = (title: string) => (fold(title).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word[0]).join('');
  return letters.length >= 3 && titles.some((title) => initials(title) === letters) ? subject.toUpperCase() : null;
}

/** "Corncrake" leads to Corn crake, "hacienda" to The Haçienda. */
function sameLettersFor(title: string, subject: string): string | null {
  const letters = (text: string) =>
    fold(text)
      .replace(/^(?:the|a|an|le|la|les|un|une) |^l'/, '')
      .replace(/[^\p{L}\p{N}]/gu, '');
  const isSame = subject !== '' && letters(title) === letters(subject);
  return isSame ? subject.split(' ').map(capital).join(' ') : null;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const months = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');
const monthsEnglish = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** Games likewise: what a question asks for is true of its game here. */
export function gamesFor(rows: readonly Row[]): readonly GameRow[] {
  const byName = new Map<string, GameRow>();
  for (const { route, pages, value, subject, after } of rows) {
    if (route !== 'igdb' || pages.length === 0) continue;
    const known = games.find(({ name }) => pages.some((page) => lettersOf(page) === lettersOf(name)));
    const name = known?.name ?? pages[0]!;
    const before: GameRow = byName.get(name) ??
      known ?? {
        name,
        otherNames: [
          ...pages.slice(1),
          ...baseOf(pages[0]!, `${subject ?? ''} ${after ?? ''}`),
          ...beginningOf(pages[0]!, subject ?? ''),
        ],
        date: '2015-06-15',
        platforms: ['PC (Microsoft Windows)'],
        genres: ['Adventure'],
        developers: [],
        publishers: [],
        rating: 80,
        summary: `${name} is a game.`,
      };
    byName.set(
      name,
      value === null || JSON.stringify(before).match(patternOf(value))
        ? before
        : withValue(before, exampleOf(patternOf(withoutYes(value)))),
    );
  }
  return [...byName.values()];
}

/** "NieR:Automata" is "NieR: Automata". */
const lettersOf = (title: string) => fold(title).replace(/[^\p{L}\p{N}]/gu, '');

/** "Speedball 2: Brutal Deluxe" is what people call Speedball 2: the database has it once. */
function baseOf(title: string, said: string): readonly string[] {
  const [base = '', subtitle] = title.split(': ');
  if (subtitle === undefined) return [];
  const words = ` ${fold(said)} `;
  const isOther = fold(subtitle)
    .split(' ')
    .some((word) => word.length >= shortestPart && words.includes(word));
  return words.includes(` ${fold(base)} `) && !isOther ? [base] : [];
}

/** "Dragon quest 11" is Dragon Quest XI: Echoes of an Elusive Age, and "getting over it" goes on with its author's name. */
function beginningOf(title: string, subject: string): readonly string[] {
  const key = keyOf(wordsIn(subject));
  const words = title.split(' ');
  for (let count = 1; count < words.length; count++) {
    const beginning = words.slice(0, count).join(' ').replace(/[:,]$/, '');
    if (keyOf(wordsIn(beginning)) === key) return [beginning];
  }
  return [];
}

/** A question that asks for yes or no is answered by what makes it so: "oui|PlayStation 4" is a platform. */
const withoutYes = (value: string) =>
  value
    .split('|')
    .filter(
      (one, _at, all) =>
        all.length === 1 || !/^[\^(?:i)]*(?:\[?oo?\]?ui|\[?nn?\]?on|\[?yy?\]?es|\[?nn?\]?o)\b/i.test(one),
    )
    .join('|');

const genres =
  /^(?:\W*)(?:action|adventure|aventure|strateg|stratég|tacti|rpg|role|rôle|jeu de r|platform|plate|puzzle|shooter|fps|tir|simulat|survi|horror|horreur|racing|course|fighting|combat|roguelike|rogue|metroidvania|rhythm|rythme|sandbox|bac à sable|card|carte|deck|sport|arcade|point.and.click|visual novel|beat)/i;

function withValue(game: GameRow, value: string): GameRow {
  const year = /\b(19[5-9]\d|20\d\d)\b/.exec(value)?.[1];
  if (year !== undefined) {
    const words = value.toLowerCase();
    const month = Math.max(
      months.findIndex((one) => words.includes(one)),
      monthsEnglish.findIndex((one) => words.includes(one)),
    );
    const day = /\b(\d{1,2})\b/.exec(value.replace(year, ''))?.[1] ?? '15';
    return { ...game, date: `${year}-${String(month < 0 ? 6 : month + 1).padStart(2, '0')}-${day.padStart(2, '0')}` };
  }
  if (/^\d{1,3}(?:$|[,./]\d)/.test(value) && value !== '360')
    return { ...game, rating: Math.min(100, Number.parseInt(value, 10)) };
  if (
    /playstation|ps\d|xbox|switch|\bpc\b|windows|\bmac\b|linux|\bios\b|android|mobile|\bwii|\b[23]?ds\b|game ?boy|gamecube|\bgba\b|nintendo 64|n64|dreamcast|saturn|mega ?drive|genesis|\bs?nes\b|vita|psp|amiga|arcade|\b360\b|spectrum|bbc|commodore|amstrad|atari|msx|super (?:famicom|nintendo)/i.test(
      value,
    )
  )
    return { ...game, platforms: [...new Set([...game.platforms, value === '360' ? 'Xbox 360' : value])] };
  if (genres.test(value)) return { ...game, genres: [value] };
  return {
    ...game,
    developers: [...game.developers, value],
    publishers: [...game.publishers, value],
    genres: game.developers.length > 0 ? [value] : game.genres,
    summary: `${game.summary} ${value}.`,
  };
}
