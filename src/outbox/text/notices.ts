import { anyOf, type Look, type Shape } from './look.ts';
import { oneOf } from './one-of.ts';

// What only Twitch, or somebody who wants to be taken for it, tells a chat: bans, gifts, sign-ins, prizes.

const punished =
  '(?:banned|timed ?out|timeouted|muted|suspended|kicked|unbanned|shadow ?banned|blacklisted|flagged|reported|banni|exclu|suspendu|mute|kicke|ban|expulse|debanni|signale|silence|blackliste|to)(?:e|es|s)?';
const was =
  "(?:have been|has been|were|was|are now|are|will be|got|just got|avez ete|as ete|a ete|ont ete|est desormais|est maintenant|est|es|etes|sera|serez|seras|vient d'etre|viens d'etre|venez d'etre|allez etre|vas etre|va etre|is now|is)";
const you = '(?:you|u|tu|vous)';
const your = '(?:your|ur|ton|ta|tes|votre|vos)';
const thing = oneOf`
  account; compte; channel; chaine; session; access; acces; login; password; mot de passe; subscription; abonnement
  sub; prime; bits; drops?; reward; recompense; prize; prix; lot; gift; cadeau; payment; paiement; carte; card; email
  e-mail; ip; ip address; adresse ip; device; appareil; stream; ordinateur; pc; computer; pseudo; username
  chat access; profil; profile; messages?; badge; followers?; partner(?:ship)?; affiliation
`;
const state = oneOf`
  suspended; suspendue?s?; banned; bannie?s?; expired?s?; expiree?s?; disabled; desactivee?s?; locked; verrouillee?s?
  bloquee?s?; blocked; hacked; piratee?s?; compromised; compromise?s?; limited; limitee?s?; deleted; supprimee?s?
  terminated; resiliee?s?; flagged; signalee?s?; restricted; restreinte?s?; ready; waiting; on hold; verified
  verifiee?s?; renewed; rejected; refusee?s?; declined; about to expire; under review; in danger; en danger; at risk
  a risque; infected; infectee?s?; closed; fermee?s?; cloture; unlocked; debloquee?s?; available; disponible
  fuitee?s?; leaked
`;

/** What one is asked to do with what is his. */
const checks = oneOf`
  verify; confirm; validate; authenticate; verifie[rz]?; confirme[rz]?; valide[rz]?; authentifie[rz]?; mets a jour
  mettez a jour; update; renouvelle[rz]?; renew
`;
/** What one would prove himself with. */
const proofs = oneOf`
  account; compte; identity; identite; password; mot de passe; age; e-?mail; phone; telephone; payment; paiement
  carte; card; login; identifiants?; credentials; profile?; billing; facturation; human; humain; robot; informations?
  info; abonnement; subscription
`;
const gave = oneOf`
  (?<!^)(?<!^a )gifted; is gifting; just gifted; gave; a offert; vient d'offrir; offre; donated; a donne
  vient de donner; just donated; cheered; just cheered; a envoye; vient d'envoyer; sent; redeemed; a utilise
  a echange; received; a recu
`;
/** What is given in a chat. */
const gifts = oneOf`
  subs?; subscriptions?; abonnements?; abos?; bits; tier [123]; sub cadeaux?; gift subs?; channel points
  points de chaine; cheers?; subgifts?
`;
/** What such gifts do, told. */
const explains = oneOf`
  gives?; shows?; appears?; apparait; adds?; ajoute; are; is; can; lets?; supports?; helps?; donnent; sont
  permettent; servent
`;
const youAre = oneOf`
  you are; you're; tu es; vous etes; t'es; te voila; you have been made; tu deviens; vous devenez
  je te (?:nomme|mets|passe); i(?:'m)? mak(?:e|ing) you; i made you; everyone is; tout le monde est
`;
/** What somebody is made in a channel. */
const rank = oneOf`
  mods?; moderat(?:or|eur|rice)s?; modos?; vips?; admins?; administrat(?:or|eur)s?; partner; partenaire; affilie
  editor; editeur; co-?streamer; owner; verified
`;
/** What Twitch itself writes into a chat. */
export const ofTheSystem: readonly Shape[] = [
  /(?<!\d)\d{1,6} (?:raiders?|viewers?|spectateurs?|personnes?|people) (?:de |from |of )?@?[a-z0-9_]{0,25} ?(?:viennent de|have joined|has joined|just joined|nous rejoi|arrivent|are coming|join us)/u,
  /(?<![a-z])(?:vous heberge|nous heberge|now hosting|is hosting|hosts you|vous host) ?(?:pour |with |@|[a-z0-9_])/u,
  /(?<![a-z])(?:vous ne pouvez pas (?:parler|ecrire)|tu ne peux pas (?:parler|ecrire)|you (?:cannot|can't|can not) (?:talk|chat|speak|type)) (?:dans|in|here|for|pendant)[^.!?]{0,30}\d/u,
  /(?:^|\s)cheer\d{1,6}(?!\d)/u,
  /(?<![a-z])redeemed [^.!?]{2,40}?(?:\d\d|points)/u,
  /(?<![a-z])(?:a utilise|a recupere|used|a echange) [^.!?]{0,40}points/u,
  /(?<!\d)\d{1,6} (?:points de chaine|channel points) (?:ont ete|have been|were|added|ajoutes|pour)/u,
  [
    /train de la hype|hype train/u,
    30,
    /(?:niveau|level|demarre|starting|started|\d ?%|minutes?)/u,
    24,
    /\d|!|atteint|reached/u,
  ],
  /(?:poll|sondage|prediction|vote|paris?|bet|raffle|tirage(?: au sort)?|giveaway|concours)s? (?:is |est |sont |are |has been |a ete )?(?:closed|terminee?s?|clos|over|ended|payes?|paid(?: out)?|fini)[^.!?]{0,4}[.,:]/u,
  /(?:giveaway|raffle|tirage|concours) ?(?:over|termine)?[:,] ?(?:gagnant|winner|@?[a-z0-9_]{2,25} (?:wins|gagne|remporte|gets))/u,
  /(?<![a-z])@?[a-z0-9_]{2,25} (?:est devenu|has become|is now|devient) (?:un |a )?(?:moderateur|moderator|vip)(?![a-z])/u,
  /(?<![a-z])@?[a-z0-9_]{2,25} (?:suit (?:desormais|maintenant)|now follows|is now following|suit maintenant) (?:la |the |this |cette )?(?:chaine|channel)/u,
  /(?<![a-z])(?:drop|reward|recompense|coffre|crate|mystery box|box) (?:obtenue?|earned|unlocked|ouvert|opened|debloquee?)/u,
  /(?<![a-z])(?:prolonge son abonnement|transmet a [^.!?]{2,40}cadeau|is continuing the gift|is paying forward|pays? forward the gift|continue le sub)/u,
  /(?<![a-z])(?:fete ses|celebrates|is celebrating) \d{1,3} (?:mois|months)/u,
  /(?:watch streak|serie de visionnage)[ :]/u,
  /(?:premier message|first message|first time chat)(?: de| of| from|:)/u,
  /(?:broadcast|diffusion|stream|live) (?:resumes|reprendra|reprend|will resume) (?:at|a) /u,
  /(?:connecting to|connexion au) chat ?(?:\.|\x85|,|$)/u,
  /(?:couldn't|could not|n'avons pas pu|impossible de) (?:connect|nous connecter|se connecter)[^.!?]{0,12}chat/u,
  /(?:welcome to the chat room|bienvenue dans le salon)[!. ]*$/u,
  /(?:message (?:a ete |was |has been |is being )?(?:retenu|held|bloque|blocked|filtered|filtre) (?:par|by|for))/u,
  /(?:^|[^a-z])shout ?out ?: ?/u,
  /(?<![\d])[+x]?\d{1,4} (?:subs?|abonnements?|gift subs?|gifted subs?|subs? offerts?) (?:offerts? )?(?:par|by|from) @?[a-z0-9_]/u,
  /thank you,? @?[a-z0-9_]{2,25} for the [$£]?\d|(?:objectif atteint|goal reached)[!, ]|(?:cagnotte|counter|compteur) (?:is |est )?(?:at|a) \d/u,
  /(?:millionth|millionieme|10000th|dix millieme|(?<!\d)\d{3,9}(?:th|e|eme)) (?:visitor|visiteur|follower|viewer)/u,
  /(?:the )?first (?:ten|\d{1,4}) (?:to|who|people|viewers)[^.!?]{0,30}(?:get|win|receive)/u,
  /(?:les )?(?:dix|\d{1,4}) premiers? (?:a|qui)[^.!?]{0,30}(?:gagn|re[cç]oi|ont )/u,
  /(?<![a-z])(?:signed in|logged in|connecte)(?: successfully| avec succes)? (?:as|en tant que) /u,
];

export const notices: readonly Shape[] = [
  /(?<![a-z])(?:votre|ta|ton|your) [^.!?]{3,40}(?:a bien ete (?:pris|enregistr|valid|recu|modifi|effectu)|has been (?:successfully|duly) (?:updated|recorded|changed|received))/u,
  /^[^a-z0-9_]{0,8}@?[a-z0-9]*_[a-z0-9_]* (?:a mis fin a|ended|has ended|vient de terminer|just ended) (?:la|the|sa|his|her) (?:diffusion|stream|broadcast|live)/u,
  /(?<![a-z])(?:surprise )?(?:gift|cadeau)(?: surprise)? (?:for|pour) @?[a-z0-9_]{3,25} ?:/u,
  [
    /(?<![a-z])(?:au fait|by the way)(?![a-z])/u,
    8,
    /(?<![a-z0-9_@])@?[a-z0-9_]{3,25} (?:est passe|is now|has reached|a atteint) (?:niveau|level|tier)/u,
  ],
  /(?<![a-z])(?:t'as pris|tu as pris|you got|you caught|tu prends) (?:un |a )?(?:perma(?:ban)?|ban(?: permanent)?|permanent)(?![a-z])[^.!?]{0,20}(?:recours|appeal|refuse|denied|definitif|final|$)/u,
  /^[^a-z0-9_]{0,8}@?[a-z0-9_]{2,25} (?:redeemed [a-z]|a echange (?:passer|sauter|surligner|mettre|ses points|highlight|hydrat|choisir|une recompense))/u,
  /(?<![a-z])(?:your|ton|votre) message (?:could not|couldn't|cannot|was not|wasn't|n'a pas pu|ne peut pas|n'a pas ete) (?:be |etre )?(?:sent|posted|envoye|poste|publie)?/u,
  /^[^a-z0-9_]{0,8}(?:the |le |la |this |ce )?(?:stream|live|chaine|channel)(?: is| est)? (?:hors ligne|offline)(?![a-z])/u,
  /(?<![a-z])(?:don|donation|tip) (?:anonyme |anonymous )?(?:de|of) [$]?\d{1,6} ?(?:[$]|eur|euros?|dollars?|usd)? ?(?:recu |received )?(?:de la part de|de|par|from|by) @?[a-z0-9_]/u,
  /(?<![a-z])prime ?: ?@?[a-z0-9_]{2,25} (?:utilise|a utilise|uses|used|just used)(?![a-z])/u,
  /(?<![a-z])(?:compte|account)(?: de)? @?(?!(?:is|was|est|has|a|are|and|et|can|be|to|gets?|will|twitch|bancaire)(?![a-z]))[a-z0-9_]{2,25} (?:est |is |was |a ete |has been )?(?:suspendu|suspended|banned|banni|bloque|blocked|ferme|closed|supprime|deleted|desactive|disabled)(?![a-z])/u,
  /^[^a-z0-9_]{0,8}@?[a-z0-9_]{2,25} (?:has |a |vient de )?(?:left|joined|quitte|rejoint|quitter|rejoindre) (?:the |le |la |ce |this )?(?:chat|channel|salon|chaine|stream|room|live)[^a-z0-9_]{0,12}$/u,
  /(?<![a-z])(?:donated|tipped|just tipped|a fait un don d[e']|a donne|vient de donner|a envoye|new donation:?(?: of)?|nouveau don :?(?: de)?)\s?(?:[$£]\s?\d|\d{1,6} ?(?:[$£]|eur|euros?|dollars?|usd))/u,
  /(?<![a-z])(?:you|tu|vous|@?[a-z0-9_]{3,25}) (?:won|win|earned|received|as gagne|avez gagne|as recu|avez recu|gagnes?|a gagne|recoit|remporte) (?:the )?\d{1,7} (?:channel |chat )?(?:points?|bits|subs?)(?![a-z])/u,
  /(?<![a-z])(?:lance|launches|starts?|is starting) (?:un|a) raid (?:avec|with|of|de) \d/u,
  /(?:thanks|thank you|merci)(?: to| a)? @?[a-z0-9]\w{2,24} (?:for|pour) (?:the |les |le |ton |your |tes |ses |his |her )?(?:\d{1,5} )?(?:gift(?:ed)? )?(?:subs?|abonnements?|abos?|bits|raid|follow|donations?|resub|cheer)(?![a-z])/u,
  /(?:vient de|viens de) (?:suivre|follow|rejoindre|resub|sub|donner|raid)(?![a-z])|(?:just|has) (?:followed|resubbed|subbed|raided|donated)(?![a-z])/u,
  /(?<![a-z])raids? (?:incoming |arriving |en approche |arrive )?(?:from|by|de|du|par) @?[a-z0-9]\w{2,24} (?:incoming )?(?:with|avec|of|de|a|!|\()/u,
  /(?<!\d)\d{1,5} (?:minutes?|min|secondes?|seconds?|heures?|hours?|jours?|days?) (?:d'exclusion|de timeout|de ban|de mute|timeout|ban|mute|d'expulsion|of timeout) (?:for|pour|to|a|de) /u,
  /(?:gifts?|gives?|offers?|offre|donne|drops?) \d{1,4} (?:subs?|abonnements?|abos?|gift subs?|subscriptions?)(?![a-z])/u,
  /(?:sub|subs|subscriber|follower|emote)s?[- ]only (?:chat|mode)(?! (?:lets?|means?|allows?|is (?:a|for|when|useful)|was|restricts?|helps?|makes?|keeps?|limits?|stops?|prevents?|blocks?))/u,
  /chat (?:reserve|limite|restreint) aux (?:abonnes|followers|subs)[^.]{0,12}(?:active|maintenant|on|desormais)/u,
  /(?:prime|abonnement|sub|trial|essai) (?:expires?|expire|ends?|finit|se termine) (?:tonight|today|tomorrow|soon|ce soir|demain|bientot|aujourd'hui|in \d|dans \d)/u,
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
  /(?:slow|emote|sub|subs|subscriber|follower|followers|shield)[ -]?(?:only )?mode (?:is |est )?(?:on|off|active|enabled|disabled)/u,
  /mode (?:lent|abonnes?|emotes?|followers?) (?:est )?(?:active|desactive|on|off)/u,
  /(?:stream|live|chat|channel|chaine) (?:is|est|va|will|sera|has been|a ete) (?:over|fini|termine|closed|ferme|being closed|about to end|suspended|suspendu|banned|banni)/u,
  /^[^a-z0-9]*[a-z0-9]\w{2,24} (?:is|est) (?:banned|bannie?|timed out|exclue?|muted|mute)[^a-z]*$/u,
  new RegExp(
    `(?<![a-z])${you}(?: guys| all| user| utilisateur)? ${was} (?:\\w{1,14}(?:ly|ment) |now |maintenant |pour |for )?${punished}(?![a-z])`,
    'u',
  ),
  /(?<![a-z])(?:ban|timeout|suspension|bannissement|exclusion|mute)\s?(?::|-|=>|->|>) ?@?\w{3,25}/u,
  /(?<![a-z])(?:banned|timed out|banni|exclu|timeout|muted) (?:for|pour|pendant) \d+ ?(?:s|sec|min|h|j|d|years|ans|seconds|secondes|minutes|heures|hours|days|jours)/u,
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
    /(?<!(?:an?|the|old|this|that|religious|good|bad|warning|road|stop|star|peace|of) )(?<![a-z])(?:log|sign|logg|connect) ?(?:in|on|back in)(?![a-z])/u,
    60,
    /(?:your account|to (?:continue|verify|confirm|claim|keep|avoid|restore|unlock|watch|stay)|again|with your|now|twitch|here|immediately|before)/u,
  ],
  [
    /(?:re)?connecte[zr]?[ -]?(?:toi|vous)/u,
    60,
    /(?:compte|pour (?:continuer|verifier|confirmer|reclamer|garder|eviter|rester|recevoir|recuperer|debloquer)|a nouveau|avec (?:ton|votre|tes|vos)|maintenant|twitch|ici|immediatement|avant)/u,
  ],
  new RegExp(
    `${checks} (?:\\w{1,12} ){0,2}(?:your|ton|ta|tes|votre|vos|that you|que (?:tu|vous)) ?(?:\\w{1,12} ){0,2}${proofs}`,
    'u',
  ),
  new RegExp(`${gave}(?: (?!en |au |aux |de )[\\w$£@]{1,20}){0,4} ?${gifts}(?![a-z])(?! ${explains}(?![a-z]))`, 'u'),
  /(?:just|has|have) (?:re)?subscribed/u,
  /vient de (?:se re|s')abonner/u,
  /s'est (?:re)?abonnee? (?:au niveau|avec prime|pour|depuis|pendant|a la chaine|au tier)/u,
  /just followed/u,
  /vient de (?:follow|suivre|rejoindre la chaine)/u,
  /merci pour (?:le|ton) follow \w/u,
  /(?:is|are) raiding/u,
  /raiding (?:with|the channel|you)/u,
  /raids? (?:the channel|la chaine) with/u,
  /arrive avec un raid/u,
  /debarque avec un raid/u,
  /lance un raid de/u,
  /raid de \d/u,
  /raid of \d/u,
  /(?:party|groupe) of \d{1,6} (?:viewers|raiders)/u,
  /(?<!\d)\d{1,6} (?:raiders|viewers) from/u,
  /hype train (?:level|niveau|lvl|has|a |est|is|start|lance|demarre)/u,
  /a (?:lance|declenche) (?:un|le) (?:hype train|raid|sondage|pub)/u,
  /prediction (?:started|lancee|ouverte)/u,
  /(?:poll|sondage) (?:started|lance|ouvert) par/u,
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
  new RegExp(
    `${youAre} (?:now |maintenant |desormais |officiellement |officially |a |an |un |une |the |le |la |promoted to |promue? ){0,3}${rank}(?![a-z])`,
    'u',
  ),
  /all users? (?:are|have been|will be)/u,
  /tous les (?:utilisateurs|viewers|spectateurs) (?:sont|seront|ont ete) (?:maintenant |desormais )?(?:bannis|moderateurs|modos|vip|exclus|suspendus)/u,
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
  /(?:claim|redeem|collect|reclame[rz]?|recupere[rz]?|recois|recevez|obtiens|obtenez|grab|get) (?:your|ton|ta|tes|votre|vos) ?(?!share|part|cut)(?:\w{1,12} ){0,3}(?:prize|reward|gift|drops?|prix|lot|recompense|cadeau|nitro|skins?|bits|giveaway|bonus|subs?|abonnement|crypto|airdrop|coins?|tokens?|iphone|steam card|gift card|carte cadeau|carte steam|robux|v-?bucks)(?![a-z])/u,
  /(?<!(?:to|pour) )(?:claim|redeem|collect|reclame[rz]?|recupere[rz]?) (?:the|le|un|a|an) ?(?!share|part|cut)(?:\w{1,12} ){0,3}(?:prize|reward|gift|drops?|prix|lot|recompense|cadeau|nitro|skins?|bits|giveaway|bonus|subs?|abonnement|crypto|airdrop|coins?|tokens?|iphone|steam card|gift card|carte cadeau|carte steam|robux|v-?bucks)(?![a-z])/u,
  /(?:your|ton|votre) (?:\w{1,12} ){0,2}(?:will be|sera|va etre|is going to be) (?:\w{1,14}(?:ly|ment) )?(?:deleted|banned|closed|suspended|terminated|locked|supprimee?|bannie?|fermee?|suspendue?|bloquee?|resiliee?|desactivee?)/u,
  /(?:dmca|copyright|community guidelines?|terms of service|tos|conditions d'utilisation|regles de la communaute) (?:\w{1,12} )?(?:strike|notice|warning|violation|infraction|avertissement|takedown)/u,
  /(?:last|final|dernier|ultime) (?:warning|avertissement|notice|rappel)(?: before| avant|[^a-z]*:|[^a-z]*!)/u,
];

/** Somebody is banned: of a chat, or of a league, a country and a network, as the news say. */
export const outcast: readonly Shape[] = [
  new RegExp(
    `^[^a-z0-9]*(?:user |utilisateur |viewer |le viewer |the user |l'utilisateur |@)?[a-z0-9]\\w{2,24} ${was} (?:\\w{1,14}(?:ly|ment) |now )?${punished}(?: (?:for|pour|pendant|by|par|from|du|de|permanently|definitivement|until|jusqu)|[^a-z]*$|\\s?[(:.,!-])`,
    'u',
  ),
];
const elsewhere =
  /(?<![a-z0-9])(?:1[89]\d\d|20[0-4]\d|twitter|facebook|youtube|instagram|reddit|fifa|uefa|nba|nfl|ligue|league|country|pays|olympi|school|congress)/u;

export const tellsNotice = (look: Look): boolean =>
  anyOf(look, ofTheSystem) ||
  anyOf(look, notices) ||
  (anyOf(look, outcast) && !look.readings.some((reading) => elsewhere.test(reading)));
