import { filler, flatten } from './confusables.ts';
import { cut, type Span } from './spans.ts';
import { topLevel } from './top-level.ts';

const label = '[\\p{L}\\p{N}\\p{M}\\x01_-]+';
const notBefore = '(?<![\\p{L}\\p{N}\\p{M}\\x01_-])';

const address =
  /(?<![a-z0-9])(?:h\s?[tx]\s?[tx]\s?p\s?s?\s?:\s?[/\\]{0,2}\s?\S*|[a-z][a-z0-9+.-]{0,12}:\/\/\S*)|(?:h(?:tt|xx)ps?:|:\/\/|www\s?\.)\s?\S*/giu;
const host = new RegExp(`${notBefore}${label}(?:\\.${label})+(?::\\d{1,5}(?!\\d))?(?:\\.?[/\\\\]\\S*|[?#]\\S+)?`, 'gu');

// Endings that nobody means otherwise, for the ways of writing an address that a sentence could also hold.
const plainEndings = 'com|org|ly|ru|xyz|tk|gg|io|tv|fr|net|info|online|shop|site|club';
const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const path = '(?:\\s?/\\s?\\S+)?';
const bracketed = new RegExp(
  `${notBefore}${label}(?:\\s?[[({<]\\s?(?:\\.|dot|d0t|point|pt)\\s?[\\])}>]\\s?${label})+${path}`,
  'giu',
);
const disguised = [
  new RegExp(`(?<![\\d.])${octet}(?:\\.${octet}){3}(?!\\.?\\d)(?::\\d{1,5})?(?:/\\S*)?`, 'gu'),
  // Emoji make names too.
  new RegExp(
    `[\\p{Extended_Pictographic}\\p{Regional_Indicator}\\p{Emoji_Modifier}\\x01]+\\.(?:${plainEndings}|la|ws|to|co)(?![a-z0-9])(?:[/?]\\S*)?`,
    'giu',
  ),
  // "evil .com", "evil . com"; "evil. com" is also how sentences meet, so it takes fewer endings.
  new RegExp(`${notBefore}${label} \\. ?(?:${plainEndings})(?![a-zA-Z0-9])${path}`, 'giu'),
  new RegExp(`${notBefore}${label}\\. (?:com|org|ly|ru|xyz|tk|gg|io)(?![a-zA-Z0-9])${path}`, 'gu'),
  new RegExp(`${notBefore}${label}[ _-](?:dot|d0t)[ _-](?:${plainEndings})(?![a-zA-Z0-9])${path}`, 'giu'),
  new RegExp(`${notBefore}${label}[ _-]point[ _-](?:com|org|ly|ru|xyz|tv|fr|io)(?![a-zA-Z0-9])${path}`, 'giu'),
  new RegExp(`${notBefore}${label}(?:dotcom|d0tc0m|dotgg|pointcom)(?![a-zA-Z0-9])${path}`, 'giu'),
  new RegExp(`${notBefore}${label}[,;•·∙*°](?:com|org|ru|xyz)(?![a-zA-Z0-9])${path}`, 'giu'),
  /(?<![a-z0-9])(?:discord|dsc|bit|t|youtu|tinyurl|goo|cutt|twitch)\s?\.?\s?(?:gg|ly|me|be|com|gl|tv)\s?\/\s?\S+/giu,
];
const spelled = /(?<!\S)\S(?: \S){4,}(?!\S)/gu;

const worthALook =
  /[^\s.]\.[^\s.]| \.|\.\s(?:com|org|ly|ru|xyz|tk|gg|io)|[tx]\s?p\s?s?\s?:|:\/|d[o0]t|point|www|[[({<]\s?\.|[,;•·∙*°](?:com|org|ru|xyz)|(?:gg|ly|me|be|com|gl|tv)\s?\/|(?<!\S)\S(?: \S){4}/iu;

// Two-part names whose ending is also a word of a sentence without its space, or a file's. They get the space.
const sentenceWords = new Set('et il la ne se es au is at so no am my as do ma sa va ni si'.split(' '));
const fileEndings = new Set('md sh py rs ps pl zip mov cc'.split(' '));
const certain = new Set(
  `${plainEndings}|co|uk|de|app|dev|link|biz|top|live|me|to|eu|be|ca|us|ch|cc|ai|fm|im`.split('|'),
);

type Reading = 'text' | 'glued' | 'link';

function reading(parts: readonly string[], bare: boolean): Reading {
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
  if (/^\d+$/.test(first)) return 'glued';
  if (/^[A-Z]$/.test(first) && /^[A-Z][a-z]+$/.test(last)) return 'text';
  if (parts.length > 2 || !/^\p{L}{2,}$/u.test(first)) return 'link';
  if (sentenceWords.has(last) || fileEndings.has(last)) return 'glued';
  return /^[A-Z][a-z]+$/.test(last) && !certain.has(ending) ? 'glued' : 'link';
}

/** Takes links out, however they are spelled; `null` when nothing would be left to say. */
export function withoutLinks(text: string, allow: readonly string[]): string | null {
  const flat = flatten(text);
  if (!worthALook.test(flat)) return text;
  const spans: Span[] = [];
  const allowed: Span[] = [];
  const spaces: number[] = [];
  const within = (at: number) => allowed.some(({ start, end }) => at >= start && at < end);
  const take = (at: number, found: string) => {
    if (!within(at)) spans.push({ start: at, end: at + found.replace(/[.,;:!?)»"'\]}>]+$/u, '').length });
  };

  for (const { 0: found, index } of flat.matchAll(address)) {
    if (isAllowed(text.slice(index, index + found.length), allow))
      allowed.push({ start: index, end: index + found.length });
    else take(index, found);
  }
  for (const { 0: found, index } of flat.matchAll(host)) {
    if (within(index)) continue;
    const name = /^[^:/\\?#]+/.exec(found)?.[0] ?? '';
    const parts = name.replaceAll(filler, '').split('.').filter(Boolean);
    const bare = name.length === found.length;
    let kind = reading(parts, bare);
    if (kind === 'text') kind = reading(asWritten(text.slice(index, index + name.length)), bare);
    if (kind === 'text' || isAllowed(text.slice(index, index + found.length), allow)) continue;
    if (kind === 'link') take(index, found);
    else spaces.push(index + name.lastIndexOf('.') + 1);
  }
  for (const { 0: found, index } of flat.matchAll(bracketed)) {
    if (
      found
        .split(/[^\p{L}\p{N}-]+/u)
        .slice(1)
        .some((part) => topLevel.has(part.toLowerCase()))
    )
      take(index, found);
  }
  for (const pattern of disguised) {
    for (const { 0: found, index } of flat.matchAll(pattern)) if (!found.endsWith('NET')) take(index, found);
  }
  for (const { 0: found } of flat.matchAll(spelled)) {
    const together = found.replaceAll(' ', '');
    if (/https?:|(?:dot|point)(?:com|gg|fr)/i.test(together)) return null;
    for (const [name] of together.matchAll(host)) {
      if (reading(name.split(/[:/\\?#]/)[0]?.split('.') ?? [], false) === 'link') return null;
    }
  }
  if (spans.length > 0) return cut(text, spans);
  return spaces.reduceRight((spaced, at) => `${spaced.slice(0, at)} ${spaced.slice(at)}`, text);
}

/** Without accents, but a foreign letter ends the name: "evil.comß". */
const asWritten = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[.。．｡․﹒]/);

/** Only plain spellings are allowed: what needs decoding to be recognised is not the host that the operator named. */
function isAllowed(link: string, allow: readonly string[]): boolean {
  const parts =
    /^(?:https?:\/\/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d{1,5})?[.,;:!?)]*(?:\/(?!\/)[\x21-\x7e]*|[.,;:!?)»]*)$/i.exec(
      link,
    );
  if (!parts?.[1] || /:\/\/|%2f%2f|\\|www\..*www\./i.test(link.slice(8))) return false;
  const name = parts[1].toLowerCase();
  return allow.some((host) => name === host.toLowerCase() || name.endsWith(`.${host.toLowerCase()}`));
}
