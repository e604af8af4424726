const before = new Set([
  ...'bot yo hey hi hello salut coucou bonjour bonsoir wesh frere bro mec man dude ok et and so alors euh sinon quick vite'.split(
    ' ',
  ),
  ...'dis dites stp svp please pls plz question convertis convert convertir pardon donc btw oh ah serdabot'.split(' '),
  ...[
    'dis moi',
    'dites moi',
    'tell me',
    'can you tell me',
    'could you tell me',
    'tu peux me dire',
    'tu sais',
    'du coup',
  ],
  ...['do you know', 'quick question', 'petite question', 'je voudrais savoir', 'i want to know', 'au fait', 'en fait'],
  ...[
    'vous savez',
    'pouvez vous me dire',
    'pourriez vous me dire',
    's il vous plait',
    's il te plait',
    'hey bot',
    'so like',
  ],
]);
const behind = new Set([
  ...'stp svp please pls plz plss thx thanks ty ta cheers merci bot mec frere frr bro man dude lol mdr ptdr xd maintenant mtn mnt'.split(
    ' ',
  ),
  ...'quick rapidos outside dehors la-bas there actuellement now rn today currently roughly environ about approx deja again exactly exactement vite tho though hein'.split(
    ' ',
  ),
  ...[
    's il te plait',
    's il vous plait',
    'right now',
    'aujourd hui',
    'en ce moment',
    'these days',
    'a peu pres',
    'at the moment',
  ],
  ...[
    'ca fait combien',
    'c est combien',
    'ca donne quoi',
    'ca donne',
    'ca fait',
    'vite fait',
    'd avance',
    'merci d avance',
  ],
  ...[
    'j ai la flemme',
    'jai la flemme',
    'la flemme',
    'im lazy',
    'i m lazy',
    'im too lazy',
    'for homework',
    'pour mes devoirs',
  ],
  ...['ou pas', 'ou non', 'or not', 'or nah', 'or no', 'pour la recette', 'svp bot'],
  ...[
    'for my homework',
    'pour un devoir',
    'jsp',
    'idk',
    'je sais pas',
    'i forgot',
    'j ai oublie',
    'en vrai',
    'serdabot',
  ],
]);
const mostWords = 5;

/** A plain line without what people say before and behind what they ask. */
export function withoutEnds(line: string): string {
  const words = line.split(' ');
  const drop = (phrases: ReadonlySet<string>, from: (count: number) => string[], remove: (count: number) => void) => {
    for (let count = Math.min(mostWords, words.length - 1); count > 0; count--) {
      if (!phrases.has(from(count).join(' '))) continue;
      remove(count);
      return true;
    }
    return false;
  };
  while (
    drop(
      before,
      (count) => words.slice(0, count),
      (count) => void words.splice(0, count),
    )
  );
  while (
    drop(
      behind,
      (count) => words.slice(-count),
      (count) => void words.splice(-count),
    )
  );
  return words.join(' ');
}
