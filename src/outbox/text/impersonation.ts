import { filler, flatten } from './confusables.ts';

const twitch = 't+w+[i1l!|]+t+c+h+';
const office =
  'staff|admins?|administrat(?:eur|ion|or)s?|support|team|moderat(?:ion|eur|or)s?|securit[ey]|safety|officiel|official|officielle|equipe|employee?s?|assistance|help|legal|partner(?:ship)?s?';
const speaker = [
  `(?:l'|le |la |the )?(?:${office})(?: (?:de|du|of|from|chez))? ${twitch}`,
  `${twitch}(?:[ _.-]?(?:${office}))?(?:[ _.-](?:${office}))?`,
  `(?:message|annonce|avertissement|alerte|notice|warning|announcement|avis)s? (?:officiel(?:le)?s?|system(?:e)?|de ${twitch}|from ${twitch}|(?:de |du )?(?:la )?(?:${office})(?: (?:de )?${twitch})?)(?: de ${twitch})?`,
  `(?:official|system|${twitch})(?: ${twitch})? (?:message|announcement|notice|warning|alert|notification)s?`,
  'systeme?|automod|nightbot|streamelements|moobot|fossabot|wizebot|streamlabs',
].join('|');

// Who is speaking is said in front: of the text, of a sentence, or in brackets.
// Between two words, what no word has in it is read once from its beginning.
const front = String.raw`(?:^|(?<![^a-z])(?=[^a-z]*?(?:[.!?…]\s|\s[-–—|•>*]|[[({<«"*_])))[^a-z]*`;
const patterns = [
  new RegExp(`${front}(?:${speaker})(?:[^a-z0-9]{0,6}:|[\\s*_"'»)\\]}>]*(?:>|»|\\||->))`, 'iu'),
  new RegExp(`[[({<*](?:\\s)*(?:${speaker})\\s*[\\])}>*]`, 'iu'),
  new RegExp(
    `(?:^|\\s)[-–—~]+\\s*(?:${office})(?: (?:de|of))? ${twitch}\\W*$|(?:^|\\s)[-–—~]+\\s*(?:l'|the |la )?${twitch} (?:${office})\\W*$|(?<![-–—~])[-–—~]+\\s*l'equipe (?:de )?${twitch}\\W*$`,
    'iu',
  ),
  new RegExp(
    `(?:je suis|nous sommes|ici|c'est|i am|i'm|we are|we're|this is)(?: un| une| le| la| les| du| de| an| a| the| from)*(?: l')? ?(?:(?:${office})(?: (?:de|du|chez|of|from|at|for))? ${twitch}|${twitch} (?:${office}))`,
    'iu',
  ),
  new RegExp(`(?:au nom d[eu]|de la part d[eu]|on behalf of)(?: l'equipe(?: de)?| the)? ${twitch}`, 'iu'),
  new RegExp(`^[^\\p{L}\\p{N}]*(?:${office}) ?:.*tw+[i1l!|]+t+c+h`, 'iu'),
];

const worthALook = /tw+[i1l!|]|syst|automod|bot|stream(?:lab|ele)|offici/i;

/** Whether the text passes itself off as Twitch, its staff or another bot. */
export function impersonates(text: string): boolean {
  const flat = flatten(text).replaceAll(filler, '').replace(/’/g, "'");
  if (!worthALook.test(flat)) return false;
  return patterns.some((pattern) => pattern.test(flat));
}
