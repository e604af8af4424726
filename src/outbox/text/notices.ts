import { anyOf, type Look, type Shape } from './look.ts';

// What only Twitch, or somebody who wants to be taken for it, tells a chat: bans, gifts, sign-ins, prizes; and the tricks
// by which viewers are made to harm themselves or to give away what is theirs.

const punished =
  '(?:banned|timed ?out|timeouted|muted|suspended|kicked|unbanned|shadow ?banned|blacklisted|flagged|reported|banni|exclu|suspendu|mute|kicke|ban|expulse|debanni|signale|silence|blackliste|to)(?:e|es|s)?';
const was =
  "(?:have been|has been|were|was|are now|are|will be|got|just got|avez ete|as ete|a ete|ont ete|est desormais|est maintenant|est|es|etes|sera|serez|seras|vient d'etre|viens d'etre|venez d'etre|allez etre|vas etre|va etre|is now|is)";
const you = '(?:you|u|tu|vous)';
const your = '(?:your|ur|ton|ta|tes|votre|vos)';
const thing =
  '(?:account|compte|channel|chaine|session|access|acces|login|password|mot de passe|subscription|abonnement|sub|prime|bits|drops?|reward|recompense|prize|prix|lot|gift|cadeau|payment|paiement|carte|card|email|e-mail|ip|ip address|adresse ip|device|appareil|stream|ordinateur|pc|computer|pseudo|username|chat access|profil|profile|messages?|badge|followers?|partner(?:ship)?|affiliation)';
const state =
  '(?:suspended|suspendue?s?|banned|bannie?s?|expired?s?|expiree?s?|disabled|desactivee?s?|locked|verrouillee?s?|bloquee?s?|blocked|hacked|piratee?s?|compromised|compromise?s?|limited|limitee?s?|deleted|supprimee?s?|terminated|resiliee?s?|flagged|signalee?s?|restricted|restreinte?s?|ready|waiting|on hold|verified|verifiee?s?|renewed|rejected|refusee?s?|declined|about to expire|under review|in danger|en danger|at risk|a risque|infected|infectee?s?|closed|fermee?s?|cloture|unlocked|debloquee?s?|available|disponible)';

export const notices: readonly Shape[] = [
  /(?<![a-z])(?:donated|tipped|just tipped|a fait un don d[e']|a donne|vient de donner|a envoye|new donation:?(?: of)?|nouveau don :?(?: de)?)\s?(?:[$£]\s?\d|\d{1,6} ?(?:[$£]|eur|euros?|dollars?|usd))/u,
  /(?<![a-z])(?:you|tu|vous|@?[a-z0-9_]{3,25}) (?:won|win|earned|received|as gagne|avez gagne|as recu|avez recu|gagnes?|a gagne|recoit|remporte) (?:the )?\d{1,7} (?:channel |chat )?(?:points?|bits|subs?)(?![a-z])/u,
  /(?<![a-z])(?:lance|launches|starts?|is starting) (?:un|a) raid (?:avec|with|of|de) \d/u,
  /(?:thanks|thank you|merci)(?: to| a)? @?[a-z0-9]\w{2,24} (?:for|pour) (?:the |les |le |ton |your |tes |ses |his |her )?(?:\d{1,5} )?(?:gift(?:ed)? )?(?:subs?|abonnements?|abos?|bits|raid|follow|donations?|resub|cheer)(?![a-z])/u,
  /(?:vient de|viens de) (?:suivre|follow|rejoindre|resub|sub|donner|raid)(?![a-z])|(?:just|has) (?:followed|resubbed|subbed|raided|donated)(?![a-z])/u,
  /(?<![a-z])raids? (?:incoming |arriving |en approche |arrive )?(?:from|by|de|du|par) @?[a-z0-9]\w{2,24} (?:incoming )?(?:with|avec|of|de|a|!|\()/u,
  /(?<!\d)\d{1,5} (?:minutes?|min|secondes?|seconds?|heures?|hours?|jours?|days?) (?:d'exclusion|de timeout|de ban|de mute|timeout|ban|mute|d'expulsion|of timeout) (?:for|pour|to|a|de) /u,
  /(?:gifts?|gives?|offers?|offre|donne|drops?) \d{1,4} (?:subs?|abonnements?|abos?|gift subs?|subscriptions?)(?![a-z])/u,
  /(?:sub|subs|subscriber|follower|emote)s?[- ]only (?:chat|mode)|chat (?:reserve|limite|restreint) aux (?:abonnes|followers|subs)[^.]{0,12}(?:active|maintenant|on|desormais)|(?:prime|abonnement|sub|trial|essai) (?:expires?|expire|ends?|finit|se termine) (?:tonight|today|tomorrow|soon|ce soir|demain|bientot|aujourd'hui|in \d|dans \d)/u,
  /(?:your|ton|votre|tes|vos) (?:last |dernier |derniers )?(?:message|commentaire|comment|line|post)s? (?:broke|breaks|violated?s?|enfreint|enfreignait|enfreignaient|viole|contrevient|ne respecte)/u,
  /(?:stream|live|chaine|channel|chat) (?:will be|is going to be|sera|va etre) (?:taken down|shut down|cut|coupee?|ferme|stopped|arrete|deleted|supprime|banned|banni|suspended|suspendu)/u,
  /^[^a-z0-9]*[a-z0-9]\w{2,24} (?:a gagne|wins?|won|has won|just won|recoit|remporte) (?:un |une |a |an |the |le |\d{1,7} )?(?:abonnement|sub|gift|points?|giveaway|concours|tirage|nitro|cadeau|bits|vip|month|mois)/u,
  /^[^a-z0-9]*[a-z0-9]\w{2,24} (?:arrive|debarque|comes?|is coming|vient) (?:en |in |with |avec )(?:un |a )?raid/u,
  /(?:prediction|pari|poll|sondage|giveaway|tirage|bet) (?:over|closed|ended|terminee?|fini|clos|result|resultat)/u,
  /(?:congratulations|congrats|felicitations|bravo),? @?\w{3,25} ?[!,:]? ?(?:you |tu |vous )?(?:won|win|as gagne|avez gagne|remporte)/u,
  /(?:your|ton|votre|sa|his|her) (?:ip|ip address|adresse ip) (?:has been|is|was|a ete|est|etait) (?:logged|recorded|enregistree?|saved|traced|tracked|tracee?|banned|bannie|known)/u,
  /(?:warning|avertissement|strike|blame) ?\(?\d{1,2} ?(?:\/|of|sur) ?\d/u,
  [
    /^[^a-z0-9]*(?:sanction|penalty|punition|penalite|blame|infraction|violation|strike|avertissement|warning) ?(?:appliquee?|applied|pour|for|contre|against)? ?[:=-]? ?@?[a-z0-9]\w{2,24} ?[,:(-]/u,
    30,
    /(?:\d ?(?:jours?|days?|h|min|heures?|hours?|minutes?)(?![a-z])|motif|reason|raison|ban|mute|timeout|exclu)/u,
  ],
  /^[^a-z0-9]*(?:moderator|mod|modo|moderation|staff|admin|automod)(?:'s)? (?:note|log|notice|report|action|journal) ?:/u,
  /@?[a-z0-9]\w{2,24} (?:is|est) (?:on|sur|under|sous) (?:the |la |a |une )?(?:watch ?list|liste noire|liste de surveillance|blacklist|surveillance|investigation|enquete)/u,
  /(?:you are|you're|vous etes|tu es|your (?:channel|account) is|(?:ta|votre) chaine est|ton compte est) (?:now |currently |desormais |maintenant )?(?:under|sous|en cours d') ?(?:investigation|review|surveillance|enquete|examen|verification)/u,
  /(?:next time|la prochaine fois|prochaine fois)[^a-z]{0,3}(?:it's|c'est|it is|you get|tu prends|tu seras)? ?(?:a |un |the |le )?(?:ban|timeout|bannie?|exclu)/u,
  /^[^a-z0-9]*[a-z0-9]\w{2,24} (?:n'est plus|is no longer|est maintenant|est desormais|is now|became|devient) (?:a |an |un |une |the |le |la )?(?:mod|moderat|modo|vip|editor|editeur|admin)/u,
  /(?:slow|emote|sub|subs|subscriber|follower|followers|shield)[ -]?(?:only )?mode (?:is |est )?(?:on|off|active|enabled|disabled)|mode (?:lent|abonnes?|emotes?|followers?) (?:est )?(?:active|desactive|on|off)/u,
  /(?:stream|live|chat|channel|chaine) (?:is|est|va|will|sera|has been|a ete) (?:over|fini|termine|closed|ferme|being closed|about to end|suspended|suspendu|banned|banni)/u,
  /^[^a-z0-9]*[a-z0-9]\w{2,24} (?:is|est) (?:banned|bannie?|timed out|exclue?|muted|mute)[^a-z]*$/u,
  new RegExp(
    `(?<![a-z])${you}(?: guys| all| user| utilisateur)? ${was} (?:\\w{1,14}(?:ly|ment) |now |maintenant |pour |for )?${punished}(?![a-z])`,
    'u',
  ),
  /(?<![a-z])(?:ban|timeout|suspension|bannissement|exclusion|mute)\s?(?::|-|=>|->|>) ?@?\w{3,25}|(?<![a-z])(?:banned|timed out|banni|exclu|timeout|muted) (?:for|pour|pendant) \d+ ?(?:s|sec|min|h|j|d|years|ans|seconds|secondes|minutes|heures|hours|days|jours)/u,
  [
    new RegExp(`(?<![a-z])${your} (?:\\w{1,20} ){0,2}${thing}`, 'u'),
    40,
    new RegExp(`(?<![a-z])${state}(?![a-z])`, 'u'),
  ],
  [
    new RegExp(
      `(?<![a-z])${you} (?:risk|risque[sz]?|will lose|allez perdre|vas perdre|are about to lose|could lose) `,
      'u',
    ),
    30,
    new RegExp(`${thing}`, 'u'),
  ],
  [
    /(?:log|sign|logg|connect) ?(?:in|on|back in)(?![a-z])/u,
    60,
    /(?:your account|to (?:continue|verify|confirm|claim|keep|avoid|restore|unlock|watch|stay)|again|with your|now|twitch|here|immediately|before)/u,
  ],
  [
    /(?:re)?connecte[zr]?[ -]?(?:toi|vous)/u,
    60,
    /(?:compte|pour (?:continuer|verifier|confirmer|reclamer|garder|eviter|rester|recevoir|recuperer|debloquer)|a nouveau|avec (?:ton|votre|tes|vos)|maintenant|twitch|ici|immediatement|avant)/u,
  ],
  /(?:verify|confirm|validate|authenticate|verifie[rz]?|confirme[rz]?|valide[rz]?|authentifie[rz]?|mets a jour|mettez a jour|update|renouvelle[rz]?|renew) (?:\w{1,12} ){0,2}(?:your|ton|ta|tes|votre|vos|that you|que (?:tu|vous)) ?(?:\w{1,12} ){0,2}(?:account|compte|identity|identite|password|mot de passe|age|e-?mail|phone|telephone|payment|paiement|carte|card|login|identifiants?|credentials|profile?|billing|facturation|human|humain|robot|informations?|info|abonnement|subscription)/u,
  /(?:gifted|is gifting|just gifted|gave|a offert|vient d'offrir|offre|donated|a donne|vient de donner|just donated|cheered|just cheered|a envoye|vient d'envoyer|sent|redeemed|a utilise|a echange|received|a recu)(?: (?!en |au |aux |de )[\w$£@]{1,20}){0,4} ?(?:subs?|subscriptions?|abonnements?|abos?|bits|tier [123]|sub cadeaux?|gift subs?|channel points|points de chaine|cheers?|subgifts?)(?![a-z])/u,
  /(?:just|has|have) (?:re)?subscribed|vient de (?:se re|s')abonner|s'est (?:re)?abonnee? (?:au niveau|avec prime|pour|depuis|pendant|a la chaine|au tier)|just followed|vient de (?:follow|suivre|rejoindre la chaine)|merci pour (?:le|ton) follow \w|(?:is|are) raiding|raiding (?:with|the channel|you)|raids? (?:the channel|la chaine) with|arrive avec un raid|debarque avec un raid|lance un raid de|raid de \d|raid of \d|(?:party|groupe) of \d{1,6} (?:viewers|raiders)|(?<!\d)\d{1,6} (?:raiders|viewers) from|hype train (?:level|niveau|lvl|has|a |est|is|start|lance|demarre)|a (?:lance|declenche) (?:un|le) (?:hype train|raid|sondage|pub)|prediction (?:started|lancee|ouverte)|(?:poll|sondage) (?:started|lance|ouvert) par/u,
  [
    /(?:this (?:room|chat|channel|stream)|the chat|le chat|ce (?:chat|salon|stream|live)|cette chaine|la chaine|slow ?mode|mode lent|emote[- ]only|followers?[- ]only|subscribers?[- ]only|subs?[- ]only|mode (?:abonnes?|emotes?|followers?|abonnes seulement)|shield mode|mode bouclier)/u,
    30,
    /(?:is now|are now|est (?:maintenant|desormais|passe|ferme|bloque|suspendu|reserve)|passe en mode|now in|no longer|n'est plus|has been|have been|a ete|will be (?:closed|deleted|locked|banned)|sera (?:ferme|supprime|coupe|banni)|(?:is |est )?(?:enabled|disabled|active|activated|desactive)|(?:is|has been) (?:locked|closed|suspended|banned|terminated))/u,
  ],
  /(?:messages?|chat|historique|history|clips?|vod) (?:was|has been|have been|were|a ete|ont ete) (?:deleted|removed|cleared|purged|supprimee?s?|effacee?s?|videe?|retiree?s?)(?: (?:by|par|for|pour)|[^a-z]*$|\s?[(:.,!-])/u,
  [
    /(?:message (?:deleted|removed|supprime|retire|hidden|masque|held for review)|chat (?:cleared|vide|efface|paused|locked|verrouille))/u,
    12,
    /(?:by|par|moderat|modo|$)/u,
  ],
  [
    /(?:you|u|tu|vous)(?:'ve| have| has|'ve just| as| avez| just| viens| venez)(?: just| been| ete| de| d'etre| bien)? ?(?:won|win|selected|chosen|picked|drawn|gagner?|remporter?|selectionnee?|choisie?|tiree? au sort|designee?|eligible|received|recu|earned|unlocked|debloque)(?![a-z])/u,
    50,
    /(?:free|gratuit|\d|£|\$|euros?|dollars?|gift|cadeau|prize|\blot\b|skins?|iphone|nitro|giveaway|concours|bits|subs?\b|abonnement|carte|card|code|claim|reclam|loterie|lottery|tirage|ps5|playstation|xbox|reward|recompense|vip|moderat|modo|bon d'achat|voucher|robux|v-?bucks|steam)/u,
  ],
  [
    /(?:congratulations|congrats|felicitations|bravo)/u,
    40,
    /(?:you(?:'ve)? (?:have )?(?:just )?(?:won|been|are the)|(?:tu|vous) (?:as|avez|etes|es) (?:gagne|remporte|ete|le|la))/u,
  ],
  /(?:you are|you're|tu es|vous etes|t'es|te voila|you have been made|tu deviens|vous devenez|je te (?:nomme|mets|passe)|i(?:'m)? mak(?:e|ing) you|i made you|everyone is|tout le monde est) (?:now |maintenant |desormais |officiellement |officially |a |an |un |une |the |le |la |promoted to |promue? ){0,3}(?:mods?|moderat(?:or|eur|rice)s?|modos?|vips?|admins?|administrat(?:or|eur)s?|partner|partenaire|affilie|editor|editeur|co-?streamer|owner|verified)(?![a-z])/u,
  /all users? (?:are|have been|will be)|tous les (?:utilisateurs|viewers|spectateurs) (?:sont|seront|ont ete) (?:maintenant |desormais )?(?:bannis|moderateurs|modos|vip|exclus|suspendus)/u,
  [
    /(?:error|erreur|code)[ :#]*\d{3,4}/u,
    40,
    /(?:reload|refresh|recharge|rafraichi|actualis|relog|reconnect|log ?out|deconnect)/u,
  ],
  [
    /(?:session|connection|connexion|token|stream) (?:expired|expiree?|lost|perdue?|timed out|interrompue?|terminee?)/u,
    40,
    /(?:log|sign|connect|reload|refresh|recharge|actualis|rafraichi|reconnect|click|clique)/u,
  ],
  /(?:claim|redeem|collect|reclame[rz]?|recupere[rz]?|recois|recevez|obtiens|obtenez|grab|get) (?:your|ton|ta|tes|votre|vos|the|le|un|a|an) ?(?:\w{1,12} ){0,3}(?:prize|reward|gift|drops?|prix|lot|recompense|cadeau|nitro|skins?|bits|giveaway|bonus|subs?|abonnement|crypto|airdrop|coins?|tokens?|iphone|steam card|gift card|carte cadeau|carte steam|robux|v-?bucks)(?![a-z])/u,
  /(?:your|ton|votre) (?:\w{1,12} ){0,2}(?:will be|sera|va etre|is going to be) (?:\w{1,14}(?:ly|ment) )?(?:deleted|banned|closed|suspended|terminated|locked|supprimee?|bannie?|fermee?|suspendue?|bloquee?|resiliee?|desactivee?)/u,
  /(?:dmca|copyright|community guidelines?|terms of service|tos|conditions d'utilisation|regles de la communaute) (?:\w{1,12} )?(?:strike|notice|warning|violation|infraction|avertissement|takedown)/u,
  /(?:last|final|dernier|ultime) (?:warning|avertissement)(?: before| avant|[^a-z]*:|[^a-z]*!)/u,
];

/** Somebody is banned: of a chat, or of a league, a country and a network, as the news say. */
const outcast: Shape = new RegExp(
  `^[^a-z0-9]*(?:user |utilisateur |viewer |le viewer |the user |l'utilisateur |@)?[a-z0-9]\\w{2,24} ${was} (?:\\w{1,14}(?:ly|ment) |now )?${punished}(?: (?:for|pour|pendant|by|par|from|du|de|permanently|definitivement|until|jusqu)|[^a-z]*$|\\s?[(:.,!-])`,
  'u',
);
const elsewhere =
  /(?<![a-z0-9])(?:1[89]\d\d|20[0-4]\d|twitter|facebook|youtube|instagram|reddit|fifa|uefa|nba|nfl|ligue|league|country|pays|olympi|school|congress)/u;

const reward =
  '(?<![a-z])(?:free|gratuite?s?|skins?|bonus|fps|unlock|debloque|boost|god ?mode|reward|recompense|cadeau|gift|easter egg|secret|hack|cheat|triche|lag|fix|bug|speed|rapide|vip|bits|sub|admin|premium|argent|money|coins|points|get|gagne|win|better|ameliore|qualite|quality|cacher?|hidden|cachee?s?|clear|clean|nettoie|faster|plus vite|performances?|optimi\\w*)(?![a-z])';
export const scams: readonly Shape[] = [
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
    /(?:code|script|command|commande|line|ligne)/u,
    24,
    /(?:console|browser|navigateur|f12|terminal|address bar|barre d'adresse|devtools|cmd)/u,
  ],
  [
    /(?:alt|ctrl|win|cmd|windows)\s?(?:\+|-|et|and|puis|then)?\s?(?:f4|w|r|q|shift|del|suppr|l|x)(?![a-z])/u,
    60,
    new RegExp(`${reward}`, 'u'),
  ],
  [
    new RegExp(`${reward}`, 'u'),
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
  /rm\s+-(?:rf|fr|r -f)|sudo rm|del\s+\/[fsq]|format c|rd\s+\/s|:\(\)\s?\{|mkfs|dd if=|shutdown\s+[-/]|> ?\/dev\/sd|powershell\s+-|iex\s?\(|cmd\s+\/c|taskkill|reg delete|chmod -r 777|fork ?bomb|eval\(|document\.cookie|javascript:|<script/u,
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
    /(?:your|ton|ta|tes|votre|vos|the|le|la|son) ?(?:\w{1,14} ){0,2}(?:password|mot de passe|mdp|passwd|login|identifiants?|credentials?|credit card|debit card|bank card|card number|card details|carte bancaire|carte bleue|numero de carte|cb|cvv|cvc|pin(?: code)?|code pin|iban|rib|ssn|social security|stream ?key|cle de stream|seed ?phrase|recovery phrase|phrase de recuperation|phrase secrete|private key|cle privee|2fa|otp|verification code|code de verification|code de securite|security code|sms code|code sms|code recu|backup codes?|auth code|oauth|session cookie|cookies?|wallet|portefeuille)/u,
  ],
  [
    /(?:password|mot de passe|mdp|verification code|code de verification|seed phrase|stream key|cle de stream)/u,
    20,
    /(?:in (?:the )?chat|dans le chat|in dm|en mp|by whisper|en prive|to me|a moi|here|ici)/u,
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
    /(?:\.exe|\.bat|\.scr|\.apk|\.msi|\.vbs|teamviewer|anydesk|ultraviewer|crack(?:ed)?|cheat engine|aimbot|wallhack|free hack|keygen|macro gratuit|this (?:file|program|app|script|code)|ce (?:fichier|programme|script|code)|cette (?:app|application)|attachment|piece jointe)/u,
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
    /(?:me|moi|send|envoie|to|a cette|address|adresse|flip|account|compte|tag|friends|ami)/u,
  ],
  /(?:nigerian|nigerien|foreign) prince|prince (?:nigerian|nigerien|from nigeria|du nigeria)|(?:inheritance|heritage) of|you inherited|tu as herite|vous avez herite|lottery winner|gagnant de la loterie/u,
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

const worthALook = new RegExp(
  [
    '\\b(?:you|u|tu|vous|your|ur|ton|ta|tes|votre|vos)\\b',
    'ban|timed|timeout|exclu|suspend|muted|log|sign|connect|gift|offert|offr|subscri|abonn|follow|suivre|merci|thank|raid|hype|cheer|bits|message|chat|room|salon|slow|mode|won|gagn|error|erreur|claim|recl|recup|dmca|copyright|warning|avertiss',
    'donat|tipped|don |donne|best|sell|vend|famous|connu|scan|flash|artist|design|graphis|illustr|mix|melange|drill|perce|microwave|alt|ctrl|system|rm |del |format|micro|password|passe|mdp|wallet|btc|bitcoin|crypto|free|gratu|buy|achet|earn|make|garant|guarant|risk|invest|download|telech|install|antivir|console|cmd|paypal|prince|virus|metal|fork|fourch|\\$|£|pump|mint|airdrop|shutdown|script|session|token',
  ].join('|'),
  'u',
);

export const tellsNotice = (look: Look): boolean =>
  look.readings.some((reading) => worthALook.test(reading)) &&
  (anyOf(look, notices) || (anyOf(look, [outcast]) && !look.readings.some((reading) => elsewhere.test(reading))));
const warns =
  /\b(?:never|jamais|don'?t|do not|ne (?:la |le |les |te |vous )?\w{2,12} (?:pas|jamais|a personne)|n'\w+ (?:pas|jamais)|a personne|arnaques?|scams?|phishing|hameconnage|fake|faux|mefie\w*|beware|careful|attention aux|won'?t|will never|demandera jamais)\b/u;

/** Advice against a trick names it too. */
export const tricks = (look: Look): boolean =>
  look.readings.some((reading) => worthALook.test(reading)) &&
  anyOf(look, scams) &&
  !look.readings.some((reading) => warns.test(reading));
