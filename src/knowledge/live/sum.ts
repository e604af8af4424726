import { withoutEnd } from '../../lib/without-end.ts';
import { withoutEnds } from './ends.ts';
import { isUnit } from './units.ts';

const frame =
  /^(?:(?:combien (?:font|fait|ca fait|est ce que font)|(?:ca )?fait combien|calcule(?:r|z)?|how much is|how much are|what is|what s|whats|calculate|compute|solve|resous|resoudre|c est quoi|quel est le resultat de|le resultat de|result of|dis moi) ?)+/;
const tails = [
  'ca fait combien',
  'font combien',
  'fait combien',
  'ca donne quoi',
  'donne quoi',
  'c est quoi',
  'ca fait',
  'mec',
  'bro',
  'c est combien',
  'egale combien',
  'egal a combien',
  'equals what',
  'equals',
  'stp',
  'svp',
  'please',
];

function withoutTail(line: string): string {
  for (let text = withoutEnd(line, ' ?!.='); ; ) {
    const tail = tails.find((one) => text.endsWith(` ${one}`));
    if (tail === undefined) return text;
    text = withoutEnd(text.slice(0, -tail.length), ' ?!.=');
  }
}

const words: readonly (readonly [RegExp, string])[] = [
  [/(?<![\d.,])(\d{1,15}(?:[.,]\d{1,6})?) ?(?:%|pour ?cents?|percent) ?(?:de|d'|of) ?/g, '$1 / 100 * '],
  [/(?:la )?(?:racine carree de|racine de|(?:the )?square root of|sqrt(?: of)?) ?/g, 'r '],
  [/multiplies? par|multiplied by|fois|times|[x×·]/g, '*'],
  [/divises? par|divided by|[÷:]/g, '/'],
  [/(?:a la )?puissance|(?:raised )?to the power of|\*\*/g, '^'],
  [/au carre|squared/g, '^ 2'],
  [/au cube|cubed/g, '^ 3'],
  [/\bplus\b/g, '+'],
  [/\bmoins\b|\bminus\b|[−–]/g, '-'],
];

/** "split 186 by 4", "partage 30 en 4". */
const parting =
  /^(?:split|divide|share|divise|diviser|partage|partager|separe) (\d{1,15}(?:[.,]\d{1,6})?) (?:euros |dollars )?(?:by|in|into|between|among|par|en|entre) (\d{1,9})(?: people| persons| parts?| ways| personnes)?$/;

/** "18% of 64.50 for a tip": a share of a number is asked, whatever is said around it. */
const share =
  /(?<![\d.,])(\d{1,9}(?:[.,]\d{1,4})?) ?(?:%|pour ?cents?|percent|per cent) ?(?:de|d'|of|sur) ?(?:[€$£] ?)?(\d{1,12}(?:[.,]\d{1,4})?)(?![\d.,]?\d| ?[-+*/x×])/;

/** "3/8 de 240 g", "la moitié de 75": a part of a number, whatever is said around it. */
const partOf =
  /(?<![\d.,/])(?:(\d{1,4}) ?\/ ?(\d{1,4})|(?:la |a )?(moitie|half)|(?:un |le |a |one )(tiers|third|quart|quarter)) (?:de |d'|of )(\d{1,12}(?:[.,]\d{1,4})?)(?![\d.,]?\d| ?[-+*/x×])/;
const partsOfOne: ReadonlyMap<string, string> = new Map([
  ['moitie', '2'],
  ['half', '2'],
  ['tiers', '3'],
  ['third', '3'],
  ['quart', '4'],
  ['quarter', '4'],
]);

/** "17 fois 23 svp g pas de calculette": so a line begins that has something multiplied, and no other number. */
const product =
  /^(?:(?:combien (?:font|fait)|c est combien|calcule|how much is|what is|what s|whats) )?(\d{1,9}(?:[.,]\d{1,4})?) ?(?:fois|x|\*|×|times|multiplied by|multiplie par) ?(\d{1,9}(?:[.,]\d{1,4})?)(?![\d.,]?\d)/u;

/** "12 x 17 + 4 stp jai pas ma calculette": so a line begins that adds to a product, or takes from it. */
const sumWithWords =
  /^(?:(?:combien (?:font|fait)|calcule|how much is|what is|what s|whats) )?\d{1,9}(?:[.,]\d{1,4})?(?: ?(?:[-+*/x×]|fois|times|plus|moins|minus) ?\d{1,9}(?:[.,]\d{1,4})?){2,6}(?![\d.,]?\d)/u;

/** "3 times 125 grams" is reckoned as what it counts. */
function withoutUnit(text: string): string {
  const [, counted, unit] = /^(.*(?:fois|times|[x×*]) ?\d[\d.,]{0,14}) ?([a-z€$£]{1,12})$/.exec(text) ?? [];
  return unit !== undefined && isUnit(unit) ? counted! : text;
}

/** The sum in a line, as an expression of digits and signs; null where the line is more than that. */
export function sumIn(line: string): string | null {
  // "1,840" is one number.
  const typed = line
    .toLowerCase()
    .trim()
    .replace(/(\d)[ ,'](?=\d{3}(?!\d))/g, '$1');
  const [, part, whole] = share.exec(typed) ?? [];
  if (part !== undefined) return `${part.replace(',', '.')} / 100 * ${whole!.replace(',', '.')}`;
  const [, over, under, half, third, ofWhat] = partOf.exec(typed) ?? [];
  if (ofWhat !== undefined && !/\d/.test(typed.slice(typed.indexOf(ofWhat) + ofWhat.length)))
    return `${over ?? 1} / ${under ?? partsOfOne.get(half ?? third!)} * ${ofWhat.replace(',', '.')}`;
  const [asked = '', one, other] = product.exec(typed) ?? [];
  const rest = typed.slice(asked.length);
  if (one !== undefined && /^[ ?!]/.test(rest) && /\p{L}/u.test(rest) && !/[\d+*^/]/.test(rest))
    return `${one.replace(',', '.')} * ${other!.replace(',', '.')}`;
  const [series] = sumWithWords.exec(typed) ?? [];
  if (
    series !== undefined &&
    /^[ ?!,.]+\p{L}/u.test(typed.slice(series.length)) &&
    !/\d/.test(typed.slice(series.length))
  )
    return sumIn(series);
  const plain = withoutEnds(withoutEnd(line.toLowerCase().replace(/\s+/g, ' ').trim(), ' ?!.='));
  let text = withoutUnit(withoutTail(plain).replace(frame, '').replace(parting, '$1 / $2').trim());
  text = /(?:^| )(\d{1,9}(?:[*×]\d{1,9})+)$/.exec(text)?.[1] ?? text;
  for (const [word, sign] of words) text = text.replace(word, ` ${sign} `);
  text = text
    .replace(/(\d)[ ,'](?=\d{3}(?!\d))/g, '$1')
    .replace(/(\d),(?=\d)/g, '$1.')
    .replace(/\s+/g, ' ')
    .trim();
  if (!/^[\d.+\-*/^()r ]{3,120}$/.test(text) || !/\d/.test(text) || !/[+\-*/^r]/.test(text.slice(1) + text[0]))
    return null;
  // "2024-2025" and "10-12" are dates and ranges more often than sums.
  if (/^\d+-\d+$/.test(line.trim())) return null;
  return text
    .replace(/[+*/^]|(?<=[\d)] ?)-/g, ' $& ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The value; null where the expression is none or has none. */
export function sumOf(expression: string): number | null {
  const tokens = expression.match(/\d+(?:\.\d+)?|[+\-*/^()r]/g) ?? [];
  if (tokens.join('') !== expression.replace(/ /g, '')) return null;
  let at = 0;
  let depth = 0;
  const atom = (): number => {
    const token = tokens[at++];
    if (token === '-') return -power();
    if (token === '+') return power();
    if (token === 'r') return Math.sqrt(power());
    if (token === '(') {
      if (++depth > 20) return Number.NaN;
      const inner = sum();
      return tokens[at++] === ')' ? inner : Number.NaN;
    }
    return token === undefined ? Number.NaN : Number(token);
  };
  const power = (): number => {
    const base = atom();
    if (tokens[at] !== '^') return base;
    at++;
    return base ** power();
  };
  const product = (): number => {
    let left = power();
    while (tokens[at] === '*' || tokens[at] === '/') left = tokens[at++] === '*' ? left * power() : left / power();
    return left;
  };
  const sum = (): number => {
    let left = product();
    while (tokens[at] === '+' || tokens[at] === '-') left = tokens[at++] === '+' ? left + product() : left - product();
    return left;
  };
  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : null;
}
