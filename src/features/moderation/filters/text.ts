import type { Look } from '../look.ts';

// What can be said of one line by itself.

const letter = /\p{L}/u;
const capital = /\p{Lu}/u;
const sign = /[\p{P}\p{S}]/u;
const picture = /\p{Extended_Pictographic}/u;
const pictures = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}/gu;
/** Marks that are piled on one letter: no language needs so many. */
const piled = /\p{M}{4}/u;
const named = /(?<![\w@])@(\w{2,25})/g;

export function isShouted({ text, plain }: Look, { letters, share }: { letters: number; share: number }): boolean {
  if (text.length < letters || text === text.toLowerCase()) return false;
  let all = 0;
  let capitals = 0;
  for (const word of plain) {
    for (const each of word) {
      if (!letter.test(each)) continue;
      all++;
      if (capital.test(each)) capitals++;
    }
  }
  return all >= letters && capitals * 100 >= all * share;
}

interface SignLimits {
  readonly signs: number;
  readonly share: number;
  readonly run: number;
}

/** Mostly signs, a long run of one, or marks piled on letters. */
export function isScribbled({ text, plain }: Look, limits: SignLimits): boolean {
  if (piled.test(text)) return true;
  if (text.length < Math.min(limits.signs, limits.run)) return false;
  let all = 0;
  let signs = 0;
  let run = 0;
  let last = '';
  for (const word of plain) {
    for (const each of word) {
      all++;
      const isSign = sign.test(each) && !picture.test(each);
      run = isSign && each === last ? run + 1 : 1;
      last = isSign ? each : '';
      if (!isSign) continue;
      signs++;
      if (run >= limits.run) return true;
    }
  }
  return signs >= limits.signs && signs * 100 >= all * limits.share;
}

/** Twitch's emotes, and emoji. */
export function emotesIn({ text, words, message: { emotes = [] } }: Look): number {
  const drawn = emotes.length === 0 ? 0 : words.filter((word) => emotes.includes(word)).length;
  return drawn + (text.match(pictures)?.length ?? 0);
}

export const namesIn = ({ text }: Look): number =>
  text.includes('@') ? new Set([...text.matchAll(named)].map(([, name]) => name!.toLowerCase())).size : 0;

/** How often one word stands in a row, emotes left out. */
export function echoesIn({ plain }: Look): number {
  let most = 0;
  let run = 0;
  let last = '';
  for (const word of plain) {
    const small = word.toLowerCase();
    run = small === last ? run + 1 : 1;
    last = small;
    most = Math.max(most, run);
  }
  return most;
}
