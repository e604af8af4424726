import { flatten } from './confusables.ts';
import { cut, type Span } from './spans.ts';

const patterns = [
  // Mail, also "name (at) host.tld".
  /(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[[(]\s?(?:at|arobase|@)\s?[\])])\s?[\w-]{1,63}(?:\s?(?:\.|[[(](?:dot|point|\.)[\])])\s?[\w-]{1,63}){1,4}/giu,
  // French, North American and international numbers, as people write them.
  /(?<![\d.,+])0[1-9](?:[ .-]?\d{2}){4}(?![\d])/gu,
  /(?<![\d.,])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)/gu,
  /(?<![\d.,])\+\d(?:[ .-]?\(?\d\)?){7,22}(?!\d)/gu,
  // Bank accounts and cards.
  /(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])/gu,
  /(?<![\d.,])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?!\d)/gu,
];

const least = { digits: 8 };

/** Takes out what somebody could be reached or robbed by. */
export function withoutContacts(text: string): string | null {
  if (!/[@[(]|\d{2}/u.test(text) && /^[\x20-\x7e]*$/.test(text)) return text;
  const flat = flatten(text);
  const spans: Span[] = [];
  for (const pattern of patterns) {
    for (const { 0: found, index } of flat.matchAll(pattern)) {
      const digits = found.replace(/\D/g, '').length;
      const isMail = pattern === patterns[0];
      if (
        isMail
          ? /\.\s?[a-z-]{2,}|(?:dot|point)/i.test(found.slice(found.search(/@|at|arobase/i)))
          : digits >= least.digits
      ) {
        spans.push({ start: index, end: index + found.length });
      }
    }
  }
  return cut(text, spans);
}
