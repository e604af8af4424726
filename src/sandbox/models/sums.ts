import type { Tongue } from './language.ts';
import { plain } from './language.ts';

const words: readonly (readonly [RegExp, string])[] = [
  [/\b(multiplie par|multiplied by|fois|times)\b/g, '*'],
  [/(\d)\s*[x×]\s*(?=\d)/g, '$1*'],
  [/÷|\b(divise par|divided by)\b/g, '/'],
  [/\bplus\b/g, '+'],
  [/\b(moins|minus)\b/g, '-'],
  [/\b(racine carree de|square root of|racine de)\s*(\d+(?:[.,]\d+)?)/g, '($2)^(1/2)'],
  [/(?<!\d)(\d+(?:[.,]\d+)?)\s*(%|pour ?cents?|percent)\s*(de|of)\s*/g, '$1/100*'],
  [/(\d)\s*(au carre|squared)/g, '$1^2'],
  [/\*\*/g, '^'],
];
const asks =
  /\b(combien|calcule|calculer|calculate|compute|fait|font|egal|equals?|what is|what s|how much|c est quoi)\b|=/;

export interface Sum {
  /** As it was typed; `null` when it was said in words. */
  readonly expression: string | null;
  readonly value: number;
}

/** The value of the sum that a question asks for; `null` when it asks for none. */
export function sumIn(question: string): Sum | null {
  let text = plain(question).replace(/(\d)[ \u202f](?=\d{3}\b)/g, '$1');
  const asked = asks.test(text) || /\b(racine|square root)\b/.test(text);
  for (const [pattern, by] of words) text = text.replace(pattern, by);
  const found = text
    .slice(0, 400)
    .match(/(?<![-(\s])[-(\s]*\d(?:[\s+\-*/^(.,]*[\d)])+/g)
    ?.filter((part) => /[\d)]\s*[-+*/^](?:\s*[-(])?\s*\d/.test(part));
  const expression = found?.sort((a, b) => b.length - a.length)[0]?.trim();
  if (!expression || expression.length > 80) return null;
  if (!asked && expression.length < text.replace(/(?<![=?!.\s])[=?!.\s]+$/, '').length) return null;
  const value = evaluate(expression.replace(/,(?=\d)/g, '.'));
  return value === null ? null : { expression: plain(question).includes(expression) ? expression : null, value };
}

/** A reader of `+ - * / ^ ( )`, with the usual precedence; `null` for what is no expression. */
function evaluate(text: string): number | null {
  const tokens = text.match(/\d+(?:\.\d+)?|[-+*/^()]|\S/g) ?? [];
  let at = 0;
  let broken = false;
  const sum = (): number => {
    let left = product();
    for (let op = tokens[at]; op === '+' || op === '-'; op = tokens[at]) {
      at += 1;
      left = op === '+' ? left + product() : left - product();
    }
    return left;
  };
  const product = (): number => {
    let left = power();
    for (let op = tokens[at]; op === '*' || op === '/'; op = tokens[at]) {
      at += 1;
      left = op === '*' ? left * power() : left / power();
    }
    return left;
  };
  const power = (): number => {
    const base = atom();
    if (tokens[at] !== '^') return base;
    at += 1;
    return base ** power();
  };
  const atom = (): number => {
    const token = tokens[at++];
    if (token === '-') return -power();
    if (token === '(') {
      const inside = sum();
      if (tokens[at++] !== ')') broken = true;
      return inside;
    }
    if (token === undefined || !/^\d/.test(token)) broken = true;
    return Number(token);
  };
  const value = sum();
  return broken || at < tokens.length ? null : value;
}

export function numberIn(tongue: Tongue, value: number): string {
  const digits =
    value !== 0 && Math.abs(value) < 0.001 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 4 };
  return value.toLocaleString(tongue === 'fr' ? 'fr-FR' : 'en-GB', digits).replace(/[\u202f\u00a0]/g, ' ');
}
