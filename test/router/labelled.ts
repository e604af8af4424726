import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Routed, RouteQuestion } from '../../src/domain/knowledge.ts';
import type { Language } from '../../src/domain/settings.ts';

/** A question of a chat as somebody judged it. */
export interface Labelled {
  readonly language: Language;
  readonly route: string;
  /** Any of them is right. */
  readonly aspects: readonly string[];
  readonly subjects: readonly string[];
  readonly question: string;
}

export interface Scored {
  readonly label: Labelled;
  readonly got: Routed;
  readonly route: boolean;
  readonly subject: boolean;
  readonly aspect: boolean;
}

/** The sets: `questions` was tuned on, the others were written blind. */
export const sets = ['questions', 'held-out', 'blind'] as const;

/** One a line: `language route aspect|aspect subject|subject :: question`. */
export function labelled(set: (typeof sets)[number]): Labelled[] {
  const lines = readFileSync(join(import.meta.dirname, `${set}.txt`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const [, language, route, aspects, subjects, question] = /^(fr|en) (\w+) (\S+) (.*?) :: (.*)$/.exec(line) ?? [];
    if (question === undefined) throw new Error(`${set}.txt: cannot read "${line}"`);
    return {
      language: language as Language,
      route: route!,
      aspects: aspects!.split('|'),
      subjects: subjects!.split('|'),
      question,
    };
  });
}

export function score(labels: readonly Labelled[], route: RouteQuestion): Scored[] {
  return labels.map((label) => {
    const got = route(label.question, label.language);
    return {
      label,
      got,
      route: got.route === label.route,
      subject: label.route === 'model' || label.subjects.some((subject) => bare(subject) === bare(got.subject)),
      aspect: label.aspects.includes(got.aspect),
    };
  });
}

export const share = (scored: readonly Scored[], part: 'route' | 'subject' | 'aspect') => {
  const asked = part === 'subject' ? scored.filter(({ label }) => label.route !== 'model') : scored;
  return asked.filter((one) => one[part] && (part === 'route' || one.route)).length / Math.max(1, asked.length);
};

/** Case, accents, punctuation and a leading article are no difference. */
const bare = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^(?:le|la|les|l|un|une|the|a|an) /, '');
