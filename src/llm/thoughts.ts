import { plain } from './plain.ts';

// Models think aloud in notations of their own, and servers that do not know one leave it in the answer. Told apart by
// what all of them have in common: a mark begins the thoughts or ends them, and a mark is no text.

/** The names of marks between which a model thinks. */
const thinks =
  /th(?:ink|ought)|reason|reflect|reflexion|analy[sz]|scratchpad|monolog|ponder|deliberat|rumina|pens[eé]e|(?:^|_)(?:cot|inner)(?:_|$)|^unused9[45]$|^(?:commentary|plan|planning|draft)$/;
/** The names of marks around an answer. */
const answers =
  /answer|response|r[eé]ponse|reply|solution|^(?:final|output|result|box|begin_of_box|end_of_box|content|message)$/;
/** The names of marks that end a turn: what follows is somebody else's, or made up. */
const ends =
  /^(?:im_end|eot|eot_id|eom_id|end|endoftext|endofturn|endofprompt|end_of_(?:text|turn|sentence|utterance|message)|eos|eod|return|call|turn|s|stop|im_sep|end_turn|pad|unk|mask)$/;
/** The names of marks that begin one; the role that stands behind is no text either. */
const begins =
  /^(?:im_start|start|start_header_id|end_header_id|start_of_(?:turn|role|text)|end_of_role|begin_of_(?:text|sentence)|begin|bos|startoftext|constrain|user|assistant|system|developer|human|model|bot)$/;
const channel = /^\s{0,4}([a-z]{2,20})/i;
const final = /^(?:final|answer|response)$/i;
const roles = /^\s{0,4}(?:assistant|model|bot|user|system)\b:?/i;
/** Marks around what is for a program. */
const tools = /tool|function|invoke|parameter|^(?:execute|python|search|call)$|[a-z]_[a-z]|[a-z]:[a-z]/;
/** Tags that an answer may be about. */
const html = new Set(
  'a abbr article aside audio b blockquote body br button canvas code dd div dl dt em footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input label legend li link main meta nav ol option p pre script section select small span strong style sub sup svg table tbody td textarea tfoot th thead title tr u ul video'.split(
    ' ',
  ),
);

/** `<|NAME|>`, `<NAME>`, `◁NAME▷`, `[NAME]`, each with a slash or without, with bars on one side or on both. */
const mark =
  /[<＜◁⟨]\s{0,2}(\/?)\s{0,2}([|｜]?)(\/?)([\p{L}_][\p{L}\p{M}\p{N}_:.▁-]{0,40})((?:\s[^<>＜＞|｜◁▷\n]{0,60})?)(\/?)([|｜]?)[>＞▷⟩]|\[(\/?)([A-Z][A-Z_ ]{2,30})\]/gu;
/** Half a mark at the end: an answer that was cut off. */
const half = /[<＜◁] ?(?:[/|｜][^<>＜＞◁▷\s]{0,40}|([\p{L}_][\p{L}\p{N}_:.-]{0,40})( [^<>＜＞◁▷]{0,60})?)?$/u;
/** Tags without an end. */
const isVoid = /^(?:br|hr|img|input|link|meta)$/;
/** `Array<string>` is no mark. */
const types =
  /^(?:string|str|number|u?int(?:eger|\d+)?|float\d*|double|bool(?:ean)?|char|byte|object|any|void|unknown|never|[tkveur])$/;
/** What is left of marks that nobody knows. */
const debris = /<[|｜]|[|｜]>|[◁▷]|[<＜] ?\/? ?(?:think|thought|reason)/i;

/** Of the text around a mark, what is looked at. */
const mostAfter = 40;
const mostHalves = 20;

interface Mark {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly closes: boolean;
  /** A control token and no tag. */
  readonly isToken: boolean;
  /** `<NAME|>`, as Gemma ends what `<|NAME>` began. */
  readonly isRight: boolean;
  readonly isBracket: boolean;
  /** `<NAME/>` */
  readonly isEmpty: boolean;
}

function* marksIn(text: string): Generator<Mark> {
  for (const found of text.matchAll(mark)) {
    const [whole, slash = '', left = '', inner = '', tag = '', , tail, right = '', bracketSlash = '', bracket] = found;
    const name = (bracket ?? tag).toLowerCase().replace(/[▁ -]/g, '_');
    const isToken = left !== '' || right !== '' || whole.startsWith('◁') || bracket !== undefined;
    const isRight = left === '' && right !== '';
    const slashed = slash + inner + bracketSlash !== '';
    const closes = slashed || isRight || /^end(?:_|$)|_(?:end|suffix|close)$|^unused95$/.test(name);
    const isBracket = bracket !== undefined;
    const from = found.index;
    yield { from, to: from + whole.length, name, closes, isToken, isRight, isBracket, isEmpty: tail === '/' };
  }
}

type Meaning = 'thoughts' | 'answer' | 'end' | 'begin' | 'channel' | 'unknown' | 'html' | 'text';

function meaningOf({ name, from, closes, isToken, isBracket }: Mark, text: string): Meaning {
  if (isBracket) {
    if (thinks.test(name) || /^(?:tool_calls|args|call_id)$/.test(name)) return 'thoughts';
    if (/^(?:begin|end)_final_(?:response|answer)$/.test(name)) return 'answer';
    return /^(?:inst|system_prompt|available_tools|bos|eos)$|^tool_/.test(name) ? 'end' : 'text';
  }
  if (name === 'channel') return 'channel';
  if (thinks.test(name)) return 'thoughts';
  if (isToken || /^(?:s|eos|bos|pad|unk|(?:start|end)_of_\w+)$/.test(name)) {
    if (begins.test(name)) return 'begin';
    if (ends.test(name)) return 'end';
  }
  if (answers.test(name) || name === 'assistant') return 'answer';
  if (isToken) return 'unknown';
  if (tools.test(name)) return 'thoughts';
  if (!closes && types.test(name) && /[\p{L}\p{N}]/u.test(text[from - 1] ?? '')) return 'text';
  return html.has(name) ? 'html' : 'unknown';
}

/**
 * The answer in what a model wrote. What may be thoughts is left out: all that stands before their end, and all that
 * follows a beginning without one. No control token and no unclosed tag is left, whatever it is called. Empty: there is
 * no answer in it.
 */
export function withoutThoughts(written: string): string {
  const text = plain(written);
  if (!/[<＜◁⟨[|｜▷]/.test(text)) return text.replaceAll('▁', ' ').trim();
  let said = '';
  let from = 0;
  let isBlank = true;
  let isThinking = false;
  let isFinal = false;
  const start = () => {
    said = '';
    isBlank = true;
    isThinking = false;
  };
  const end = text.trimEnd().length;
  const marks = [...marksIn(text)].map((each) => ({ ...each, meaning: meaningOf(each, text) }));
  // Where an answer is still to begin, the end of a turn is that of the thoughts.
  const lastAnswer = marks.findLast((each) => beginsAnswer(each, text))?.from ?? -1;
  const firstOpen = new Map(
    marks
      .filter(({ closes }) => !closes)
      .map((each) => [each.name, each] as const)
      .reverse(),
  );
  const lastClose = new Map(marks.filter(({ closes }) => closes).map((each) => [each.name, each]));
  const isPaired = ({ name, closes, from: at }: Mark) =>
    isVoid.test(name) || (closes ? (firstOpen.get(name)?.from ?? at) < at : (lastClose.get(name)?.from ?? at) > at);
  for (const each of marks) {
    const { meaning } = each;
    if (each.from < from || meaning === 'text') continue;
    if (meaning === 'html' && isPaired(each)) continue;
    if (!isThinking) {
      const more = text.slice(from, each.from);
      said += more;
      isBlank &&= more.trim() === '';
    }
    from = each.to;
    if (each.isEmpty) continue;
    const after = text.slice(from, from + mostAfter);
    switch (meaning) {
      case 'thoughts':
        // Where the template wrote the beginning, the end is all that shows.
        if (each.closes) start();
        else isThinking = true;
        break;
      case 'channel': {
        const [whole = '', name] = channel.exec(after) ?? [];
        if (each.isRight || name === undefined) {
          if (isFinal && !isBlank) return finished(said);
          start();
        } else if (final.test(name)) {
          start();
          isFinal = true;
          from += whole.length;
        } else isThinking = true;
        break;
      }
      case 'answer':
        // `<|message|>` stands behind the name of every channel.
        if (isThinking && each.name === 'message') break;
        if (!each.closes) start();
        else if (!isBlank) return finished(said);
        break;
      case 'end':
        if (isThinking || each.from < lastAnswer) start();
        else if (!isBlank) return finished(said);
        break;
      case 'begin':
        if (isThinking) break;
        if (!isBlank && each.from > lastAnswer) return finished(said);
        // A turn of somebody who only thinks.
        isThinking = /^\s{0,4}think/i.test(after);
        from += roles.exec(after)?.[0].length ?? 0;
        break;
      case 'html':
        // Without its other half it is the name of a tag, or nothing.
        if (!isThinking && !isBlank && !each.closes) said += each.name;
        break;
      case 'unknown':
        if (each.closes) {
          // What stood before it is what it closes, unless nothing else is said.
          if (isThinking || from < end) start();
        } else if (!isThinking && !isBlank) {
          const isInSentence = !each.isToken && isInLine(text.slice(Math.max(0, each.from - mostAfter), each.from));
          if (!isInSentence) return finished(said);
          // A placeholder.
          said += each.name;
        } else {
          const isAll = (lastClose.get(each.name)?.to ?? 0) >= end;
          if (!isAll) isThinking = true;
        }
    }
  }
  return finished(isThinking ? said : said + text.slice(from));
}

function beginsAnswer({ meaning, closes, isToken, name, to }: Mark & { readonly meaning: Meaning }, text: string) {
  if (meaning === 'answer') return isToken && !closes && name !== 'message';
  return meaning === 'channel' && final.test(channel.exec(text.slice(to, to + mostAfter))?.[1] ?? '');
}

/** Whether words, and a space, stand before a mark in its line. */
const isInLine = (before: string) =>
  /[\s("'«/]$/.test(before) && before.slice(before.lastIndexOf('\n') + 1).trim() !== '';

function finished(said: string): string {
  let text = said.trim();
  for (let i = 0; i < mostHalves; i++) {
    const [found, name = '', more] = half.exec(text) ?? [];
    // `x <y and z` is none.
    if (found === undefined || (more !== undefined && !thinks.test(name.toLowerCase()))) break;
    text = text.slice(0, -found.length).trimEnd();
  }
  const at = text.search(debris);
  // What tokenizers write for a space.
  return (at === -1 ? text : text.slice(0, at)).replaceAll('▁', ' ').trim();
}
