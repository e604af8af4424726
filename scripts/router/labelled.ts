import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../src/domain/settings.ts';
import { goesOn } from '../../src/knowledge/router/classify.ts';
import { labelled, sets } from '../../test/router/labelled.ts';
import { readSet } from '../answers/set.ts';

const test = join(import.meta.dirname, '..', '..', 'test');
/** Sets of whole answers that have been read once: they are no measure any more. */
const learned = ['development', ...[...'abcdefghijlmnopqrstuvwx'].map((letter) => `held-out-${letter}`)];

const fileOf = (set: string) =>
  learned.includes(set) ? join(test, 'questions', `${set}.jsonl`) : join(test, 'router', `${set}.txt`);
const namesOf = (without: readonly string[]) => [...sets, ...learned].filter((set) => !without.includes(set));

export const labelledFiles = (without: readonly string[]) => namesOf(without).map(fileOf);

export interface LabelledRow {
  readonly question: string;
  readonly language: Language;
  /** `route.aspect`, or the route where the set does not say which aspect. */
  readonly label: string;
  readonly subjects: readonly string[];
  /** What the line's author calls it, where it has none of the subjects: "metropolis the silent film" has one. */
  readonly called?: readonly string[];
}

const linesFile = join(import.meta.dirname, 'training', 'lines.txt');

/** `language class line`, with what the line is about in brackets. */
function writtenLines(): LabelledRow[] {
  return readFileSync(linesFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, language, label, text] = /^(fr|en) (\S+) (.+)$/.exec(line) ?? [];
      if (text === undefined) throw new Error(`lines.txt: cannot read "${line}"`);
      const subject = /\[(.+?)\]/.exec(text)?.[1];
      return {
        question: text.replace(/[[\]]/g, ''),
        language: language as Language,
        label: label!,
        subjects: subject === undefined ? [] : [subject],
      };
    });
}

/** What the router learns from beside made questions. */
export function labelledRows(without: readonly string[]): LabelledRow[] {
  const wanted = namesOf(without);
  const ofRoutes = sets
    .filter((set) => wanted.includes(set))
    .flatMap(labelled)
    .map((one) => ({ ...one, label: `${one.route}.${one.route === 'model' ? 'chat' : one.aspects[0]}` }));
  const ofAnswers = learned
    .filter((set) => wanted.includes(set))
    .flatMap((set) => {
      const read = readSet(fileOf(set));
      if (typeof read === 'string') throw new Error(read);
      // What code reckons and what goes on from a line before says nothing of a route; the line before is a question of the same.
      const goingOn = read.rows
        .filter(({ route, after }) => after && (route === 'igdb' || route === 'wikipedia'))
        .map(({ question, lang }) => ({ question, language: lang, label: goesOn, subjects: [] }));
      const own = read.rows
        .filter(({ route, after }) => route !== 'live' && !(after && route === 'model'))
        .map(({ question, lang, route, pages, subject, after }) => ({
          question: after || question,
          language: lang,
          label: route === 'model' ? 'model.chat' : route,
          subjects: [...pages, ...pages.map((page) => page.replace(/ \([^()]*\)$/, ''))],
          called: subject ? [subject] : [],
        }));
      return [...own, ...goingOn];
    });
  return [...ofRoutes, ...ofAnswers, ...writtenLines()];
}
