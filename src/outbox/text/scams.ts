import { anyOf, type Look, type Shape } from './look.ts';
import { oneOf } from './one-of.ts';

// The tricks by which viewers are made to harm themselves or to give away what is theirs.

const reward = `(?<![a-z])${oneOf`
  free; gratuite?s?; skins?; bonus; fps; unlock; debloque; boost; god ?mode; reward; recompense; cadeau; gift
  easter egg; secret; hack; cheat; triche; lag; fix; bug; speed; rapide; vip; bits; sub; admin; premium; argent
  money; coins; points; get; gagne; win; better; ameliore; qualite; quality; cacher?; hidden; cachee?s?; clear; clean
  nettoie; faster; plus vite; performances?; perfs?; images; avoir; skip; passer; optimi\w*
`}(?![a-z])`;
/** What nobody else may know. */
const keysOfOne = oneOf`
  password; mot de passe; mdp; passwd; login; identifiants?; credentials?; credit card; debit card; bank card
  card number; card details; carte bancaire; carte bleue; numero de carte; cb; cvv; cvc; pin(?: code)?; code pin
  iban; rib; ssn; social security; stream ?key; cle de stream; seed ?phrase; recovery phrase; phrase de recuperation
  phrase secrete; private key; cle privee; 2fa; otp; verification code; code de verification; code de securite
  security code; sms code; code sms; code recu; backup codes?; auth code; oauth; session cookie; cookies?; wallet
  portefeuille
`;
export const scams: readonly Shape[] = [
  [
    /(?<![a-z])(?:ctrl|control|alt|cmd) ?(?:\+|plus|et|and|-)? ?(?:w|f ?4|f ?four|f ?quatre)(?![a-z0-9])/u,
    30,
    /(?<![a-z])(?:makes?|shows?|gives?|affiche|montre|donne|rend|try|essaie|unlocks?|debloque|hd|4k|fps|better|mieux|webcam|camera)(?![a-z])/u,
  ],
  [
    /(?:best|cheap|buy|get|real|sell|selling|more|free|achete[rz]?|achat de|meilleurs?|vends?|obtenez|obtiens|plus de|gagne[rz]?) (?:\d{1,6} )?(?:of |des |de |les |real |vrais |your )?(?:viewers|followers|primes|abonnes|spectateurs)(?![a-z])/u,
    40,
    /(?:cheap|pas cher|free|gratuit|offert|dm|mp|market|marche|famous|connu|guaranteed|garanti|fast|vite|today|message|contact|primes)/u,
  ],
  /(?:famous|connu|celebre)\s?[?!][^a-z]{0,3}(?:buy|achet)/u,
  [
    /(?:scan|scanne[rz]?|flashe[rz]?) /u,
    24,
    /(?:qr|code)/u,
    40,
    /(?:win|free|gagne|gratuit|claim|recevoir|recois|get|prize|lot|btc|eth|bits|\d)/u,
  ],
  [
    /(?:i am an?|i'm an?|je suis|as an?) (?:\w{1,14} )?(?:artist|designer|graphiste|dessinateur|dessinatrice|illustrat\w+|animator|editor|artiste|gfx)/u,
    60,
    /(?:emotes?|overlays?|logo|banner|banniere|panels?|dm|mp|add me|ajoute|contact|commission)/u,
  ],
  [
    /(?:mix|melange[rz]?|combine[rz]?|verse[rz]?|pour) /u,
    24,
    /(?:bleach|javel|eau de javel)/u,
    16,
    /(?:vinegar|vinaigre|ammonia|ammoniaque|acid|acide|alcohol|alcool)/u,
  ],
  [
    /(?:drill|perce[rz]?|microwave|micro-?ondes?|cook|bake) /u,
    30,
    /(?:iphone|phone|telephone|headphone|jack|prise|metal|battery|batterie)/u,
  ],
  [
    /(?:pay|send|give|paie|paye|envoie|donne)(?:[ -](?:me|moi))? \d{1,6}/u,
    12,
    /(?:and|et|,) (?:i'?ll |i |je |j')?(?:te |you )?(?:send|give|pay|return|renvoie|rends|rembourse|donne|double)/u,
  ],
  /(?:i|je|we|on) (?:can )?(?:hack|pirate|crack|open|ouvre)e?s? (?:any|all|every|n'importe quel|tous les|tout) (?:accounts?|comptes?|passwords?|mots? de passe)/u,
  /(?:mother'?s maiden name|nom de jeune fille|first pet'?s? name|nom de ton premier animal|security question|question secrete)/u,
  /(?:can'?t lose|cannot lose|never lose|peux pas perdre|impossible de perdre|risk[- ]?free (?:bet|tip)|pronostics? (?:sans risque|garanti))/u,
  /(?:the |le |les )?(?:codes?|numbers?|chiffres?|digits?) (?:on|at|au|sur) (?:the |le |la )?(?:back|dos|front|verso)/u,
  /(?:ctrl|alt|cmd|win)\s?\+\s?(?:w|f4|q|r|l)(?![a-z])[^.!?]{0,12}(?:twice|two times|deux fois|trois fois|three times|maintenant|now|vite|quickly)/u,
  [
    /(?:share|partage[rz]?|show|montre[rz]?)/u,
    16,
    /(?:screen|ecran)/u,
    30,
    /(?:bank|banque|wallet|account|compte|password|card|carte)/u,
  ],
  [
    /(?:gift ?cards?|cartes? cadeaux?|steam cards?|google play|itunes|paysafe(?:card)?|neosurf|pcs|transcash)/u,
    40,
    /(?:code|codes|read|dicte|envoie|send|give|donne|photo|scratch|gratte)/u,
  ],
  [
    /(?:unplug|debranche[rz]?|restart|redemarre[rz]?|reset)/u,
    20,
    /(?:router|routeur|box|modem|internet|wifi|pc|console)/u,
    40,
    /(?:lag|fps|stream|ping|bug|quality|qualite|skin|free|gratuit)/u,
  ],
  [
    /(?:read|give|tell|send|dis|donne|lis|envoie|dicte)(?:[ -](?:me|moi))?/u,
    24,
    /code/u,
    40,
    /(?:text|sms|mail|phone|telephone|recu|received|got|verif|gift|card|cadeau)/u,
  ],
  [
    /(?:send|envoie|envoye[rz]?|give|donne|vire|pay|paye)/u,
    16,
    /(?<!\d)\d{1,6} ?(?:£|\$|euros?|dollars?|bits|points)/u,
    30,
    /(?:double|twice|back|renvoie|triple|retour|le double)/u,
  ],
  [
    /(?:sell|selling|vends?|vendre|buy|achete)/u,
    24,
    /(?:accounts?|comptes?|followers?|viewers?|subs|abonnes|skins|keys?|cles?)/u,
    40,
    /(?:£|\$|euros?|dollars?|dm|mp|cheap|pas cher|whisper|chuchot)/u,
  ],
  [
    /(?:paste|colle[rz]?|copy|copie[rz]?|enter|tape[rz]?|run|lance[rz]?)/u,
    24,
    /(?<![a-z])(?:code|script|command|commande|line|ligne)/u,
    24,
    /(?:console|browser|navigateur|f12|terminal|address bar|barre d'adresse|devtools|cmd)/u,
  ],
  [
    /(?:alt|ctrl|win|cmd|windows)\s?(?:\+|-|et|and|puis|then)?\s?(?:f4|w|r|q|shift|del|suppr|l|x)(?![a-z])/u,
    60,
    new RegExp(reward, 'u'),
  ],
  [
    new RegExp(reward, 'u'),
    50,
    /(?:press|hold|hit|type|appuie[rz]?|tape[rz]?|fais|faites|do|use|utilise[rz]?|maintiens?)/u,
    16,
    /(?:alt|ctrl|win|cmd)\s?(?:\+|-|et|and)?\s?(?:f4|w|r|q|shift|del|suppr|l)(?![a-z])/u,
  ],
  [
    /(?:delete|remove|erase|supprime[rz]?|efface[rz]?|vire[rz]?)/u,
    24,
    /(?:system ?32|system files|fichiers? systeme|registry|registre|windows folder|dossier windows|boot|partition|kernel|\/etc|root folder)/u,
  ],
  /(?:formate[rz]?|format) c ?:/u,
  /rm\s+-(?:rf|fr|r -f)/u,
  /sudo rm/u,
  /del\s+\/[fsq]/u,
  /format c/u,
  /rd\s+\/s/u,
  /:\(\)\s?\{\s?[:|]/u,
  /mkfs/u,
  /dd if=/u,
  /shutdown\s+[-/]/u,
  /> ?\/dev\/sd/u,
  /powershell\s+-/u,
  /iex\s?\(/u,
  /cmd\s+\/c/u,
  /taskkill/u,
  /reg delete/u,
  /chmod -r 777/u,
  /fork ?bomb/u,
  /eval\(/u,
  /document\.cookie/u,
  /javascript:/u,
  /<script/u,
  [/curl /u, 80, /\|\s?(?:ba)?sh/u],
  [/wget /u, 80, /\|\s?(?:ba)?sh/u],
  [
    /(?:microwave|micro-?ondes?|freezer|oven|\bfour\b|drill|perce[rz]?|percer|hammer|marteau|water|eau|washing machine|lave-linge|machine a laver|iron|fer a repasser)/u,
    50,
    /(?:phone|telephone|iphone|smartphone|battery|batterie|laptop|controller|manette|jack|console|pc|gpu|ssd|disque dur|usb)/u,
    60,
    /(?:charge|charging|recharge|fix|repar|fast|vite|jack|waterproof|etanche|clean|nettoie|cool|refroidi|unlock|debloque|boost)/u,
  ],
  [
    /(?:charge|charging|recharge[rz]?|fix|repare[rz]?|nettoie|clean|unlock|debloque|boost|accelere)/u,
    40,
    /(?:phone|telephone|iphone|smartphone|battery|batterie|laptop|controller|manette|console|pc)/u,
    40,
    /(?:microwave|micro-?ondes?|in the oven|au four|in water|dans l'eau|freezer|washing machine|machine a laver)/u,
  ],
  [
    /(?:metal|aluminium|foil|fork|fourchette|spoon|cuillere|egg|oeuf)/u,
    30,
    /(?:in|into|dans|au|inside) (?:the |a |your |le |ton |un )?(?:microwave|micro-?ondes?|socket|prise|outlet|toaster|grille-pain)/u,
  ],
  [
    /(?:fork|fourchette|knife|couteau|doigts?|fingers?|key|cle|coin|piece)/u,
    24,
    /(?:socket|outlet|prise|toaster|grille-pain)/u,
  ],
  [
    /(?:give|send|tell|type|share|whisper|dm|post|enter|paste|donne[rz]?|envoie|envoye[rz]?|dis|dites|tape[rz]?|partage[rz]?|communique[rz]?|entre[rz]?|colle[rz]?|ecri[st]|ecrivez|poste[rz]?|mp|need|besoin d[eu']|want|veux|confirme|fournis|fournissez)/u,
    30,
    new RegExp(`(?:your|ton|ta|tes|votre|vos|the|le|la|son) ?(?:\\w{1,14} ){0,2}${keysOfOne}`, 'u'),
  ],
  [
    /(?:password|mot de passe|mdp|verification code|code de verification|seed phrase|stream key|cle de stream)/u,
    20,
    /(?:in (?:the )?chat|dans le chat|in dm|en mp|by whisper|en prive|to me|a moi|(?<![a-z])(?:here|ici))(?![a-z])/u,
  ],
  [
    /(?:connect|link|sync|connecte[rz]?|lie[rz]?|relie[rz]?|import|importe[rz]?)/u,
    16,
    /(?:your|ton|votre|a|un) (?:\w{1,12} )?(?:wallet|metamask|portefeuille|phantom|ledger|trust ?wallet|coinbase)/u,
  ],
  [
    /(?:double|triple|multipl\w+|x2|x3|x10|2x|10x|100x|send back|renvoie|doubl\w+)/u,
    40,
    /(?:btc|bitcoins?|eth|ethereum|crypto|sol|usdt|doge|money|argent|investment|investissement|mise|deposit|depot|coins?|euros?|dollars?|£|\$)/u,
  ],
  [
    /(?:send|envoie|envoye[rz]?|transfer|transfere[rz]?|pay|paye[rz]?|deposit|depose[rz]?|vire[rz]?|verse[rz]?|give|donne[rz]?)/u,
    24,
    /(?:\d[\d., ]{0,8} ?)?(?:btc|bitcoins?|eth|crypto|usdt|sol|doge|euros?|dollars?|£|\$|paypal|gift ?cards?|cartes? cadeaux?|steam cards?|cartes? steam|bits)/u,
    60,
    /(?:get|receive|recois|recevez|double|back|retour|return|gagne|win|to this|a cette|address|adresse|wallet|and i|et je|and you|et tu|unlock|debloque|to me|a moi)/u,
  ],
  [
    /(?:free|gratuite?s?|gratos|unlimited|illimitee?s?|cheap|pas cher|hack(?:ed)?|generat(?:or|eur)|giveaway)/u,
    16,
    /(?:nitro|robux|v-?bucks|vbucks|bits|subs?(?![a-z])|abonnements?|followers?|viewers?|views|vues|likes|gift ?cards?|cartes? cadeaux?|steam (?:keys?|cards?|wallet)|cles? steam|skins?|bitcoins?|btc|crypto|nfts?|iphones?|ps5|money|argent|coins|gems|gemmes|diamonds|prime|netflix|spotify|onlyfans|accounts?|comptes?)(?![a-z])/u,
  ],
  [
    /(?:nitro|robux|v-?bucks|vbucks|gift ?cards?|steam keys?|cles? steam|skins?|bitcoins?|followers?|viewers?|iphones?|ps5)/u,
    20,
    /(?:for free|gratuite?s?(?!ment)|gratos|giveaway|generator|generateur|no survey|sans sondage|illimitee?s?|unlimited)(?![a-z])/u,
  ],
  [
    /(?:buy|get|achete[rz]?|obtiens|obtenez|gagne[rz]?|sell|selling|vends?|boost|promote|promo|grow|augmente[rz]?)/u,
    24,
    /(?:followers?|viewers?|views|vues|subs(?![a-z])|abonnes|primes|chat ?bots?|likes|best viewers|accounts?|comptes?)(?![a-z])/u,
    60,
    /(?:cheap|pas cher|£|\$|euros?|dollars?|fast|rapide|instant|discount|promo|only|seulement|now|maintenant|dm|mp|contact|site|service|safe|garanti|guarantee|real|vrais|bot|online|en ligne|price|prix)/u,
  ],
  [
    /(?:earn|make|gagne[rz]?|gagner|get|win|touche[rz]?|profit)/u,
    20,
    /(?:(?<!\d)\d{1,7}(?:[., ]\d{1,3}){0,2}\s?(?:£|\$|k|euros?|dollars?|usd|eur)|[£$]\s?\d|thousands?|des milliers)/u,
    50,
    /(?:day|jour|week|semaine|hour|heure|month|mois|home|maison|online|en ligne|easily|facilement|sans effort|without|fast|vite|clicking|en cliquant|garanti|guaranteed|passive|passif)/u,
  ],
  [
    /(?:guaranteed|garantie?s?|risk[- ]?free|sans risque|100 ?%)/u,
    24,
    /(?:profits?|returns?|gains?|rendements?|winnings?|jackpot|income|revenus?|crypto|investment|investissement|paris|bets?)/u,
  ],
  [
    /(?:invest|investis|investissez|investir|trading|trade|bet|pari(?:e[rz]?)?)/u,
    40,
    /(?:guaranteed|garanti|risk[- ]?free|sans risque|100 ?%|double|x10|signals?|signaux|my (?:mentor|broker)|mon (?:mentor|broker|courtier)|telegram|whatsapp|bonus code|code promo|dm me|promo)/u,
  ],
  [
    /(?:pump|to the moon|next 100x|rug ?pull|presale|prevente|airdrop|mint (?:now|your)|whitelist spot)/u,
    40,
    /(?:coin|token|crypto|nft|buy|achete|now|maintenant|join|wallet|live|claim|free|gratuit)/u,
  ],
  [
    /(?:download|install|run|execute|open|telecharge[rz]?|installe[rz]?|lance[rz]?|execute[rz]?|ouvre[rz]?|ouvrir)/u,
    40,
    /(?:(?<!setup|install|installer|launcher)\.exe|\.bat|\.scr|\.apk|\.msi|\.vbs|teamviewer|anydesk|ultraviewer|crack(?:ed)?|cheat engine|aimbot|wallhack|free hack|keygen|macro gratuit|this (?:file|program|app|script|code)|ce (?:fichier|programme|script|code)|cette (?:app|application)|attachment|piece jointe)/u,
  ],
  [
    /(?:disable|turn off|uninstall|desactive[rz]?|coupe[rz]?|desinstalle[rz]?|ignore[rz]?)/u,
    20,
    /(?:antivirus|anti-virus|firewall|pare-feu|defender|windows update|2fa|two[- ]factor|double authentification|security|securite|certificate warning)/u,
  ],
  [
    /(?:press|hold|appuie[rz]?|maintiens|maintenez|reste appuye|unplug|debranche[rz]?|pull out|arrache[rz]?|tire sur)/u,
    30,
    /(?:power (?:button|cable|cord)|bouton (?:d'alimentation|power|marche)|cable d'alimentation|router|routeur|box internet|plug|la prise|reset)/u,
    50,
    /(?:fps|lag|faster|plus vite|free|gratuit|skin|bonus|win|gagne|boost|unlock|debloque|better|quality|qualite|ping|secret|reward|ultra)/u,
  ],
  [
    /(?:open|ouvre[rz]?|press|appuie[rz]? sur)/u,
    16,
    /(?:console|f12|devtools|terminal|invite de commandes?|cmd|powershell|run)/u,
    40,
    /(?:paste|colle[rz]?|type|tape[rz]?|copy|copie[rz]?|enter|entre[rz]?)/u,
  ],
  [
    /(?:type|write|say|tape[rz]?|ecri[st]|ecrivez|dis|dites|envoie|spam)/u,
    12,
    /(?:["'«]?\s?[/!.](?:disconnect|ban|unmod|mod|delete|raid|host|clear|unban|vip|timeout|kick|quit|logout|block)\b)/u,
    60,
    /(?:free|gratuit|get|gagne|win|see|voir|unlock|debloque|reward|bonus|secret|vip|modo?|points|to become|pour devenir|for|pour)/u,
  ],
  [
    /(?:stuck in|bloquee? (?:a|au|en|dans)|lost my|perdu mon|hospital|hopital|kidnap|emergency|urgence)/u,
    50,
    /(?:send|envoie|envoye[rz]?|need|besoin|lend|prete|wire|vire[rz]?)/u,
    24,
    /(?:money|argent|(?<!\d)\d{1,6} ?(?:£|\$|euros|dollars)|gift cards?|cartes? cadeau|paypal|western union|crypto|btc|bitcoin)/u,
  ],
  /(?:cash ?app|paypal|venmo) flip|\$cashtag/u,
  [
    /(?:paypal|western union|cash ?app|venmo|revolut|lydia|moneygram|zelle)/u,
    30,
    /(?<![a-z])(?:me|moi|send|envoie|to|a cette|address|adresse|flip|account|compte|tag|friends|ami)/u,
  ],
  /(?:nigerian|nigerien|foreign) prince/u,
  /prince (?:nigerian|nigerien|from nigeria|du nigeria)/u,
  /(?:inheritance|heritage) of/u,
  /you inherited/u,
  /tu as herite/u,
  /vous avez herite/u,
  /lottery winner/u,
  /gagnant de la loterie/u,
  [
    /(?:call|appelle[rz]?|ring|text|sms)/u,
    16,
    /(?:this number|ce numero|the number|au numero|tech support|support technique|microsoft|hotline)/u,
    40,
    /(?:virus|infected|infecte|refund|remboursement|fix|repar|win|gagne|claim|prize|free|gratuit|now|immediatement|maintenant)/u,
  ],
  [
    /(?:your (?:computer|pc|phone)|(?:ton|votre) (?:pc|ordinateur|telephone))/u,
    30,
    /(?:virus|infect|hack|pirat|malware|trojan|cheval de troie)/u,
  ],
];

const warns = new RegExp(
  `\\b${oneOf`
  never; jamais; don'?t; do not; ne (?:la |le |les |te |vous )?\w{2,12} (?:surtout )?(?:pas|jamais|a personne)
  n'\w+ (?:pas|jamais); a personne; arnaques?; scams?; phishing; hameconnage; fake; faux; mefie\w*; beware; careful
  attention aux; won'?t; will never; demandera jamais; frauds?; fraude; prudence; sans demander; without asking
  phishing; pulling your leg; wants? your (?:account|password|money)s?; steals? (?:your |the )?(?:passwords?|accounts?|money|data)
  volent? (?:ton|tes|votre|vos|les)(?: \w{3,14})?; no such thing; aucun site; is against the; against the (?:terms|rules); est interdite?
  est une blague; is a (?:prank|joke|trap); fall for; close the tab; ferme l'onglet; un piege; scamming you; t'arnaque; vous arnaque; prime members; abonnes prime; it (?:just |only )?closes; ca ferme; mauvaise blague; bad joke; old joke; casse windows; breaks windows
  potato(?:es)?; pommes? de terre; nobody (?:honest )?(?:will |can )?(?:ever )?doubles?; personne ne
`}\\b`,
  'u',
);

/** Advice against a trick names it too. */
const whoSays =
  /(?<![a-z])(?:who|whoever|people|qui|quiconque|gens) (?:says?|thinks?|claims?|believes?|calls?|tells?|dit|disent|pensent?|croi(?:t|ent)|pretend(?:ent)?|doubts?|doutent|doute|den(?:y|ies))(?![a-z])/u;
const doubted =
  /(?<![a-z])(?:fake|scams?|lie|traps?|faux|fausses?|arnaques?|pieges?|mensonges?|doubts?|doutent|doute|den(?:y|ies))(?![a-z])/u;
const ofLiars = /(?<![a-z])(?:lying|lies|liars?|ment|mentent|menteu(?:r|se)s?)(?![a-z])/u;
const offered = /(?<![a-z])(?:free|gratuite?s?|giveaways?|nitro|skins?|gifts?|cadeaux?|bits|subs?)(?![a-z])/u;

/** Whoever doubts an offer is called a liar. */
export const defendsOffer = (text: string): boolean =>
  whoSays.test(text) && doubted.test(text) && ofLiars.test(text) && offered.test(text);

export const tricks = (look: Look): boolean =>
  look.readings.some(defendsOffer) || (anyOf(look, scams) && !look.readings.some((reading) => warns.test(reading)));
