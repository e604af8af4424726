import { oneOf } from './one-of.ts';

const forbidden = String.raw`[\s/.\\!／．。․﹒！﹗＼﹨∕⁄⧸﹖‼⁉︕❗❕]`;
const front = new RegExp(`^(?:${forbidden}|ǃ|¡(?=[a-z]))+`, 'u');
const afterName = new RegExp(
  `^(@[\\p{L}\\p{N}_]{1,40}[\\s,:]*)(?![\\s,:])${forbidden}*(?<=[/.\\\\!])(?=[\\p{L}\\p{N}])`,
  'u',
);

/** Twitch reads `/`, `.` and `\` in front as its own commands, most bots read `!`; a reply's `@name` may be skipped. */
export function withoutCommandMark(text: string): string {
  return text.replace(front, '').replace(afterName, '$1');
}

/** The bot's own prefix, with a word directly behind it. */
export function withoutOwnPrefix(text: string, prefix: string): string {
  let rest = text;
  while (prefix !== '' && rest.toLowerCase().startsWith(prefix.toLowerCase())) {
    if (!/^[/.\\!]*[\p{L}_]/u.test(rest.slice(prefix.length))) return rest;
    rest = rest.slice(prefix.length).trimStart();
  }
  return rest;
}

/** Any mark with a word behind it: every bot has its own. Quotes, brackets and what a language puts before words stay. */
const mark =
  /^(?!#\p{Lu}\p{Ll})(?:[$?+~&%^\-_=><;,#*'`:|/.\\!？＄＃＆＠～＋＝％＾＊＿－｜；：＜＞，﹖⧸§€£¥°¬¦•¤@÷×†‡¶©®™‐‑‒–—−∙·※→⇒»›±∞≈≠√¨´˙¯«](?!\p{N}))+(?=[\p{L}_]{2}|[a-z]\s)/u;
/** Prefixes of letters, and names that a bot answers to. */
/** "t!help": not the names of singers, who have a capital. */
const lettered = /^(?:[a-z]{1,2}[!?$](?=[a-z]{3,}(?![a-z]))|[a-z]!(?=[a-z]{2}\s))/;
/** Assistants that hear their names, and bots that need a mark behind them. */
const assistants = oneOf`
  p!; pls; plz; owo; uwu; jarvis; alexa; siri; cortana; bixby; ok google; hey google; hey siri; dis siri; ok siri
  hey alexa; dis alexa; ok alexa; hey cortana
`;
const bots = oneOf`
  tatsu; mee6; dyno; rythm; groovy; mudae; pokecord; dank; carl; carlbot; streamelements; nightbot; moobot; fossabot
  wizebot; streamlabs; cloudbot; phantombot; deepbot; botisimo; sery_bot; stay_?hydrated_?bot; supibot
  titlechange_bot; pokemoncommunitygame; lumiastream; mixitup; firebot; streamer.bot; sery; buttsbot; thepositivebot
  okayeg; kofistreambot; snackbot; lurkbot; songlistbot; soundalerts; own3d; restreambot; ankhbot; coebot; scottybot
  hnlbot; vivbot; xanbot; wzbot; slocool; logviewer; ohbot; revlobot; muxybot; tipeeebot; playwithviewersbot
  pretzelrocks; blerp
`;
const named = new RegExp(
  `^(?:${assistants}(?:\\s?[,:!]|(?=\\s))|${bots}(?:\\s?[,:!]|\\s(?=[!/.$?])))\\s*(?=[!/.$?]?\\p{L})`,
  'iu',
);
/** Play-acting, emphasis, smileys, elisions and dashes of a list, which no bot listens to. */
const isPlay =
  /^\*{1,2}[^*]{1,60}\*|^_[^_]{1,60}_(?![\p{L}\p{N}])|^~~[^~]{1,60}~~|^`[^`]{1,60}`|^'[^']{1,60}'|^(?:'(?:t|n|s|tis|twas|cause|em|til|round|bout)\b)|^[:;=x][-']?[a-z](?![\p{L}])|^:\w{2,30}:|^#\d|^\p{Extended_Pictographic}|^[–—•·-] |^«/iu;

/** What other bots listen for: a mark with a word directly behind it, or a name of theirs. */
export function withoutBotPrefix(text: string): string {
  if (/^[\p{L}\p{N}]/u.test(text) && !named.test(text) && !lettered.test(text)) return text;
  let rest = text;
  for (let i = 0; i < 6; i++) {
    if (isPlay.test(rest) && !/^\p{Extended_Pictographic}/u.test(rest)) return rest;
    const next = rest.replace(mark, '').replace(named, '').replace(lettered, '');
    if (next === rest) return rest;
    rest = next.replace(front, '').trimStart();
  }
  return rest;
}

const breaks = /[\r\n\v\f\u0085\u2028\u2029]+/;

/** Where a text has lines, each of them may begin as a command does. */
export function withoutCommandLines(text: string): string {
  if (!breaks.test(text)) return text;
  return text
    .split(breaks)
    .map((line) => withoutBotPrefix(withoutCommandMark(line)))
    .join(' ');
}
