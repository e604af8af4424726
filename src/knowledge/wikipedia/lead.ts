import { own } from '../../lib/own.ts';
import { type Day, dayIn, writtenDay } from './life.ts';

/** What a page's beginning says in so many words, so that nobody else has to be asked. */
export type Told =
  | ({ readonly kind: 'date' } & Day)
  | { readonly kind: 'amount'; readonly amount: number; readonly unit: string }
  | { readonly kind: 'name'; readonly name: string };

const opening = 500;
const place = String.raw`(\p{Lu}[\p{L}'’]*(?:[ -](?:(?:sur|sous|en|de|du|des|la|le|les|lès|of|the|upon|el|al)[ -]){0,2}\p{Lu}[\p{L}'’]*){0,3})`;
const amount = String.raw`(\d{1,3}(?:[\u0020\u00a0\u202f.,]\d{3})*(?:[.,]\d{1,2})?)`;
const wholeNumber = String.raw`(\d{1,3}(?:[\u0020\u00a0\u202f.,]\d{3})+)`;
const when = writtenDay;
const near = '[^.;()]{0,60}?';

interface Pattern {
  readonly fr: readonly RegExp[];
  readonly en: readonly RegExp[];
}
const compiled = (sources: readonly string[]) => sources.map((source) => new RegExp(source, 'u'));
const pattern = (fr: readonly string[], en: readonly string[]): Pattern => ({ fr: compiled(fr), en: compiled(en) });

const places: Readonly<Record<'bornAt' | 'diedAt', Pattern>> = {
  bornAt: pattern(
    [`(?:née?s?|naissance)(?: (?:le|en|vers) [^,;()]{4,30})? à ${place}`],
    [`born(?: [^();]{0,40})?,? in ${place}`],
  ),
  diedAt: pattern(
    [`(?:morte?|décédée?|assassinée?)(?: (?:le|en|vers) [^,;()]{4,30})? à ${place}`],
    [`(?:died|killed|assassinated)(?: [^();]{0,40})?,? in ${place}`],
  ),
};
const dates: Readonly<Record<'founded' | 'released' | 'began' | 'ended', Pattern>> = {
  founded: pattern(
    [`(?:fondée?s?|créée?s?|construite?s?|inaugurée?s?|bâtie?s?|achevée?s?|formée?s?)${near} (?:le|en) ${when}`],
    [`(?:founded|established|created|built|completed|opened|formed|inaugurated)${near} (?:on|in) ${when}`],
  ),
  released: pattern(
    [
      `(?:sortie?s?|parue?s?|publiée?s?|diffusée?s?)${near} (?:le|en|depuis le|depuis) ${when}`,
      `(?:film|album|roman|chanson|série)${near} de ${when}`,
    ],
    [
      `(?:released|published|aired|premiered)${near} (?:on|in) ${when}`,
      `is an? ${when} (?:[\\p{L}-]+ ){0,4}(?:film|album|novel|song|series|book)`,
    ],
  ),
  began: pattern(
    [`(?:du|de) ${when} (?:au|à|et) `, `(?:commence|débute|éclate|déclenchée?)${near} (?:le|en) ${when}`],
    [`from ${when} (?:to|until) `, `(?:began|begins|started|starts|broke out)${near} (?:on|in) ${when}`],
  ),
  ended: pattern(
    [
      `(?:du|de) [^.;()]{4,30} (?:au|à) ${when}`,
      `(?:s['’]achève|se termine|prend fin|terminée?)${near} (?:le|en) ${when}`,
    ],
    [`from [^.;()]{4,30} (?:to|until) ${when}`, `(?:ended|ends|concluded)${near} (?:on|in) ${when}`],
  ),
};
const amounts: Readonly<Record<'population' | 'height' | 'length', Pattern>> = {
  population: pattern(
    [`${wholeNumber}[\\u0020\\u00a0]?habitants`],
    [
      `population of (?:about |around |over |nearly |approximately |more than )?${wholeNumber}`,
      `${wholeNumber} (?:inhabitants|residents|people)`,
    ],
  ),
  height: pattern(
    [
      `(?:hauteur|haute?s?|altitude|culmin\\p{L}+|s['’]élève|élévation|mesure)${near} ${amount}[\\u0020\\u00a0]?(m|mètres|cm|centimètres)(?![\\p{L}²³/])`,
      `${amount}[\\u0020\\u00a0]?(m|mètres|cm) (?:de haut|d['’]altitude)`,
    ],
    [
      `(?:height|elevation|stands?|rises?|reach\\p{L}*)${near} ${amount} (m|metres|meters|ft|feet|cm)(?![\\p{L}²³/])`,
      `${amount} (m|metres|meters|ft|feet|cm)(?: \\([^()]{1,20}\\))? (?:tall|high|in height)`,
    ],
  ),
  length: pattern(
    [
      `(?:longueur|longue?s?)${near} ${amount}[\\u0020\\u00a0]?(km|kilomètres|m|mètres)(?![\\p{L}²³/])`,
      `${amount}[\\u0020\\u00a0]?(km|kilomètres|m|mètres) de long`,
    ],
    [
      `length${near} ${amount} (km|kilometres|kilometers|mi|miles|m|metres)(?![\\p{L}²³/])`,
      `${amount} (km|kilometres|kilometers|mi|miles|m|metres)(?: \\([^()]{1,20}\\))? long`,
    ],
  ),
};
const units: Readonly<Record<string, string>> = {
  mètres: 'm',
  metres: 'm',
  meters: 'm',
  feet: 'ft',
  centimètres: 'cm',
  kilomètres: 'km',
  kilometres: 'km',
  kilometers: 'km',
  miles: 'mi',
};

/** Null where the beginning does not say it. */
export function toldIn(extract: string, lang: string, what: string): Told | null {
  const text = extract.slice(0, opening);
  const found = (kinds: Readonly<Record<string, Pattern>>) => {
    for (const one of own(kinds, what)?.[lang === 'fr' ? 'fr' : 'en'] ?? []) {
      const match = one.exec(text);
      if (match) return match;
    }
    return null;
  };
  const where = found(places)?.[1];
  if (where !== undefined) return { kind: 'name', name: where };
  const day = found(dates)?.[1];
  if (day !== undefined) return { kind: 'date', ...dayIn(day) };
  const [, count, unit = ''] = found(amounts) ?? [];
  if (count === undefined) return null;
  return { kind: 'amount', amount: numberIn(count, lang), unit: own(units, unit) ?? unit };
}

/** "8 849", "8,849", "57,5" and "8848.86". */
function numberIn(written: string, lang: string): number {
  const groups = /[\u0020\u00a0\u202f]/g;
  const plain = written.replace(groups, '');
  const whole = lang === 'fr' ? plain.replace(/\.(?=\d{3})/g, '').replace(',', '.') : plain.replace(/,(?=\d{3})/g, '');
  return Number(whole);
}
