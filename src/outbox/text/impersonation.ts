import { anyOf, type Look, type Shape } from './look.ts';

const twitch = 't+w+[il!|1]+t+c+h+';
/** Who works at Twitch. */
const office =
  'staff|admins?|administrat(?:eur|ion|or)s?|support|team|moderat(?:ion|eur|or)s?|securit[ey]|security|safety|trust and safety|officiel|official|officielle|equipe|employee?s?|assistance|help|legal|partner(?:ship)?s?|billing|prime';
/** Who has a say in the channel. */
const chair =
  'mods?|modos?|moderat(?:or|eur|rice|ion)s?|head ?mods?|lead ?mods?|super ?mods?|mod ?team|admins?|administrat(?:eur|or|ion|rice)s?|staff|streamers?|streameurs?|streameuses?|broadcasters?|sysadmin|channel owner|owner of (?:the|this) channel|proprietaire de la chaine';
const bots =
  'automod|nightbot|streamelements|moobot|fossabot|wizebot|streamlabs|cloudbot|botisimo|phantombot|deepbot|sery_bot|soundalerts|streamstickers|kofistreambot|pretzelrocks|commanderroot|frostytools|own3d';
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
const self = `(?:je suis|nous sommes|on est|ici|c'est moi|c'est|i am|i'm|im|we are|we're|this is|it's me|its me|it's|here is|here's|voici|moi,?|speaking as|en tant que|en ma qualite de|(?<!work |works |worked |job |hired |known |trained |serves |served |life )as)`;
const article = `(?: (?:bien|juste|vraiment|actually|really|the real|le vrai|la vraie|your|votre|ton|ta|notre|our|un|une|le|la|les|l'|du|de|des|an?|the|one of the|l'un des|head|lead|new|nouveau|nouvelle|official|officiel)){0,3}`;
/** What a dictionary says of the word, and no speaker of himself. */
const defined =
  '\\s*(?:founded|launched|created|released|bought|short for|abbreviation|modification|plateforme|fonde|lance|cree|rachete|(?:an?|une?|the|le|la) (?:\\w{1,15} )?(?:platform|plateforme|site|service|company|entreprise|fan|word|mot|person|personne|modification|tool|outil|game|jeu|role))(?![a-z])';
/** "⚔ MOD ⚔": the word alone between two of the same signs. */
const signed =
  /^\s*([^a-z0-9\s]{1,3}) ?(?:mods?|modos?|admins?|staff|twitch|moderat(?:or|eur|rice|ion)|streamer|streameur|system|systeme) ?\1/;

export const impersonations: readonly Shape[] = [
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

const worthALook =
  /tw+[i1l!|]|syst|automod|bot|stream(?:lab|ele)|offici|mod|admin|staff|stream|broadcast|owner|proprietaire|support|equipe|team|serv|own3d|frosty|pretzel|alert|info|verif|annonce|announ|vip|host/;

/** Whether the text passes itself off as Twitch, its staff, those who run the channel, or another bot. */
export function impersonates(look: Look, names: readonly string[] = [], viewerName = ''): boolean {
  if (look.readings.some((reading) => signed.test(reading))) return true;
  if (speaksAs(look, names, viewerName.toLowerCase())) return true;
  if (!look.readings.some((reading) => worthALook.test(reading))) return false;
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
