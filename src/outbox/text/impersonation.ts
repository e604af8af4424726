import { anyOf, type Look, type Shape } from './look.ts';
import { oneOf } from './one-of.ts';

const twitch = 't+w+[il!|1]+t+c+h+';
/** Who works at Twitch. */
const office = oneOf`
  staff; personnel; admins?; administrat(?:eur|ion|or)s?; support; team; moderat(?:ion|eur|or)s?; securit[ey]; security; safety
  trust and safety; officiel; official; officielle; equipe; employee?s?; assistance; help; legal; partner(?:ship)?s?
  billing; prime
`;
/** Who has a say in the channel. */
const chair = oneOf`
  mods?; modos?; moderat(?:or|eur|rice|ion)s?; head ?mods?; lead ?mods?; super ?mods?; mod ?team; admins?
  administrat(?:eur|or|ion|rice)s?; staff; streamers?; streameurs?; streameuses?; broadcasters?; sysadmin
  channel owner; owner of (?:the|this) channel; proprietaire de la chaine
`;
const bots = oneOf`
  automod; nightbot; streamelements; moobot; fossabot; wizebot; streamlabs; cloudbot; botisimo; phantombot; deepbot
  sery_bot; soundalerts; streamstickers; kofistreambot; pretzelrocks; commanderroot; frostytools; own3d
`;
const speaker = [
  `(?:l'|le |la |the )?(?:${office})(?: (?:de|du|of|from|chez|at|@))? ${twitch}`,
  `${twitch}(?:[ _.-]?(?:${office}|tv|gaming|france|fr|en|bot|rivals|crew|system|systeme|notice|alert|alerte|info|infos|news))?(?: (?:${office}|notice|alert|info|message))?`,
  `(?:message|annonce|avertissement|alerte|notice|warning|announcement|avis|info|communique|note|rappel|reminder)s? (?:officiel(?:le)?s?|system(?:e)?|important|urgent|de ${twitch}|from ${twitch}|(?:de |du |des |d'|from |by )?(?:la |les |l'|the |un |une |your )?(?:${office}|${chair})(?: (?:de )?${twitch})?)(?: de ${twitch})?`,
  `(?:official|system|staff|admin|moderator|mod|${twitch})(?: ${twitch})? (?:message|announcement|notice|warning|alert|notification|info|log)s?`,
  `systeme?|system message|${bots}`,
  `(?:le |la |les |the |your |votre |ton |our |notre |un |une |a )?(?:${chair})(?: (?:here|ici|chat|message|team|dit|says?|annonce|parle|speaking|de la chaine|of the channel|du chat|du stream|en chef|officiel(?:le)?))?`,
].join('|');

// Who is speaking is said in front: of the text, of a sentence, or in brackets.
// Between two words, what no word has in it is read once from its beginning.
const front = String.raw`(?:^|(?<![^a-z])(?=[^a-z]*?(?:[.!?\x85]\s|\s[-|·>*]|[[({<«"*_])))[^a-z]*`;
const opening = `[[({<«*|~_"'=]`;
const closing = `[\\])}>»*|~_"'=]`;
const badge = `(?:${chair}|${office}|owner|vip|host|system(?:e)?|server|serveur|official|officiel|verified|verifie|${twitch}(?:[ _.-](?:${office}))?|${bots}|bot|info|alerte?|annonce|announcement)`;
const self = `(?:je suis|nous sommes|on est|ici|c'est moi|c'est|i am|i'm|im|we are|we're|this is|it's me|its me|it's|here is|here's|voici|moi,?|speaking as|en tant que|en ma qualite de|(?<!it |them |run |open |session |work |works |worked |job |hired |known |trained |serves |served |life )as)`;
const article = `(?: (?:bien|juste|vraiment|actually|really|the real|le vrai|la vraie|your|votre|ton|ta|notre|our|un|une|le|la|les|l'|du|de|des|an?|the|one of the|l'un des|head|lead|new|nouveau|nouvelle|official|officiel)){0,3}`;
/** What a dictionary says of the word, and no speaker of himself. */
const defined =
  '\\s*(?:founded|launched|created|released|bought|short for|abbreviation|modification|plateforme|fonde|lance|cree|rachete|(?:an?|une?|the|le|la) (?:\\w{1,15} )?(?:platform|plateforme|site|service|company|entreprise|fan|word|mot|person|personne|modification|tool|outil|game|jeu|role))(?![a-z])';
/** "⚔ MOD ⚔": the word alone between two of the same signs. */
const signed =
  /^\s*([^a-z0-9\s]{1,3}) ?(?:mods?|modos?|admins?|staff|twitch|moderat(?:or|eur|rice|ion)|streamer|streameur|system|systeme) ?\1/;

/** What one may be of the platform. */
const posts = oneOf`
  agent; representant; representative; robot; bot; serveur; server; patron; boss; ceo; pdg; directeur; director
  employee?; membre; voice; voix; siege
`;
const from = oneOf`
  direction; service [a-z]{3,12}; notification; communique; siege; controle; dernier rappel; last reminder; message
  decision
`;
/** What it would do to a viewer. */
const does = oneOf`
  sent me; m'envoie; informe; welcomes? you; asks? (?:you(?! to be)|for your); demande (?:ta|ton|votre|a chacun)
  wants (?:you|everyone|your); veut (?:que|votre|ton); gives? \d; offre \d; here; talking; speaking; qui parle; parle
  n°; no\.; :; has (?:flagged|suspended|closed|decided|found); a (?:signale|suspendu|ferme|decide|releve)
  va (?:fermer|supprimer|couper); will (?:close|delete|suspend|shut) (?:this|your|the)
`;
/** Whoever would command in the channel. */
const heads = oneOf`
  bras droit; right hand; porte-parole; spokesman; chef; head; boss; patron; responsable; person in charge; in charge
  autorite; authority
`;
/** What he would ask for. */
const commands = oneOf`
  calm; on se calme; problem; souci; order; ordonne; exige; demand; asks; demande; everyone; silence; quiet; signed
  i demand; j'exige; type
`;
/** What the platform, its people and those of the channel say of themselves and do to others, in whole sentences. */
const acts: readonly Shape[] = [
  /^[^a-z0-9]{0,8}(?:(?:hey|hi|hello|coucou|salut),? )?(?:its|it's|it is|c'est|c|ici) twitch,? (?:the real|c nous|c'est nous|nous|le vrai|les vrais?|here|speaking|qui parle)/u,
  /(?<![a-z])(?:signe|signed|signature) ?:? ?(?:le |the |l'|la )?(?:(?:personnel|crew|people|staff|equipe|direction) )?(?:de |of |du )?twitch(?![a-z])/u,
  /(?<![a-z])(?:my twitch (?:employee |staff )?badge|mon badge (?:d'employe |du personnel |staff )(?:de )?twitch)/u,
  /(?<![a-z])(?:foi de (?:modo|moderateur|streamer)|mod'?s honou?r|(?:moderator|mod|modo|streamer)'?s? orders?:|ordre (?:du|des|de) (?:modos?|streamer) ?:)/u,
  /(?<![a-z])(?:je represente|i (?:do )?represent) (?:la plateforme|the platform|twitch)(?![a-z])/u,
  new RegExp(
    `${self}${article}(?: aussi| also)? ?(?:un |an? |l'|le |la |the )?(?:${twitch} )?${posts}(?:(?: (?:officiel|official|de|of|du|d'|l'equipe|the|personnel|staff|team))* ?(?:${twitch}|la plateforme|the platform)(?![a-z])(?! (?:fan|viewer|channel|chat))|(?<=twitch (?:agent|employee)))`,
    'u',
  ),
  [
    new RegExp(`(?<![a-z])(?:ceo|pdg|patron|boss|directeur|head) (?:de |of |d')?(?:the )?${twitch}`, 'u'),
    40,
    /it's me|c'est moi|me voici|lui-meme|himself/u,
  ],
  /(?<![a-z])(?:badge (?:cle|staff|a molette)|(?:staff|wrench) badge)[^.!?]{0,30}(?:je suis|(?:i'm|i am)(?! not)|oui|yes|on[:,]|active)/u,
  new RegExp(
    `(?:^|[.!?:,"«] ?)(?:${twitch}|nous sommes ${twitch}|${from} (?:de |du |of |from |by )?${twitch}|${twitch},? (?:service|prize desk|notification|support|legal|security)[a-z ]{0,20})(?: (?:fr|france|hq|officiel|official))?,? ?(?:vous|te|t'|m'|nous)? ?${does}`,
    'u',
  ),
  new RegExp(`(?<![a-z])(?:this is|c'est|ici) ${twitch} (?:talking|speaking|qui parle|pas le bot|not the bot)`, 'u'),
  new RegExp(
    `(?<![a-z])(?:membre du|member of|fais partie du|part of the|belong to|appartiens a|appartient a|owned by|envoye par|sent by|mandated by|mandate par|working for|travaille pour) (?:the |le |la |l')?(?:personnel de |staff of |equipe de |team of )?${twitch}(?![a-z])[^.!?]{0,60}(?:confiance|trust|transmet|forward|inspect|check|verif|behave|sages|obey|you|vous|$)`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:compte|account) (?:certifie|verified|officiel|official) ${twitch}|(?<![a-z])${twitch} (?:verified|certified) account`,
    'u',
  ),
  /(?:error|erreur) 4\d\d ?: (?:stream|diffusion|channel|chaine)/u,
  // Of moderators: what they are, and what they do.
  /(?<![a-z])(?:i|je) (?:just )?(?:banned|unban|unbanned|muted|timed out|kicked|bannis|debannis|vire|expulse|mute|timeout|kick) (?!myself|from the|par |by )@?[a-z0-9_]{2,25}/u,
  /(?<![a-z])(?:i'm unbanning|i'm banning|i'm muting|i'm kicking|j'ai banni|j'ai debanni|j'ai mute|j'ai exclu|j'ai vire|je viens de (?:le |la )?bannir|i (?:have )?just (?:did|banned)|je vais distribuer|i(?: am|'m) going to hand out|handing out) ?(?:@?[a-z0-9_]{2,25}|des bans|bans)/u,
  /(?<![a-z])(?:je t'ai mis|je te mets|i gave you|i put you) (?:un |a |en |in )?(?:timeout|sursis|mute)/u,
  /(?<![a-z])(?:je t'ai mis|i gave you|i put you|je te mets|tu prends|you get|you took|you take|tu viens de prendre|tu as pris) (?:un |a |an |in |en )?(?:ban|strike|mute|avertissement|sursis|warning)/u,
  /(?<![a-z])(?:ban|mute|timeout|bannissement|exclusion) (?:lifted|leve|levee|annule|cancelled) (?:for|pour|de) @?[a-z0-9_]{2,25}/u,
  /(?<![a-z])(?:i moderate|je modere|i'm turning on|i turn on|j'active|je passe|i enable|je desactive|i'm enabling) (?:this |ce |the |le )?(?:chat|salon|slow mode|mode lent|followers?[- ]only|subs?[- ]only|emote[- ]only|mode abonnes|shield mode)/u,
  /(?<![a-z])(?:i hold|i have|je detiens|j'ai) (?:the |les |des )?(?:mod(?:erat(?:or|ion))?|droits? de mod\w*) ?(?:rights|powers?|privileges)?(?=[,.!]| et| and|,)/u,
  /(?<![a-z])(?:i|je) (?:can|peux) (?:ban|bannir|mute|rendre muet)(?: (?:anyone|n'importe qui|you|you all))?[^.!?]{0,30}(?:in fact|d'ailleurs|starting|a commencer|try me|just did|viens de)/u,
  /streamer's right hand here/u,
  /(?<![a-z])(?:as|en tant que|en ma qualite de) (?:the )?(?:person in charge|responsable|chef|boss|head) (?:of|du|de) (?:the |ce |this )?(?:chat|salon|stream|channel|chaine)/u,
  new RegExp(
    `(?<![a-z])${heads} (?:(?:du|de la|de ce|des|of|of the|of this) )?(?:streamer|streameur|modos?|moderateurs?|mods?|chat|channel|chaine)(?: (?:here|ici|a l'appareil|on the line|speaking|parle))?[^.!?]{0,30}${commands}`,
    'u',
  ),
  /(?:signed|signe),? (?:par |by )?(?:the |l'|la |le )?(?:chat authority|autorite du chat|mods?|modos?|moderation)/u,
  /(?<![a-z])(?:i speak for|je parle (?:au nom|pour)|by order of|sur ordre|at the (?:streamer's )?request|a la demande) (?:du |de |of )?(?:the |le |la |un )?(?:stream|chat|channel|patron|boss|modo?|staff)/u,
  /(?:streamer|streameur|streameuse|modo|mod)(?: is| me|'s)? (?:dictating|dicte|commands?|ordonne|orders|demande (?:vos|vos|a tous)|wants your|veut vos) ?/u,
  /(?<![a-z])(?:consider yourself|considere-toi|considerez-vous) (?:fired|banned|vire|banni|out|exclu|removed|muted)/u,
  /(?<![a-z])(?:last|final|derniere|dernier|ultime) (?:call|sommation|warning|avertissement|reminder|rappel) (?:before|avant|de|from)/u,
  /(?<![a-z])(?:you're|you are|tu es|t'es|vous etes) (?:now )?(?:on probation|en sursis|muted|sous surveillance|on thin ice)(?![a-z])/u,
  /(?:sanction|penalty|punition) ?(?:: ?|level \d|de niveau \d|applied|appliquee)[^.!?]{0,30}(?:muet|mute|ban|applied|appliquee|exclu|timeout|\d)/u,
  /^(?:automati[a-z]{1,6} ?: ?)?\d (?:infractions?|offences?|strikes?|fautes?)/u,
  /(?<![a-z])role ?: ?(?:moderator|modo|moderateur)[^!?]{0,12}action/u,
  /(?<![a-z])(?:three strikes|trois fautes)[^.!?]{0,40}(?:you have|tu en es|you're at)|(?<![a-z])(?:strike|avertissement)s?,? (?:il t'en reste|\d left|you have \d)/u,
  /root@\w{2,12}[:~]|(?:moderator|mod|moderateur|admin) (?:access|acces) (?:granted|accorde)|acces (?:moderateur|modo|admin) accorde/u,
  /(?<![a-z])(?:i hereby|je te|je vous|i) (?:make you|nomme|nommes|name you|promote|promeus|fais de toi|strip your|'ll strip your|te retire|take away your|retire ton) ?(?:a |un |le |the |your |ton )?(?:mods?|modos?|moderat(?:or|eur)|vip)/u,
  /(?<![a-z])i'll strip your vip/u,
  /je te retire ton (?:badge|vip)/u,
  /(?<![a-z])(?:regles?|reglement|rules?)(?: of (?:this )?chat| du chat)? (?:have |has |ont |a |is |are )?(?:changed?|modifie|changent|change) ?[:,.]/u,
  /(?<![a-z])(?:one more word|encore un mot|un mot de plus|next one to (?:speak|talk)|le prochain qui parle)[^.!?]{0,16}(?:ban|bannis|banni|out|degage|timeout|mute|exclu)/u,
  /(?<![a-z])we (?:mods|moderators)(?![a-z])|(?<![a-z])nous,? (?:les )?(?:modos|moderateurs)(?![a-z])/u,
];

/** Power over the channel, and people of the platform, in other words. */
const powers: readonly Shape[] = [
  /(?<![a-z])(?:my|mon|ma|i have a|j'ai une|j'ai l'|with the|avec l') ?(?:green sword|epee verte)/u,
  /(?<![a-z])(?:mods?|modo|moderator|moderateur) (?:a l'ecoute|on duty|de garde|de service|at your service|a votre service|a ton service)/u,
  /(?<![a-z])(?:ton|votre|your) (?:modo|mod|moderateur|moderator) (?:prefere|bien-aime|devoue)|your (?:favou?rite|loving|faithful) mod(?:erator)?(?![a-z])|le modo que je suis|(?<![a-z])me,? the (?:head )?mod(?:erator)?(?![a-z])/u,
  /(?<![a-z])(?:i'm|i am|je suis) (?:the (?:person|one|face|guy|girl)|la personne|celui|celle|le visage) (?:that )?(?:que )?(?:you|tu|vous) (?:see|watch|vois|voyez|regardes?)/u,
  /(?<![a-z])(?:droits?|rights|access|acces) (?:d'|de |of |as )?(?:an? )?(?:administrateur|admin|administrator|moderation|moderateur|moderator) (?:sur|on|in|dans) (?:cette|la|this|the|ce)/u,
  /(?<![a-z])(?:bot|robot)[^.!?]{0,20}(?:but|mais) (?:it's|c'est) @?[a-z0-9_]{3,25} (?:on|at|au|sur|derriere|behind) (?:the |le )?(?:keyboard|clavier)/u,
  new RegExp(`(?<![a-z])${twitch} (?:a l'appareil|on the line|on the phone|au bout du fil|talking,)`, 'u'),
  /(?:je suis|i'm|i am|i come) (?:de|from|of) (?:la |the )?(?:maison|house|company|firme) (?:mauve|violette|purple)/u,
  /(?<![a-z])(?:modo?s|les modos|moderators|moderateurs),? (?:stand down|repos|rompez|at ease)/u,
  /(?<![a-z])(?:i outrank (?:you|the mods|all)|je suis au-dessus (?:de vous|des modos|des moderateurs)|i'm above the mod)/u,
  /(?<![a-z])(?:j'ai|i have|i hold|je porte) (?:l'|the |an? |une |my |mon )?(?:epee|sword|marteau de ban|ban hammer|banhammer)(?: verte)?,? (?:donc|so|et|and|alors|here|dans ce)/u,
  /(?<![a-z])(?:mes pouvoirs|my powers?|my mod powers?) (?:de |d'|as a |of )?(?:modo|mod|moderateur|moderator)|(?<![a-z])(?:utiliser|use|using) (?:mes|my) (?:pouvoirs? de modo|mod powers?)/u,
  /(?<![a-z])(?:nous autres|us|we the|we,? your) (?:modos|moderateurs|mods|moderators)/u,
  /(?<![a-z])(?:je modere|i moderate|i mod) (?:cette|this|la|the|ce|your|votre) (?:chaine|channel|chat|stream)/u,
  /(?<![a-z])(?:i have|j'ai|my|mon) (?:a |an |un |le )?(?:hidden |invisible )?(?:staff|twitch) badge|(?<![a-z])badge (?:de )?staff[^.!?]{0,24}(?:cache|invisible|hidden)|mais je fais partie du staff/u,
  [
    /(?<![a-z])(?:consider me|considerez-moi|i'm literally|je suis litteralement|trust me,? i'm|croyez-moi,? je suis) /u,
    24,
    new RegExp(`(?<![a-z])${twitch}(?! (?:fan|viewer|addict|user))`, 'u'),
  ],
];
export const impersonations: readonly Shape[] = [
  ...powers,
  ...acts,
  new RegExp(
    `^[^a-z0-9]*(?:a |un |une |the |le |la |your |votre |ton )?(?:${chair}|${office}) (?:here|ici|speaking)[,.:!]`,
    'u',
  ),
  /(?<![a-z])(?:speaking|talking|typing|writing|parle|ecris|ecrit|tape|cause) (?:to you |a vous |here |ici )?(?:through|via|from|with|using|a travers|par|avec|depuis|sur) (?:the |this |my |le |ce |mon )?(?:bot|compte du bot|bot's account)/u,
  new RegExp(`${front}(?:${speaker})(?:[^a-z0-9]{0,6}:(?!${defined})|[\\s*_"'»)\\]}>]*(?:>|»|\\||->|=>))`, 'u'),
  new RegExp(
    `^[^a-z0-9]*(?:le |la |les |the |your )?(?:${chair}|${twitch}(?:[ _.-](?:${office}))?) ?(?:-{1,3}|~|·) `,
    'u',
  ),
  new RegExp(`^[^a-z0-9]*(?<=${opening}\\s{0,2})${badge}(?:[ _:-]+\\w{1,25})?\\s*${closing}`, 'u'),
  new RegExp(
    `[[{]\\s*(?:${chair}|${twitch}|${bots}|system(?:e)?)(?: (?:${office}|message|notice|team))?\\s*[\\]}]`,
    'u',
  ),
  new RegExp(`[({<]\\s*(?:${speaker})\\s*[)}>]`, 'u'),
  new RegExp(
    `^[^a-z0-9]*[a-z0-9]\\w{1,24} ?[[(<|,-]{1,2} ?(?:le |la |the |your |votre |ta |ton |un |a )?(?:${chair}|owner|proprietaire)\\s?[\\])>|]?\\s?[:>»,-]`,
    'u',
  ),
  new RegExp(
    `(?:^|\\s)[-~]+\\s*(?:the |l'|la |le |les |your |votre |signe:? )?(?:${office}|${chair})(?: (?:de|of|du|from))?(?: ${twitch})?\\W*$|(?:^|\\s)[-~]+\\s*(?:l'|the |la )?${twitch}(?: (?:${office}))?\\W*$|(?<![-~])[-~]+\\s*l'equipe (?:de )?${twitch}\\W*$`,
    'u',
  ),
  new RegExp(
    `(?:signe|signed|cordialement|regards|sincerely|bien a vous)\\s?[,:(]?\\s?(?:par |by )?(?:la |le |les |the |l'|your )?(?:${office}|${chair}|${twitch})(?: ${twitch})?\\W*$`,
    'u',
  ),
  new RegExp(
    `${self}${article}(?: l')? ?(?:(?:${office})(?: (?:de|du|chez|of|from|at|for))? ${twitch}|${twitch} (?:${office}|staff|employee))`,
    'u',
  ),
  new RegExp(
    `\\b${self}${article} ?(?:modos?|mods?|moderateurs?|moderatrices?|moderators?|streamers?|streameurs?|streameuses?|broadcasters?|admins?|administrat(?:or|eur|rice)s?|channel owner|owner of (?:the|this) channel|proprietaire de (?:la|cette) chaine)(?! (?:bot|virtuel|for|pour|who|qui)\\b)(?=[^a-z]|$)`,
    'u',
  ),
  new RegExp(
    `\\b(?:je bosse|je travaille|nous travaillons|i work|we work|employee?) (?:chez|pour|for|at|@) ?${twitch}`,
    'u',
  ),
  new RegExp(
    `(?:au nom d[eu]s?|de la part d[eu]s?|on behalf of|speaking for|par ordre d[eu]s?|by order of|sur ordre d[eu]s?)(?: l'equipe(?: de)?| la| les| l'| the| our| your)? ?(?:${twitch}|${chair}|${office})`,
    'u',
  ),
  /\b(?:streamers?|modos?|mods|moderateurs?|moderators?|moderation|broadcaster|staff) (?:asks?|wants?|orders?|requires?|tells?|told|asked|says?|demandent?|exigent?|veut|veulent|ordonnent?|vous|te) (?:you|everyone|everybody|all of you|all|a tous|tout le monde|vous|demandent?|dit|informe)/u,
  new RegExp(
    `\\b(?:message|mot|ordre|annonce|word|order|orders|announcement|notice) (?:from|by|of|du|de la|des|de|d'un|d'une) ?(?:the |your |our |la |le |un |une |notre |votre )?(?:${chair}|${twitch})(?=[^a-z]|$)`,
    'u',
  ),
  new RegExp(`^[^\\p{L}\\p{N}]*(?:${office}) ?:.*tw+[i1l!|]+t+c+h`, 'u'),
];

/** What such messages are, told by who does not write one. */
const exposed: readonly RegExp[] = [
  /^(?:an? |un |une |any |every |tout |les? )?(?:messages?|whispers?|mails?|accounts?|comptes?) [^.!?:]{0,80}(?:est une arnaque|are scams|is a scam|is fake|sont des arnaques|est faux|are fake)[.!]?$/u,
  /^(?:non,? |no,? )?(?:je suis|i'm|i am) (?:juste |just |only )?(?:un|a) (?:simple )?(?:chat ?)?bot,? (?:and |et )?(?:pas|not|non) (?:un |an? |the |le )?[^.!?,:]{2,40}[.!]?$/u,
  /^(?:non,? |no,? )?(?:je ne suis pas|i'm not|i am not) (?:un |an? |le |the )?(?!bot|robot|chatbot|juste|just|only|qu|human|humain)(?:(?!i am|i'm|je suis|mais |but )[^.!?:]){3,90}[.!]?$/u,
];

/** Whether the text passes itself off as Twitch, its staff, those who run the channel, or another bot. */
export function impersonates(look: Look, names: readonly string[] = [], viewerName = ''): boolean {
  if (look.readings.some((reading) => signed.test(reading))) return true;
  if (look.readings.every((reading) => exposed.some((one) => one.test(reading)))) return false;
  if (speaksAs(look, names, viewerName.toLowerCase())) return true;
  return anyOf(look, impersonations);
}

/** A label in front of the text: "Name:", "<Name>", "[Name]". */
const label = /^[^\p{L}\p{N}_]*(\w{2,25})(?: ?\([^()]{1,20}\))? ?[\])}*"']{0,3} ?[:>»|\]](?!\/)/u;
const me = /(?:je suis|c'est moi|ici|i am|i'm|it's me|this is),? ,?(\w{2,25})(?=[\s,.!:]|$)/u;

/** A login that is no word: it has a line or digits between its letters. */
const isLogin = (name: string) =>
  /[a-z]/.test(name) && (name.slice(1).includes('_') || /[a-z]\d{1,24}[a-z]/.test(name));
const onOtherAccount =
  /(?:it's|c'est|this is|i'm|je suis|ici) ([a-z]\w{2,24}) (?:on|sur|from|depuis|speaking|qui parle|here|with|avec) (?:the|le|un|a|another)? ?(?:bot|compte|account|autre|second|alt|parle)/;
const isHere = /^[^a-z0-9]*([a-z]\w{2,24}) (?:here|ici|speaking)[,.:!]/;

function speaksAs({ readings }: Look, names: readonly string[], viewerName: string): boolean {
  return readings.some((reading) => {
    const named = label.exec(reading)?.[1] ?? '';
    if (named !== '' && named !== viewerName && (names.includes(named) || isLogin(named))) return true;
    const other = onOtherAccount.exec(reading)?.[1] ?? isHere.exec(reading)?.[1];
    if (other !== undefined && other !== viewerName && (names.includes(other) || isLogin(other))) return true;
    return names.includes(me.exec(reading)?.[1] ?? '');
  });
}
