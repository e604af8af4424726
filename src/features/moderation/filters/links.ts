import type { Look } from '../look.ts';

// Endings after which a bare name is an address and no sentence without its space.
const sure = new Set(
  'com net org fr gg tv io ru xyz shop info online site club app dev link store biz uk eu ly tk cn br jp us'.split(' '),
);
// Endings that count where a path, a port, www. or a third name shows that an address is meant.
const known = new Set([
  ...sure,
  ...'ac ad ae af ag ai al am ar art as at au ba be bet bg blog bz ca casino cat cc cf ch chat ci cl cloud cm co cx cz de'.split(
    ' ',
  ),
  ...'dk ee es fi finance fm fun ga game games gl gift gifts gl gp gq gr gs gy hk host hr hu icu id ie il im in ink is it'.split(
    ' ',
  ),
  ...'ke kim kr la li life live lol lt lu lv ly ma md me media ml mobi money ms mx my name ne network news ng ninja nl'.split(
    ' ',
  ),
  ...'no nu nz one page party ph pics pl porn press pro ps pt pub pw re rip ro rocks rs run sbs se sex sh si sk so social'.split(
    ' ',
  ),
  ...'space st stream streams studio su support team tech th tips tn to today tools top tr tube tw ua ug video vip vn wang'.split(
    ' ',
  ),
  ...'watch website wf wiki win work world ws wtf yt za zip zone'.split(' '),
]);
/** Endings that a sentence begins with too. */
const endsSentence = new Set('tv gg us dev fr'.split(' '));
/** Names that have dots of their own. */
const names = new Set('asp.net vb.net ado.net paint.net ml.net socket.io command.com will.i.am'.split(' '));
const dotWords = new Set(['dot', '(dot)', '[dot]', '(point)', '[point]', '(.)', '[.]', '{.}']);
const spokenEndings = new Set('com net org gg tv ly xyz'.split(' '));
const opens = /[\p{L}\p{N}]/u;
const closes = /[\p{L}\p{N}/=&_-]/u;
const label = /^[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,62})$/u;
const invite = /(?:discord(?:app)?\.gg|discord\.com\/invite|(?<![a-z])t\.me|bit\.ly|tinyurl\.com)\/\w/i;

/** Without the marks that a sentence puts around it. */
function trimmed(word: string): string {
  const letters = [...word];
  const from = letters.findIndex((each) => opens.test(each));
  const to = letters.findLastIndex((each) => closes.test(each));
  return from < 0 ? '' : letters.slice(from, to + 1).join('');
}

/** Words that marks of an address hold apart, put together. */
const together = (words: readonly string[]) =>
  ['.', '/', '\\'].reduce(
    (text, mark) => text.replaceAll(` ${mark}`, mark).replaceAll(`${mark} `, mark),
    words.join(' '),
  );

interface Address {
  readonly host: string;
  readonly path: string;
}

function addressIn(word: string): Address | null {
  const bare = trimmed(word);
  const hasScheme = /^h(?:tt|xx)ps?:\/\//i.test(bare);
  if (hasScheme) {
    const url = URL.parse(bare.replace(/^hxx/i, 'htt'));
    return { host: url?.hostname.toLowerCase() ?? bare, path: url?.pathname ?? '' };
  }
  const end = bare.search(/[/?#:]/);
  const host = (end < 0 ? bare : bare.slice(0, end)).toLowerCase();
  const rest = end < 0 ? '' : bare.slice(end);
  if (!host.includes('.') || host.includes('@') || (rest === '' && names.has(host))) return null;
  const labels = host.split('.');
  const last = labels.at(-1)!;
  if (!labels.every((each) => label.test(each))) return null;
  const isMeant = /^(?:\/[^/\s]|\/$|:\d{2,5}(?:\/|$)|\?\w+=)/.test(rest);
  if (labels.every((each) => /^\d{1,3}$/.test(each))) {
    return labels.length === 4 && isMeant ? { host, path: rest } : null;
  }
  // A number in front of an ending is an amount: "12.io".
  if (/^\d+$/.test(labels.at(-2)!)) return null;
  // "Merci.tv ou film ?": a sentence that ends where the next forgot its space.
  if (rest === '' && labels.length === 2 && endsSentence.has(last) && /^\p{Lu}\p{Ll}+\./u.test(bare)) return null;
  if (sure.has(last) || (known.has(last) && (isMeant || labels[0] === 'www' || labels.length > 2))) {
    return { host, path: rest };
  }
  return null;
}

/** A name, a word for a dot, an ending: "example dot com". */
function spoken(words: readonly string[]): Address | null {
  for (let at = 1; at < words.length - 1; at++) {
    if (!dotWords.has(words[at]!.toLowerCase())) continue;
    const ending = trimmed(words[at + 1]!.toLowerCase()).split('/', 1)[0]!;
    const name = trimmed(words[at - 1]!.toLowerCase());
    if (spokenEndings.has(ending) && label.test(name) && name.length > 2)
      return { host: `${name}.${ending}`, path: '' };
  }
  return null;
}

/** The host of the first link that nobody allowed; null: there is none. */
export function foreignLink({ text, words, message: { channel } }: Look, allow: readonly string[]): string | null {
  const isAllowed = ({ host, path }: Address) =>
    allow.some((one) => host === one || host.endsWith(`.${one}`)) ||
    (/^(?:www\.)?twitch\.tv$/.test(host) && path.slice(1).split('/', 1)[0]!.toLowerCase() === channel);
  if (text.includes('.')) {
    for (const word of words) {
      const address = word.includes('.') || word.includes(':') ? addressIn(word) : null;
      if (address && !isAllowed(address)) return address.host;
    }
    const [hidden = ''] = words.length > 1 ? (invite.exec(together(words)) ?? []) : [];
    const host = hidden.split('/', 1)[0]!.toLowerCase();
    if (host !== '' && !isAllowed({ host, path: '' }) && !words.some((word) => invite.test(word))) return host;
  }
  const said = spoken(words);
  return said && !isAllowed(said) ? said.host : null;
}
