import { has, type Look, type Shape } from './look.ts';
import { phonesIn } from './numbers.ts';
import { cut, placed, type Span } from './spans.ts';

// What somebody could be reached, found or robbed by. What is a piece of text is cut out; a sentence that gives a person's
// whereabouts is not said at all.

const dot = String.raw`(?:\s?\.\s?|\s?[[({<*]\s?(?:dot|point|pt|d0t|\.)\s?[\])}>*]\s?|\s(?:dot|point|pt)\s)`;
const contacts: readonly RegExp[] = [
  // Mail, also "name (at) host (dot) tld".
  new RegExp(
    `(?<![a-z0-9._+-])[a-z0-9._+-]{1,64}\\s?(?:@|[[({<*]\\s?(?:at|arobase|arobas|@|a)\\s?[\\])}>*])\\s?[a-z0-9-]{1,63}(?:${dot}[a-z0-9-]{2,63}){1,3}`,
    'gi',
  ),
  new RegExp(
    `(?<![a-z0-9._+-])[a-z0-9._+-]{2,64} (?:at|arobase|arobas|chez) (?:gmail|hotmail|outlook|yahoo|live|icloud|proton(?:mail)?|orange|free|laposte|sfr|wanadoo|gmx|aol|mail)(?:${dot}[a-z]{2,3})?(?![a-z])`,
    'gi',
  ),
  // Bank accounts and cards.
  /(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){3,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Z0-9])/g,
  /(?<![\d.,])\d{4}([ .-]?)\d{4}\1\d{4}\1\d{4}(?!\d)/g,
  /(?<![\d.,])3[47]\d{2}[ .-]?\d{6}[ .-]?\d{5}(?!\d)/g,
  // Social security: French, and of the United States.
  /(?<![\d.,])[12][ .-]?\d{2}[ .-]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .-]?\d{2}[ .-]?\d{3}[ .-]?\d{3}(?:[ .-]?\d{2})?(?!\d)/g,
  /(?<![\d.,-])\d{3}-\d{2}-\d{4}(?![\d-])/g,
  // Coordinates.
  /(?<![\d.,])[-+]?\d{1,2}[.,]\d{3,}°?\s?[NSns]?\s?[,;/ ]\s?[-+]?\d{1,3}[.,]\d{3,}°?\s?[EWOewo]?(?!\d)/g,
  /\d{1,3}\s?°\s?\d{1,2}\s?'\s?(?:\d{1,2}(?:[.,]\d+)?\s?(?:"|'')?)?\s?[NSEWO](?![a-z])/gi,
  // Wallets, and whatever else is a key: long, of letters and digits mixed.
  /(?<![a-z0-9])(?:bc1[a-z0-9]{20,}|0x[a-f0-9]{32,}|addr1[a-z0-9]{30,}|(?:bitcoin|ethereum|monero|litecoin):[a-z0-9]{20,}|ltc1[a-z0-9]{20,}|xpub[a-z0-9]{30,})/gi,
  // Keys by their first letters.
  /(?<![A-Za-z0-9])(?:sk|pk|rk)[-_](?:live|test|proj|ant|or)?[-_]?[A-Za-z0-9_-]{12,}|(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|hf_|npm_|dop_v1_|shpat_|SG\.|AKIA|ASIA|AIza|ya29\.|EAAC|live_\d+_|oauth:|(?:Bearer|Basic) (?=[A-Za-z_-]{0,40}[\d.=+/])|eyJ)[A-Za-z0-9_.=+/-]{8,}/g,
  /-{0,5}\s?BEGIN [A-Z ]{0,24}(?:KEY|CERTIFICATE)[\s\S]*/g,
  // Discord's, as name and number.
  /(?<![\w#])[\w.]{2,32}#\d{4}(?!\d)/g,
  /(?:live:|skype:)[\w.-]{4,}/gi,
  // What is called a password, and is no word.
  /(?<![a-z])(?:password|passwd|passphrase|mot de passe|mdp)(?: [a-z]{1,12}){0,4}\s?[:=]\s?(?=\S{0,40}\d)(?=\S{0,40}[a-z])\S{8,60}/gi,
  // MAC addresses.
  /(?<![0-9a-f:])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![0-9a-f:])/gi,
];

const tokens = /[A-Za-z0-9_+/=.~-]{20,}/g;

/** Of no language: digits and letters mixed, or capitals and small letters. */
function isKey(token: string): boolean {
  if (/^[\d.,-]+$/.test(token) || /^[a-z]+(?:[-_./][a-z]+)*$/i.test(token)) return false;
  const bare = token.replace(/[^A-Za-z0-9]/g, '');
  if (bare.length < 20) return false;
  const turns = bare.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])|[a-z](?=[A-Z])/g)?.length ?? 0;
  const digits = bare.match(/\d/g)?.length ?? 0;
  return digits >= 2 && turns >= 3;
}

const group = /[A-Za-z0-9]+/g;

/** A key that is written in groups of four to ten, most of which have digits in them. */
function keysInGroups(flat: string): readonly Span[] {
  const spans: Span[] = [];
  let run: Span[] = [];
  let digits = 0;
  const close = () => {
    const [first, last] = [run[0], run.at(-1)];
    if (first && last && run.length >= 4 && 2 * digits > run.length && isKey(flat.slice(first.start, last.end))) {
      spans.push({ start: first.start, end: last.end });
    }
    run = [];
    digits = 0;
  };
  for (const { 0: found, index } of flat.matchAll(group)) {
    const last = run.at(-1);
    if (last && !/^[ -]$/.test(flat.slice(last.end, index))) close();
    const fits = found.length >= 4 && found.length <= 10 && (run.length > 0 || /\d/.test(found));
    if (!fits && (run.length < 3 || found.length > 10)) {
      close();
      continue;
    }
    run.push({ start: index, end: index + found.length });
    if (/\d/.test(found)) digits++;
  }
  close();
  return spans;
}

const streets =
  'rue|avenue|av\\.?(?! j)|bd|boulevard|chemin|impasse|allee|allees|quai|cours|route|ruelle|sentier|square|residence|lotissement|passage|place|faubourg|voie|villa|hameau|lieu-dit|batiment|appartement|apt';
const roads =
  'street|st\\.|st,|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|crescent|parkway|pkwy|highway|hwy|apt';
const famous =
  /baker st|downing st|pennsylvania ave|faubourg[ -]saint[ -]honore|rivoli|privet drive|evergreen terrace|abbey road|elm street|wall street|fifth avenue|5th avenue|champs-elysees|jump street|sesame|42nd street|grimm|rue morgue|spooner street|1313 mockingbird|rue du bac|place vendome|infinite loop|microsoft way|amphitheatre/;
/** What an encyclopedia says of an artist, whose name everybody may know. */
const alias =
  /(?<![a-z])(?:alias|better known|best known|known as|stage name|pen name|nom de scene|nom de plume|plus connu|mieux connu|connue? sous)(?![a-z])/;
const someone =
  '(?:he|she|they|his|her|their|this (?:guy|girl|viewer|streamer|user|person)|the streamer|streamer|viewer|your|you|il|elle|son|sa|ses|leur|ce (?:mec|type|viewer|streamer)|cette (?:fille|meuf|streameuse)|le streamer|ton|ta|tes|votre|tu|vous|@?[a-z0-9_]{3,25})';
const whereabouts: readonly Shape[] = [
  /(?<![a-z])(?:s'appelle|se nomme|is called|is|est|c'est) (?:en vrai|en realite|irl|dans la vraie vie|in real life|really (?:called|named)|actually (?:called|named)) ?,? [a-z]|(?<![a-z])(?:irl|in real life|dans la vraie vie|en vrai),? @?[a-z0-9_]{3,25} (?:is|est|c'est|s'appelle) [a-z]+ [a-z]/u,
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
    /(?<![a-z])(?:lives?|living|resides?|residing|stays?|staying|sleeps?|habite|vis|vit|reside|loge|dort|located|situee?|domicilie|crashes)\s(?:at|in|on|near|au|a|aux|en|chez|rue|dans|pres|sur)\s/u,
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
  /(?<![a-z])(?:streamer|viewer|chatter|moderateur|moderator|his|her|their|your|ton|son|sa|leur|ce mec|this guy|this girl|cette fille|cette streameuse)'?s? (?:real|vrai|full|legal|true|actual|veritable) (?:name|nom|prenom|identity|identite|last name|surname|nom de famille)/u,
  /(?<![a-z])(?:real|full|legal|true|actual) (?:name|identity|last name|surname) of (?:the |this |that |your |our )?(?:streamer|viewer|chatter|mod|moderator|user|guy|girl)|(?:vrai|veritable) (?:nom|prenom|identite) (?:du|de la|de ce|de cette|de ton|de votre) (?:streamer|streameuse|viewer|viewers|modo|moderateur|mec|fille)/u,
  [
    /(?<![a-z])(?:works? (?:at|for|in)|travaille (?:chez|a|au|dans)|bosse (?:chez|a|au)|goes to|attends|studies at|va au|va a l'|etudie (?:a|au)|is a student at|est en (?:cours|classe) (?:a|au)|is (?:a pupil|enrolled) at|scolarisee? (?:a|au)) /u,
    40,
    /(?:every (?:day|morning)|tous les (?:jours|matins)|high school|middle school|elementary|primary school|lycee|college|ecole|\d{1,2} ?(?:h|am|pm|:)|address|adresse|street|rue)/u,
  ],
  [
    /(?<![a-z])(?:(?:his|her|their|your|ton|ta|son|sa|leur|streamer'?s?|viewer'?s?|'s|mon|my|the streamer'?s?|du streamer|de la streameuse|de ce viewer) ?(?:\w{1,12} )?(?:phone|phone number|cell|mobile|telephone|tel|numero|numero de telephone|number|ip|ip address|adresse ip|email|mail|license plate|plaque|plaque d'immatriculation|ssn|passport|passeport|credit card|carte bancaire|home|house|apartment|car|voiture|maison|appart(?:ement)?|zip code|code postal|postcode|bank|banque|school|ecole|lycee|college|work(?:place)?|employer|employeur|mother|mere|kids|enfants)) ?(?:\w{1,12} ){0,2}(?:is|are|est|sont|:|=|->|>|commence par|starts with|ends with|finit par|se trouve|is located|located|is at) ?/u,
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

const platform =
  'snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|telegram|tele|tg|whats ?app|wa|discord|disc|dsc|signal|skype|kik|facebook|fb|messenger|twitter|x\\.com|linkedin|onlyfans|of|fansly|mym|threads|bluesky|bsky|mastodon|reddit|steam|psn|xbox live|gamertag|epic(?: games)?|riot(?: id)?|battle\\.?net|friend code|code ami|paypal|cash ?app|venmo|patreon|ko-?fi|tinder|grindr|bumble|wechat|viber|line id|youtube|yt|twitch|kick|tumblr|vk|be ?real|github';
/** A name with a line, a dot or a digit in it, which no word has. */
const login = '(?:[a-z]{1,20}[\\d_.][a-z0-9_]|[\\d_]{1,9}[a-z])[a-z0-9_.]{1,22}';
const handles: readonly Shape[] = [
  /(?<![a-z0-9.])(?:snap(?:chat)?|insta(?:gram)?|tik ?tok|telegram|kik|twitter|onlyfans|discord|skype|whats ?app)(?: me)?\s?[:@]?\s?@?[a-z0-9_.]{4,25} (?:viens|come|dm|mp|add|ajoute|follow)/u,
  /(?<![a-z0-9.])(?:snap(?:chat)?|insta(?:gram)?|tik ?tok|telegram|kik|twitter|onlyfans|whats ?app)(?: me)?\s?(?::\s?@|@\s?)[a-z0-9_.]{4,}/u,
  /(?<![a-z])(?:add|ajoute|follow|suis|dm|mp|join|rejoins) @?[a-z0-9_.]{3,25} (?:on|sur|via) (?:snap|insta|tik|tele|kik|twit|only|disc|what|face|fb|ig)/u,
  /(?:compte|account|profile?|page|chaine)(?: \w{1,12})? (?:de|of|d') ?@?\w{2,25} (?:est|is|c'est|:) ?@?[a-z0-9_.]{3,}/u,
  new RegExp(
    `(?<![a-z0-9.])(?:${platform})(?: (?:id|name|user|username|pseudo|compte|account|tag|handle|perso|prive|page|profil|profile|@|c'est|is|est)){0,3}\\s?(?:(?::|=|->|>|=>|/|\\||\\()\\s?@?(?:${login}|[a-z0-9_.]{3,25}\\s*(?:$|[^a-z0-9_ ,.:-]))|(?:is|est|c'est|-)\\s?@?${login})`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:add|follow|dm|message|hit|text|msg|contact|find|reach|join|write|ping|pm|mp|call|subscribe to|check|ajoute[rz]?|suis|suivez|suivre|contacte[rz]?|ecri[st]|ecrivez|rejoin[st]|rejoignez|trouve[rz]?|retrouve[rz]?|abonne[rz]?[ -](?:toi|vous)|viens|venez|parle[rz]?|go|va|allez|mate[rz]?|check)[ -]?(?:me|moi|him|her|us|nous|la|le|lui|them|them all|my|mon|ma|mes|our|out my|up my|his|notre|sa|son|parler|voir)?(?: up| out| me)? ?(?:on|sur|at|via|through|en|in|dans|a)? ?(?:my |mon |ma |mes |our |notre |the |le |la |his |her |son |sa |ce |this )?(?:serveur |server |compte |account |groupe |group |chaine |channel |private |prive )?(?:${platform})(?![a-z])(?<!call of)`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:my|mon|ma|mes|our|notre|nos|his|her|son|sa|their|leur|streamer's|the streamer's) (?:new |nouveau |second |private |perso |personal |secret )?(?:${platform})(?: (?:id|name|user|username|pseudo|compte|account|tag|handle|server|serveur|page|perso|prive|link|lien|group|groupe))?\\s?(?::|is|est|c'est|=|@|->|>|,|-|if|si)`,
    'u',
  ),
  new RegExp(
    `(?<![a-z0-9.])(?:${platform})\\s{0,2}(?:[@#/]\\s{0,2}@?[a-z0-9_.]{3,}|:\\s{0,2}@?(?:${login}|[a-z0-9_.]{3,25}\\s*$))`,
    'u',
  ),
  new RegExp(
    `(?<![a-z0-9_@.])@?[a-z0-9][a-z0-9_.]{2,24}[a-z0-9_] (?:on|sur|@|via) (?:${platform})(?=[^a-z]|$)(?=[^.]{0,40}(?:add|ajoute|follow|suivez|dm|mp|contact|nudes?|photos|talk|parler|plus|more))`,
    'u',
  ),
  /(?<![a-z0-9.])(?:snap|insta|ig|telegram|tg|tiktok|whatsapp|kik|discord|skype|psn)\s{1,2}(?=[a-z0-9_.]*[\d_.])[a-z0-9_.]{4,}/u,
  [
    /(?<![a-z0-9])(?:u|user|pseudo|username|handle|id|@)\s?:\s?@?[a-z0-9_.]{3,}/u,
    24,
    /(?:on|sur) (?:snap|insta|ig|telegram|discord|tiktok|whatsapp|twitter)/u,
  ],
];

/** Invitations to where nobody watches over the chat, by their code. */
const invites: readonly Shape[] = [
  [
    /(?<![a-z])(?:discord|disc|telegram|whatsapp|guilded|teamspeak|ts3|mumble|serveur|server|group|groupe)/iu,
    24,
    /(?<![a-z])(?:invite|invitation|code|lien|link|join|rejoin\w{0,4})(?![a-z])/iu,
    12,
    /(?<![A-Za-z0-9])(?=[A-Za-z-]{0,11}(?:\d|[a-z][A-Z]))[A-Za-z0-9-]{5,12}(?![A-Za-z0-9])/u,
  ],
  [
    /(?<![a-z])(?:invite|invitation|join|rejoin\w{0,4}|code|enter|entre[rz]?)(?![a-z])/iu,
    40,
    /(?<![a-z])(?:discord|telegram|whatsapp|guilded|teamspeak|ts3|mumble)(?![a-z])/iu,
    20,
    /(?<![A-Za-z0-9])(?=[A-Za-z-]{0,11}(?:\d|[a-z][A-Z]))[A-Za-z0-9-]{5,12}(?![A-Za-z0-9])/u,
  ],
];

const worthALook =
  /\d|@|address|adresse|habite|lives|live:|real|vrai|full|legal|name|nom|identi|works|travaille|bosse|school|lycee|college|ecole|plate|plaque|w3w|what3|snap|insta|\big\b|tele|\btg\b|whats|disc|dsc|signal|skype|kik|face|\bfb\b|twitter|onlyfans|fansly|mym|bluesky|bsky|steam|psn|riot|paypal|patreon|tinder|grindr|viber|wechat|youtube|\byt\b|tumblr|bereal|key|sk[-_]|gh|oauth|bearer|ey[ji]|begin|chez |his |her |their |your |son |sa /i;

const digitWords =
  /(?:zero|oh|un|deux|trois|quatre|cinq|six|sept|huit|neuf|one|two|three|four|five|seven|eight|nine)\W{1,3}(?:zero|oh|un|deux|trois|quatre|cinq|six|sept|huit|neuf|one|two|three|four|five|seven|eight|nine|dix|vingt|trente|quarante|cinquante|soixante)/i;

/** Takes out what somebody could be reached or robbed by; `null` where the text is about nothing else. */
export function withoutContacts(text: string, { flat: { text: flat, place } }: Look): string | null {
  if (
    !/[@[({<*]|\d|sk[-_]|gh[pousr]_|oauth|Bearer|Basic|eyJ|BEGIN|bc1|live:|skype:| at | arobase | chez |[A-Za-z0-9_+/=.~-]{20,}/.test(
      flat,
    ) &&
    !digitWords.test(flat)
  )
    return text;
  const spans: Span[] = [];
  for (const [index, pattern] of contacts.entries()) {
    for (const { 0: found, index: start } of flat.matchAll(pattern)) {
      if (index === 0 && !/\.\s?[a-z-]{2,}|dot|point|pt|d0t/i.test(found.slice(found.search(/@|at\b|arobas|\ba\b/i))))
        continue;
      spans.push({ start, end: start + found.length });
    }
  }
  spans.push(...phonesIn(flat));
  for (const { 0: found, index } of flat.matchAll(tokens)) {
    if (isKey(found)) spans.push({ start: index, end: index + found.length });
  }
  spans.push(...keysInGroups(flat));
  return cut(text, placed(spans, place));
}

/** Whether the text says where or how a person is found. */
export function exposes(look: Look): boolean {
  return look.readings.some(
    (reading) =>
      worthALook.test(reading) &&
      whereabouts.some((shape) => has(reading, shape)) &&
      !famous.test(reading) &&
      !(alias.test(reading) && !/[a-z0-9]_|[a-z]\d|\d[a-z]/.test(reading)),
  );
}

export function givesHandle(look: Look): boolean {
  return (
    look.readings.some((reading) => worthALook.test(reading) && handles.some((shape) => has(reading, shape))) ||
    (/invit|join|rejoin|code|link|lien/i.test(look.flat.text) && invites.some((shape) => has(look.flat.text, shape)))
  );
}

const age =
  '(?:[0-9]|1[0-7]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|un|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix[- ]?sept)';
const ages: readonly Shape[] = [
  new RegExp(
    `(?<![a-z])(?:(?:the |this )?(?:streamer|viewer|chatter|mod) is|(?:le |ce )?(?:streamer|viewer|modo) a|@?[a-z0-9_]{3,25} (?:is only|is just|n'a que|a seulement)) (?:only |just |seulement |juste )?${age} ?(?:years?[ -]old|yo|y/o|ans)(?![a-z])(?! (?:d'|de )(?:experience|metier|carriere))`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:as an?|being an?|speaking as an?|du haut de mes|avec mes) ${age}[ -]?(?:years?[ -]olds?|yo|ans|printemps)(?![a-z])`,
    'u',
  ),
  /(?:^|[.!?:,] )(?:born|nee?) (?:in|en) (?:201[2-9]|202\d)(?!\d)(?=[,! ]{1,3}(?:[a-z0-9_]{3,25} ?)?(?:$|[!.]))/u,
  /(?<![a-z])(?:i'?a?m|i am|i'm) not (?:even )?(?:13|thirteen|18|eighteen) yet|(?:je n'ai|j'ai|je) pas (?:encore|meme) (?:13|treize|18|dix-huit) ans/u,
  /(?:^|[.!?:,]\s|hi,? |hello,? |salut,? |bonjour,? |coucou,? )(?:[4-9]|1[0-7]),? ?(?:ans|y\/?o|yo|years? old|yrs?)(?:,| from| de | here| ici)/u,
  /(?<![a-z])(?:je suis|i'?a?m) (?:un |une |a |just a |only a )?(?:enfant|petite? fille|petit garcon|garcon|fille|gamine?|kid|child|boy|girl|student|eleve) (?:de|of|aged?) (?:[4-9]|1[0-7]|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen)(?![a-z0-9])/u,
  new RegExp(
    `(?<![a-z])(?:i ?'?a?m|im|i was|me,?)\\s?(?:a |an |only |just |actually |really |still |barely |not even |about |almost |like |currently |around |exactly |turning ){0,3}${age}\\s?(?:(?:years?|yrs?)?(?:[ -]olds?)?|y\\.?\\/?o\\.?)(?=\\s*(?:$|[.,!?;:)]|and|et|btw|lol|so|but|years?|yo\\b|y\\/o|old|girl|boy|kid|here|from|haha|mdr|today|now|soon|in |can|do |please|if|this|x|\\x03))`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:j'?\\s?ai|g|jai|je|jay|gai|ge|moi j'?ai)\\s?(?:que |seulement |juste |a peine |bientot |presque |meme pas |deja |moi |tout juste |environ |actuellement |encore ){0,3}${age}\\s?(?:ans?|anees|annees|balais|piges)(?![a-z])(?! (?:d'|de |en |pour|a )(?:experience|exister|exist|metier|code|carriere|anciennete|service))`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:my age(?:'s)?|mon age|age) ?(?:is|est|c'est|:|=|\\?) ?(?:only |just |de )?${age}(?![0-9])`,
    'u',
  ),
  new RegExp(
    `(?<![a-z0-9])(?<!(?:^|[^a-z])(?:an?|the|this|un|une|le|la|les|ce|cette|des?|his|her|their|of|by|with|to|for|pour|par|aux?)[ -])${age}\\s?-?\\s?(?:yo|y\\/o|y\\.o|years?[- ]olds?|yr[- ]olds?|ans|piges)\\s?(?:here|ici|girl|boy|female|male|f(?![a-z])|m(?![a-z])|btw|et je|and i|speaking|streamer|bot)`,
    'u',
  ),
  /(?<![a-z])(?:i(?:'m| am|m)|as|being|je suis|en tant que|etant|j'ai)(?: (?:just|only|still|a|an|actually|encore|que|qu'un|qu'une|un|une|juste|officially|legally|legalement|yet|not|even|meme|pas)){0,4} ?(?:minor|underage|under age|preteen|pre-teen|tween|mineure?|under ?(?:13|18|thirteen|eighteen)|below (?:13|18)|moins de (?:13|18|treize|dix-huit)|child(?! of)|kid(?![a-z])|little (?:girl|boy|kid)|schoolgirl|schoolboy|teen(?:ager)?(?![a-z])|pre-?ado|ado(?:lescente?)?(?![a-z])|enfant(?! de)|gamine?|petite fille|petit garcon|collegienne?|ecoliere?|lyceenne?|(?:middle|elementary|primary) school(?:er)?|pupil|majeure?|baby)(?![a-z])/u,
  /(?<![a-z])(?:i(?:'m| am|m)|je suis) (?:in|en|au|a l') ?(?:the )?(?:\d(?:st|nd|rd|th) grade|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth) grade|year \d|elementary|primary|middle school|kindergarten|grade school|primaire|ecole primaire|maternelle|college(?! de)|cp|ce1|ce2|cm1|cm2|6e|5e|4e|3e|6eme|5eme|4eme|3eme|sixieme|cinquieme|quatrieme|troisieme|ulis)(?![a-z])/u,
  /(?<![a-z])(?:i(?:'m| am|m|'ll be| will be| just turned| turned| turn)|je viens d'avoir|j'aurai|je vais avoir|je fete mes|je fais|on m'a donne|j'ai fete mes)\s?(?:bientot |only |just |soon |turning )?(?:[4-9]|1[0-7]|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize)(?:\s?ans)?(?:(?<=ans)(?![a-z])|(?=\s*(?:$|[.,!?;:)]|(?:in|en|next|tomorrow|demain|soon|bientot|this|cette|ce|years?|yesterday|hier|last|today|le|la|and|et|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?![a-z]))))/u,
  /(?<![a-z])(?:born|nee?) (?:in|en) ?(?:201[2-9]|202\d)(?!\d)(?<=(?:i was|i'm|i am|im|je suis|me,?|moi,?) (?:born|nee?) (?:in|en) ?\d{4})/u,
  [
    /(?<![a-z])(?:don'?t tell|dis pas|ne dis|ne dites|dites pas|my (?:mom|mum|mommy|parents?|dad|teacher)|ma (?:mere|maman|maitresse|prof)|mes parents|mon (?:papa|pere))/u,
    40,
    /(?:i'?m (?:too young|only|under)|i lied about my age|j'ai menti sur mon age|trop jeune|too young|not allowed (?:on|to use) twitch|pas le droit d'etre sur twitch|pas l'age)/u,
  ],
  /(?<![a-z])(?:i lied about|j'ai menti sur|i faked|j'ai triche sur) (?:my|mon|ma) (?:age|date de naissance|birth ?date|birthday|year of birth)|(?:i'm|i am|je suis|j'ai) (?:too young|trop jeune|pas l'age|not old enough|below the age|under the age) (?:for|to|pour|d'|of)/u,
];
const mayBeAge =
  /\d|\b(?:age|ans|years?|yrs?|yo|minor|mineure?|under|kid|child|teen|ado|enfant|gamin|piges|grade|school|born|ne|nee|young|jeune|im|i'm|i am|j'ai|jai|je suis|turned|fille|girl|boy|garcon|tween|majeure?|baby)/u;

/** What this file looks for, to be compiled before somebody waits. */
export const personal: readonly Shape[] = [...contacts, ...whereabouts, ...handles, ...invites, ...ages];

/** Whether the bot passes itself off as a child: accounts of those are closed. */
export function claimsAge({ readings }: Look): boolean {
  return readings.some((reading) => mayBeAge.test(reading) && ages.some((shape) => has(reading, shape)));
}
