const words = (list: string) => new Set(list.split(' '));

const french = words(
  'je j tu il elle on nous vous ils elles le la les un une des du de d l au aux et ou mais donc car ne n pas plus est suis es sont était c ça ce cet cette ces mon ma mes ton ta tes son sa ses qui que qu quoi où quand comment pourquoi combien dans sur avec pour par sans chez très bien oui non merci bonjour salut ai as a avons avez ont fait faire peut peux veux va vais quel quelle y en se me te lui leur aussi comme trop jamais toujours rien tout tous',
);
const english = words(
  "i you he she it we they the a an and or but so because not no is am are was were be been do does did don't it's i'm you're this that these those my your his her its our their who what where when how why which in on at with for by from without very well yes thanks hello hi have has had can could will would should make just like to of if then than there here never always nothing all some any me him us them too much many",
);
const accents = /[àâçèêëîïôùûœ]|é/i;

/** French or English, by the small words of the one that are none of the other; null when there is too little to tell. */
export function tongueOf(text: string): 'fr' | 'en' | null {
  const found =
    text
      .toLowerCase()
      .slice(0, 1_000)
      .match(/[\p{L}']+/gu) ?? [];
  let fr = accents.test(text) ? 1.5 : 0;
  let en = 0;
  for (const word of found) {
    for (const part of english.has(word) ? [word] : word.split("'")) {
      if (french.has(part) && !english.has(part)) fr++;
      if (english.has(part) && !french.has(part)) en++;
    }
  }
  return fr === en ? null : fr > en ? 'fr' : 'en';
}
