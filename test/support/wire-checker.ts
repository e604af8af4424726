/**
 * Reads what the server received, frame by frame, and says what is wrong with it. Shares no code with the outbox: its
 * rules are cruder on purpose, and it would rather accuse a clean line than pass a foul one.
 */
interface WireRules {
  /** The only name that may follow an `@`. */
  readonly viewerName?: string | undefined;
  readonly allowLinks?: readonly string[] | undefined;
  /** Terms that must never arrive, in any spelling. */
  readonly canaries?: readonly string[] | undefined;
}

export function wireFaults(frame: string, rules: WireRules = {}): readonly string[] {
  const faults: string[] = [];
  const raw = frame.replace(/\r\n$/, '');
  if (/[\r\n\0]/.test(raw)) faults.push('more than one line in a frame');
  const parts = /^(?:@\S+ )?(\S+) (#[a-z0-9_]{1,25}) :(.*)$/s.exec(raw);
  if (!parts) return [...faults, 'not a chat line'];
  const [, verb, , text = ''] = parts;
  if (verb !== 'PRIVMSG') faults.push(`the command ${verb}`);
  if (text === '') faults.push('an empty line');
  if (text.length > 499) faults.push(`${text.length} units`);
  if (!text.isWellFormed()) faults.push('half a surrogate pair');
  if (/\p{Cc}/u.test(text)) faults.push('a control character');
  if (/[\p{DI}\p{Cf}\p{Zl}\p{Zp}\u2800]/u.test(text.replace(/\p{RGI_Emoji}/gv, '')))
    faults.push('an invisible character');
  if (/(?:(?![\uFE0F\u20E3])\p{M}){5,}|[\u0300-\u036F]{2,}/u.test(text)) faults.push('a pile of marks');
  if (/^[\s/.\\!／．！＼]/.test(text)) faults.push('starts like a command');

  const mentions = [...text.normalize('NFKC').matchAll(/@([\p{L}\p{N}_]+)/gu)].map(([, name]) => name?.toLowerCase());
  if (mentions.length > 1) faults.push('several mentions');
  if (mentions.some((name) => name !== rules.viewerName?.toLowerCase())) faults.push('a foreign mention');

  const read = look(text);
  if (hasLink(read, rules.allowLinks ?? [])) faults.push('a link');
  if (/^[^a-z]*(?:twitch|the twitch)(?: (?:staff|admin|support|team))?[^a-z0-9 ]* ?:/.test(read))
    faults.push('speaks as Twitch');
  if (/(?:staff|admin|support|equipe) (?:de )?twitch[^a-z0-9 ]* ?:|message officiel[^:]{0,12}:/.test(read))
    faults.push('speaks as Twitch');
  const tight = squeeze(read);
  for (const canary of rules.canaries ?? []) {
    if (tight.includes(squeezed(canary))) faults.push(`the term ${canary}`);
  }
  return faults;
}

const alike = 'аaеeоoрpсcуyхxіiѕsԁdһhкkмmтtвbнhαaεeοoρpιiκkνvτtυuγy。.．.｡.';
const pairs = new Map<string, string>();
for (let i = 0; i < alike.length; i += 2) pairs.set(alike[i] ?? '', alike[i + 1] ?? '');

function look(text: string): string {
  const flags = text.replace(/[\u{1F1E6}-\u{1F1FF}]/gu, (c) =>
    String.fromCharCode((c.codePointAt(0) ?? 0) - 0x1f1e6 + 97),
  );
  const plain = flags.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '');
  return Array.from(plain, (c) => pairs.get(c) ?? c).join('');
}

const known = new Map<string, string>();
const squeezed = (term: string) => known.get(term) ?? known.set(term, squeeze(look(term))).get(term) ?? term;

const digits: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  l: 'i',
};

function squeeze(text: string): string {
  const letters = text.replace(/[013457 8@$!l]/g, (c) => digits[c] ?? c).replace(/[^a-z]/g, '');
  return letters.replace(/(.)\1+/g, '$1');
}

const endings =
  'com|net|org|gg|tv|io|ly|ru|xyz|tk|info|biz|link|online|shop|site|club|fr|de|uk|co|me|to|be|app|dev|live|top|cc';
const linkLike = [
  /h(?:tt|xx)ps?:/,
  /:\/\//,
  /\bwww\./,
  new RegExp(`[a-z0-9-]\\.(?:${endings})(?![a-z0-9])(?! [A-Z])`),
  /[a-z0-9] ?[[(<{ ] ?(?:dot|point|\.) ?[\])>} ] ?(?:com|net|org|gg|ru|xyz|ly|io)(?![a-z0-9])/,
  /[a-z0-9] \.(?:com|org|gg|ru|xyz|ly)\b/,
  /(?:^|\s)\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/,
  /xn--/,
];

function hasLink(read: string, allow: readonly string[]): boolean {
  const foreign = read.replace(/\S+/g, (word) => {
    const host = /^[("«]*(?:https?:\/\/)?([a-z0-9.-]+)(?:\/[^\s@]*)?$/.exec(word)?.[1]?.replace(/\.$/, '');
    return host && allow.some((name) => host === name || host.endsWith(`.${name}`)) ? ' ' : word;
  });
  return linkLike.some((pattern) => pattern.test(foreign));
}
