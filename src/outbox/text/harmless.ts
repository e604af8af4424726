import type { Look } from './look.ts';
import { oneOf } from './one-of.ts';
import { defendsOffer } from './scams.ts';

// Sentences that are about a word, or a warning: what would be an offence if it were said is only named in them. They must be
// short and alone, so that nothing else is said beside.

const longest = 160;
const quoted = '["\'«»]\\s?[^"«»]{2,40}?\\s?["\'«»]';
const work =
  '(?:film|movie|song|single|album|novel|book|band|series|show|play|comedy|thriller|painting|game|chanson|roman|livre|groupe|serie|piece|comedie|tableau|polar|jeu|recueil|poeme|poem|episode|documentary|documentaire|comic|manga|bd)';
const place = '(?:community|village|town|hamlet|island|municipality|river|lieu-dit|commune|hameau|ile|riviere|ville)';
const ofWords =
  '(?:insult|slur|slang|term|word|rude|offensive|vulgar|abbreviation|swear|profanity|expression|latin|old english|old french|breeders|injure|insulte|terme|mot|grossier|grossiere|impoli|vulgaire|pejorati|argot|juron|abreviation|ancien francais|sens|le nom)';

/** What follows a word in quotes that is explained. */
const named = oneOf`
  is; was; means?; meant; comes?; stands? for; used; est; etait; fut; veut dire; vient; signifie; designe; terminus
  british; slang; simplement; is,
`;

const aboutWords: readonly RegExp[] = [
  new RegExp(
    `^(?:(?:in|en|au|aux) [a-z]{4,12},? )?(?:an? |the |le |la |une? )?${quoted},? (?:(?:c'est|ca) )?(?:in (?:[a-z]{2,14} ){1,3}|en (?:[a-z]{2,14} ){1,2})?(?:originally |simply |literally |historically |historiquement |se cache derriere |usually |once |often |first |d'abord |souvent )?${named}(?![a-z])`,
    'u',
  ),
  new RegExp(
    `^(?:the word|the term|le mot|le terme|l'insulte|l'expression|calling (?:some(?:body|one)|people)|traiter quelqu'un de) (?:an? )?${quoted}`,
    'u',
  ),
  new RegExp(
    `^[^.!?]{2,40}? (?:is|was|est|etait|fut|c'est) (?:an? |the |une? |le |la |l')(?:[\\w-]{2,14} ){0,3}${work}(?![a-z])`,
    'u',
  ),
  new RegExp(`^[^.!?]{2,30} (?:is|was|est|etait) (?:an? |une? )(?:[\\w-]{2,14} ){0,2}${place}(?![a-z])`, 'u'),
  new RegExp(`^(?:an? )?[^.!?]{2,24} (?:is|est|was|etait) (?:an? |the |une? |le )?(?:\\w{2,14} ){0,3}${ofWords}`, 'u'),
  // In the first sense, of the past, or of a group's name.
  /^(?:an? |une? |la |le )?[a-z' -]{3,20},? (?:(?:is|est|etait|was|meant),? (?:in|dans|au|for|chez) (?:the |le |la |les )?[a-z]|historiquement,? c'etait)/u,
  /^[a-z.]{2,8},? (?:ca |it |that )?(?:veut dire|means|stands for) ["«]/u,
  /^(?:les |the )?[a-z'-]{3,16}(?: [a-z'-]{2,12}){0,2} (?:are|sont)(?![a-z])(?=[^.!?]*(?<![a-z])(?:birds?|seabirds?|songbirds?|oiseaux|meatballs|fish|poissons|plants?|plantes|flowers|fleurs|hills|towns|villages)(?![a-z]))/u,
  // Of the body, as a book on it says.
  /^(?:an? |the |une? |le |la |l'|les )?[a-z]{4,16} (?:is|are|est|sont|libere|releases?|provoque|causes?)(?![a-z])(?=[^.!?]*(?<![a-z])(?:hormones?|dopamine|ocytocine|oxytocin|reflexe?|nerve|nerfs?|muscles?|organs?|organes?|glandes?|glands?|moelle|spinal|cells?|cellules?|medical|biology|biologie)(?![a-z]))/u,
  /^(?:the word|le mot|le terme) [a-z-]{3,16} (?:is|was|comes|has|vient|designe|signifie|s'ecrit|veut dire|est)(?![a-z])/u,
  /^(?:an? |the |le |la |une? )?[a-z]{3,14} (?:first |originally |once |d'abord |autrefois )?(?:meant|means|signifiait|voulait dire|designait|was a child|etait un enfant)(?![a-z])/u,
  /^[^.!?]{2,40}? (?:had|has|ran for|a eu|compte|a dure) (?:only |just |seulement )?(?:one|two|three|four|five|six|une|deux|trois|quatre|cinq|\d{1,2}) (?:seasons?|episodes?|saisons?|albums?|films?|tomes?|volumes?)(?![a-z])/u,
  /^[^.!?]{2,30} (?:is|are|est|sont) (?:illegal|a crime|an offence|forbidden|un delit|un crime|interdit|puni|illegale?|punie?s?)/u,
];
const quotations = new RegExp(quoted, 'gu');
const subject =
  /^[^.!?]{2,40}?(?=,? (?:(?:first |originally |historically |also |once )?(?:is|are|was|meant|means|had|ran|comes|used to|names|releases?|causes?|has)|are|est|sont|etait|fut|c'est|c'etait|a eu|compte|signifiait|designait|designe|vient|veut dire|s'ecrit|libere|provoque|existe)[ ,])/u;
const addresses =
  /(?<![a-z])(?:you(?!r)|u|ur|tu|toi|t'es|te (?:va|vont|decrit|definit|resume)|vous|@\w+|his|her mother|ta mere la)(?![a-z])/u;
const warning =
  /^(?:if|si) (?:you (?:were|are|get)|tu (?:as ete|es)|vous (?:avez ete|etes)) (?:banned|banni|timed out|exclu)e?[^.!?:]{0,30}(?:mistake|erreur|unfair|tort)|^(?:please,? )?(?:(?:never|do not|don't|avoid|ne|evite[rz]?(?: de)?) (?:ever )?(?:shar|giv|post|tell|send|typ|click|reveal|partag|donn|dis |dire|envo|cliqu|communiqu|laiss)|twitch (?:will never|ne) )/u;
const tellsMore = /(?<![a-z])(?:but|mais|lives?|habite|vit|works?|travaille|bosse)(?![a-z])|\d{3}|[@:]/u;
/** What tricks are like, and how a part of the platform works. */
const explained: readonly RegExp[] = [
  /(?:are|is|usually|often|always|sont|est)(?: \w+){0,3} (?:scams?|fake|traps?|arnaques?|pieges?|steal|faux)(?![a-z])/u,
  /^(?:an? |une? |les? |la |the )?(?:gifted subs?|subs? offerts?|raids?|hype trains?|train de la hype|drops?|bans?|timeouts?|abonnements? offerts?|subscriptions?) (?:are|is|has|have|a (?:cinq|plusieurs|\d)|lets|sont|est|permet|sert|starts?|demarre|lasts?|dure)(?![a-z])/u,
  /^(?:je ne sais pas |i don't know )?(?:si|if|when|quand|whether) (?:ton|votre|your|tu|vous|you)(?: were| etais| as ete)? [^.!?]{0,60}(?:faire appel|appeal|site officiel|official site|page d'appel|demande a un mod|ask a mod|support page|unban request|demande de deban)/u,
];
/** That somebody lies who promises such things. */
const debunks: readonly RegExp[] = [
  /^(?:nobody|no one|personne) (?:at twitch |from [a-z]{3,12} |chez twitch )?(?:is giving|gives|will ever|would ever|ne (?:donne|te demandera|vous demandera|t'offre))(?![a-z])/u,
  /^(?:anyone|anybody|whoever|someone|celui|quiconque|ceux) (?:who |qui )[^.!?]{4,70} (?:is lying|are lying|is a scammer|is scamming|wants your|ment|mentent|veut ton|est un escroc)/u,
  /^(?:no|aucune?) (?:free )?[^.!?]{3,30} (?:exists?|n'existe)/u,
];
const invites =
  /(?<![a-z])(?:waiting|claim|yours?|for you|pour toi|t'attend|reclam|recuper|now|maintenant|here|ici|click|cliqu|send|envoie|write|ecri|first|premiers?|arrivee?|arrived|(?:niveau|level) \d)(?![a-z])|\d{2}/u;
/** Of a lie that is called the truth, of a better offer than others', or of whom one writes for. */
const unlike =
  /(?<![a-z])(?:me|moi|my|mon|ma|unless|sauf|except|more|better|plus|mieux|meilleure?s?|than|que|fake|faux|fausse|not|isn't|pas|such|autant|tant|hurry|quick|vite|fonce\w*|we|our|nous|notre|nos|discord|server|serveur|bio|account|compte|like|as|comme|aussi)(?![a-z])/u;
const longAgo = /(?<![a-z])(?:in|en|of|de|from|depuis|avant|until) (?:1[0-8]\d\d|19[0-5]\d)(?!\d)/u;
const now = /(?<![a-z])(?:lives|habite|vit|works|travaille|bosse|find|trouve|you|tu|chez|call|appel)/u;

const isOne = (text: string) => text.length <= longest && !/[.!?…]\s+\S/.test(text);
const textOf = (look: Look) => (look.readings[0] ?? '').trim();

/** A word is explained as one for people, or is what somebody is. */
const meansPeople = new RegExp(
  `(?<![a-z])${oneOf`
    (?:means?|meant|signifie|signifiait|veut dire|designe|designait)(?: (?!quelqu)[a-z']+){0,3} (?:people|(?:the|les|our|nos|ces|these|those) (?:men|women|hommes|femmes|guys|mecs|girls|filles)|gens|streamers?|streameuses?|viewers?|everybody|everyone|all|every|tous|toutes|tout le monde|neighbou?rs?|voisine?s?)
    (?:is|are|was|est|sont|etait|c'est) (?:such )?(?:an? |une? |des )["'«\u201c]
  `}`,
  'u',
);
/** The text speaks of this chat, or of somebody in it. */
const ofThisChat = new RegExp(
  `(?<![a-z])${oneOf`
    (?:chat|stream|channel|chaine|live)s?; streamers?; streameu(?:r|se)s?; viewers?; followers?; spectat\\w{3,6}; mods?; moderat\\w{2,6}
    friends?; amie?s?; tonight; ce soir; here; ici; in the room; dans la salle
  `}(?![a-z])`,
  'u',
);
const languages = oneOf`
  English; French; Spanish; German; Latin; Italian; Dutch; British; American; Old; Middle; Norwegian; Swedish; Portuguese
  Quebec; Canad\w{2,5}; France; Belg\w{2,4}; Arab\w{0,3}; Greek; Sud; Nord; South; North
`;
/** A name in the middle of a sentence: capitalised, and no language. */
const aName = new RegExp(`(?<=[\\p{L}\\d,;"'»] )(?<! chez )(?!${languages}(?![a-z]))[A-Z][a-z]{2,}`, 'u');
const meansAName = new RegExp(`(?:means?|signifie|veut dire|[Dd]esigne) (?!${languages}(?![a-z]))[A-Z][a-z]{2,}`, 'u');

/** Somebody may be called the word that is explained. */
const isOfSomebody = (look: Look): boolean =>
  meansPeople.test(textOf(look)) ||
  ofThisChat.test(textOf(look)) ||
  aName.test(look.flat.text.replace(/["«][^"«»]{2,40}["»]/gu, '" '));

/** What a text says of a word, a work or a place that it explains or names; `null` where it does something else. */
export function saidOfName(look: Look): string | null {
  const text = textOf(look);
  if (text.length > longest || meansPeople.test(text) || meansAName.test(look.flat.text)) return null;
  const sentences = text.split(/(?<=[.!?…]) +/);
  const isAbout = (sentence: string) => aboutWords.some((frame) => frame.test(sentence));
  if (!sentences.some(isAbout)) return null;
  const rest = sentences
    .map((sentence) => (isAbout(sentence) ? sentence.replace(quotations, ' ').replace(subject, ' ') : sentence))
    .join(' ');
  return addresses.test(rest.replace(/(?:get|gets|te|vous) (?:you )?(?:banned|bannir|timed out|exclure)/u, ''))
    ? null
    : rest;
}

/** How a sentence goes on that tells what a word is. */
const tells = oneOf`
  is an?; used to (?:be|mean); was (?:also )?an?; is (?:simply |just )?the (?:\w+ ){0,4}(?:word|colou?r)
  was (?:a|the) cigarette; d'abord; means?; meant; comes; est une?; etait une?
  veut (?:simplement |juste |seulement )?dire; is (?:spanish|dutch|latin|portuguese) for; also names; etait le nom
  designe; designait; signifie; signifiait; vient; was once (?:just |simply |only )?an?; c'est (?:aussi|souvent|d'abord)
  est quelqu'un qui; is somebody who; is someone who
`;
const defines = new RegExp(
  `^(?:(?:in|en) (?:british |american |old |middle )?[a-z]{4,12},? )?["'«»\\s]{0,3}(?:an? |une? |the |la |le |the word |le mot |le terme )?["'«»]?\\s?[a-z-]{2,16}\\s?["'«»]?,? (?:(?:in|dans|chez|en|pour) (?:an? |the |le |la |une? )?[a-z']{2,14},? )?(?:originally |literally |historically |also |once |first |aussi )?${tells}(?![a-z])`,
  'u',
);
/** What speaks of language, or of a work's name. */
const ofLanguage = oneOf`
  words?; mots?; slurs?; insult[es]?; insults; injures?; terms?; termes?; slang; argot; jurons?; swear\w*; vulgar; vulgaire
  means?; meant; signifi\w{1,5}; veut dire; voulait dire; vient de; comes? from; tradui\w{1,4}; translat\w{1,5}; latin
  anglais; english; francais; french; spanish; espagnol; german; allemand; quebec; quebecois; british; dutch; italien; italian
  synonym\w{0,3}; abbreviation; abreviation; short for; slogan; dictionn?ar\w{1,3}; dictionnaire; etymolog\w{1,4}; offensive
  pejorati\w{1,3}; grossiere?; on ne dit pas; on dit plutot; you don't say; acronyme?; prononce\w{0,2}; pronounced
  (?:group|band|titre|title|chanson|song|album|film|novel|roman)s?
`;
const speaksOfLanguage = new RegExp(`(?<![a-z])${ofLanguage}(?![a-z])`, 'u');
/** The word is explained so that somebody is called it. */
const meansSomebody = new RegExp(
  `(?<![a-z])${oneOf`
    (?:fits|suits|describes|for|defines|like|about|is|are|calls?|called|meet|see|to) (?:you|u|him|her|them|all of you|this chat)
    (?:te|vous|lui|le|la|les) (?:va|vont|convient|decrit|definit|resume|qualifie|designe|correspond|ressemble)
    (?:your|his|her|ta|ton|sa|son|votre) (?:photo|picture|face|name|nom|visage|portrait|selfie|tete|mere|mother|mum|mom)
    c'est (?:toi|lui|elle|vous); you are; you're; ur; tu es; t'es; comme toi; comme vous; @\w+; ces? (?:gens|types)
    (?:je|i) (?:te|vous|call|say|think)
  `}(?![a-z])`,
  'u',
);
const quotedAlone = /["«\u201c] ?([^"«»\u201c\u201d]{2,40}?) ?["»\u201d]|(?<![a-z])'([^']{2,30})'(?![a-z])/gu;
const longestExplained = 240;

/** What is said of a slur by a dictionary: what sort of word it is, not only what it means or does. */
const explainsSlur = new RegExp(
  `(?<![a-z])${oneOf`
    (?:is|was|are|were|remains|est|etait|sont|reste|c'est|c'etait) (?:an? |une? |des |aujourd'hui |toujours |today |still )*(?:[a-z-]{3,14} ){0,3}(?:slurs?|insults?|insultes?|injures?|pejorati\\w{1,3}|derogatory|racist (?:word|term)|(?:mot|terme) raciste)
    on ne dit (?:pas|plus); pejorati\\w{1,3}; derogatory; etymolog\\w{1,4}
  `}(?![a-z])`,
  'u',
);
const unnamable = /n[i1!]gg/;
const longestQuote = 2;

/** What a text says beside words that stand in quotes, where it speaks of these words and of nobody. */
export function saidBesideQuotes(look: Look, isSlur = false): string | null {
  const text = textOf(look);
  if (text.length > longestExplained || unnamable.test(text) || isOfSomebody(look)) return null;
  const quotes = [...text.matchAll(quotedAlone)];
  // A sentence in quotes is said, not explained.
  if (
    quotes.length === 0 ||
    quotes.some((found) => (found[1] ?? found[2] ?? '').trim().split(/\s+/).length > longestQuote)
  )
    return null;
  const rest = text.replace(quotedAlone, ' ');
  if (!(isSlur ? explainsSlur : speaksOfLanguage).test(rest) || meansSomebody.test(rest)) return null;
  // What is only quoted is no explanation.
  return rest.replace(/[^a-z]+/gu, '').length >= text.length / 2 ? rest : null;
}

/** An inscription of the past, and where it stood. */
export const quotesHistory = (look: Look): boolean =>
  isOne(textOf(look)) &&
  /^(?:the|la|le|les|l')? ?(?:phrase|slogan|words|motto|devise|inscription|mots) ["'«»][^"«»]{2,40}["'«»] (?:stood|was|were|hung|etait|figurait|surmontait|ornait|se lisait)/u.test(
    textOf(look),
  );
const isSlur = /(?:a|an|today an?|une?|c'est aujourd'hui une) (?:[a-z]{4,12} )?(?:slur|insulte?|injure)[^.]{0,40}/u;
const ofDictionaries =
  /(?<![a-z])(?:words?|mots?|slurs?|insult[es]?|terms?|termes?|bundles?|fagots?|music|musique|piege|trap|planning|untidy|breakfast|dejeuner|philosoph\w{1,3}|sartre|cuisine|historically|once|today|aujourd'hui|spanish|espagnol|colou?r|cigarette|slang|argot|gap|crack|vieilli|dated|flame|retardant|slow down|arriver|offensive|latin|wall|mur|dam)(?![a-z])/u;

/** What such a word is a name of; of a slur, no sentence that holds one of the common words shows that it is explained. */
const common =
  /(?<![a-z])(?:music|musique|piege(?! a souris)|trap|planning|once|today|aujourd'hui|words?(?= of | for | from me)|terms?|cuisine|breakfast|(?<!petit )dejeuner|wall|mur|gap|crack|flame|arriver)(?![a-z])/gu;
const isPerson =
  /(?<![a-z]|untidy )(?:(?:some|any|every)(?:one|body)|who|qui|people|gens|person|personnes?|m[ae]n|wom[ae]n|guys?|boys?|girls?|hommes?|femmes?|mecs?|types?|gars|filles?)(?![a-z])/u;

/** The same of a word that is an insult wherever else it is said: one word, and what it is. */
export function explainsWord(look: Look, ofSlur = false): string | null {
  const text = textOf(look);
  if (text.length > longest || !defines.test(text) || unnamable.test(text) || isOfSomebody(look)) return null;
  const rest = text.replace(quotations, ' ').replace(subject, ' ').replace(isSlur, ' ');
  if (ofSlur && isPerson.test(rest)) return null;
  return ofDictionaries.test(ofSlur ? text.replace(common, ' ') : text) && !addresses.test(rest) ? rest : null;
}

/**
 * What a text may look like and is not: `all`, for it only warns, explains how a trick or the platform works, or tells of a
 * time of which nobody lives any more; `scam`, for it says that somebody lies who promises such things.
 */
export function warnsOf(look: Look): 'all' | 'scam' | null {
  const text = textOf(look);
  if (text.length > longest) return null;
  if (isOne(text) && longAgo.test(text)) return now.test(text) ? null : 'all';
  if (tellsMore.test(text) || defendsOffer(text)) return null;
  if (warning.test(text) || (explained.some((frame) => frame.test(text)) && !invites.test(text))) return 'all';
  return isOne(text) && debunks.some((frame) => frame.test(text)) && !invites.test(text) && !unlike.test(text)
    ? 'scam'
    : null;
}

const helplines =
  /(?:call|text|dial|ring|reach|contact|talk|speak|appelle|appeler|appelez|contacte|compose|parle)[^.!?]{0,60}?(?:(?<!\d)(?:988|3114|116 ?123|112|911|999|15)(?!\d)|samaritans|lifeline|helpline|hotline|crisis line|sos amitie|numero d'ecoute|ligne d'ecoute|someone you trust|quelqu'un de confiance|a doctor|un medecin)/u;
const refuses =
  /(?<![a-z])(?:don't|do not|never|no need to|forget|n'|ne|pas besoin|inutile|nul|useless|instead|plutot|before you (?:die|go))(?![a-z])/u;

/** The text says where somebody who thinks of suicide finds help: it has to name what it is about. */
export const offersHelp = (look: Look): boolean => helplines.test(textOf(look)) && !refuses.test(textOf(look));
