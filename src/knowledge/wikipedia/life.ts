/** A day as it was written; month and day are null where only the year is known. */
export interface Day {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
}

const frMonths = 'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre';
const enMonths = 'January|February|March|April|May|June|July|August|September|October|November|December';
const frDay = `(\\d{1,2})(?:er)? (${frMonths}) (\\d{3,4})(?! av)`;
const enDay = `(?:(\\d{1,2}) (${enMonths})|(${enMonths}) (\\d{1,2}),) (\\d{3,4})(?! BC)`;
const opening = 400;

const frBorn = new RegExp(`née? le ${frDay}`);
const frDied = new RegExp(`(?:morte?|décédée?) le ${frDay}`);
/** "(3 January 1892 – 2 September 1973)" */
const enBoth = new RegExp(`${enDay} ?[–-] ?${enDay}`);
const enBorn = new RegExp(`born (?:on )?${enDay}`);
const enDied = new RegExp(`died (?:on )?${enDay}`);

/**
 * When somebody was born and died, as articles about people begin; `died` is null where the beginning tells of no death.
 * Null where it tells of no birth.
 */
export function lifeIn(extract: string, lang: string): { readonly born: Day; readonly died: Day | null } | null {
  const text = extract.slice(0, opening);
  if (lang === 'fr') {
    const born = frBorn.exec(text);
    const died = frDied.exec(text);
    // Whose death is told without its day, is left to who knows it.
    if (!born || (!died && /\b(?:mort|morte|décédée?|assassinée?)\b/.test(text))) return null;
    return { born: frenchDay(born), died: died ? frenchDay(died) : null };
  }
  const both = enBoth.exec(text);
  if (both) return { born: englishDay(both, 1), died: englishDay(both, 6) };
  const born = enBorn.exec(text);
  const died = enDied.exec(text);
  if (!born || (!died && /\b(?:died|death|was (?:an?|the))\b/.test(text))) return null;
  return { born: englishDay(born, 1), died: died ? englishDay(died, 1) : null };
}

const numberOf = (list: string, name: string) => list.split('|').indexOf(name) + 1;
const frenchDay = ([, day, month, year]: RegExpExecArray): Day => ({
  year: Number(year),
  month: numberOf(frMonths, month ?? ''),
  day: Number(day),
});
const englishDay = (found: RegExpExecArray, at: number): Day => ({
  year: Number(found[at + 4]),
  month: numberOf(enMonths, found[at + 1] ?? found[at + 2] ?? ''),
  day: Number(found[at] ?? found[at + 3]),
});

/** A day or a year as a page writes it, in either language. */
export const writtenDay = `((?:\\d{1,2}(?:er)? (?:${frMonths}|${enMonths}) |(?:${enMonths}) \\d{1,2}, |(?:${frMonths}|${enMonths}) )?\\d{4})(?!\\d| av| BC)`;

/** What `writtenDay` found. */
export function dayIn(written: string): Day {
  const year = Number(/\d{4}$/.exec(written)?.[0]);
  const name = /\p{L}{3,}/u.exec(written.replace(/(?<=\d)er /, ' '))?.[0] ?? '';
  const day = /^(\d{1,2})(?:er)? |(?<= )(\d{1,2}),/.exec(written);
  const month = name === '' ? 0 : numberOf(frMonths, name) || numberOf(enMonths, name);
  if (month === 0 || !day) return { year, month: null, day: null };
  return { year, month, day: Number(day[1] ?? day[2]) };
}
