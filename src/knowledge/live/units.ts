import { withoutEnd } from '../../lib/without-end.ts';
import { currencyNamed, currencyNouns } from './currencies.ts';
import { withoutEnds } from './ends.ts';

type Dimension = 'length' | 'area' | 'mass' | 'volume' | 'speed' | 'time' | 'temperature' | 'data' | 'money';

export interface Unit {
  readonly dimension: Dimension;
  /** How it is written behind a number; the code of a currency. */
  readonly sign: string;
  /** In metres, kilograms, litres, metres a second, seconds, bytes. */
  readonly factor: number;
}

const unit = (dimension: Dimension, sign: string, factor: number, names: string) =>
  names.split(',').map((name): [string, Unit] => [name, { dimension, sign, factor }]);

/** By every name that chats give them, singular and plain. "livre" is a weight and a currency. */
const units = [
  ...unit('length', 'km', 1000, 'km,kms,kilometre,kilometer,borne'),
  ...unit('length', 'm', 1, 'm,metre,meter'),
  ...unit('length', 'cm', 0.01, 'cm,centimetre,centimeter'),
  ...unit('length', 'mm', 0.001, 'mm,millimetre,millimeter'),
  ...unit('length', 'mi', 1609.344, 'mile,mi'),
  ...unit('length', 'yd', 0.9144, 'yard,yd'),
  ...unit('length', 'ft', 0.3048, 'ft,foot,feet,pied'),
  ...unit('length', 'in', 0.0254, 'inch,inche,pouce'),
  ...unit('length', 'nmi', 1852, 'mille nautique,nautical mile'),
  ...unit('mass', 'kg', 1, 'kg,kgs,kilo,kilogramme,kilogram'),
  ...unit('mass', 'g', 0.001, 'g,gramme,gram'),
  ...unit('mass', 't', 1000, 'tonne'),
  ...unit('mass', 'lb', 0.45359237, 'lb,lbs,pound,livre'),
  ...unit('mass', 'oz', 0.028349523125, 'oz,ounce,once'),
  ...unit('mass', 'st', 6.35029318, 'stone'),
  ...unit('volume', 'L', 1, 'l,litre,liter'),
  ...unit('volume', 'mL', 0.001, 'ml,millilitre,milliliter'),
  ...unit('volume', 'cL', 0.01, 'cl,centilitre'),
  ...unit('volume', 'gal', 3.785411784, 'gallon,gal'),
  ...unit('volume', 'cup', 0.2365882365, 'cup,tasse'),
  ...unit('volume', 'dL', 0.1, 'dl,decilitre'),
  ...unit('volume', 'pt', 0.473176473, 'pint,pinte'),
  ...unit('volume', 'tbsp', 0.01478676478, 'tbsp,tablespoon,cuillere a soupe,c a s,cas'),
  ...unit('volume', 'tsp', 0.00492892159, 'tsp,teaspoon,cuillere a cafe,c a c,cac'),
  ...unit('area', 'm²', 1, 'm2,metre carre,square meter,square metre'),
  ...unit('area', 'ha', 1e4, 'hectare,ha'),
  ...unit('area', 'ac', 4046.8564224, 'acre'),
  ...unit('area', 'km²', 1e6, 'km2,kilometre carre,square kilometer,square kilometre'),
  ...unit('area', 'ft²', 0.09290304, 'ft2,square foot,square feet,sq ft,sqft,pied carre'),
  ...unit('speed', 'km/h', 1 / 3.6, 'km/h,kmh,kph,kilometre heure,kilometre par heure'),
  ...unit('speed', 'mph', 0.44704, 'mph,mile per hour'),
  ...unit('speed', 'm/s', 1, 'm/s,metre par seconde,meter per second'),
  ...unit('speed', 'kn', 0.514444, 'noeud,knot'),
  ...unit('time', 's', 1, 'seconde,second,sec'),
  ...unit('time', 'min', 60, 'minute,min'),
  ...unit('time', 'h', 3600, 'heure,hour,h'),
  ...unit('time', 'd', 86_400, 'jour,day'),
  ...unit('time', 'wk', 604_800, 'semaine,week'),
  ...unit('time', 'yr', 31_557_600, 'an,annee,year'),
  ...unit('temperature', '°C', 1, 'c,°c,celsius,degre celsius,degree celsius,degre,degree'),
  ...unit('temperature', '°F', 1, 'f,°f,fahrenheit,degre fahrenheit,degree fahrenheit'),
  ...unit('temperature', 'K', 1, 'kelvin'),
  ...unit('data', 'B', 1, 'octet,byte'),
  ...unit('data', 'kB', 1e3, 'ko,kb,kilooctet,kilobyte'),
  ...unit('data', 'MB', 1e6, 'mo,mb,megaoctet,megabyte'),
  ...unit('data', 'GB', 1e9, 'go,gb,gigaoctet,gigabyte'),
  ...unit('data', 'TB', 1e12, 'to,tb,teraoctet,terabyte'),
];

/** Every word of their names that has letters enough to be nothing else. */
export const unitWords: ReadonlySet<string> = new Set(
  [...units.map(([name]) => name), ...currencyNouns]
    .flatMap((name) => name.split(/[ /]/))
    .filter((word) => word.length > 1 && !/^(?:an|to|go|mo|st|in|pt|de|par|per|once|try|won|real|us|cas)$/.test(word)),
);

export const isUnit = (name: string) => unitsNamed(name).length > 0;

/** Where in the list each name stands: two units may have one name. */
const places = new Map<string, number[]>();
for (const [place, [name]] of units.entries()) {
  const known = places.get(name);
  if (known) known.push(place);
  else places.set(name, [place]);
}

function unitsNamed(name: string): readonly Unit[] {
  const tidy = name.trim().replace(/^(?:de |d |des |of )/, '');
  const forms = [tidy, tidy.replace(/s /g, ' '), tidy.replace(/s(?= |$)/g, ''), tidy.replace(/s$/, '')];
  const named = [...new Set(forms.flatMap((form) => places.get(form) ?? []))].sort((one, other) => one - other);
  const ofMoney = [...new Set(forms.flatMap((form) => currencyNamed(form) ?? []))];
  return [...named.map((place) => units[place]![1]), ...ofMoney.map(money)];
}
/** Its rate is asked for when it is needed. */
const money = (sign: string): Unit => ({ dimension: 'money', sign, factor: 1 });

export interface Conversion {
  readonly amount: number;
  readonly from: Unit;
  readonly to: Unit;
}

const joints = [
  'c est combien de',
  'ca represente combien de',
  'equivaut a combien de',
  'correspond a combien de',
  'is how many',
  'is how much in',
  'are how many',
  'equals how many',
  'makes how many',
  'in how many',
  'font combien de',
  'fait combien de',
  'ca fait combien de',
  'ca fait combien en',
  'c est combien en',
  'combien de',
  'combien en',
  'en',
  'to',
  'in',
  'into',
  'vers',
];
const asksFirst = /^(?:combien (?:de |d )|how (?:many|much) )/;
const inner =
  / (?:dans|in|pour|font|fait|is|are|are in|are there in|il y a dans|y a dans|y a t il dans|represente|makes?|is an?|are an?) (?=-?\d)/;
interface Amount {
  readonly amount: number | null;
  readonly units: readonly Unit[];
}

/** "50 euros en dollars", "how many feet in 2 meters"; null where the line converts nothing. `line` is plain: no accents. */
export function conversionIn(line: string): Conversion | null {
  const tidy = withoutEnds(withoutEnd(line, ' ?!.'))
    .replace(/^(?:une?|an?|one) (?=[a-z])|(?<= (?:dans|in) )(?:une?|an?|one) (?=[a-z])/, '1 ')
    .replace(/(\d),(?=\d)/g, '$1.')
    .replace(/([€$£¥]) ?(\d{1,12}(?:\.\d{1,6})?)/g, '$2 $1')
    // "1m83" and "5'11" are one number each.
    .replace(/(?<![\d.])([12]) ?m ?(\d\d)(?!\d)/g, '$1.$2 m')
    .replace(
      /(?<![\d.])(\d)(?: ?['’] ?| ?foot ?| ?feet ?| ?ft ?)(\d\d?)(?:"|''| inch(?:es)?)?(?![\d])/g,
      (_, feet, inches) => `${(Number(feet) + Number(inches) / 12).toFixed(4)} ft`,
    )
    .replace(/(\d)(?=[a-z°€$£¥])/g, '$1 ')
    .replace(/\s+/g, ' ')
    .trim();
  const opening = asksFirst.exec(tidy)?.[0];
  const joint = opening === undefined ? null : inner.exec(tidy);
  // "How much is 250 francs in euro" names its units behind the number.
  if (opening !== undefined && joint && joint.index > opening.length) {
    return joined(
      amountIn(tidy.slice(joint.index + joint[0].length)),
      unitsNamed(tidy.slice(opening.length, joint.index)),
    );
  }
  for (const joint of joints) {
    const at = tidy.lastIndexOf(` ${joint} `);
    if (at < 0) continue;
    const found = joined(amountIn(tidy.slice(0, at)), unitsNamed(tidy.slice(at + joint.length + 2)));
    if (found) return found;
  }
  return anywhere(tidy.split(' '));
}

const isNumber = /^-?\d{1,12}(?:\.\d{1,6})?$/;
const asksHowMuch = /\b(?:combien|how (?:much|many)|convert\w*|ca (?:fait|donne)|c est quoi|equals?)\b/;
const mostWordsOfAUnit = 4;
const joins = new Set(['en', 'to', 'in', 'into', 'vers']);

/** A number with its unit and another unit behind "en" or "in", whatever is said around them and asked. */
function anywhere(words: readonly string[]): Conversion | null {
  if (!asksHowMuch.test(words.join(' '))) return atTheStart(words);
  for (let at = 0; at < words.length; at++) {
    if (!isNumber.test(words[at]!)) continue;
    const from = unitAt(words, at + 1);
    if (from === null) continue;
    for (let join = 0; join < words.length - 1; join++) {
      const to = joins.has(words[join]!) ? unitAt(words, join + 1) : null;
      const found = to && joined({ amount: Number(words[at]), units: from.units }, to.units);
      if (found) return found;
    }
  }
  return null;
}

/** "350 fahrenheit in celsius for the oven": what a line begins with and nothing else in it counts. A time is no such thing. */
function atTheStart(words: readonly string[]): Conversion | null {
  const [first = '', ...others] = words;
  if (!isNumber.test(first) || others.some((word) => /\d/.test(word))) return null;
  const from = unitAt(words, 1);
  const to = from && joins.has(words[from.end] ?? '') ? unitAt(words, from.end + 1) : null;
  const found = to && joined({ amount: Number(first), units: from!.units }, to.units);
  return found?.from.dimension === 'time' ? null : found;
}

/** The unit of most words that begins there. */
function unitAt(words: readonly string[], from: number) {
  for (let count = mostWordsOfAUnit; count > 0; count--) {
    const units = from + count <= words.length ? unitsNamed(words.slice(from, from + count).join(' ')) : [];
    if (units.length > 0) return { units, end: from + count };
  }
  return null;
}

function joined({ amount, units: from }: Amount, to: readonly Unit[]): Conversion | null {
  const pair = sameDimension(from, to);
  if (!pair || (amount === null && pair[0].dimension !== 'money')) return null;
  return { amount: amount ?? 1, from: pair[0], to: pair[1] };
}

/** The last number of a text and the unit behind it; "euro" alone is one. */
function amountIn(text: string): Amount {
  const words = text.split(' ');
  const at = words.findLastIndex((word) => isNumber.test(word));
  if (at < 0) return { amount: null, units: unitsNamed(text) };
  // "1 000" is one number.
  const grouped =
    at > 0 && /^\d{3}$/.test(words[at]!) && /^\d{1,3}$/.test(words[at - 1]!)
      ? `${words[at - 1]}${words[at]}`
      : words[at]!;
  const scale = { k: 1e3, mille: 1e3, thousand: 1e3, million: 1e6, millions: 1e6 }[words[at + 1] ?? ''];
  const named = words.slice(at + (scale ? 2 : 1)).join(' ');
  // "5k" is a run.
  if (named === '' && words[at + 1] === 'k') return { amount: Number(grouped), units: unitsNamed('km') };
  const whole = unitsNamed(named);
  return { amount: Number(grouped) * (scale ?? 1), units: whole.length > 0 ? whole : unitsBefore(named) };
}

/** "26.2 mile marathon": the unit stands before what is measured. */
function unitsBefore(named: string): readonly Unit[] {
  const [unit = '', measured, ...more] = named.split(' ');
  return measured !== undefined && more.length === 0 && unit.length > 1 ? unitsNamed(unit) : [];
}

function sameDimension(from: readonly Unit[], to: readonly Unit[]): readonly [Unit, Unit] | null {
  for (const one of from) {
    const other = to.find(({ dimension, sign }) => dimension === one.dimension && sign !== one.sign);
    if (other) return [one, other];
  }
  return null;
}

/** Not of money, whose rates are asked for. */
export function converted({ amount, from, to }: Conversion): number {
  if (from.dimension !== 'temperature') return (amount * from.factor) / to.factor;
  const celsius = from.sign === '°F' ? ((amount - 32) * 5) / 9 : from.sign === 'K' ? amount - 273.15 : amount;
  return to.sign === '°F' ? (celsius * 9) / 5 + 32 : to.sign === 'K' ? celsius + 273.15 : celsius;
}
