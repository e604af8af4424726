import { firstWords, isName, isSentence } from './dotted.ts';
import { flatten } from './letters.ts';
import { mayBeIn } from './look.ts';
import { wordSet } from './one-of.ts';
import { cut, placed, type Span } from './spans.ts';
import { topLevel } from './top-level.ts';

// Of a flat text in small letters: \x02 is a letter of another script, \x03 a picture.
const label = '[a-z0-9\\x02_-]+';
const notBefore = '(?<![a-z0-9\\x02_-])';

const address =
  /(?<![a-z0-9])(?:h\s?[tx]\s?[tx]\s?p\s?s?\s?:\s?[/\\]{0,2}\s?\S*|[a-z][a-z0-9+.-]{0,12}:\/\/\S*)|(?:h(?:tt|xx)ps?:|:\/\/|www\s?\.)\s?\S*/g;
const host = new RegExp(`${notBefore}${label}(?:\\.${label})+`, 'g');
/** Behind a host; what only looks like one has none, so that what stands there is read by itself. */
const hostPath = /(?::\d{1,5}(?!\d))?(?:\.?[/\\]\S*|[?#]\S+)?/uy;

// Endings that nobody means otherwise, for the ways of writing an address that a sentence could also hold.
const plainEndings = 'com|org|ly|ru|xyz|tk|gg|io|tv|fr|net|info|online|shop|site|club';
const shortEndings = `co.uk|com.br|${plainEndings}|co|de|uk|us|eu|be|ca|ch|me|to|app|dev|link|live|top|biz|cc|vip|lol|wtf|world|store|space|pw|su|ws|la`;
const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const numeral =
  '(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|and|un|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|cents?|et)';
const octetWords = `${numeral}(?:[ -]${numeral}){0,4}`;
const path = '(?:\\s?(?:/|\\\\|\\bslash\\b)\\s?\\S+)?';
const after = '(?![a-z0-9])';
/** A dot as a word, or a word for one, drawn apart or not; and how people set it off. */
const dotWord =
  '(?:(?:then |puis )?(?:a |un )?(?:d[ .)(]{0,2}[o0]{1,2}[ .)(]{0,2}t{1,2}(?: then)?)|dawt|poing|pwint?|daht|dee oh tee|p[ .]?[o0][ .]?i{1,2}[ .]?n[ .]?t|punto|ponto|punkt|period|full ?stop|pt)';
const sure =
  '(?:com|org|net|fr|gg|tv|io|ru|xyz|ly|tk|co|be|ch|info|shop|online|site|club|link|app|dev|me|uk|eu|us|ca|top|live|store|biz|blog|gift|icu|click|boutique)';
const drawnOut =
  '(?:c[ .]?[o0][ .]?m|k[o0]mm?|(?:see|sea|cee|ce) (?:oh|o) (?:em|eme)|gee gee|gege|n e t|o r g|f r|g g|x y z|i o|r u|t v|c 0 m|c0m|n3t|0rg)';
const opens = String.raw`[\s"'*_~/\-<([{|.,:«»^=+·]{1,3}`;
const closes = String.raw`[\s"'*_~/\->)\]}|.,:«»^=+·]{1,3}`;
const bracketed = new RegExp(
  `${notBefore}${label}(?:\\s?[[({<]\\s?(?:\\.|dot|d0t|point|pt|,|·)\\s?[\\])}>]\\s?${label})+${path}`,
  'g',
);
const number = '(?:0x[0-9a-f]{1,8}|0[0-7]{1,11}|\\d{1,10})';
const nextSentence = new RegExp(
  `${notBefore}${label}\\. (?:com|org|ly|ru|xyz|tk|gg|io|net|c0m|c ?o ?m)${after}${path}`,
  'g',
);
const disguised: readonly RegExp[] = [
  // Emoji make names too.
  new RegExp(`(?<!\\x03)\\x03+\\.(?:${plainEndings}|la|ws|to|co)(?![a-z0-9])(?:[/?]\\S*)?`, 'g'),
  // "evil .com", "evil . com"; "evil. com" is also how sentences meet, so it takes fewer endings.
  new RegExp(`${notBefore}${label} \\. ?(?:${shortEndings})${after}${path}`, 'g'),
  nextSentence,
  new RegExp(`${notBefore}${label}\\. (?:${shortEndings})\\s?/\\s?\\S+`, 'g'),
  new RegExp(
    `${notBefore}${label}\\s?["'*_~<([{|^]{1,2}[.,]["'*_~>)\\]}|^]{1,2}\\s?(?:${shortEndings})${after}${path}`,
    'g',
  ),
  new RegExp(`${notBefore}${label}${opens}${dotWord}${closes}(?:${sure}|${drawnOut})${after}${path}`, 'g'),
  new RegExp(
    `(?<![a-z])(?:www|https?|h ?t ?t ?p ?s?)[\\s:./\\\\-]{0,4}(?:${dotWord}|colon|deux points|slash|double slash|:)\\b.*`,
    'g',
  ),
  new RegExp(
    `${notBefore}[a-z0-9\\x02-]{3,}(?:dotcom|d0tc0m|dottv|dotlink|dotme|pointtv|pointlink|dotgg|pointcom|dotnet|dotorg|dotfr|pointfr|pointnet|pointorg|dotxyz|dotru|dotio|dottk|dotshop|dotonline|dotclub|dotinfo|dotco|pointxyz|pointgg|pointio|pointru|pointinfo|pointshop|pointtk|pointclub|pointonline|pointco)${after}${path}`,
    'g',
  ),
  new RegExp(
    `${notBefore}${label}[,;'"*|~^](?:com|org|ru|xyz|net|gg|fr|io|tk|shop|club|info|online|top|click|site|live)${after}${path}`,
    'g',
  ),
  new RegExp(`${notBefore}${label}(?:[,;]|\\.{2,3})(?:${shortEndings})(?=[/#?])\\S*`, 'g'),
  new RegExp(`${notBefore}${label}(?:\\.{2,3}|\\x85)(?:com|net|org|xyz|ru|io|gg|info|tv|fr|link)${after}${path}`, 'g'),
  new RegExp(`${notBefore}${label}\\\\\\.(?:${shortEndings})${after}${path}`, 'g'),
  new RegExp(`${notBefore}(?![0-9]+\\s?[°º])${label}\\s?[·°º]\\s?(?:${shortEndings}|c0m)${after}${path}`, 'g'),
  // Numeric hosts: in any base, with dots of any kind, whole.
  new RegExp(
    `(?<![\\d.])${octet}(?:\\s?[[({<"'*]?\\s?(?:\\.|,(?! )|[·°º]|\\bdot\\b|\\bpoint\\b)\\s?[\\])}>"'*]?\\s?${octet}){3}(?!\\.?\\d)(?::\\d{1,5})?(?:/\\S*)?`,
    'g',
  ),
  new RegExp(`(?<![\\w.]|\\d,)${number}(?:\\.${number}){1,3}(?![\\w.])(?::\\d{1,5})?(?:/\\S*)?`, 'g'),
  /(?<![\w.])(?:0x[0-9a-f]{8}|0[0-7]{10,11}|[1-4]\d{9}(?=\/))(?![\w.])(?:[:/]\S*)?/g,
  /\[[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f:.]{0,35}\](?::\d{1,5})?(?:\/\S*)?/g,
  /(?<![\w:])[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}(?![\w:])(?:\/\S*)?/g,
  // Invitations, by host or by code.
  /(?<![a-z0-9])(?:discord|dsc|bit|t|youtu|tinyurl|goo|cutt|twitch|telegram|guilded|wa|is|rb|shorturl|buff|ow|adf|spoti|amzn|s|steam|invite)\s?(?:\.|\bdot\b|\bpoint\b|[[({<]\s?(?:\.|dot|point)\s?[\])}>])?\s?(?:gg|ly|me|be|com|gl|tv|at|gd|st|do|link)\s?(?:[/\\]|\bslash\b)\s?\S+/g,
  /(?<![a-z0-9])discord(?:app)?\s?\.?\s?gg(?![a-z])(?:\s?[/:]?\s?[a-z0-9-]{2,})?/g,
  /(?<![a-z0-9])\.?\s?gg\s?[/\\]\s?[a-z0-9-]{2,}|(?<![a-z])t\s?\.?\s?me\s?(?:\/|\\|slash)\s?\S+/g,
  /(?:steam|discord|tg|whatsapp|twitch|ts3server|minecraft|roblox|magnet|ftp|file|data|intent|market|itms-apps|mailto|tel|sms|javascript):(?:\/\/|\?|\+|[a-z])\S*/g,
];
/** Ways that few take, each with a sign or a word of its own. */
const rare: readonly RegExp[] = [
  // A dot in quotes, between two signs, or as code has it.
  new RegExp(`${notBefore}${label}["']{1,2}\\.(?:com|net|org|fr|gg|xyz|ru)${after}`, 'g'),
  new RegExp(`${notBefore}${label}[-/]\\.[-/](?:${shortEndings})${after}${path}`, 'g'),
  new RegExp(`${notBefore}${label}(?:\\\\u002e|%2e|&#46;|\\\\x2e)(?:${shortEndings})${after}${path}`, 'g'),
  new RegExp(`${notBefore}${label} ?\\. ?(?:${drawnOut}|c\\.o\\.m)${after}${path}`, 'g'),
  // Its parts without dots, behind what begins an address; the dot told behind it; or the ending in one word.
  /(?<![a-z])(?:https?|www|w w w|dub ?dub ?dub|double ?u double ?u double ?u)[\s:/\\.,]{1,5}[a-z0-9-]{3,}[\s.,]{1,2}(?:com|net|org|fr|gg|tv|io|xyz|ru|be|ch|ca|eu|uk|shop|info)(?![a-z0-9])/g,
  /(?<![a-z0-9-])[a-z0-9-]{4,} (?:com|net|org|fr|xyz|gg),? (?:with a|avec un|and a|add a|mets un|plus un|just add (?:a|the)|add the|ajoute le|mets le|avec le) (?:dot|point)(?![a-z])/g,
  /(?<![a-z0-9-])(?!kim )[a-z0-9]+(?:-[a-z0-9]+)+ (?:dot|point)(?:com|net|org|gg|fr|tv)(?![a-z0-9]| bubble| boom| crash| era)/g,
  // The ending told apart: "then a period, then com", "followed by .com", "the ending is net".
  new RegExp(
    `(?<![a-z0-9-])[a-z0-9-]{4,},? (?:puis|then|suivi d'|suivi de|followed by|plus|et|and) ?(?:(?:un|a|le|the) )?(?:dot|point|period|full ?stop|\\.)(?:,? (?:puis|then|et|and|suivi de|followed by)){0,2} ?(?:${sure})${after}`,
    'g',
  ),
  new RegExp(
    `(?<![a-z0-9-])(?:[a-z0-9-]{4,},? )?(?:(?:l'|the |its )?(?:extension|ending)|(?:the|its) (?:domain|tld)|la terminaison|le domaine|ca (?:finit|se termine) par|(?:it )?ends (?:with|in)|ending in)(?: c'est| est| is)?(?: en| in)? ?(?:(?:un |a )?(?:dot|point) |\\.)?(?:com|net|org|fr|gg|tv|ru|xyz|info)${after}(?! file)`,
    'g',
  ),
  /(?<![a-z0-9-])[a-z0-9-]{4,}(?: and| et)?,? (?:add|adding|ajoute[rz]?|mets|mettez|put|tape) (?:a |un |the )?(?:\.|dot ?|point ?)?(?:com|fr|net|org|gg|tv|io)(?![a-z0-9]) (?:at the end|au bout|a la fin|after|behind|derriere|apres)/g,
  /(?<![a-z0-9-])[a-z0-9-]{4,}\/(?:com|fr|net|org|gg|tv|io)(?![a-z0-9]) (?:en mettant|avec|with|and put|et mets) (?:a |un |the )?(?:dot|point)/g,
  /(?<![a-z])(?:www|w w w|dub ?dub ?dub|double ?u double ?u double ?u)[\s:/\\.,]{1,5}[a-z0-9-]{3,} (?:dot|point|dee oh tee|d o t|pwin) (?:com|net|org|fr|gg|tv|io)(?![a-z0-9])/g,
  new RegExp(`(?<![\\d.])${octet}(?: ${octet}){3},? (?:avec|with) (?:des |the |a )?(?:points?|dots?)`, 'g'),
  /(?<![\w:])(?=[a-f:]{0,8}\d)[0-9a-f]{1,4}::[0-9a-f]{1,4}(?![\w:])(?:%\w{1,8})?/g,
  /(?<![a-z0-9-])[a-z0-9-]{4,40}_(?:com|fr|net|org|gg|xyz),? \(?(?:remplace|replace|underscore|le trait|l'underscore|the underscore)/g,
  // "evil ,com", "p.o.i.n.t shop", "192-0-2-15" with its hyphens told.
  new RegExp(`${notBefore}[a-z0-9-]{4,} ,(?:com|net|org|fr|gg|xyz|tv|io)${after}`, 'g'),
  /(?<![a-z0-9-])[a-z0-9-]{4,} (?:p\.o\.i\.n\.t|d\.o\.t|p-o-i-n-t|d-o-t|p_o_i_n_t) [a-z]{2,10}(?![a-z0-9])/g,
  new RegExp(`(?<![\\d.-])${octet}(?:-${octet}){3}(?![\\d-])[^.!?]{0,20}(?:tirets?|hyphens?|dash(?:es)?)`, 'g'),
  /(?<![a-z0-9\x02-])[a-z0-9-]{3,}\.\x02{2,}(?![a-z])/g,
  /(?<![a-z0-9-])(?!(?:the|early|first|a|la|bulle) )[a-z0-9-]{4,} (?:pointcom|dotcom)(?![a-z]| bubble| boom| crash| era| company)/g,
  /::ffff:[0-9a-f]{1,4}:[0-9a-f]{1,4}|(?<![a-z0-9-])[a-z0-9-]{4,}\/(?:com|net|org|fr),? (?:replace|remplace|where the slash|le slash)/g,
  // Backwards.
  /(?<![a-z0-9])(?:moc|gro|zyx)\.[a-z0-9-]{4,}/g,
  /(?<![a-z0-9-])[a-z0-9]+-[a-z0-9-]+\.(?:k[o0]mm?|c[o0]rn|cmo|con)(?![a-z0-9])/g,
  // Numbers as words.
  new RegExp(`(?<![a-z])${octetWords}(?: ?(?:dot|point|\\.) ?${octetWords}){3}(?![a-z])`, 'g'),
  /(?<![a-z.])localhost(?::\d{1,5})?\/\S+/g,
  /(?<![a-z0-9])(?:gg|gee gee|gege|(?:dot|point|\.) ?[a-z]{1,3}) (?:(?:forward )?slash|barre(?: oblique)?) (?=[a-z]{0,20}\d|\d)[a-z0-9]{3,20}/g,
];
/** All of them, each looked for where a text has the words that it needs. */
export const disguises: readonly RegExp[] = [...disguised, ...rare];
const spelled = /(?<!\S)\S(?: \S){4,}(?!\S)/g;

// Two-part names whose ending is also a word of a sentence without its space, or a file's. They get the space.
const sentenceWords = wordSet(`et il la ne se es au is at so no am my as do ma sa va ni si`);
const fileEndings = wordSet(`md sh py rs ps pl zip mov cc java so`);
/** Endings of one company each, which nobody else can have an address under. */
const surnames = wordSet(`abbott dupont ford leclerc lilly rogers schmidt walter weber weir`);
const certain = new Set(
  `${plainEndings}|co|uk|de|app|dev|link|biz|top|live|me|to|eu|be|ca|us|ch|cc|ai|fm|im`.split('|'),
);

type Reading = 'text' | 'glued' | 'link';

function reading(parts: readonly string[], bare: boolean): Reading {
  const whole = parts.join('.');
  if (bare && isName(whole)) return 'text';
  if (bare && parts.length === 2 && isSentence(parts[0]!.toLowerCase(), parts[1]!.toLowerCase())) return 'text';
  if (
    bare &&
    parts.length > 2 &&
    parts.every((part) => /^\p{Lu}[\p{L}-]*$/u.test(part)) &&
    firstWords.has(parts.at(-1)!.toLowerCase())
  )
    return 'text';
  if (bare && parts.length === 2 && /^co-?op$/i.test(parts[1]!)) return 'text';
  if (parts.some((part) => /^xn--/i.test(part))) return 'link';
  // "evil.com-" and "evil.comが" are links as far as their ASCII goes.
  const heads = parts.map((part) => /^[a-z0-9]+/i.exec(part)?.[0] ?? '');
  const last = heads.at(-1) ?? '';
  const ending = last.toLowerCase();
  const leet = ending.replace(/0/g, 'o').replace(/1/g, 'l').replace(/3/g, 'e');
  const known = topLevel.has(ending) || (/[a-z]/.test(ending) && ending.length > 2 && topLevel.has(leet));
  const inside = heads.slice(1, -1).some((part) => certain.has(part.toLowerCase()) && part.length > 2);
  if (!known) return inside ? 'link' : 'text';
  if (!bare || inside) return 'link';
  const first = parts.at(-2) ?? '';
  if (/^(?:Me|To|Be|Us|So)$/.test(last)) return 'glued';
  if (/^\d+(?:e|er|eme|ème|st|nd|rd|th|h|s|m|km|kg)?$/i.test(first)) return 'glued';
  if (/^[ap]\.m$/i.test(parts.slice(0, 2).join('.'))) return 'glued';
  // "M.Dupont" is somebody, "X.Com" is clicked on.
  if (/^[A-Z]$/.test(first) && /^[A-Z][a-z]+$/.test(last)) {
    return certain.has(ending) ? 'link' : surnames.has(ending) ? 'text' : 'glued';
  }
  if (parts.length > 2 || !/^\p{L}{2,}$/u.test(first)) return 'link';
  if (sentenceWords.has(last) || fileEndings.has(last)) return 'glued';
  return /^[A-Z][a-z]+$/.test(last) && !certain.has(ending) ? 'glued' : 'link';
}

/** A dot told in Russian or Greek; and a dot before one character that is an ending by itself. */
const foreign = /[\p{L}\p{N}] (?:точка|τελεία|тчк) (?:ком|рф|ру|орг|нет|com|ru)(?!\p{L})|[a-z0-9]\.[㏄㎉℡㏇㎏]/iu;

/** Takes links out, however they are spelled; `null` when nothing would be left to say. */
export function withoutLinks(text: string, allow: readonly string[], written: readonly string[] = []): string | null {
  const mayLeave = (link: string) => isAllowed(link, allow) || isWritten(link, written);
  const { text: flat, place } = flatten(text);
  const small = flat.toLowerCase();
  if (foreign.test(text)) return null;
  const spans: Span[] = [];
  const allowed: Span[] = [];
  const spaces: number[] = [];
  // Places are those of the flat text, until something is cut.
  const inText = (at: number, length: number) => text.slice(place(at), place(at + length));
  const within = (at: number) => allowed.some(({ start, end }) => at >= start && at < end);
  const take = (at: number, found: string) => {
    if (!within(at))
      spans.push({ start: at, end: at + found.replace(/(?<![.,;:!?)»"'\]}>])[.,;:!?)»"'\]}>]+$/u, '').length });
  };

  for (const { 0: found, index } of small.matchAll(address)) {
    if (mayLeave(inText(index, found.length))) allowed.push({ start: index, end: index + found.length });
    else take(index, found);
  }
  for (const { name, found, index, bare } of hostsIn(flat, small)) {
    if (within(index)) continue;
    const parts = name.split('.').filter(Boolean);
    const written = inText(index, name.length);
    let kind = reading(parts, bare);
    if (kind === 'text') kind = reading(withoutAccents(written).split(dots), bare);
    if (kind === 'text') kind = readingOfAscii(written, bare);
    if (kind === 'text' && isForeign(written)) kind = 'link';
    if (kind === 'text') continue;
    const whole = found();
    if (mayLeave(inText(index, whole.length))) {
      allowed.push({ start: index, end: index + whole.length });
      continue;
    }
    if (kind === 'link') take(index, whole);
    else spaces.push(index + name.lastIndexOf('.') + 1);
  }
  for (const { 0: found, index } of small.matchAll(bracketed)) {
    if (
      found
        .split(/[^a-z0-9\x02-]+/)
        .slice(1)
        .some((part) => topLevel.has(part))
    )
      take(index, found);
  }
  for (const pattern of mayBeIn(small, disguises)) {
    for (const { 0: found, index } of small.matchAll(pattern)) {
      // "Com" with a capital begins a sentence.
      if (pattern === nextSentence && /\. [A-Z]/.test(flat.slice(index, index + found.length))) continue;
      if (
        !flat.endsWith(' .NET', index + found.length) &&
        !isOfEndings(found, small.slice(index + found.length, index + found.length + 12)) &&
        !isVersion(found, small.slice(Math.max(0, index - 12), index))
      )
        take(index, found);
    }
  }
  for (const { 0: found } of small.matchAll(spelled)) {
    const together = found.replace(/ /g, '');
    if (/https?:|(?:dot|point)(?:com|gg|fr)/i.test(together)) return null;
    for (const [name] of together.matchAll(host)) {
      if (reading(name.split('.'), false) === 'link') return null;
    }
  }
  if (spans.length > 0) return cut(text, placed(spans, place));
  return spaces.map(place).reduceRight((spaced, at) => `${spaced.slice(0, at)} ${spaced.slice(at)}`, text);
}

/** "A .uk ending" and "the dot com bubble" are about endings. */
const isOfEndings = (found: string, behind: string) =>
  /^(?:an?|the|in|of|le|les|la|un|en|du|de|des) \.[a-z]{2,5}$/.test(found) ||
  (/^\S+ (?:dot|point) ?com$/.test(found) && /^ (?:bubble|boom|crash|era|years)/.test(behind));

/** Four small numbers with dots are a version more often than an address; so are two or three numbers. */
function isVersion(found: string, before: string): boolean {
  if (/^(?:0x(?:deadbeef|5f3759df|cafebabe|baadf00d)|127\.0\.0\.1|0\.0\.0\.0)$/i.test(found)) return true;
  if (!/^[0-9a-fx.]+$/i.test(found)) return false;
  // Of a network at home, where nobody else gets.
  if (/^(?:255\.255|10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(found)) return true;
  const parts = found.split('.');
  if (parts.length === 1 || parts.some((part) => /x/i.test(part))) return false;
  // 8.047 is a length; in an address of two numbers that somebody wrote in base eight, the first one is.
  if ((parts.length < 4 ? parts.slice(0, 1) : parts).some((part) => /^0\d{2}/.test(part))) return false;
  if (parts.length < 4 || parts.some((part) => Number(part) > 255)) return true;
  return (
    /(?:v|version|ver|patch|update|maj|build|firmware|release|mise a jour)[\s.:]*$/i.test(before) ||
    parts.every((part) => Number(part) < 30)
  );
}

interface Host {
  readonly name: string;
  readonly index: number;
  readonly bare: boolean;
  /** With port and path, which are no longer read for themselves then. */
  found(): string;
}

function* hostsIn(flat: string, small: string): Generator<Host> {
  for (let at = 0; ; ) {
    host.lastIndex = at;
    const match = host.exec(small);
    if (!match) return;
    const { index } = match;
    const end = index + match[0].length;
    const name = flat.slice(index, end);
    at = end;
    yield {
      name,
      index,
      bare: !/^(?::\d|\.?[/\\]|[?#]\S)/.test(flat.slice(end, end + 2)),
      found() {
        hostPath.lastIndex = end;
        at = end + (hostPath.exec(small)?.[0].length ?? 0);
        return flat.slice(index, at);
      },
    };
  }
}

const dots = /[.。．｡․﹒]/;
/** Of another alphabet: what ends it is an address's ending there, or what it is in front of is no word of ours. */
function isForeign(written: string): boolean {
  const parts = written.toLowerCase().split(dots);
  const last = parts.at(-1) ?? '';
  return !/^[\x00-\x7f]*$/.test(last)
    ? topLevel.has(last) || topLevel.has(last.normalize('NFC'))
    : topLevel.has(last) && !/[a-zà-ÿ]/.test(parts.at(-2) ?? 'a');
}
/** Without accents, but a foreign letter ends the name: "evil.comß". */
const withoutAccents = (name: string) => name.normalize('NFD').replace(/\p{M}/gu, '');

/** An accented letter ends the name as well for who links what is ASCII: "evil.comÉ", but also "fini.très". */
function readingOfAscii(written: string, bare: boolean): Reading {
  const parts = written.normalize('NFC').split(dots);
  const kind = reading(parts, bare);
  const [head = '', rest = ''] = (/^([a-z0-9]*)(.*)$/isu.exec(parts.at(-1) ?? '') ?? []).slice(1);
  return kind === 'link' && bare && (rest.length > 1 || !certain.has(head.toLowerCase())) ? 'glued' : kind;
}

/** Only plain spellings are allowed: what needs decoding to be recognised is not the host that the operator named. */
function isAllowed(link: string, allow: readonly string[]): boolean {
  const parts =
    /^(?:https?:\/\/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d{1,5})?[.,;:!?)]*(?:(\/(?!\/)[\w.~%!$&'()*+,;=:@/?#-]*)|»[.,;:!?)»]*)?$/i.exec(
      link,
    );
  if (!parts?.[1] || leadsElsewhere(parts[2] ?? '')) return false;
  const name = parts[1].toLowerCase();
  return allow.some((host) => name === host.toLowerCase() || name.endsWith(`.${host.toLowerCase()}`));
}

/** What a moderator wrote is allowed as it stands there, spelled plainly like every other link. */
function isWritten(link: string, written: readonly string[]): boolean {
  if (!written.some((one) => one.includes(link))) return false;
  const host = /^(?:https?:\/\/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/i.exec(link)?.[1];
  return host !== undefined && isAllowed(link, [host]);
}

const mostDecodings = 3;

/** Whether a path holds another address: behind a mark that ends a link for some readers, or for the host to send on to. */
function leadsElsewhere(path: string): boolean {
  let plain = path;
  for (let round = 0; plain.includes('%'); round++) {
    if (round === mostDecodings) return true;
    try {
      plain = decodeURIComponent(plain);
    } catch {
      return true;
    }
  }
  if (/\/\/|\\/.test(plain)) return true;
  // A name between two slashes is a page of the host: "/wiki/Amazon.com".
  const [pages = '', ...rest] = plain.split(/[?#]/);
  const named = [...pages.split('/').filter((page) => !/^[\w.~-]*$/.test(page)), ...rest];
  return named.some((part) => {
    const { text: flat } = flatten(part);
    return [...hostsIn(flat, flat.toLowerCase())].some(({ name }) => reading(name.split('.'), false) === 'link');
  });
}
