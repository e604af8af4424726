import { hasOneOf, type Look, type Shape } from './look.ts';
import { oneOf } from './one-of.ts';

// Where a person lives or works, and who he is: a sentence that says so is not said at all.

const streets =
  'rue|avenue|av\\.?(?! j)|bd|boulevard|chemin|impasse|allee|allees|quai|cours|route|ruelle|sentier|square|residence|lotissement|passage|place|faubourg|voie|villa|hameau|lieu-dit|batiment|appartement|apt|de la grand';
const roads =
  'street|st\\.|st,|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|crescent|parkway|pkwy|highway|hwy|apt|alley|close,|terrace,|mews|grove,|gardens,';
const famous = new RegExp(oneOf`
  agent 47; baker st; downing st; pennsylvania ave; faubourg[ -]saint[ -]honore; rivoli; privet drive
  evergreen terrace; abbey road; elm street; wall street; fifth avenue; 5th avenue; champs-elysees; jump street
  sesame; 42nd street; grimm; rue morgue; spooner street; 1313 mockingbird; rue du bac; place vendome; infinite loop
  microsoft way; amphitheatre
`);
/** What an encyclopedia says of an artist, whose name everybody may know. */
const alias = new RegExp(
  `(?<![a-z])${oneOf`
  alias; (?:real|true) name (?:is|was|isn't|stayed|remains?) (?:unknown|not|a secret|secret|private|never)
  vrai nom (?:du |de |d')?[^.!?]{0,24}(?:n'est|n'a|est (?:inconnu|reste|secret|prive)); 127\.0\.0\.1; superman
  batman; spider-?man; wonder woman; iron man; daily planet; daily bugle; super-?heros?; superheroes?; marvel
  dc comics; better known; best known; known as; stage name; pen name; nom de scene; nom de plume; plus connu
  mieux connu; connue? sous
`}(?![a-z])`,
);
const someone =
  '(?:he|she|they|his|her|their|this (?:guy|girl|viewer|streamer|user|person)|the streamer|streamer|viewer|your|you|il|elle|son|sa|ses|leur|ce (?:mec|type|viewer|streamer)|cette (?:fille|meuf|streameuse)|le streamer|ton|ta|tes|votre|tu|vous|@?[a-z0-9_]{3,25})';
const roadsToo =
  'street|st|avenue|ave|road|rd|boulevard|blvd|lane|drive|court|crescent|parkway|pkwy|highway|terrace|close|way|walk|plaza|row|mews|grove|hill|square|gardens|alley|trail|circle|quay';
export const streetsToo: readonly Shape[] = [
  // With the town and its code, in the ways of several countries.
  new RegExp(
    `(?<![a-z0-9])\\d{1,5}[a-d]?,? (?:[a-z'-]{1,20}\\.? ){1,3}(?:${roadsToo})\\.?,? (?:[#a-z0-9.]{1,12},? ){0,3}[a-z'-]{3,20},? (?:[a-z]{2} \\d{5}(?:-\\d{4})?|[a-z]{1,2}\\d{1,2}[a-z]? \\d[a-z]{2}|[a-z]{2} [a-z]\\d[a-z] ?\\d[a-z]\\d)`,
    'u',
  ),
  /(?<![a-z])p\.? ?o\.? ?box \d{1,6}|(?<![a-z])(?:bp|b\.p\.|cs|boite postale) \d{1,6},? (?:f-)?\d{5}|(?<![a-z])(?:rural route|county road|rr) \d{1,4},/u,
  /(?<![a-z0-9])[a-z'-]{3,24}(?:stras?se|str\.|platz|weg|gasse|allee|straat|laan|plein|gracht)(?:-[a-z]{2,20})? \d{1,4}[a-z]?,? (?:(?:d|ch|b|nl|a)-?)?\d{4,5} [a-z]/u,
  /(?<![a-z])(?:rue|route|chemin|avenue|boulevard|allee|place|impasse|quai|lieu-dit)(?: (?:de|du|des|d'|la|le|les|l'|l[ae]s?)){0,2} ?[a-z' -]{2,30}? \d{1,4}[a-d]?,? (?:(?:ch|b|l|f|d)-?)?\d{4,5} [a-z]/u,
  /(?<![a-z0-9])\d{1,4}(?: bis| ter)?,? ?(?:r\.|bd\.?|boul\.|av\.(?! j)|ch\.|pl\.|all\.|imp\.) (?:de |du |des |d'|de la |la |le |l')?[a-z]/u,
  /(?<![a-z])(?:au|n°|numero|house|maison) \d{1,4},? (?:de |of )?(?:l'|la |le |du |the )?(?:rue|impasse|allee|avenue|chemin|place|boulevard)(?![a-z])/u,
  /(?<![a-z])(?:rue|impasse|allee|avenue|chemin|boulevard) [a-z' -]{3,40},? (?:au|numero|n°) \d{1,4}(?![\d:h]|[.,]\d| ?(?:h|%|€|euros|km|m)(?![a-z]))/u,
  /(?<![a-z])[a-z'-]{3,20} (?:terrace|street|road|lane|avenue|close|drive),? (?:house|number|no\.?|flat) \d{1,4}/u,
  new RegExp(
    `(?<![a-z])(?:flat|unit|apartment|apt|suite) \\d{1,4}[a-z]?,? \\d{1,5} (?:[a-z'-]{2,20} ){1,2}(?:${roadsToo})(?![a-z])`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:to|at|based at|lives? (?:at|here =?)|here =|point:|drop:?|location:?|is|:) \\d{2,5} (?!c'est |it's )(?:[nsew]{1,2}\\.? )?(?:[a-z'-]{2,20}\\.? ){1,2}(?:${roadsToo})(?![a-z])`,
    'u',
  ),
  /(?<![a-z])(?:lieu-dit|hameau) [a-z' -]{3,40},? \d{5} [a-z]/u,
  /(?<![a-z])[a-z'-]{3,20} (?:lane|road|street|walk|close|plaza|way|row|hill),? (?:[a-z' -]{2,24}, ){0,2}[a-z'-]{3,20},? [a-z]{1,2}\d{1,2}[a-z]? \d[a-z]{2}(?![a-z])/u,
  /(?<![a-z])(?:digicode|interphone|code (?:de la )?porte|door code|gate code|key under|cle sous le paillasson)(?![a-z])(?![^.!?]{0,30}(?:niveau|level|jeu|game|bunker|quest|donjon|dungeon))[^.!?]{0,30}\d/u,
  /(?<![a-z])(?:[a-z]+-)?(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty)(?: hundred| [a-z]+-[a-z]+|-[a-z]+)? [a-z'-]{3,20} (?:terrace|street|road|lane|avenue|drive),? [a-z]/u,
];
const somebodys = oneOf`
  his; her; their; your; ton; ta; son; sa; leur; streamer'?s?; viewer'?s?; 's; mon; my; the streamer'?s?; du streamer
  de la streameuse; de ce viewer
`;
/** What leads to a person. */
const belongings = oneOf`
  phone; phone number; cell; mobile; telephone; tel; numero; numero de telephone; number; ip; ip address; adresse ip
  email; mail; license plate; plaque; plaque d'immatriculation; ssn; passport; passeport; credit card; carte bancaire
  home; house; apartment; car; voiture; maison; appart(?:ement)?; zip code; code postal; postcode; bank; banque
  school; ecole; lycee; college; work(?:place)?; employer; employeur; mother; mere; kids; enfants
`;
const leads = oneOf`
  is; are; est; sont; :; =; ->; >; commence par; starts with; ends with; finit par; se trouve; is located; located
  is at
`;
export const whereabouts: readonly Shape[] = [
  /(?<![a-z0-9_])(?=[a-z]{0,24}[_\d])[a-z0-9_]{3,25}'s (?:real|legal|full|true|actual) name/u,
  /(?:vrai|veritable) (?:nom|prenom) (?:de |d')@?(?=[a-z]{0,24}[_\d])[a-z0-9_]{3,25}/u,
  /(?<![a-z])(?:plate|plaque)s?,? (?:is |est |: ?)?[a-z]{2,3}[ -]?\d{3,4}(?!\d)/u,
  /(?<![a-z])(?:is|est|dort|sleeps|loge|stays) (?:in|dans|a) (?:la |the )?(?:room|chambre) \d{1,4} (?:of|at|du|de l'|de la|a l')/u,
  /(?<![a-z])code (?:at|of|de|a|for) (?:the |la |le )?(?:door|porte|gate|portail)[^.!?]{0,12}(?:is|est|:) ?[a-z]?\d/u,
  /(?<![a-z])(?:numero de secu|securite sociale|social security|ssn)(?: number)?[^.!?]{0,40}\d{1,3}[ -]?\d{2}/u,
  /(?<![a-z])chez @?[a-z0-9_]{3,25},? (?:au )?(?:\d{1,4},? )?(?:rue|boulevard|avenue|impasse|allee|chemin|place|quai) (?:de |du |des |d'|la |le |les |l')?[a-z]/u,
  [
    /(?<![a-z])[a-z0-9_]{3,25}'s (?:place|house|flat|home|apartment|door) (?:on|in|at|near|is)/u,
    24,
    /(?<![a-z])(?:street|road|boulevard|avenue|lane|drive|close|terrace|crescent|court|alley|square|rue)(?![a-z])/u,
  ],
  // Grids of maps.
  /(?<![a-z0-9])\d{1,2}[c-hj-np-x] [a-hj-np-z]{2} \d{4,5} \d{4,5}(?!\d)|(?<![a-z0-9])[a-r]{2}\d{2}[a-x]{2}\d{2}(?![a-z0-9])/u,
  /(?<![a-z])(?:[a-z]+[- ]){1,2}(?:point|virgule) (?:(?:zero|one|two|three|four|five|six|seven|eight|nine|un|deux|trois|quatre|cinq|sept|huit|neuf) ){3,}/u,
  /(?<![a-z])(?:s'appelle|se nomme|is called|is|est|c'est) (?:en vrai|en realite|irl|dans la vraie vie|in real life|really (?:called|named)|actually (?:called|named)) ?,? [a-z]/u,
  /(?<![a-z])(?:irl|in real life|dans la vraie vie|en vrai),? @?[a-z0-9_]{3,25} (?:is|est|c'est|s'appelle) [a-z]+ [a-z]/u,
  /(?<![a-z])(?:goes to|attends|studies at) [a-z'-]{3,20} (?:high|middle|elementary)(?: school)?(?![a-z])/u,
  [
    /(?<![a-z])(?:school|high school|lycee|college|ecole|class|classe)(?![a-z])/u,
    30,
    /(?:en|in|class|classe|grade|year) (?:seconde|premiere|terminale|cm[12]|ce[12]|\de(?:me)?|\d{1,2}) ?-?[a-d](?![a-z])/u,
  ],
  [
    /(?<![a-z])(?:car|van|bike|voiture|moto|plate|plaque|immatriculee?|gare|parked|roule|drives)(?![a-z])/u,
    40,
    /(?<![a-z0-9])[a-z]{2}[ -]\d{3}[ -][a-z]{2}(?![a-z0-9])/u,
  ],
  [
    /(?:mother|mom|father|dad|sister|brother|wife|mere|pere|soeur|frere|femme|mari) (?:is|est|s'appelle|called|de|of)/u,
    40,
    /(?:lives?|vit|habite|works?|travaille|resides?) (?:on|at|in|a|au|rue|place|avenue|chez|pres|dans)/u,
  ],
  /(?:real|true|full|legal) name of @?[a-z0-9_]{3,25} (?:is|:)|(?:vrai|veritable) nom (?:de|d') ?@?[a-z0-9_]{3,25} (?:est|c'est|:)[^.]{0,40}(?:nee? le|\d)/u,
  /(?:rue|avenue|boulevard|chemin|impasse|allee|place|quai|route|ruelle|square)[^.!?,]{0,40}n° ?\d{1,4}|n° ?\d{1,4},? (?:a|rue|avenue|boulevard) (?:\d|de|du|des)/u,
  [
    /(?:license|licence|number) plate|plaque(?: d'immatriculation)?/u,
    6,
    /(?::|is|est|=)/u,
    4,
    /[a-z0-9]{2,4}[ -]?[a-z0-9]{2,4}/u,
  ],
  [/(?:works? (?:at|for)|travaille (?:chez|a|au)|bosse (?:chez|a|au))/u, 50, /\d{2} ?\d{3}(?!\d)/u],
  new RegExp(
    `(?<![a-z0-9])\\d{1,4}\\s?(?:bis|ter|quater|[a-d](?= ))?,?\\s(?:${streets})\\s(?:de |du |des |d'|de la |de l'|la |le |les |l')?[a-z]`,
    'u',
  ),
  new RegExp(
    `(?<![a-z0-9])\\d{1,5}[a-d]?,?\\s(?!c'est |it's )(?:[nsew]\\.?\\s)?(?:[a-z][a-z'-]{1,20}\\s){1,3}(?:${roads})(?![a-z])`,
    'u',
  ),
  [
    /(?<![a-z])(?<!(?:nine|seven|more|extra|three|two|five|\d) )(?:lives?|living|resides?|residing|stays?|staying|sleeps?|habite|vis|vit|reside|loge|dort|located|situee?|domicilie)\s(?:at|in|on|near|au|a|aux|en|chez|rue|dans|pres|sur)\s/u,
    40,
    /(?:\d|street|road|avenue|rue |apartment|appartement|apt|building|batiment|floor|etage|house|maison|zip|postal|quartier|neighborhood|next to|a cote)/u,
  ],
  [
    /(?<![a-z])(?:home |real |postal |mailing |full |personal |exact )?(?:address|adresse)(?: (?:postale|exacte|perso|personnelle|complete|de|du|d'|of|is|est|a|to|for|ip))?(?: [a-z0-9_]{2,25})?\s?(?:is|est|:|=|->|>)\s?/u,
    24,
    /\d/u,
  ],
  [
    /(?<![a-z])(?:real name|full name|legal name|true name|vrai nom|nom complet|vrai prenom|nom de famille|identite reelle|real identity|first and last name)/u,
    60,
    /(?:lives?|habite|address|adresse|works?|travaille|bosse|school|ecole|lycee|college|phone|telephone|numero|number|mother|mere|father|pere|born on|ne le|nee le|years old|facebook|instagram|linkedin|city|ville|street|rue)/u,
  ],
  /(?<![a-z])(?<!(?:that's|c'est|it's) )(?:streamer|viewer|chatter|moderateur|moderator|his|her|their|your|ton|son|sa|leur|ce mec|this guy|this girl|cette fille|cette streameuse)'?s? (?:real|vrai|full|legal|true|actual|veritable) (?:name|nom|prenom|identity|identite|last name|surname|nom de famille)(?! (?:was|etait|fut)(?![a-z]))/u,
  /(?<![a-z])(?:real|full|legal|true|actual) (?:name|identity|last name|surname) of (?:the |this |that |your |our )?(?:streamer|viewer|chatter|mod|moderator|user|guy|girl)/u,
  /(?:vrai|veritable) (?:nom|prenom|identite) (?:du|de la|de ce|de cette|de ton|de votre) (?:streamer|streameuse|viewer|viewers|modo|moderateur|mec|fille)/u,
  [
    /(?<![a-z])(?:works? (?:at|for|in)|travaille (?:chez|a|au|dans)|bosse (?:chez|a|au)|goes to|attends|studies at|va au|va a l'|etudie (?:a|au)|is a student at|est en (?:cours|classe) (?:a|au)|is (?:a pupil|enrolled) at|scolarisee? (?:a|au)) /u,
    40,
    /(?:every (?:day|morning)|tous les (?:jours|matins)|high school|middle school|elementary|primary school|lycee|college|ecole|\d{1,2} ?(?:h|am|pm|:)|address|adresse|street|rue)/u,
  ],
  [
    new RegExp(
      `(?<![a-z])(?:${somebodys} ?(?:(?!lucky|favou?rite|winning)\\w{1,12} )?${belongings}) ?(?:\\w{1,12} ){0,2}${leads} ?`,
      'u',
    ),
    50,
    /(?:\d|@|street|rue|avenue|road|called|appelle|named|plate|in [a-z]|a [a-z]|near|pres|at the|au )/u,
  ],
  /(?<![a-z])(?:ip|adresse ip|ip address)\s?(?:is|est|:|=|->|>)?\s?(?:is |est |: )?\d{1,3}\s?[.,]\s?\d{1,3}/u,
  /(?<![a-z])(?:zip ?code|code postal|postcode|postal code)\s?(?:is|est|:|=|->|>)\s?[a-z0-9]/u,
  /(?<![a-z0-9])\d{5} [a-z]+(?:-[a-z]+)*(?:,? france)?(?=[\s.,;!?)]|$)(?=[^.]{0,60}(?:adresse|habite|lives|address|chez|rue|maison))/u,
  [/(?:adresse|habite|lives|address|maison|chez lui|chez elle|domicile)/u, 40, /(?<!\d)\d{5}(?!\d)/u],
  [
    /(?<![a-z])(?:license plate|licence plate|number plate|plaque d'immatriculation|plaque|immatriculee?)/u,
    24,
    /(?:[a-z]{2}[- ]?\d{3}[- ]?[a-z]{2}|[a-z]{1,3}[- ]?\d{2,4})/u,
  ],
  /(?<![a-z])(?:w3w|what3words|\/\/\/)[ :]{0,3}[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20}|(?:plus ?code|google maps?)[ :]{1,3}\S{0,20}\+/u,
  [
    new RegExp(`(?<![a-z])${someone} (?:lives|habite|reside|vit) (?:at|au|a|in|en|dans) `, 'u'),
    30,
    /(?:with (?:his|her|their)|avec (?:sa|son|ses)) (?:mother|mom|parents|mere|famille|family|wife|femme|kids|enfants)/u,
  ],
  [
    /(?<![a-z])(?:let's|allons|on va|go|venez|come|rendez-vous|show up|pass(?:ez|ons)|debarquons|debarquez) /u,
    20,
    /(?:to (?:his|her|their) (?:house|home|place|school|work)|chez (?:lui|elle|le streamer|la streameuse)|devant (?:chez|sa maison|son lycee|son ecole))/u,
  ],
];

/** Whether the text says where or how a person is found. */
export function exposes(look: Look): boolean {
  return look.readings.some(
    (reading) =>
      (hasOneOf(reading, whereabouts) || hasOneOf(reading, streetsToo)) &&
      !famous.test(reading) &&
      !(alias.test(reading) && !/[a-z0-9]_|[a-z]\d|\d[a-z]/.test(reading)),
  );
}
