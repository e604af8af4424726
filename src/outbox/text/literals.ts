// Which words a regular expression cannot match without: read out of its source, so that nobody keeps a second list.

/** Words of small letters, one of which is in the text. */
export type Clause = readonly string[];
/** In front of a word, or behind it: no letter of a to z stands there. */
export const behind = '\ue000';
export const ahead = '\ue001';

/** So many alternatives are told apart; beyond it a part of an expression is any text. */
const mostWords = 64;
/** A class of so many characters or fewer is as good as words of one letter. */
const mostInClass = 10;
const mostClauses = 3;

interface Part {
  /** All that it can match; null: too much to tell. */
  readonly exact: Clause | null;
  /** Each of these holds for whatever it matches. */
  readonly need: readonly Clause[];
}

const anything: Part = { exact: null, need: [] };
/** What takes no room: an anchor, or what has to stand beside. */
const nothing: Part = { exact: [''], need: [] };
const only = (exact: Clause): Part => ({ exact, need: [exact] });

/** How likely a word of so many letters stands in a text by chance. */
const byLength = [1, 0.5, 0.08, 0.02, 0.004];
const ofSign = 0.04;

function chance(words: Clause): number {
  let sum = 0;
  for (const word of words) {
    const letters = word.length - (word.startsWith(behind) ? 1 : 0) - (word.endsWith(ahead) ? 1 : 0);
    sum += letters === 1 && isSign(word) ? ofSign : byLength[letters === 0 ? 0 : Math.min(word.length, 4)]!;
  }
  return sum;
}
const isSign = (word: string) => word.length === 1 && word !== ' ' && (word < 'a' || word > 'z');

/** Letters, digits, the space and signs that mean nothing else in an expression. */
const isPlain = (code: number) =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 32 || code === 39;

/** Those that tell most. */
export const rarest = (clauses: readonly Clause[], most: number): readonly Clause[] =>
  clauses
    .map((words) => ({ words, likely: chance(words) }))
    .filter(({ likely }) => likely < 1)
    .sort((one, other) => one.likely - other.likely)
    .filter(({ words }, i, all) => i === 0 || words.join() !== all[i - 1]!.words.join())
    .slice(0, most)
    .map(({ words }) => words);

/** What stands between two letters of a word is no edge of it. */
function joined(before: string, after: string): string {
  const isBegun = before !== '' && before !== behind;
  if (after === ahead) return isBegun && !before.endsWith(ahead) ? before + ahead : before;
  const rest = before !== '' && after.startsWith(behind) ? after.slice(1) : after;
  return (before.endsWith(ahead) && rest !== '' ? before.slice(0, -1) : before) + rest;
}

/**
 * What has to be in every text that the expression matches, in small letters and of one byte each. What is not understood
 * is taken for anything. `hasCapitals`: the expression reads the text with its capitals.
 */
export function literalsOf({ source, flags }: RegExp, hasCapitals = false): readonly Clause[] {
  if (flags.includes('v')) return [];
  const knowsEdges = !hasCapitals || flags.includes('i');
  let at = 0;

  function alternatives(): Part {
    const parts = [sequence()];
    while (source[at] === '|') {
      at++;
      parts.push(sequence());
    }
    if (parts.length === 1) return parts[0]!;
    const exact = union(parts.map((part) => part.exact));
    const need = union(parts.map((part) => part.need[0] ?? null));
    return { exact: exact !== null && exact.length <= mostWords ? exact : null, need: need === null ? [] : [need] };
  }

  function sequence(): Part {
    let run: Clause = [''];
    let isWhole = true;
    const need: Clause[] = [];
    const begin = (words: Clause) => {
      isWhole = false;
      need.push(run);
      run = words;
    };
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const part = one();
      const times = counted();
      const exact = times.least === 0 && part.exact !== null ? union([[''], part.exact]) : part.exact;
      if (times.most === 1 && exact !== null && exact.length * run.length <= mostWords) {
        run = run.flatMap((before) => exact.map((after) => joined(before, after)));
        continue;
      }
      const each = times.least > 0 ? part.exact : null;
      // The first of several stands next to what was before, the last next to what comes.
      if (each !== null && each.length * run.length <= mostWords)
        run = run.flatMap((before) => each.map((after) => joined(before, after)));
      else if (times.least > 0) need.push(...part.need);
      begin(each ?? ['']);
    }
    return { exact: isWhole ? run : null, need: rarest([...need, run], mostClauses) };
  }

  /** How often the part stands there. */
  function counted(): { readonly least: number; readonly most: number } {
    const found = /^(?:[*+?]|\{(\d{1,4})(?:(,)(\d{0,4}))?\})/.exec(source.slice(at, at + 16));
    if (!found) return { least: 1, most: 1 };
    at += found[0].length;
    if (source[at] === '?') at++;
    const [mark, from, comma, to] = found;
    if (from === undefined) return { least: mark === '+' ? 1 : 0, most: mark === '?' ? 1 : 2 };
    return { least: Number(from), most: comma === undefined ? Number(from) : Number(to || 2) };
  }

  function one(): Part {
    const letters = lettersHere();
    if (letters !== '') return only([letters.toLowerCase()]);
    const mark = source[at++]!;
    if (mark === '(') return group();
    if (mark === '[') return bracket();
    if (mark === '\\') return escaped();
    if (mark === '^' || mark === '$') return nothing;
    return mark === '.' ? anything : letter(mark);
  }

  /** As many as stand for themselves, but for one that is counted. */
  function lettersHere(): string {
    let end = at;
    while (isPlain(source.charCodeAt(end))) end++;
    if (end > at && '*+?{'.includes(source[end] ?? ' ')) end--;
    const letters = source.slice(at, end);
    at = end;
    return letters;
  }

  function group(): Part {
    const opening = /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(source.slice(at, at + 40))?.[0] ?? '';
    const isEdge = knowsEdges && /^\?<?!\[a-z(?:[^\]\\]|\\[^\]])*\]\)/.test(source.slice(at, at + 60));
    at += opening.length;
    const inside = alternatives();
    at++;
    if (isEdge) return { exact: [opening === '?!' ? ahead : behind], need: [] };
    return /[=!]$/.test(opening) ? nothing : inside;
  }

  function bracket(): Part {
    let end = at;
    while (end < source.length && source[end] !== ']') end += source[end] === '\\' ? 2 : 1;
    const inside = source.slice(at, end).replaceAll('\\d', '0-9');
    at = end + 1;
    if (!/^[\w .,:;!?@#$%&(){}*+/|<>=~'"-]+$/.test(inside)) return anything;
    const all = inside.replace(/(\w)-(\w)/g, (_, from: string, to: string) => {
      let letters = '';
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) letters += String.fromCharCode(code);
      return letters;
    });
    const letters = [...new Set(all.toLowerCase())];
    if (letters.length > mostInClass) return anything;
    return { exact: letters.length <= 5 ? letters : null, need: [letters] };
  }

  function escaped(): Part {
    const mark = source[at++]!;
    if (mark === 'b' || mark === 'B') return nothing;
    if (mark === 'd') return { exact: null, need: [[...'0123456789']] };
    if (mark === 'p' || mark === 'P' || mark === 'k' || (mark === 'u' && source[at] === '{')) {
      at = source.indexOf(mark === 'k' ? '>' : '}', at) + 1;
      return anything;
    }
    if (mark === 'u' || mark === 'x') {
      const code = source.slice(at, at + (mark === 'u' ? 4 : 2));
      at += code.length;
      return letter(String.fromCharCode(Number.parseInt(code, 16)));
    }
    return /\w/.test(mark) ? anything : letter(mark);
  }

  const letter = (mark: string): Part => (mark <= '\x7f' ? only([mark.toLowerCase()]) : anything);

  return rarest(alternatives().need, mostClauses);
}

function union(lists: readonly (Clause | null)[]): Clause | null {
  return lists.some((list) => list === null) ? null : [...new Set(lists.flatMap((list) => list!))];
}
