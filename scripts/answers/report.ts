import { fold } from '../../src/knowledge/router/words.ts';
import type { Answer } from './run.ts';
import { patternOf, type QuestionSet } from './set.ts';

/** How an answer ended. Of facts: all but `talk` and `article`; of talk: those two. */
export const endings = [
  'right',
  'other value',
  'wrong page',
  'unsourced',
  'bare model',
  'unknown',
  'talk',
  'article',
] as const;
export type Ending = (typeof endings)[number];

export interface Report {
  readonly set: string;
  readonly hash: string;
  readonly questions: number;
  readonly facts: number;
  readonly talk: number;
  /** Shares of facts, or of talk. */
  readonly shares: Readonly<Record<Ending, number>>;
  /** Of what the router sees whole: neither what is reckoned by code nor what goes on from a line before. */
  readonly route: number;
  /** Facts of IGDB and Wikipedia that were answered from the right page, whatever the value. */
  readonly lookup: number;
  readonly byLanguage: Readonly<Record<string, Part>>;
  readonly requestsPerLookup: number;
  readonly routingP99Ms: number;
}

interface Part {
  readonly facts: number;
  readonly right: number;
  readonly route: number;
  readonly lookup: number;
}
type Ended = { readonly answer: Answer; readonly ending: Ending };

export function endingOf({ row, reply, facts, askedModel, openings }: Answer): Ending {
  const said = fold(reply);
  const sourced =
    facts !== null ||
    /\((?:Wikip[ée]dia|Wikidata|source : IGDB|Open-Meteo|cours BCE|ECB rate)|Wikipédia en anglais|IGDB\.com/i.test(
      reply,
    );
  if (row.route === 'model') return sourced && !/Open-Meteo|BCE|ECB/.test(reply) ? 'article' : 'talk';
  const fits = row.value === null || patternOf(row.value).test(reply) || patternOf(row.value).test(said);
  if (row.route === 'live')
    return fits && !askedModel
      ? 'right'
      : askedModel
        ? tellsNumber(reply, row)
          ? 'unsourced'
          : 'bare model'
        : unknown(reply)
          ? 'unknown'
          : 'other value';
  if (unknown(reply)) return 'unknown';
  if (!sourced) return tellsNumber(reply, row) ? 'unsourced' : 'bare model';
  const opening = [reply, facts ?? ''];
  const isRight =
    row.pages.some((page) => opening.some((text) => opensWith(text, page))) ||
    openings.some((start) => opening.some((text) => text.includes(start)));
  return isRight ? (fits ? 'right' : 'other value') : 'wrong page';
}

/** What the question says, nobody made up. */
const tellsNumber = (reply: string, { question, after }: Answer['row']) =>
  (reply.match(/\d{2,}/g) ?? []).some((number) => !`${question} ${after ?? ''}`.includes(number));

const unknown = (reply: string) =>
  /^$|^(?:Je ne trouve rien de sûr|Là-dessus, ma source|Je ne sais pas : je|I find nothing certain|My source says nothing|I don't know: I found|Lequel|Laquelle|Tu parles|Which one|Do you mean)| · .*\?$/i.test(
    reply,
  );

const plain = (text: string) => fold(text).replace(/(?<=\p{L})[-.](?=\p{L})/gu, ' ');

/** A title, and not a longer one that begins so. */
function opensWith(text: string, title: string): boolean {
  const said = plain(text).replace(
    /^(?:genre of|rating of|note de|genre de|the release date of|la date de sortie de) /,
    '',
  );
  const wanted = plain(title);
  return (
    said.startsWith(wanted) &&
    /^(?:$|[.:,]| :| est | a ete | a \d| doit | n'a | is | was | has | came | comes | \(|\. | :)/.test(
      said.slice(wanted.length),
    )
  );
}

export function reportOf({ file, hash, rows }: QuestionSet, answers: readonly Answer[]): Report {
  const ended = answers.map((answer) => ({ answer, ending: endingOf(answer) }));
  const talk = rows.filter(({ route }) => route === 'model').length;
  const facts = rows.length - talk;
  const of = (ending: Ending) =>
    ended.filter((one) => one.ending === ending).length /
    Math.max(1, ending === 'talk' || ending === 'article' ? talk : facts);
  const looked = answers.filter(({ requests }) => requests > 0);
  return {
    set: file,
    hash,
    questions: rows.length,
    facts,
    talk,
    shares: Object.fromEntries(endings.map((ending) => [ending, of(ending)])) as Report['shares'],
    route: partOf(ended).route,
    lookup: partOf(ended).lookup,
    byLanguage: Object.fromEntries(
      ['fr', 'en'].map((lang) => [lang, partOf(ended.filter(({ answer }) => answer.row.lang === lang))]),
    ),
    requestsPerLookup: looked.reduce((sum, { requests }) => sum + requests, 0) / Math.max(1, looked.length),
    routingP99Ms: [...answers].map(({ routingMs }) => routingMs).sort((a, b) => a - b)[
      Math.floor(answers.length * 0.99)
    ]!,
  };
}

function partOf(ended: readonly Ended[]): Part {
  const share = (of: readonly Ended[], isSo: (one: Ended) => boolean) =>
    of.filter(isSo).length / Math.max(1, of.length);
  const facts = ended.filter(({ answer }) => answer.row.route !== 'model');
  return {
    facts: facts.length,
    right: share(facts, ({ ending }) => ending === 'right'),
    route: share(
      ended.filter(({ answer: { row } }) => row.route !== 'live' && !row.after),
      ({ answer: { row, routed } }) => row.route === routed,
    ),
    lookup: share(
      facts.filter(({ answer }) => answer.row.route !== 'live'),
      ({ ending }) => ending === 'right' || ending === 'other value',
    ),
  };
}

const percent = (part: number) => `${(100 * part).toFixed(1)} %`;

export function printReport(
  report: Report,
  answers: readonly Answer[],
  all: boolean,
  print: (line: string) => void,
): void {
  for (const answer of answers) {
    const ending = endingOf(answer);
    if (!all && (ending === 'right' || ending === 'talk')) continue;
    print(
      `${ending.padEnd(11)} ${answer.row.question}\n            ${answer.requests} requests, routed ${answer.routed}, wanted ${answer.row.route} ${answer.row.pages.join(' | ')} ${answer.row.value ?? ''}\n            got ${answer.reply.slice(0, 160)}`,
    );
  }
  print(`\n${report.set}, SHA-256 ${report.hash.slice(0, 16)}: ${report.facts} facts, ${report.talk} lines of talk`);
  for (const ending of endings) print(`  ${ending.padEnd(12)} ${percent(report.shares[ending])}`);
  print(`  route ${percent(report.route)}, lookup ${percent(report.lookup)}`);
  for (const [lang, { facts, right, route, lookup }] of Object.entries(report.byLanguage))
    print(`  ${lang}: route ${percent(route)}, lookup ${percent(lookup)}, right ${percent(right)} of ${facts}`);
  print(`  requests a looked-up question: ${report.requestsPerLookup.toFixed(2)}`);
  print(`  routing: ${report.routingP99Ms.toFixed(2)} ms at most in 99 of 100`);
}
