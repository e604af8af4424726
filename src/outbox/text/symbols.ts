import { flatten } from './letters.ts';
import { hasOneOf } from './look.ts';
import { oneOf } from './one-of.ts';

// Signs of hate that are no words.

const runes = /[卐卍࿕࿖࿗࿘ꖦ𖦏]|ᛋ\s?ᛋ|ϟ\s?ϟ|(?:^|[^ᚠ-ᛪ])[ᛟᛣᛉ](?![ᚠ-ᛪ])/u;

/** Numbers that are read as letters, and what they are beside. */
const codes = oneOf`
  1488; 8814; 14words; 6mwe; 13[-/]52; 13[-/]50; 13[-/]90; 88\s?(?:heil|hh|sieg(?![a-z])|14); (?:heil|hh|sieg)\s?88
  hh\s?88; 109/110; 2316; 28 b&h; (?:c|combat)\s?18
`;
const letters = oneOf`
  xiv[ /-]?lxxxviii; fourteen[- ]eighty[- ]eight; quatorze[- ]quatre[- ]vingt[- ]huit; wpww; rahowa; zog; h8h8
  siege ?pill(?:ed)?; blut und boden; blood and soil
`;
/** Said to those who know. */
const knowing = oneOf`
  if you(?:'re| are) one of us; si tu es des notres; to those who know; pour ceux qui savent; wink
  les autres sauront; others will know
`;
/** Numbers that a year may be too, and counts that are told of a group. */
export const numbers: readonly RegExp[] = [
  /(?<![\d.,])(?:1\s?4\s?[-/.:|\\ ]?\s?8\s?8)(?!\d|[.,]\d|[€$%]| (?:k?m|[cm]m|mi|ft|in|lb|oz|k?g|m?l)(?![a-z]))/iu,
  new RegExp(`(?<![\\d.,/-])${codes}(?!\\d|,\\d|[€$%]| (?:of|des) )`, 'iu'),
  /(?<![a-z])14 ?(?:words|mots)(?![a-z])(?! (?:per|par|de|of|long|in|dans|or|ou) )/iu,
  /(?<![a-z])(?:88|1488)\s?!/iu,
  /\bo\/\s?(?:88|heil)/iu,
  /(?<![a-z])despite (?:being|making up)(?: only)? 1[23]/iu,
  /(?<![a-z])1[23] ?(?:%|percent|pour ?cent)[^.]{0,40}(?:5[0-9]|half|moitie|crimes?|murders?|meurtres?)/iu,
  /(?<![a-z])only (?:2|two) genders/iu,
  /que (?:2|deux) (?:genres|sexes)/iu,
];
/** "In 1488 Dias rounded the Cape": a year. */
const aYear = new RegExp(
  oneOf`
    (?<![a-z])(?:in|en|of|de|year|annee|an|since|depuis|by|until|around|vers|around|before|after|avant|apres|circa|build|version|patch|update) 1488(?!\d)
    (?<![\d.,])1488,? (?:est l'annee|was the year|is the year|etait l'annee)
    (?<![a-z])[xyz] ?:? ?-?\d{1,5}[^.!?a-z]{1,3}[xyz] ?:? ?-?\d{1,5}[^.!?a-z]{1,3}z ?:? ?1488(?!\d)
    (?:times|fois|plus|moins|minus|equals?|egale?|resultat|result|multipli[a-z]{0,3})[^.!?]{0,30}(?<![\d.,])1488(?!\d)
    (?<![\d.,])1488(?!\d)[^.!?]{0,24}(?:times|fois|multipli|divis)
    ^1488 ?:(?=[^!?]*(?<![a-z])(?:dias|cap|cape|king|roi|battle|bataille|treaty|traite|born|nee?|dies|meurt|founded|duke|duc|siege de)(?![a-z]))
  `,
  'iu',
);
/** The same numbers in other writings, the name in disguise, salutes and dates, and counts of expulsions. */
export const codesOfHate: readonly RegExp[] = [
  /(?<!\d)(?:un |a )(?:petit |little )?88 (?:pour|for)|(?:mot de passe|password|code)[^.!?\d]{0,20}(?:is|est|:) 88(?!\d)|(?<!\d)88(?!\d)[^.!?\d]{0,30}(?:des notres|one of us)|(?<!\d)ns ?88(?!\d)/iu,
  /(?<![a-z])(?:hh|ah) ?= ?(?:88|18)(?!\d)|(?:honk,? honk|clown world|frog army|kek)[^.!?]{0,20}(?<![a-z0-9])(?:hh|88)(?![a-z0-9])/iu,
  /(?:roman|romain) salutes? (?:to|for|everyone|a tous)|saluts? romains? (?:a|pour) tous|salut(?:e|ez|ons)? (?:like it's|comme en) 19[34]\d/iu,
  /(?:bras (?:droit )?(?:bien )?tendu|leve (?:bien )?(?:haut )?le bras droit|raise my right arm|right arm up)[^.!?]{0,30}(?:chat|stream|salu)/iu,
  /(?:double )?sieg runes?|(?:wolfsangel|odal|othala|sonnenrad|croix celtique|celtic cross)[^.!?]{0,30}(?:tattoo|tatoue|proud|fier|brothers?|freres?|profile?|goals|cheveux courts|pride)/iu,
  /ss[- ]totenkopf|deutschland erwache|deus vult,? (?:14|88)|nsdap (?:for|pour)|hood on,? cross lit|white hoods? (?:tonight|on)/iu,
  /(?<!\d)13 ?(?:%|percent|pour ?cent)[^.!?]{0,12}(?:you know the rest|vous connaissez la suite|la suite vous)|(?<!\d)110 (?:will be|sera)(?: the)? (?:next|le prochain)/iu,
  /8 (?:is|est|c'est) (?:le )?h,? (?:do it twice|deux fois)|(?:huitieme|eighth|8e|8th) lett(?:re|er)[^.!?]{0,24}(?:deux fois|twice|x2)|(?<!\d)311[^.!?\d]{0,10}(?:three times|trois fois) (?:the )?k(?![a-z])|b&h crew|my crew,? b ?& ?h/iu,
  /quenelle (?:du jour,? bien|bien) profonde|ananas,? chaud ananas|total (?:k|n)\w{0,12} death|^[^a-z]*tkd[^a-z]*$/iu,
  /(?<![a-z])(?:les|the|nous|we) 88[^a-z0-9]*$|(?<!\d)(?:18|28|88) (?:et fier|and proud|<3)/iu,
  /(?<![a-z])h ?3 ?[i1] ?l(?![a-z])|(?<![a-z0-9])[i1l]4bb(?![a-z0-9])|xiv ?[/|-]{1,3} ?lxxxviii|^[^a-z]*tnd[^a-z]*$/iu,
  /(?<![a-z])(?:vive|merci|long live|hail) a\.? ?h\.?(?![a-z])|(?<![a-z])a\.h\.? (?:4|for) ?ever|(?<![a-z])adolf h\./iu,
  /(?<![a-z])heil (?:dir|euch|chat|mein|to |le |les |our|my|notre|tous|everyone)/iu,
  /(?:austrian painter|peintre autrichien)[^.!?]{0,24}(?:right|raison|birthday|anniversaire|best|meilleur|merci|missed)|(?:birthday|anniversaire|thanks|merci|celebrate|fetons)[^.!?]{0,24}(?:austrian painter|peintre autrichien|the painter)/iu,
  /(?<!\d)20 ?\/ ?0?4(?!\d)[^.!?]{0,12}(?:best|greatest|meilleur|holy|sacre|plus beau)|(?<!\d)110 (?:soon|bientot|incoming|loading)|(?<![\d:h.])13 5[02](?= ?(?:lol|mdr)|[^a-z0-9]*$)/iu,
  /gliss\w{1,5}(?:-\w{2,4})? (?:une|la) quenelle|^[^a-z]*(?:une )?(?:petite |belle |grosse )?quenelle(?: pour la route| du soir)?[^a-z]*$/iu,
  /^[^a-z]*(?:huit huit|eight eight|eighty[- ]eight|quatre[- ]vingt[- ]huit)(?:,? (?:and you know|les vrais|vous savez))?[^a-z]*(?:$|it|savent)/iu,
  /zyklon ?b? ?(?:for|pour|\x03)|(?:soleil noir|black sun)[^.!?]{0,16}(?:notres|ours|brothers|freres|fier|proud)/iu,
  /^[^a-z0-9]*(?:88|14 ?88)[^a-z0-9]*$/iu,
  /(?:^|[.!?] )hh (?:a tous|a vous|everyone|everybody|all|chat|le chat|brothers?|les gars|team)(?![a-z])/iu,
  /^[^.!?\d]{0,30}(?:day|night|evening|weekend|luck|soiree|journee|nuit|chance|week-end|courage)(?:,? \w{1,20}){0,2},? 88[^a-z0-9]*$/iu,
  /(?:joyeux|happy|bon|fetons|celebrat\w{1,3}|fete[rz]?) (?:le )?(?:20 avril|april 20(?:th)?|20th of april)|(?:20 avril|april 20(?:th)?)[^.!?]{0,30}(?:adolf|uncle a|tonton a|fuhrer|painter|peintre|moustache)/iu,
  /quenelle (?:pour|a|au|for) [^.!?]{2,24}[.!?]? ?(?:glisse|bien (?:haut|profond)|slide|up high)/iu,
  /(?<!\d)88,? (?:my |mes |les )?(?:brothers?|freres?|comrades?|camarades?)(?![a-z])|(?:always|toujours|forever) 88(?!\d| ?%|[.,]\d)/iu,
  /(?:throws?|does|gives?|makes?|performs?|fait|lance|tends?) (?:a |an |un |le |the |his |her |my |son |mon )?(?:nazi|hitler|fascist|roman|nsdap) salute|\*[^*]{0,20}(?:nazi|hitler|fascist) salute/iu,
  /(?:fait|fais|lance) (?:un |le )?salut (?:nazi|hitlerien|fasciste|romain)|\*heils?\*|(?:^|\s)o ?(?:heil|sieg|88)(?![a-z0-9])/iu,
  /(?<!\d)(?:88|18)(?!\d)[^.!?\d]{0,12}(?:comme|like|as in|for|pour) a (?:et|and|&) ?h(?![a-z])|hkn ?krz|hakenkreuz|[✠✙] ?schutzstaffel/iu,
  /quenelle[^.!?]{0,12}(?:au|contre le|pour le) systeme/iu,
  /mcdlxxxviii/iu,
  /(?<![\d.,])(?:1[,. /\\-]{1,2}4[,. /\\-]{1,2}8[,. /\\-]{1,2}8|1,488|14 ?\/{1,2} ?88)(?!\d|[.,]\d|[€$%])/iu,
  new RegExp(`(?<![a-z])${letters}(?![a-z])`, 'iu'),
  /(?<![a-z.])(?:k ?k ?k|k\.k\.k\.?|s\.s\.s\.s\.?|h\.h\.)(?![a-z])(?! ?(?:game|player|was|were|is|est|etait|fut|a ete|holmes))/iu,
  /(?<![a-z])h[i1]tl[e3]r ?(?:88|18)/iu,
  /(?:88|18) ?h[i1]tl[e3]r/iu,
  /(?<![a-z0-9])ah ?18(?!\d)/iu,
  /28 \(?b ?& ?h\)?/iu,
  /(?<!\d)109 ?(?:->|=>|>|to|a) ?110(?!\d)/iu,
  /0b10111010000/iu,
  /(?:double|deux fois|twice|two times) (?:huit|eight|8)[^.]{0,12}(?:tattoo|tatouage|cou|neck|badge|maillot)/iu,
  /(?<!\d)8[- ]8(?!\d|[.,]\d| ?(?:point|h|pm|am))[^.!?]{0,12}(?:brothers?|freres?|forever|for ever|en force|power|comprend|understand|bonheur|heil|$)/iu,
  /(?:brothers?|freres?|comprend|understand[^.]{0,12}|bonheur)[ :]{1,3}8[- ]8(?!\d)/iu,
  /(?:eighty[- ]eight|quatre[- ]vingt[- ]huit),? (?:brothers?|my brothers?|freres?|mes freres?)/iu,
  /(?<![a-z])hh(?![a-z])[^.]{0,10}(?:neck|cou|tattoo|tatouage|arm|bras)/iu,
  /(?:tattoo|tatouage|salut|maillot|code|badge)[^.!?]{0,24}(?<![a-z])(?<!numero )(?<!number )(?:hh|h\.h\.?|18|28|311|88|8 8|109|14w)(?![a-z0-9%€$]|[.,]\d| (?:est porte|is worn|of the team|de l'equipe))/iu,
  new RegExp(`(?<!\\d)(?:311|88|14w|109)(?!\\d)[^.!?]{0,10}${knowing}`, 'iu'),
  /(?<![a-z])(?:14w(?:ords)?)(?![a-z])/iu,
  /(?<![a-z0-9])(?!hitler)h[i1!|*]t[l1|*][e3*]rs?(?![a-z])/iu,
  /(?<![a-z])(?:s[i1]eg ?h(?:eil)?|heil ?[h!]|(?!heil)h[3e][i1!|]l)(?![a-z])/iu,
  /^[^a-z0-9]{0,6}(?:heil|sieg)[^a-z0-9]{0,6}$/iu,
  /(?<!\d)88,? ?(?:and|et|&|\/|-) ?14(?!\d)/iu,
  /(?<![a-z])(?:one four eight eight|un quatre huit huit)(?![a-z])/iu,
  /(?<![a-z])hh(?![a-z])[^.]{0,16}(?<![a-z])hh(?![a-z])/iu,
  /(?<!\d)(?:88|18) ?(?:=|means|is|c'est|veut dire|est) ?(?:hh|heil|adolf|hitler)/iu,
  /(?<!\d)(?:88|18) ?(?:=|comme|like|as|c'est|is|for) ?a[. ]? ?h(?![a-z])/iu,
  /(?<![\d.,])14, ?88, ?18(?!\d|[.,]\d)/iu,
  /\\o ?(?:88|heil|sieg)/iu,
  /^[^a-z0-9]{0,4}88 (?:le |the |les )?(?:chat|monde|gang|team|freres|brothers|everyone|tlm|guys|gars|amis|friends)(?![a-z])/iu,
  /(?<![\d.,])(?:le )?14,? (?:a|to|suivi d[eu]|followed by|then|puis|et|and) (?:le |the )?88(?!\d|[.,]\d)/iu,
  /(?<!\d)1 ?8 ?= ?a ?h(?![a-z])/iu,
  /o\/[^.!?]{0,10}(?:sieg|heil)/iu,
  /quenelle (?:pour tout le monde|generale|collective|🍍|\x03)|(?<![a-z])sh[ao]\W{0,3}nanas|heil,? heil(?![a-z])/iu,
  /(?:o\/|\\o) ?(?:f[uü]hrer|mein|reich|seig)/iu,
  /(?<!\d)(?:88|18) ?(?:=|:|c'est|is|means) ?a (?:et|and|&) ?h(?![a-z])|(?:huitieme|eighth|8th|8e) lett(?:re|er)[^.!?]{0,12}(?:deux fois|twice|x2)/iu,
  /(?:croix gammees?|swastikas?|svastikas?) (?:dans|in|on|sur) (?:le |the |ton |your |tous? )?(?:chat|profil|profile|avatar|pseudo)(?![a-z])|(?:drop|poste[rz]?|spam|affiche[rz]?|draw|dessine[rz]?) (?:me |moi |nous |us )?(?:a |une |the |vos |your )?(?:swastika|croix gammee|ss bolts)/iu,
  /quenelle (?:pour|a) (?:toi|vous|tous|le systeme)(?![a-z])/iu,
  /(?<!\d)14[^.!?\d]{1,14}88(?!\d)[^.!?]{0,20}(?:if you know|si tu sais|vous savez|les vrais)/iu,
  /(?<!(?:en|an|annee) )mille quatre cents? quatre[- ]vingt[- ]huit/iu,
  /o\/[^.!?]{0,16}(?:berlin|1936|1933|nuremberg)/iu,
  /(?:bras (?:droit )?tendu|(?:tends?|tendez|leve[zs]?) le bras droit|right arms? (?:out|up|raised))[^.!?]{0,24}(?:19[34]\d|berlin|nuremberg|chef|fuhrer|salut|heil|leader)/iu,
  /(?:soleil noir|black sun)[^.!?]{0,24}(?:race|notre sang|our blood|our people|notre peuple)/iu,
  /(?<!\d)109(?:[^.!?\d]{1,20}110| (?:countries|pays|times|fois))(?!\d)/iu,
  /(?<!\d)(?:4\/20\/1889|20[/. ]0?4[/. ]1889|20 avril 1889|april 20,? 1889)[^.!?]{0,30}(?:best|greatest|happy|birthday|anniversaire|joyeux|party|fete)/iu,
  /(?:best|happy|joyeux|fetons|celebrate)[^.!?]{0,24}(?:4\/20\/1889|20[/. ]0?4[/. ]1889|20 avril 1889|april 20,? 1889)/iu,
];

const hand = String.raw`[✋🖐🙋🤚👋]\p{Emoji_Modifier}?(?:\u200d[♂♀])?\uFE0F?`;
const faith = String.raw`[✡☪🕎🕌🕍🕋]\uFE0F?`;
const pride = String.raw`🏳\uFE0F?\u200d(?:🌈|⚧\uFE0F?)`;
const dark = '[👨👩🧑👦✊][🏾🏿]';
const money = '[💰💵🤑]';
const ape = '[🐒🐵🦍🍌]';
const harm = String.raw`[🔥🐀🐁💣🐷🐖🚿💀🔫👃🤮🗑⚰🐽🚮💥]\uFE0F?`;
const arrow = String.raw`[👉➡=→>]\uFE0F?`;
/** Beasts, dirt and weapons beside the name of a group. */
const foul = String.raw`[🐵🐒🦍🐀🐁🐷🐖🪳💩🗑🤮🚮🔫💣🚿⚰🐽🦠]\uFE0F?`;
const people = oneOf`
  jews?; muslims?; blacks?; arabs?; gays?; lesbians?; trans; immigrants?; refugees?; migrants?; mexicans?; asians?
  africans?; gypsies; roma; indians?; chinese; turks?; juifs?; musulmans?; noirs?; arabes?; lesbiennes?; immigres?
  refugies?; africains?; asiatiques?; gitans?; roms?; homos?; homosexuels?; homosexuals?; bisexuels?; maghrebins?
  algeriens?; marocains?; turcs?; chinois; handicapes?; jewish people; black people; disabled people; trans people
`;

/** A gesture with its hand, and what stands for a word that is not said. */
const shown: readonly RegExp[] = [
  /👃[^.!?\p{L}]{0,3}(?:runs|controls|owns|everywhere|dirige|contr|partout)|[✡🕎]\uFE0F?\s?(?:👁|🕷|🐙|🕸)|[✡🕎]\uFE0F?\s?(?:controls?|owns?|runs|contr[oô]le|dirige)/iu,
  /[🥓🐷🐖][^.!?]{0,12}(?:muslim|musulman|ramadan|arabes?)|[🍌🐵🐒][^.!?]{0,16}(?:black|noir|afric|number \d|numéro \d)|🤍🦅|proud boys ?👌|⬜ over ⬛/iu,
  /\*[^*.!?q]{0,16}quenelle|gliss\w{1,3} (?:une|la) quenelle/isu,
  /✡.{0,60}[🔥🚿💨🐀]/isu,
  /quenelle[^.!?]{0,12}[🤚✋🖐💪🙋👋]|[🤚✋🖐💪🙋👋][^.!?]{0,12}quenelle/isu,
  /🇰[\s\u200b]?🇰[\s\u200b]?🇰/u,
  /[(⟨⟪《〈❨﴾]{3}\s?[^()⟨⟩]{1,40}\s?[)⟩⟫》〉❩﴿]{3}/u,
  /[↯]{2}|^[\s\S]{0,60}⊕\s*$|8\uFE0F?\u20E3\s?8\uFE0F?\u20E3/u,
  /[☩✙⊕🜨] ?(?:14|88|18)|(?:14|88|18) ?[☩✙⊕]/u,
  /[⊕☩✙][^.!?]{0,30}(?:celti|fier|proud|white|race|deus vult|88|rune)|ᛋ\s?ᛏ|rune ᛏ/iu,
  /ᛉᛣ|ᛣᛉ|🥛\s?🥛|✝\uFE0F?\s?🔥|🔥\s?✝/u,
  /🥛\s?👌|👌\p{Emoji_Modifier}?\s?🥛/u,
];
/** The same of pictures only. */
const pictures: readonly RegExp[] = [
  /♿\uFE0F?\s?[=→➡]?\uFE0F?\s?[🗑🔥🚮💀🔫]|[👳🧕]\p{Emoji_Modifier}?(?:\u200d[♂♀]\uFE0F?)?\s?[🚫🗑🔫💣🔥💥]|🧔[🏽🏾🏿](?:\u200d♂\uFE0F?)?\s?[💣🔫💥]/u,
  new RegExp(
    `${hand}\\s?(?:heil|sieg|hh(?![a-z])|(?:88|14|⚡)(?!\\d)|salut romain|roman salute|ein volk|[^.!?]{0,20}bras tendu)`,
    'iu',
  ),
  /(?<![\p{L}\d])(?:88|1488)\s?[✋🖐🙋🤚🤝👋]/u,
  /👌\p{Emoji_Modifier}?\s?(?:wp(?![a-z])|white(?![a-z])|(?:c'est|it's|this is|ce n'est) (?:pas|not))|🐸\uFE0F?\s?👌/iu,
  new RegExp(`[✡🕎👃]\\p{Emoji_Modifier}?\\uFE0F?\\s?${money}|${money}\\s?[✡🕎👃]`, 'u'),
  /🧃\s?(?:did|control|own|run|are|behind|sont|contr|partout|tiennent)/iu,
  new RegExp(`${faith}\\s?(?:${arrow}\\s?)?${harm}|${harm}\\s?${faith}`, 'u'),
  new RegExp(
    `[🐒🐵🦍🍌🐀🐖🐷🐽]\\uFE0F?\\s?${arrow}\\p{Emoji_Modifier}?\\s?(?:\\p{Extended_Pictographic}?[🏾🏿]|${faith})`,
    'u',
  ),
  new RegExp(`👉[🏾🏿][^\\p{L}]{0,3}${ape}|${ape}\\s?👉?[🏾🏿]|${ape}\\s?(?:=\\s?)?${dark}`, 'u'),
  new RegExp(`${dark}\\s?(?:${arrow}\\s?)?[=🐒🐵🦍🍌🍗🍉🔫]|[🔫🪢🔪⚰]\\uFE0F?\\s?${dark}`, 'u'),
  new RegExp(`${pride}[^\\p{L}\\d]{0,4}[🔫🗑🚮🔥🤮💩💀]|[🔥🔫🤮🚮]\\s?${pride}`, 'u'),
  /[⚪⬜🤍]\s?[>≥]\s?[⚫⬛🖤]|[⚫⬛🖤]\s?[<≤]\s?[⚪⬜🤍]/u,
];
const beside = new RegExp(
  `${foul}[^\\p{L}\\d]{0,6}(?:les |the |all |tous les )?${people}(?![a-z])|(?<![a-z])${people}[^\\p{L}\\d]{0,6}${foul}`,
  'iu',
);
/** Apes and bananas, where nothing else is spoken of. */
const apes = /[🐒🐵🦍]\uFE0F?\s?🍌|🍌\s?[🐒🐵🦍]/u;
const ofApes = /kong|monkey|singe|gorill|chimp|\bapes?\b|banan|zoo|bloons|jungle|mario/i;
const lightning = /(?:^|[^⚡])⚡️?\s?⚡️?(?:\s|$|\p{L})/u;
const twoBolts = /(?<!⚡️?)⚡️?\s?⚡(?!️?\s?⚡)/u;

const bands = /(?<![a-z])(?:boys|brothers|gang|squad|crew|freres)(?![a-z])/i;
/** Who writes of bolts may show two. */
const bolts =
  /(?<![a-z])(?:eclairs?|bolts?|lightning|foudre|cards?|cartes?|mana|energy|energie|pikachu|thunder|tonnerre|electric\w*|electrique|volts?|zeus|storm|orage)(?![a-z])/i;

/** What a number or a slogan is, told of those who use it. */
const told =
  /(?<![a-z])(?:is|est|are|sont|was|were|used|utilisee?s?|phrase|slogan)(?![a-z])[^.!?]{0,60}(?:neo-?nazis?|hate (?:symbol|group|code)s?|symboles? (?:de haine|nazis?)|propaganda|propagande|white supremac|suprematist|racistes?(?![a-z]))/u;
const meant =
  /(?<![a-z])(?:you|u|tu|vous|we|nous|my|mon|mes|our|notre|nos|proud|fier|right|raison|great|best|love|aime)(?![a-z])/u;

/** The text explains such a number, or says where a slogan comes from. */
export const explainsSign = (text: string, flat: string): boolean => {
  const small = flat.toLowerCase();
  return (
    text.length <= 160 &&
    !/\p{Extended_Pictographic}/u.test(text.replace(/\d/g, '')) &&
    told.test(small) &&
    !meant.test(small)
  );
};

/** Whether the text shows a sign that Twitch punishes. */
export function showsHate(text: string, flat: string): boolean {
  // Numbers in rings and on plates: ⑭⑧⑧.
  const usual = /[\u2460-\u24ff\u2776-\u2793\u3251-\u32bf]/u.test(text) ? text.normalize('NFKC') : text;
  if (usual !== text) return showsHate(usual, flatten(usual).text);
  if (runes.test(text)) return true;
  if (text.includes('⚡') && twoBolts.test(text) && lightning.test(text) && (!bolts.test(flat) || bands.test(flat)))
    return true;
  const small = flat.toLowerCase();
  if (hasOneOf(flat, numbers, small)) {
    const rest = flat.replace(aYear, ' ');
    if (rest === flat || hasOneOf(rest, numbers, rest.toLowerCase())) return true;
  }
  const has = (expression: RegExp) => expression.test(text);
  if (hasOneOf(flat, codesOfHate, small) || shown.some(has)) return true;
  if (!/\p{Extended_Pictographic}/u.test(text)) return false;
  return (
    pictures.some(has) ||
    (apes.test(text) && !ofApes.test(flat)) ||
    beside.test(text.normalize('NFD').replace(/\p{M}/gu, ''))
  );
}
