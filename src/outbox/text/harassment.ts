import { anyOf, type Look, type Shape } from './look.ts';

// Insults by the way they are built, whichever the word: what stands behind "espèce de" is always one.

const harsh =
  '(?:absolute|total|complete|pathetic|pitiful|stupid|dumb|ugly|filthy|dirty|miserable|useless|worthless|disgusting|fucking|bloody|damn|sad little|fat|stinking|brainless|spineless|sale|pauvre|gros|grosse|petit|vilain|putain de|pitoyable|immonde|minable|ridicule)';

export const harassments: readonly Shape[] = [
  /(?<![a-z])f[*#@$%]{2,3}k? (?:you|off|u)(?![a-z])/u,
  /(?<![a-z])(?:an?|une?|grand|gros|vrai|sacre|real|such) ["'«] ?[a-z]{2,5} ?["'»] (?:plus|suivi de|followed by|\+|and then|then|et puis) ["'«] ?[a-z]{2,5} ?["'»]/u,
  /(?<![a-z])(?:ntm|fdp|tg)[ ,!]{1,3}(?:ntm|fdp|tg|connard|sale)(?![a-z])/u,
  /^[^a-z0-9_]{0,8}f\.?d\.?p(?: f\.?d\.?p){0,8}(?:\s{0,4}[!.]{0,8}$|,? (?!offert|inclus|compris|gratuit|is|was|in|party|et|est|a |de la)@?[a-z0-9_]{2,25}[^a-z0-9_]{0,12}$)/u,
  /(?<![a-z])(?:t'es un|sale|gros|ce|quel|espece de|bande de|vieux|petit) fdp(?![a-z])/u,
  /(?<![a-z])fdp (?:va|de merde|degage)(?![a-z])/u,
  /(?<![a-z])(?:you have|you've got|with|t'as|tu as|avec) (?:the |le |un |an )?(?:iq|qi) (?:of|d'un|d'une|de la|du)(?! \d{3})/u,
  /(?<!(?:une?|cette|l'|chaque|nouvelle|d'une|autre|meme|seule|derniere|premiere|rare|belle|grande|petite|par|quelle|\d) ?)(?<![a-z])espece d(?:e |')(?!(?:la|le|les|cette|ce|mammifere|poisson|oiseau|plante|arbre|animal|animaux|insecte|singe vert|requin|dinosaure|serpent|fleur|champignon|truc|jeu|mode|menu|bonus|boss)(?![a-z]))[a-z]{3,}/u,
  new RegExp(
    `(?<![a-z])you (?:are (?:a |an )?|'re (?:a |an )?)?(?:such (?:a|an) )?${harsh} (?:little |old |fat )?[a-z]{3,14}\\s*(?:$|[!.,?])`,
    'u',
  ),
  new RegExp(`(?<![a-z])what an? ${harsh} [a-z]{3,14} (?:you are|he is|she is|is he|is she)`, 'u'),
  new RegExp(
    `(?<![a-z])(?:quel(?:le)? ${harsh} [a-z]{3,14} (?:tu|il|elle|vous)|t'es qu'une? (?:${harsh} )?[a-z]{4,14}\\s*(?:$|[!.,]))`,
    'u',
  ),
  /^[^a-z0-9]*@?[a-z0-9]\w{2,24}, you (?!are|were|will|would|should|could|can|may|might|must|have|had|need|know|too|two|did|do|got|get|say|said|see|the|all|guys|everyone|first|only|just|really|also|both|never|always|asked|wanted|want)[a-z]{3,14}\s*(?:$|[!.])/u,
  /(?<![a-z])shut (?:your|ur|that) (?:\w{1,10} )?(?:trap|mouth|face|gob|hole|piehole|cakehole)/u,
  /(?:ferme|clos|tais)[- ](?:la|le|ton|ta|moi ta)?[- ]?(?:\w{1,10} )?(?:clapet|gueule|bouche|bec|caquet|trappe)(?![a-z])/u,
  /(?<![a-z])(?:you were|you're|t'es|tu es) (?:born|nee?) (?:to|pour) (?:lose|fail|disappoint|suffer|perdre|echouer|decevoir|souffrir|rater)/u,
  /(?:nobody|no one|personne) (?:will|would|is going to|ne) ?(?:ever )?(?:miss|notice|love|cry for|remember|remarquera(?:it)?|regrettera(?:it)?|aimera|pleurera(?:it)?)(?: jamais)? ?(?:you|if you|your|ton|ta|t'|te|si tu)/u,
];

/** A death that is told to somebody, and nothing else. */
const deaths =
  /^[^a-z0-9_]{0,8}(?:@?[a-z0-9_]{2,25},? )?(?:tu vas (?:mourir|crever)|t'es mort|tu es mort|you're dead|you are dead|ur dead|you're a dead man|you will die|you're going to die|you're gonna die|t'es un homme mort)(?:,? (?:@?[a-z0-9_]{2,25}|t'entends ?\? ?mort|tu m'entends))?[^a-z0-9_]{0,12}$/u;

export const threatens = (look: Look): boolean => look.readings.some((reading) => deaths.test(reading));

/** What pictures alone propose. */
export const isLewd = (text: string): boolean => /🍆[^.!?]{0,24}(?:🍑|💦|👅)|(?:🍑|👅|💦)[^.!?]{0,24}🍆/u.test(text);

export const harasses = (look: Look): boolean => anyOf(look, harassments);
