import { anyOf, hasOneOf, type Look, mayBeIn, type Shape } from './look.ts';
import { phonesIn } from './numbers.ts';
import { oneOf } from './one-of.ts';
import { cut, placed, type Span } from './spans.ts';

// What somebody could be reached, found or robbed by. What is a piece of text is cut out; a sentence that gives a person's
// whereabouts is not said at all.

const dot = String.raw`(?:\s?\.\s?|\s?[[({<*]\s?(?:dot|point|pt|d0t|\.)\s?[\])}>*]\s?|\s(?:dot|point|pt)\s)`;
/** Mail, also "name (at) host (dot) tld". */
const mail = new RegExp(
  `(?<![a-z0-9._+-])[a-z0-9._+-]{1,64}\\s?(?:@|[[({<*]\\s?(?:at|arobase|arobas|@|a)\\s?[\\])}>*])\\s?[a-z0-9-]{1,63}(?:${dot}[a-z0-9-]{2,63}){1,3}`,
  'gi',
);
const coordinates: readonly RegExp[] = [
  /(?<![\d.,])[-+]?\d{1,2}\.\d{3,}°?\s?[NSns]?\s?[,;/ ]\s?[-+]?\d{1,3}\.\d{3,}°?\s?[EWOewo]?(?!\d)/g,
  /(?<![\d.,])[-+]?\d{1,2},\d{4,}°?\s?[NSns]?\s?[;/ ]\s?[-+]?\d{1,3},\d{4,}°?\s?[EWOewo]?(?!\d)/g,
  /\d{1,3}\s?°\s?\d{1,2}\s?'\s?(?:\d{1,2}(?:[.,]\d+)?\s?(?:"|'')?)?\s?[NSEWO](?![a-z])/gi,
];
const contacts: readonly RegExp[] = [
  mail,
  new RegExp(
    `(?<![a-z0-9._+-])[a-z0-9._+-]{2,64} (?:at|arobase|arobas|chez) (?:gmail|hotmail|outlook|yahoo|live|icloud|proton(?:mail)?|orange|free|laposte|sfr|wanadoo|gmx|aol|mail)(?:${dot}[a-z]{2,3})?(?![a-z])`,
    'gi',
  ),
  // Bank accounts and cards.
  /(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){3,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Z0-9])/g,
  /(?<![\d.,])(?!(?:(?:19|20)\d\d[ .-]?){4})\d{4}([ .-]?)\d{4}\1\d{4}\1\d{4}(?!\d)/g,
  /(?<![\d.,])3[47]\d{2}[ .-]?\d{6}[ .-]?\d{5}(?!\d)/g,
  // Social security: French, and of the United States.
  /(?<![\d.,])[12][ .-]?\d{2}[ .-]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .-]?\d{2}[ .-]?\d{3}[ .-]?\d{3}(?:[ .-]?\d{2})?(?!\d)/g,
  /(?<![\d.,-])\d{3}-\d{2}-\d{4}(?![\d-])/g,
  // The numbers of films, and local ones that are told as such.
  /(?<![\d.,/-])555[-. ]?01\d{2}(?![\d-])/g,
  ...coordinates,
  // Wallets, and whatever else is a key: long, of letters and digits mixed.
  /(?<![a-z0-9])(?:bc1[a-z0-9]{20,}|0x[a-f0-9]{32,}|addr1[a-z0-9]{30,}|(?:bitcoin|ethereum|monero|litecoin):[a-z0-9]{20,}|ltc1[a-z0-9]{20,}|xpub[a-z0-9]{30,})/gi,
  // Keys by their first letters.
  /(?<![A-Za-z0-9])(?:sk|pk|rk)[-_](?:live|test|proj|ant|or)?[-_]?[A-Za-z0-9_-]{12,}/g,
  /(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|hf_|npm_|dop_v1_|shpat_|SG\.|AKIA|ASIA|AIza|ya29\.|EAAC|live_\d+_|oauth:|(?:Bearer|Basic) (?=[A-Za-z_-]{0,40}[\d.=+/])|eyJ)[A-Za-z0-9_.=+/-]{8,}/g,
  /-{0,5}\s?BEGIN [A-Z ]{0,24}(?:KEY|CERTIFICATE)[\s\S]*/g,
  // A bot's, of Telegram.
  /(?<![\dA-Za-z])\d{8,10}:[A-Za-z0-9_-]{30,}/g,
  // Discord's, as name and number.
  /(?<![\w#])[\w.]{2,32}#\d{4}(?!\d)/g,
  /(?:live:|skype:)[\w.-]{4,}/gi,
  // MAC addresses.
  /(?<![0-9a-f:])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![0-9a-f:])/gi,
];
/** Words without which no sentence goes on for long. */
const joining = oneOf`
  the; and; for; are; was; were; that; this; with; from; you; your; not; but; all; one; can; will; has; have; had; his; her
  its; our; they; them; there; when; what; who; why; how; which; into; than; then; out; off; over; only; just; also; very
  been; being; does; did; don; isn; les; des; une; est; sont; pas; que; qui; pour; dans; sur; avec; sans; par; plus; tout
  mais; ont; fait; elle; ils; nous; vous; mon; ton; son; mes; tes; ses; leur; cette; ces; aux; donc; comme; bien; tres
  encore; aussi; meme; entre; chez; vers; sous; quand; lol; kappa; lul; pogchamp; haha; spam
`;
const seedPhrase = new RegExp(
  `(?<![a-z]|[a-z],? )(?:(?!${joining} )[a-z]{3,8} ){11,23}(?!${joining}(?![a-z]))[a-z]{3,8}(?!,? ?[a-z])`,
  'g',
);
/** What is announced by a word or a sign. */
const announced: readonly RegExp[] = [
  /(?<![a-z])(?:double authentification|two[- ]factor|2fa|validation|verification)(?: code)? (?:est|is|:|c'est) ?\d{3} ?\d{3}(?!\d)|(?:backup|recovery|secours|recuperation) codes? ?(?::|are|sont|is|est) ?\d{3,5}-?\d{3,5}(?:, ?\d{3,5}-?\d{3,5}){0,9}/gi,
  /(?<![a-z])(?:password|passphrase|mot de passe|mdp|cle wifi|wifi key)[^.!?"«]{0,30}["«] ?(?=[^"»]{0,30}\d)[^\s"»]{5,40} ?["»]/gi,
  /(?<![A-Za-z0-9])[LM13](?=[A-Za-z]{0,12}[a-z][A-Z])[1-9A-HJ-NP-Za-km-z]{25,34}(?![A-Za-z0-9])/g,
  // What is called a password, and is no word.
  /(?<![a-z])(?:password|passwd|passphrase|pwd|mot de passe|mdp|secret)(?: [a-z][a-z0-9_]{0,24}){0,4}?(?:\s?[:=]\s?| (?:is|est|c'est|was|are) )(?: ?(?:three|two|one|trois|deux|un) (?:words|mots),? ?)?(?=[^\s\d]{0,40}\d)(?=[^\sa-z]{0,40}[a-z])[^\s"'»)]{6,60}/gi,
  /(?<![a-z])(?:password|passwd|pwd|pw|mdp|pass)[:= ]{1,3}(?=[A-Za-z]{0,20}\d)(?=[\da-z]{0,20}[A-Z])[A-Za-z\d!$%&?_-]{6,40}/g,
  /(?<![a-z])(?:root|admin|login)[:/](?=[a-z]{0,20}\d)[a-z\d!$%&?_-]{4,24}/gi,
  // Numbers that open something, but for those that stand in every book.
  /(?<![a-z])(?:(?:2fa|otp|pin|cvv|cvc)(?: code)?|(?:verification|validation|confirmation|security|2fa|two-factor|authentication|sms|pin|login) code|code (?:de )?(?:verification|validation|securite|confirmation|connexion|pin|2fa|sms)(?: (?:pin|2fa|sms))?)(?: (?:is|est|c'est|was|de la carte|of the card))?\s?[:=#]?\s?(?!1234(?!\d)|0000(?!\d))\d{3,8}(?!\d| ?(?:times?|fois|dollars|euros))/gi,
  /(?<![a-z])(?:(?:one[- ]time|single[- ]use) (?:pass)?code|code (?:pin|wifi|unique|a usage unique)|pin(?: code)?)(?: (?:for|of|de|du|pour)(?: (?:the|la|le|l'|my|ma|mon))? ?[a-z]{2,12})? ?(?:is|est|:|c'est) ?(?!1234(?!\d)|0000(?!\d))\d{3} ?\d{1,5}(?!\d| ?(?:times?|fois|dollars|euros))/gi,
  /(?<![a-z])(?:(?:recovery|seed|secret|backup|wallet) phrase|phrase (?:de recuperation|secrete|de recup|seed|de secours))(?: (?:is|est|c'est))?\s?:?\s?[a-z]{3,10}(?:,? [a-z]{3,10}){7,24}/gi,
  /(?<![a-z])(?:call|text|ring|phone|number|numero|tel|appelle|appelez)(?: \w{1,8}){0,2}[:, ]{1,3}[2-9]\d{2}-\d{4}(?![\d-])/gi,
  // Twelve words or more in a row, none of which joins the others: what a wallet is opened with. Between commas they are a list.
  seedPhrase,
  // Names with their passwords, and what programmes sign in with.
  /(?<![a-z])(?:user(?:name)?|login|id|email)\s?[=:]\s?\S{2,40}[\s,;&]{1,3}(?:pass(?:word)?|pwd|mdp)\s?[=:]\s?\S{4,40}/gi,
  /(?<![a-z])(?:(?:x-)?api[-_ ]?key|(?:access|auth|refresh|x-auth|bot)[-_ ]?token|client[-_ ]?secret|session(?:[-_ ]?id)?|(?:set-)?cookie|x-auth)\s?[:=]\s?(?=\S{0,60}\d|[\w=]{0,12}[a-f]{16})[\w.+/=%-]{8,}/gi,
  // Bank accounts by the bank's code, or by their number.
  /(?<![A-Za-z])(?:BIC|SWIFT|RIB|IBAN|bic|swift|rib|iban)\W{0,3}[A-Z]{6}[A-Z0-9]{2,5}(?![A-Za-z0-9])/g,
  /(?<![a-z])(?:compte|acct|account|rib|iban|routing)(?: (?:no|number|num|numero|n°|is|est))?\s?[:#]?\s?\d{8,24}(?!\d)/gi,
  // Wallets and keys in pieces.
  /(?<![a-z0-9])(?:bc1q?|ltc1q?|0x)(?:[ -]{1,3}(?=[a-z]{0,19}\d)[a-z0-9]{3,20}|[ -]{1,3}[a-z0-9]){3,}/gi,
  /(?<![a-z0-9])0x(?:[ -][0-9a-f]{4,10}){3,}(?![a-z0-9])|(?<![a-z0-9])(?:zero |0 ?)x(?: [0-9a-f]){10,}/gi,
  // Discord's, by number.
  /<@!?\d{15,20}>|(?<![a-z])discord(?: id)?\s?:?\s?\d{15,20}/gi,
  // Places: as a grid, a plus code, or three words.
  /(?<![A-Z0-9+])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![A-Z0-9+])/g,
  /(?<![a-z])plus ?code\s?:?\s?[23456789cfghjmpqrvwx]{4,8}[ +]{1,2}[23456789cfghjmpqrvwx]{4,8}(?:\+[a-z0-9]{2,3})?/g,
  /\/\/\/\s?[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20}/gi,
  /(?<![a-z0-9])[NSns]\s?\d{1,2}\s?°?\s?\d{1,2}[.,]\d{2,4}'?\s?,?\s?[EWew]\s?\d{1,3}\s?°?\s?\d{1,2}[.,]\d{2,4}/g,
  /(?<!\d)\d{1,2}\s?(?:°|degr[a-z]{1,3})\s?\d{1,2}\s?(?:'|min[a-z]{0,4})\s?\d{1,2}(?:[.,]\d+)?\s?(?:"|''|sec[a-z]{0,4})?\s?(?:north|south|nord|sud|n|s)(?![a-z])/gi,
];
const tokens = /[A-Za-z0-9_+/=.~-]{16,}/g;

/** Of no language: digits and letters mixed, or capitals and small letters. */
function isKey(token: string): boolean {
  if (/^[\d.,-]+$/.test(token) || /^[a-z]+(?:[-_./][a-z]+)*$/i.test(token)) return false;
  const bare = token.replace(/[^A-Za-z0-9]/g, '');
  if (bare.length < 16) return false;
  const turns = bare.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])|[a-z](?=[A-Z])/g)?.length ?? 0;
  const digits = bare.match(/\d/g)?.length ?? 0;
  // Shorter ones are names of files and products too.
  if (bare.length < 20) return digits >= 2 && turns >= 6 && /[a-z]/.test(bare) && /[A-Z]/.test(bare);
  return (digits >= 2 && turns >= 3) || (bare.length >= 26 && digits >= 1 && turns >= 5);
}

const group = /[A-Za-z0-9]+/g;

/** A key that is written in groups of four to ten, most of which have digits in them. */
function keysInGroups(flat: string): readonly Span[] {
  // Three groups have digits at least.
  if (!/\d[^\d]*\d[^\d]*\d/.test(flat)) return [];
  const spans: Span[] = [];
  let run: Span[] = [];
  let digits = 0;
  const close = () => {
    // Words behind it are none of its groups.
    while (run.length > 4 && /^[a-z]+$/.test(flat.slice(run.at(-1)!.start, run.at(-1)!.end))) run.pop();
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

/** Those that are no words, so that a name may follow without a sign. */
const named = oneOf`
  sn[a4]p(?:ch[a4]t)?; [i1]nst[a4](?:gr[a4]m)?; ig; the gram; t[e3]l[e3] ?gramm?e?; tg; t-?g-?r-?m; t[i1]k ?t[o0]k
  the clock app; whats ?app; wa; kik; d[i1]sc[o0]rd; dsc; skype; psn; facebook; fb; messenger; twi?tte?r; onlyfans
  mym; p[a4]y ?p[a4]l; cash ?app; venmo; lydia; paylib; revolut; be ?real; signal; bluesky; bsky; threads
  l'oiseau bleu; the bird app
`;
/** All of them. */
const platform = oneOf`
  ${named}; tele; disc; x\.com; linkedin; of; fansly; mastodon; reddit; steam; xbox live; gamertag; epic(?: games)?
  riot(?: id)?; battle\.?net; friend code; code ami; wise; patreon; ko-?fi; tinder; grindr; bumble; wechat; viber
  line id; youtube; yt; twitch; kick; tumblr; vk; github
`;
/** A name with a line, a dot or a digit in it, which no word has. */
const login = '(?:[a-z]{1,20}[\\d_.][a-z0-9_]|[\\d_]{1,9}[a-z])[a-z0-9_.]{1,22}';
/** How somebody is asked to write elsewhere. */
const reach = oneOf`
  add; follow; dm; message; hit; text; msg; contact; find; reach; join; write; ping; pm; mp; call; subscribe to
  check; ajoute[rz]?; suis; suivez; suivre; contacte[rz]?; ecri[st]; ecrivez; rejoin[st]; rejoignez; trouve[rz]?
  retrouve[rz]?; abonne[rz]?[ -](?:toi|vous); viens; venez; parle[rz]?; go; va; allez; mate[rz]?; check
`;
const whom = oneOf`
  me; moi; him; her; us; nous; la; le; lui; them; them all; my; mon; ma; mes; our; out my; up my; his; notre; sa; son
  parler; voir
`;
const whose = oneOf`
  my[ ]; mon[ ]; ma[ ]; mes[ ]; our[ ]; notre[ ]; the[ ]; le[ ]; la[ ]; his[ ]; her[ ]; son[ ]; sa[ ]; ce[ ]; this[ ]
`;
export const handles: readonly Shape[] = [
  /^[^a-z0-9]*(?:(?:sc|snap|ig|insta|fb|tt)(?: ?: ?| )|u\/)[a-z0-9_]{3,24}[a-z0-9][^a-z0-9]{0,8}$|(?<![a-z])(?:my|mon|ma|add|ajoute) \x03\x03? ?(?:is|c'est|:|=)? ?@?[a-z0-9_.]{3,25}/u,
  /(?<![a-z])(?:fb|facebook|messenger|linkedin) ?:? ?[a-z]{3,20} (?!is|est|was|has|page|live|group|marketplace|a )[a-z]{4,20}[^a-z0-9]*$/u,
  /(?<![a-z])(?:my|mes|all my) (?:socials?|reseaux)(?: are| sont)?(?: all| tous)? ?:? ?["'«]? ?@?[a-z]*[\d_][a-z0-9_]*/u,
  /(?<![a-z])(?:at sign|arobase) [a-z0-9_.]{4,25} (?:on|sur) |(?<![a-z])(?:twitter|insta(?:gram)?|x|tiktok) ?[([](?:at|@|a)[)\]] ?[a-z0-9_]{4,}/u,
  /@[a-z0-9_.]{4,25} (?:on|sur) (?:x|twitter|insta|snap|tiktok|threads|bluesky|telegram)(?![a-z])|(?<![a-z])x ?(?:→|->|=>|\x85|>)+ ?@[a-z0-9_]{4,}/u,
  /^[^a-z0-9]{0,8}(?:my |mon )?(?:sc|snap|ig|insta) (?=[a-z]{2,20}[\d_])[a-z0-9_]{5,24}\s*$/u,
  /(?<![a-z])(?:gamertag|psn|friend code|code ami|steam id) (?:is|est|c'est) [a-z0-9_]{4,}|(?<![a-z])my (?:snap|insta|ig|telegram|discord|tiktok)'s [a-z0-9_.]{4,}/u,
  /(?<![a-z])(?:bluesky|bsky|insta(?:gram)?|snap(?:chat)?|telegram|tiktok|twitter|threads|mastodon) ?: ?[a-z0-9_]{2,20} (?:dot|point|underscore|tiret) [a-z0-9]/u,
  /(?<![a-z])(?:cherche|look up|search|search for|find|tape|trouve) ["'][^"']{3,40}["'] (?:sur|on) (?:facebook|fb|insta|snap|telegram|tiktok|linkedin|twitter|discord|onlyfans)/u,
  /(?<![a-z])(?:telegram|insta(?:gram)?|snap(?:chat)?|discord|twitter|tiktok|facebook)(?: (?:de|of) @?[a-z0-9_]{2,25})? (?:is|est|c'est) @[a-z0-9_.]{4,}/u,
  /(?:sur|on) (?:le truc|l'appli|the app|the thing|le reseau) (?:au|with the|avec le|a l'|du) ?(?:petit |little |white |yellow )?(?:fantome|ghost|oiseau|bird|avion|plane|camera)/u,
  /(?<![a-z])(?:arobase|@) ?[a-z0-9]{2,20}(?: point | underscore | tiret | ?\. ?)[a-z0-9]{2,20}(?: (?:sur|on) |$)/u,
  /(?<![a-z])(?:steam|psn|xbox|epic|riot)(?: id| name| tag)?,? (?=[a-z]{0,20}[_\d#])[a-z0-9_]{3,20}(?:#[a-z0-9]{3,5})?,? ?(?:add|ajoute|$|[.!])/u,
  /(?<![a-z])riot id [a-z0-9 ]{3,16}#[a-z0-9]{3,5}/u,
  /(?<![a-z/])in\/(?=[a-z]+-)[a-z0-9-]{6,}|cash ?app:? ?[$][a-z]/u,
  /(?<![a-z])(?:ami|id|pseudo|compte|friend) (?:steam|epic|xbox|psn|riot|switch|nintendo) ?(?:: ?|est |is )[a-z0-9_.-]{4,}/u,
  /(?<![a-z])(?:steam|epic|xbox|psn|riot) friend name [a-z0-9_.-]{5,}/u,
  /(?<![a-z])(?:lydia|paypal|leetchi|cagnotte|venmo|cash ?app|paylib|wero)(?: leetchi)? (?:au nom de|in the name of|sous le nom) [a-z]/u,
  /(?<![a-z])(?:lydia|leetchi|paypal) ?: ?cagnotte [a-z0-9]{3,}/u,
  /(?<![a-z])(?:cagnotte|leetchi)(?: leetchi)? ?:? ?[a-z0-9]{2,20}-[a-z0-9]{2,20}/u,
  /(?<![a-z])(?:sur|on) (?:x|twitter|insta|snap) (?:je suis|i am|i'm|c'est|it's|my name is|mon pseudo est) @?[a-z0-9_]{4,}/u,
  /(?<![a-z])(?:facebook|telegram|insta(?:gram)?|snap(?:chat)?|tiktok|discord|onlyfans|whatsapp),? (?:cherche|search|look for|find|tape|type) [a-z0-9_.]{4,}/u,
  /(?<![a-z])(?:psn|xbox|gamertag|switch|steam)(?: id)? ?: ?(?=[a-z]{0,20}[\d_-])[a-z0-9_-]{4,}|(?<![a-z])of ?: ?[a-z0-9_.]{5,},? (?:lien|link)/u,
  /(?<![a-z])(?:twi?tte?r ?\/ ?x|x ?\/ ?twi?tte?r)\s?(?:=>|->|:|=|>)?\s?@?[a-z0-9_]{4,}/u,
  /(?<![a-z])(?:steam|xbox|psn|nintendo|switch|epic|riot|gamertag|reddit) ?(?:id|gamertag|live|name|pseudo)? ?: ?(?!(?:the|a|le|la|un|une|les|version|edition|game|jeu)(?![a-z]))[a-z0-9_.-]{3,20}(?:,? (?:code ami|friend code) |(?: [a-z]{3,15})? \d{1,4}(?![\d.,h%]))/u,
  /(?<![a-z0-9])(?:i'm |je suis |find me at |suis )u\/[a-z0-9_-]{4,20}|(?<![a-z0-9])u\/[a-z0-9]{2,16}_[a-z0-9_-]{2,20}/u,
  /(?<![a-z])(?:battle ?(?:tag|net)|bnet)(?: id)?[:, ]{1,3}[a-z0-9]{3,16}#\d{3,6}|(?<![a-z])(?:steam|switch|nintendo|epic|roblox)? ?(?:friend code|code ami) ?:? ?(?:sw-?)?\d[\d -]{5,}/u,
  /(?<![a-z])(?:yt|youtube|tiktok|twitter|x|ig|bereal|threads|bluesky)[,:]? @(?!(?:home|least|all|once)(?![a-z]))[a-z0-9_.]{4,25}(?![a-z0-9])/u,
  /(?<![a-z])(?:twitter|insta(?:gram)?|tiktok|snap(?:chat)?|twitch) (?:slash|barre) [a-z0-9]{3,}/u,
  /(?<![a-z])my sc is (?:[a-z0-9] ){4,}/u,
  new RegExp(
    `(?<![a-z0-9.])${named}[^a-z0-9@]{1,3}(?:(?:i'm|i am|je suis|moi|moi c'est|c'est|my name is|sous|under|as) )@?(?!x\\.com)${login}`,
    'u',
  ),
  /(?<![a-z0-9])(?:reddit |on reddit )?u\/(?=[a-z_-]{0,20}\d)[a-z0-9_-]{4,20}(?![a-z0-9])/u,
  /(?<![a-z])(?:facebook|fb|messenger|linkedin) ?: ?[a-z]{2,20} [a-z]{2,20} (?:officiel|official|page|perso)/u,
  /(?<![a-z])(?:at|arobase|@) ?[a-z0-9 -]{4,40} (?:on|sur) (?:the |le |la |l')?(?:bird|ghost|clock|gram|photo|reseau a l'oiseau|appli? (?:au fantome|a l'oiseau)|site a l'oiseau|oiseau)(?: (?:site|app|network|bleu))?/u,
  /(?<![a-z0-9.])(?:snap(?:chat)?|insta(?:gram)?|tik ?tok|telegram|kik|twitter|onlyfans|discord|skype|whats ?app)(?: me)?\s?[:@]?\s?@?[a-z0-9_.]{4,25} (?:viens|come|dm|mp|add|ajoute|follow)/u,
  /(?<![a-z0-9.])(?:snap(?:chat)?|insta(?:gram)?|tik ?tok|telegram|kik|twitter|onlyfans|whats ?app)(?: me)?\s?(?::\s?@|@\s?)[a-z0-9_.]{4,}/u,
  /(?<![a-z])(?:add|ajoute|follow|suis|dm|mp|join|rejoins) @?[a-z0-9_.]{3,25} (?:on|sur|via) (?:snap|insta|tik|tele|kik|twit|only|disc|what|face|fb|ig)/u,
  /(?:compte|account|profile?|page|chaine)(?: \w{1,12})? (?:de|of|d') ?@?\w{2,25} (?:est|is|c'est|:) ?@?[a-z0-9_.]{3,}/u,
  new RegExp(
    `(?<![a-z0-9.])${platform}(?: (?:id|name|user|username|pseudo|compte|account|tag|handle|perso|prive|page|profil|profile|me|moi|@|c'est|is|est)){0,3}\\s?(?:(?::|=|->|>|=>|/|\\||\\()\\s?@?(?:${login}|[a-z0-9_.]{3,25}\\s*(?:$|[^a-z0-9_ ,.:-]|[:;][)(dp]))|(?:is|est|c'est|-)\\s?@?${login})`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?<!(?:un|le|ce|the|ton|your|du|de|chaque|each) )(?!check (?:out )?twitch)${reach}[ -]?${whom}?(?: up| out| me)? ?(?:on|sur|at|via|through|en|in|dans|a)? ?${whose}?(?:serveur |server |compte |account |groupe |group |chaine |channel |private |prive )?${platform}(?![a-z])(?<!call of)`,
    'u',
  ),
  new RegExp(
    `(?<![a-z])(?:my|mon|ma|mes|our|notre|nos|his|her|son|sa|their|leur|streamer's|the streamer's) (?:new |nouveau |second |private |perso |personal |secret )?${platform}(?: (?:id|name|user|username|pseudo|compte|account|tag|handle|server|serveur|page|perso|prive|link|lien|group|groupe))?\\s?(?::|is|est|c'est|=|@|->|>|,|-|if|si)`,
    'u',
  ),
  new RegExp(
    `(?<![a-z0-9.])${platform}\\s{0,2}(?:[@#/]\\s{0,2}@?[a-z0-9_.]{3,}|:\\s{0,2}@?(?:${login}|[a-z0-9_.]{3,25}\\s*$))`,
    'u',
  ),
  new RegExp(
    `(?<![a-z0-9_@.])@?[a-z0-9][a-z0-9_.]{2,24}[a-z0-9_] (?:on|sur|@|via) ${platform}(?=[^a-z]|$)(?=[^.]{0,40}(?:add|ajoute|follow|suivez|dm|mp|contact|nudes?|photos|(?:to|pour|me) (?:talk|parler)|plus|more))`,
    'u',
  ),
  new RegExp(
    `(?<![a-z0-9.])${named}[\\s:>=,(\\x03-]{1,4}(?:(?:at|arobase|is|est|c'est|-) )?@?(?=[\\d.]{0,4}[a-z])(?=[a-z-]{0,24}[\\d_.][a-z0-9_])[a-z0-9_.-]{4,}`,
    'u',
  ),
  // Spelled: "insta at lily underscore fake", "snap kev fake thirteen, one word".
  [
    new RegExp(`(?<![a-z0-9.])(?:${named}|\\x03)`, 'u'),
    12,
    /(?<![a-z0-9])[a-z0-9]{2,20} (?:underscore|tiret bas|tiret du bas|diese|hashtag|hash|arobase) [a-z0-9]{2,20}|(?<![a-z])[a-z]{2,20} [a-z]{2,20},? (?:tout attache|en un mot|in one word|one word|no space)/u,
  ],
  new RegExp(`(?<![a-z0-9])@?(?=[a-z]{0,24}[\\d_.])[a-z0-9_.]{4,25} ?\\(${named}\\)`, 'u'),
  // A name and a number of four digits.
  /(?<![a-z0-9])(?:d[i1]sc[o0]rd|dsc|disc)[ :]{1,3}[a-z0-9_.]{3,25} ?(?:#|diese|hash|hashtag) ?\d{4}(?!\d)/u,
  /(?<![a-z])[a-z0-9_.]{3,25} (?:#|diese|hash|hashtag) (?:[a-z]{3,6} ){3}[a-z]{3,6}(?![a-z])/u,
  // The platform as its picture: a ghost, a bird, a paper plane, a note, a camera.
  /(?:^|[^\x03])\x03\x03?\s?:?\s?@?(?=[a-z-]{0,24}[\d_.][a-z0-9_])(?=[\d.]{0,4}[a-z])[a-z0-9_.-]{5,25}(?![a-z0-9])/u,
  /(?<![a-z0-9])(?:x|tt|of|sc|fb|wa|ig) ?: ?@?(?=[a-z-]{0,24}[\d_.][a-z0-9_])[a-z0-9_.-]{4,25}/u,
  /(?<![a-z0-9])(?:x|tt|sc) ?: ?@[a-z0-9_]{4,25}/u,
  /(?<![a-z0-9])(?:tt|sc) ?: ?[a-z]{8,25}(?![a-z])/u,
  /(?<![a-z0-9])(?:mym|t1kt[o0]k|tikt0k|sn4p|1nsta|inst4|d1sc[o0]rd|bereal|t-g-r-m)[: ]{1,3}@?(?!pour|avec|est|is|was|and|for)[a-z]{6,25}(?![a-z])/u,
  // Somebody's name on a platform that knows people by it.
  /(?<![a-z])(?:fb|facebook|messenger|linkedin) ?(?:: ?|" ?|« ?)[a-z]{2,20} [a-z]{2,20}(?: [a-z]{2,20})?(?: ?["»]|$|[.,!;)]| par contre| on the other)/u,
  /(?<![a-z])(?:suis|follow|retrouve|find|rejoins|add|ajoute)[ -]?(?:moi|me|us|nous)? (?:sur|on) (?:l'oiseau bleu|the bird app|the blue bird|l'appli (?:chinoise|au fantome)|the ghost app|the clock app|the gram|la photo app)/u,
  [
    /(?<![a-z0-9])(?:u|user|pseudo|username|handle|id|@)\s?:\s?@?[a-z0-9_.]{3,}/u,
    24,
    /(?:on|sur) (?:snap|insta|ig|telegram|discord|tiktok|whatsapp|twitter)/u,
  ],
];

/** Invitations to where nobody watches over the chat, by their code. */
const invites: readonly Shape[] = [
  /(?<![a-z])(?:(?:invite|invitation)(?: code)? ?: ?[a-z0-9-]{4,} ?\(?(?:discord|telegram|guilded)|(?:invite|invitation) code for (?:our|my|the) [a-z]{3,10}(?: ?: ?| )[a-z]{0,20}\d[a-z0-9]{0,20}|(?:serveur|salon|server|discord)[^.!?]{0,24}code d'invitation(?: ?: ?| )[a-z]{0,20}\d[a-z0-9]{0,20})/iu,
  /(?<![a-z])(?:code|invite) [a-z0-9-]{4,} (?:on|sur) d[i1]sc[o0]rd/iu,
  /(?<![a-z])(?:discord|telegram|guilded|whatsapp)(?: server| serveur)? (?:invite|invitation|join)(?: code| link)?\s?(?::|is|=|->)\s?\S{4,}/iu,
  /(?<![a-z])(?:code|lien) d'invitation (?:discord|telegram|guilded|whatsapp|du (?:serveur|discord))\s?(?::|c'est|est|=|->)\s?\S{4,}/iu,
  /(?<![a-z])gg,? (?:slash|barre) [a-z0-9-]{4,}/iu,
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

const digitWords =
  /(?:zero|oh|un|deux|trois|quatre|cinq|six|sept|huit|neuf|one|two|three|four|five|seven|eight|nine)\W{1,3}(?:zero|oh|un|deux|trois|quatre|cinq|six|sept|huit|neuf|one|two|three|four|five|seven|eight|nine|dix|vingt|trente|quarante|cinquante|soixante)/i;

const keycaps = /(?:\d\uFE0F?\u20E3\s?){7}/u;

/** Where everybody may know that they are. */
const landmarks =
  /(?<![a-z])(?:statue of liberty|statue de la liberte|eiffel|colosseum|colisee|pyramids?|pyramides?|big ben|mont-saint-michel|machu picchu|taj mahal|kremlin|everest|louvre|notre-dame|stonehenge|vatican|acropolis|acropole|mount fuji|north pole|pole nord)(?![a-z])/i;
const ofSomebody = /(?<![a-z])(?:streamer|viewer|lives?|habite|chez|home|house|maison)(?![a-z])/i;

/** Takes out what somebody could be reached or robbed by; `null` where the text is about nothing else. */
export function withoutContacts(text: string, { flat: { text: flat, place } }: Look): string | null {
  if (
    !/[@[({<*]|\d|sk[-_]|gh[pousr]_|oauth|Bearer|Basic|eyJ|BEGIN|bc1|live:|skype:| at | arobase | chez |[A-Za-z0-9_+/=.~-]{16,}|[Pp]hrase|plus code|zero x|\/\/\/|(?<![a-z])(?:[a-z]{3,8},? ){11}/.test(
      flat,
    ) &&
    !digitWords.test(flat)
  )
    return text;
  if (text.includes('\u20e3') && keycaps.test(text)) return null;
  const spans: Span[] = [];
  const small = flat.toLowerCase();
  const isLandmark = landmarks.test(flat) && !ofSomebody.test(flat);
  for (const pattern of mayBeIn(small, contacts)) {
    if (isLandmark && coordinates.includes(pattern)) continue;
    for (const { 0: found, index: start } of flat.matchAll(pattern)) {
      if (
        pattern === mail &&
        !/\.\s?[a-z-]{2,}|dot|point|pt|d0t/i.test(found.slice(found.search(/@|at\b|arobas|\ba\b/i)))
      )
        continue;
      spans.push({ start, end: start + found.length });
    }
  }
  for (const pattern of mayBeIn(small, announced)) {
    for (const { 0: found, index: start } of flat.matchAll(pattern)) {
      if (!(isLandmark && /°|degr/i.test(found))) spans.push({ start, end: start + found.length });
    }
  }
  spans.push(...phonesIn(flat));
  for (const { 0: found, index } of flat.matchAll(tokens)) {
    if (isKey(found)) spans.push({ start: index, end: index + found.length });
  }
  spans.push(...keysInGroups(flat));
  return cut(text, placed(spans, place));
}

export function givesHandle(look: Look): boolean {
  return (
    anyOf(look, handles) ||
    (/invit|join|rejoin|code|link|lien|slash|barre/i.test(look.flat.text) &&
      hasOneOf(look.flat.text, invites, look.flat.text.toLowerCase()))
  );
}

/** What is cut out; how it is written counts. */
export const contactLists = [contacts, announced] as const;
/** What this file looks for, to be compiled before somebody waits. */
export const personal: readonly Shape[] = [...contacts, ...announced, ...handles, ...invites];
