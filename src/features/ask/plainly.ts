/** "Thx!! when did it come out": what is said before a question. */
const thanked =
  /^(?:ah|oh|ok|okay|oui|yes|yeah|cool|nice|great|super|voil[àa]|merci|thanks|thank you|thx|ty|cheers|bien|beaucoup|parfait|d['’]accord|lol|mdr)[ ,!.…]{1,4}(?=\p{L})/iu;
const mostThanks = 6;

/** Without thanks in front, and with what Québec says for "et" and "il est": "pis y'est mort quand". */
export function plainly(line: string): string {
  let rest = line;
  for (let n = 0; n < mostThanks; n++) {
    const less = rest.replace(thanked, '');
    // One word alone is no question.
    if (!less.includes(' ')) break;
    rest = less;
  }
  return rest
    .replace(/^pis /i, 'et ')
    .replace(/(?<!\p{L})y['’ ]?(?=(?:est|sont)(?!\p{L}))/giu, 'il ')
    .replace(/ ?(?<!\p{L})coudonc(?!\p{L})/giu, '');
}
