import { own } from '../../lib/own.ts';

const turned: Readonly<Record<string, string>> = {
  ...{ ɐ: 'a', q: 'b', ɔ: 'c', p: 'd', ǝ: 'e', ɟ: 'f', ƃ: 'g', ɓ: 'g', ɥ: 'h', ı: 'i', ᴉ: 'i', ɾ: 'j', ʞ: 'k' },
  ...{ ɯ: 'm', u: 'n', d: 'p', b: 'q', ɹ: 'r', ʇ: 't', n: 'u', ʌ: 'v', ʍ: 'w', ʎ: 'y' },
};
const words = /\p{L}+/gu;
const isTurned = /[ɐɔǝɟƃɥᴉʞɯɹʇʌʍʎ]/u;

/** The words that stand on their head in a text, on their feet; '' where there are none. */
export function upright(text: string): string {
  if (!isTurned.test(text)) return '';
  return (text.match(words) ?? [])
    .filter((word) => isTurned.test(word))
    .flatMap((word) => (word.endsWith('s') ? [word, word.slice(0, -1)] : [word]))
    .map((word) =>
      Array.from(word, (c) => own(turned, c) ?? c)
        .reverse()
        .join(''),
    )
    .join('. ');
}
