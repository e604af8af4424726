const forbidden = String.raw`[\s/.\\!／．。｡․﹒！﹗＼﹨∕⁄]`;
const front = new RegExp(`^${forbidden}+`, 'u');
const afterName = new RegExp(
  `^(@[\\p{L}\\p{N}_]{1,40}[\\s,:]*)(?![\\s,:])${forbidden}*(?<=[/.\\\\!])(?=[\\p{L}\\p{N}])`,
  'u',
);

/** Twitch reads `/`, `.` and `\` in front as its own commands, most bots read `!`; a reply's `@name` may be skipped. */
export function withoutCommandMark(text: string): string {
  return text.replace(front, '').replace(afterName, '$1');
}

const usualPrefixes = ['$', '?', '+', '~', '&', '%', '^', '-', '_', '=', '>', '<', ';', ','];

/** What other bots listen for: a mark with a word directly behind it. */
export function withoutBotPrefix(text: string, prefixes: readonly string[] = usualPrefixes): string {
  if (/^\p{L}/u.test(text) && prefixes === usualPrefixes) return text;
  let rest = text;
  for (;;) {
    const lower = rest.toLowerCase();
    const prefix = prefixes.find((p) => p !== '' && lower.startsWith(p.toLowerCase()));
    if (prefix === undefined || !/^[/.\\!]*[\p{L}_]/u.test(rest.slice(prefix.length))) return rest;
    rest = rest.slice(prefix.length).trimStart();
  }
}
