import { hasOneOf, type Look, type Shape } from './look.ts';
import { oneOf } from './one-of.ts';

// Who says that he, a viewer or the streamer is a child.

const age =
  '(?:[1-9]|1[0-7]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|un|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix[- ]?sept)';
const young = '(?:[5-9]|1[0-2]|five|six|seven|eight|nine|ten|eleven|twelve|cinq|sept|huit|neuf|dix|onze|douze)';
/** Somebody speaks of himself. */
const iAm = oneOf`i(?:'m| am|m); as; being; je suis; en tant que; etant; j'ai`;
const hedges = oneOf`
  just; only; still; a; an; actually; encore; que; qu'un; qu'une; un; une; juste; officially; legally; legalement
  yet; not; even; meme; pas
`;
/** What a child is called. */
const minors = oneOf`
  minor; underage; under age; preteen; pre-teen; tween; mineure?; under ?(?:13|18|thirteen|eighteen); below (?:13|18)
  moins de (?:13|18|treize|dix-huit); child(?! of); kid(?![a-z]); little (?:girl|boy|kid); schoolgirl; schoolboy
  teen(?:ager)?(?![a-z]); pre-?ado; ado(?:lescente?)?(?![a-z]); enfant(?! de); gamine?; petite fille; petit garcon
  collegienne?; ecoliere?; lyceenne?; (?:middle|elementary|primary) school(?:er)?; pupil; majeure?; baby
`;
/** Somebody tells his birthday. */
const iTurn = oneOf`
  i(?:'m| am|m|'ll be| will be| just turned| turned| turn); je viens d'avoir; j'aurai; je vais avoir; je fete mes
  je fais; on m'a donne; j'ai fete mes
`;
/** Years of a child, as a birthday has them. */
const underage = oneOf`
  [4-9]; 1[0-7]; six; seven; eight; nine; ten; eleven; twelve; thirteen; fourteen; fifteen; sixteen; seventeen; sept
  huit; neuf; dix; onze; douze; treize; quatorze; quinze; seize
`;
/** What may stand behind the years. */
const when = oneOf`
  in; en; next; tomorrow; demain; soon; bientot; this; cette; ce; years?; yesterday; hier; last; today; le; la; and
  et; lundi; mardi; mercredi; jeudi; vendredi; samedi; dimanche; monday; tuesday; wednesday; thursday; friday
  saturday; sunday
`;
export const ages: readonly Shape[] = [
  /^[^a-z0-9]*[a-z][a-z0-9_]{2,24} (?:a|is) (?:[5-9]|1[0-2]|dix|onze|douze|ten|eleven|twelve)(?: ans| years old)[^a-z0-9]*$/u,
  /(?<![a-z])(?:est un|is an?|je suis un|i'm an?) (?:enfant|gamin|gosse|kid|child|robot|bot|petit) (?:de|of|aged?) (?:[5-9]|1[0-2]|six|sept|huit|neuf|dix|onze|douze|seven|eight|nine|ten|eleven|twelve)(?: ans| years)?(?![a-z0-9])/u,
  /(?<![a-z0-9])(?:[5-9]|1[0-2]) ?[mfgh] (?:from|de|in) [a-z]/u,
  /(?<![a-z])(?:bientot|nearly|almost|presque) (?:13|treize|thirteen)(?: ans)?,? (?:only |plus que |dans |in )?(?:un|deux|trois|one|two|three|\d) (?:mois|months|semaines|weeks|ans|years)/u,
  /(?<![a-z0-9])[a-z]{1,14}[_\d][a-z0-9_]{0,12} (?:is|a) (?:only |just |que )?(?:[5-9]|1[0-2]|dix|onze|douze|ten|eleven|twelve)(?: ans)?(?=[,.!]|$)/u,
  /(?<![a-z])(?:pas encore ado|not (?:even )?a teen(?:ager)? yet)|(?:sur terre|on (?:this )?earth) (?:que )?(?:depuis|for) (?:only )?(?:[5-9]|1[0-2]|une (?:douzaine|dizaine)|a dozen|ten|eleven|twelve|dix|onze|douze)(?! (?:mille|million|thousand))/u,
  /(?:l'age|old enough) (?:d'ouvrir|d'avoir|for|to (?:open|have)) (?:un|an) (?:compte|account)[^.!?]{0,16}(?:dans|in) (?:un|deux|trois|one|two|three|[1-8]) (?:ans?|years?)/u,
  [
    /(?<![a-z])(?:mon pseudo|my (?:name|nick|username))/u,
    24,
    /201[2-9](?!\d)/u,
    24,
    /annee de naissance|born|naissance|birth/u,
  ],
  /(?<![a-z])(?:moi )?qui ai (?:[5-9]|1[0-2]|dix|onze|douze) ans/u,
  /(?<![a-z])(?:i'm|i am|je suis) (?:below|under|en dessous de|sous) (?:the |twitch's |l')?(?:minimum |legal )?age(?![a-z])/u,
  /(?<![a-z])(?:is|est) (?:an?|une?) (?:real |vrai |vraie |actual |little |petit |petite )?(?:kid|child|enfant|gosse|gamine?) (?:of|de|aged) (?:[5-9]|1[0-2]|ten|eleven|twelve|dix|onze|douze)(?![a-z0-9])/u,
  /(?<![a-z])(?:mon age|my age),? (?:fois|times|plus|moins|minus|multiplie|doubled?)(?![a-z])/u,
  /(?:^|[,.!] ?)[a-z]{2,15}, (?:[5-9]|1[0-2]), ?[mfgh](?:,|$)/u,
  /(?<![a-z])(?:i am|i'm|j'ai|je suis) (?:\d{1,3} (?:divided by|minus|plus|times|divise par|moins|fois|\/|-|\+) ?\d{1,3}|(?:la moitie|half) (?:de|of) (?:\d|vingt|dix-|seize|quatorze|twenty|eighteen|sixteen|fourteen))/u,
  /(?<![a-z])(?:n'a|n'ai|n'as|a|isn't|is not|am not) (?:pas|even)? ?(?:encore|meme|yet|even)? ?(?:13|treize|thirteen)(?: ans)?(?: yet)?(?=[^a-z0-9]*$|,)/u,
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
  /(?:^|[.!?:]\s|hi,? |hello,? |salut,? |bonjour,? |coucou,? )(?:[4-9]|1[0-7]),? ?(?:ans|y\/?o|yo|years? old|yrs?)(?:,| from| de | here| ici)/u,
  /, (?:[4-9]|1[0-7]) ?(?:ans|y\/?o|yo|years? old|yrs?)(?: from| de (?!prison|moins|plus)| here| ici)/u,
  new RegExp(
    `(?<![a-z])(?:je suis|i'?a?m) (?:un |une |a |just a |only a )?(?:enfant|petite? fille|petit garcon|garcon|fille|gamine?|kid|child|boy|girl|student|eleve) (?:de|of|aged?) ${underage}(?![a-z0-9])`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:i ?'?a?m|im|i was|me,?)\\s?(?:a |an |only |just |actually |really |still |barely |not even |about |almost |like |currently |around |exactly |turning ){0,3}${age}\\s?(?:(?:years?|yrs?)?(?:[ -]olds?)?|y\\.?\\/?o\\.?)(?=\\s*(?:$|[.,!?;:)]|and|et|btw|hbu|wbu|lol|so|but|years?|yo\\b|y\\/o|old|girl|boy|kid|here|from|haha|mdr|today|now|soon|in |can|do |please|if|this|x|\\x03))`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:j'?\\s?ai|g|jai|je|jay|gai|ge|moi j'?ai)\\s?(?:que |seulement |juste |a peine |bientot |presque |meme pas |tjrs |tjs |tjr |toujours |deja |moi |tout juste |environ |actuellement |encore ){0,3}${age}\\s?(?:ans?|anees|annees|balais|piges)(?![a-z])(?! (?:d'|de |en |pour|a )(?:experience|exister|exist|metier|code|carriere|anciennete|service))`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:my age(?:'s)?|mon age|(?<!minimum |legal |minimal |middle |stone |bronze |iron )age(?! minimum| limit| legal)) ?(?:is|est|c'est|:|=|\\?) ?(?:only |just |de )?${age}(?![0-9])`,
    'u',
  ),
  new RegExp(
    `(?<![a-z0-9])(?<!(?:^|[^a-z])(?:an?|the|this|un|une|le|la|les|ce|cette|des?|his|her|their|of|by|with|to|for|pour|par|aux?)[ -])${age}\\s?-?\\s?(?:yo|y\\/o|y\\.o|years?[- ]olds?|yr[- ]olds?|ans|piges)\\s?(?:here|ici|girl|boy|female|male|f(?![a-z])|m(?![a-z])|btw|et je|and i|speaking|streamer|bot)`,
    'u',
  ),
  new RegExp(`(?<![a-z])${iAm}(?: ${hedges}){0,4} ?${minors}(?![a-z])`, 'u'),
  /(?<![a-z])(?:i(?:'m| am|m)|je suis) (?:in|en|au|a l') ?(?:the )?(?:\d(?:st|nd|rd|th) grade|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth) grade|year \d|elementary|primary|middle school|kindergarten|grade school|primaire|ecole primaire|maternelle|college(?! de)|cp|ce1|ce2|cm1|cm2|6e|5e|4e|3e|6eme|5eme|4eme|3eme|sixieme|cinquieme|quatrieme|troisieme|ulis)(?![a-z])/u,
  new RegExp(
    `(?<![a-z])${iTurn}\\s?(?:bientot |only |just |soon |turning )?${underage}(?:\\s?ans)?(?:(?<=ans)(?![a-z])|(?=\\s*(?:$|[.,!?;:)]|${when}(?![a-z]))))`,
    'u',
  ),
  /(?<![a-z])(?:born|nee?) (?:in|en) ?(?:201[2-9]|202\d)(?!\d)(?<=(?:i was|i'm|i am|im|je suis|me,?|moi,?) (?:born|nee?) (?:in|en) ?\d{4})/u,
  [
    /(?<![a-z])(?:don'?t tell|dis pas|ne dis|ne dites|dites pas|my (?:mom|mum|mommy|parents?|dad|teacher)|ma (?:mere|maman|maitresse|prof)|mes parents|mon (?:papa|pere))/u,
    40,
    /(?:i'?m (?:too young|only|under)|i lied about my age|j'ai menti sur mon age|trop jeune|too young|not allowed (?:on|to use) twitch|pas le droit d'etre sur twitch|pas l'age)/u,
  ],
  /(?<![a-z])(?:i lied about|j'ai menti sur|i faked|j'ai triche sur) (?:my|mon|ma) (?:age|date de naissance|birth ?date|birthday|year of birth)/u,
  /(?:i'm|i am|je suis|j'ai) (?:too young|trop jeune|pas l'age|not old enough|below the age|under the age) (?:for|to|pour|d'|of)/u,
  // Who says it of himself, of a viewer or of the streamer, in other words than years.
  new RegExp(
    `(?<![a-z])(?:moi|et moi|and me|and i'm|me|i'm|i am|i sure am|moi c'est|on est) (?:too|aussi|also )?,? ?${age}(?: ?ans)?(?=[,.!?]|$| on partage| and we share)`,
    'u',
  ),
  /(?<![a-z0-9])(?<!\d )(?:[fmhg]|girl|boy|fille|garcon|meuf|mec) ?[/,-]? ?(?:[5-9]|1[0-2])(?: ?(?:ans|yo))? ?[/,-]? ?(?:from |de )?[a-z]{3,}(?=[,.!]|$| cherche| looking| here)/u,
  /(?<![\d/])(?:[5-9]|1[0-2]) ?\/ ?[fmhg] ?\/ ?[a-z]{3}/u,
  /(?<![a-z])m(?:[5-9]|1[0-2]) (?:from|de) [a-z]/u,
  /(?<![a-z])(?:je passe|j'entre|je rentre|i start|i'm starting|i go|starting) (?:en|into|in) (?:sixieme|cm[12]|ce[12]|cinquieme|6e(?:me)?|5e(?:me)?|(?:third|fourth|fifth|sixth) grade|year [3-7])(?![a-z0-9])/u,
  /(?<![a-z])(?:ma maitresse|mon maitre|my teacher|my (?:third|fourth|fifth|sixth) grade teacher)(?: de (?:cp|ce[12]|cm[12]))?(?![a-z])/u,
  /(?<![a-z])(?:you are|you're|tu es|t'es|vu que tu es|since you are|since you're) (?:still |encore )?(?:in |en )?(?:cp|ce[12]|cm[12]|sixieme|(?:third|fourth|fifth|sixth) grade|primary school|elementary school)(?![a-z0-9])/u,
  /(?<![a-z])(?:test|controle|exam|dictee|spelling test|homework|devoirs) (?:de |in |for )?(?:cp|ce[12]|cm[12]|(?:third|fourth|fifth|sixth) grade)(?![a-z0-9])/u,
  /(?:third|fourth|fifth|sixth) grade (?:\w{2,12} )?(?:test|exam|homework|teacher)[^.!?]{0,24}(?:viewer|chat|tomorrow|demain)/u,
  new RegExp(
    `(?<![a-z])(?:you are|you're|tu as|t'as|tu n'as que|vous avez|since you are|vu que tu as|la tu en as|maintenant tu as) (?:only |just |que |seulement |deja )?${young}(?: ?ans)?(?=[,.!?]| years| told| and |$| you | vous | tu )`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:viewer|streamer|modo?|chatter|(?:this|ce|cet|cette|our|notre) (?:kid|gosse|gamine?|enfant|child))(?: @?[a-z0-9_]{2,25})? (?:is|est|a|c'est)(?: really| only| un| a| just| en fait| en vrai| que)* ?(?:gosse |gamine? |kid |enfant |child )?(?:de |of |aged )?${young}(?: year old| years? old| yo| ans|-year-old|(?=[,.!]|$))`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:according to my notes|selon mes notes|d'apres mes notes),? @?[a-z0-9_]{2,25} (?:is|a) ${young}(?: ans)?(?![a-z0-9%])`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:congrats|congratulations|felicitations|happy|joyeux|bon anniversaire)[^.!?]{0,24}(?:on turning |turning |pour tes |tes )?${young}(?: ?ans|th birthday|,? @)[^.!?]{0,30}`,
    'u',
  ),
  /(?<![a-z])(?:i am|i'm|j'ai|je suis) (?:xii|xi|ix|viii|vii) (?:years|ans)/u,
  /(?:i am|i'm|j'ai) (?:1[0-4]\d|[6-9]\d) (?:months|mois)(?![a-z])/u,
  /(?:i'm|i am|j'ai) (?:half of|la moitie de) (?:1\d|2[0-4])/u,
  /j'ai \d ?\+ ?\d ans/u,
  /i'm \d ?\+ ?\d(?!\d)/u,
  /(?<![a-z])(?:born|nee?s?) (?:in |en )?201[3-9](?!\d)[^.!?]{0,20}(?:nearly|almost|presque|bientot|so |donc )/u,
  /(?<![a-z])(?:one more year|two more years|encore un an|plus qu'un an|dans deux ans) (?:until|till|before|avant|et)[^.!?]{0,20}(?:twitch|13|treize|thirteen)/u,
  /twitch (?:demande|asks for|says|requires|wants) (?:13|treize|thirteen)(?: ans)?,? (?:mais|but|et)[^.!?]{0,16}(?:1[0-2]|onze|douze|dix|eleven|twelve|ten|[89])(?!\d)/u,
  /(?<![a-z])(?:qui d'autre a|who else is|anyone else) (?:[5-9]|1[0-2]|dix|onze|douze|ten|eleven|twelve)(?: ans)?(?: in chat| dans| here| \?)/u,
  new RegExp(
    `(?:^|[.!?:,»"] ?)${young} ans (?:et toutes mes dents|dans le chat|demain|aujourd'hui)|(?:quand|when) [a-z0-9' ]{3,40}(?:j'avais|i was) (?:deux|trois|quatre|cinq|six|[1-6]|two|three|four|five) ?(?:ans|years old|(?=[.!]|$))`,
    'u',
  ),
  new RegExp(`(?<![a-z0-9])${young} ?(?:yo|y\\/o) (?:gamer|player|streamer|girl|boy|kid)`, 'u'),
  new RegExp(`(?<![a-z])(?:about me|a propos de moi|moi) ?: ?(?:girl|boy|fille|garcon),? ${young}`, 'u'),
  [
    /(?<![a-z])(?:tu parles comme|you talk like|you sound like) (?:quelqu'un|somebody|someone|un gamin)/u,
    20,
    /\d/u,
    24,
    /tu as|you are/u,
  ],
  /(?<![a-z])(?:i'm|i am) going on (?:[5-9]|1[0-2]|ten|eleven|twelve)(?![0-9a-z])/u,
];
/** What holds for whoever has an age: "if you are under 13", "si tu as 12 ans". */
const supposed =
  /(?<![a-z])(?:if|si|when|quand) (?:you(?:'re| are)|tu as|vous avez|on a) (?:under |below |only |less than |moins de |seulement |just )?\d{1,2}(?: ans| years old)?(?=[ ,.!?])/gu;
const supposedYoung =
  /(?<![a-z])(?:if|si|when|quand) (?:you(?:'re| are)|tu as|vous avez|on a) (?:under |below |only |less than |moins de |seulement |just )?(?:[1-9]|1[0-7])(?: ans| years old)?(?=[ ,.!?])/u;
/** Whoever writes is of that age too. */
const joinsIn =
  /(?<![a-z])(?:so am i|me too|same here|same as me|i am too|i'm too|like me|as i am|(?:just )?like i am|moi aussi|moi de meme|comme moi|pareil pour moi|je le suis aussi)(?![a-z])/u;

/** Whether the bot passes itself off as a child: accounts of those are closed. */
export function claimsAge({ readings }: Look): boolean {
  return readings.some((reading) =>
    joinsIn.test(reading)
      ? supposedYoung.test(reading) || hasOneOf(reading, ages)
      : hasOneOf(reading.replace(supposed, ' '), ages),
  );
}

const minorAges =
  /(?<![\d.,])(?:1[0-7]|[3-9])[\s-]?(?:y\.?\/?o\.?|years?[\s-]old|yr[\s-]old|ans)(?![a-z])(?! (?:d'[âa]ge|d'exist|d'exp|de m[ée]tier|of (?:exp|age)|warranty|de garantie))/giu;

/** An age below 18 as a word that the lists know. */
export const withoutAges = (text: string): string =>
  /\d/.test(text) && !isLegalAge(text) ? text.replace(minorAges, ' minorage ') : text;

/** What the law says of an age, in one short sentence, is about nobody. */
const isLegalAge = (text: string) =>
  text.length <= 100 &&
  /age of consent|majorité sexuelle/iu.test(text) &&
  !/[.!?]\s|(?<!\p{L})(?:i|you|u|je|tu|toi|me|moi|no|not|pas|should|devrait)(?!\p{L})/iu.test(text);
