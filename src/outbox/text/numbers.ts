import { own } from '../../lib/own.ts';
import type { Span } from './spans.ts';

// Numbers that a person can be called on, in the ways in which people write them: with any signs between the digits, in
// other scripts' digits, as words.

const words: Record<string, string> = {};
const add = (list: string, from: number) => {
  for (const [i, name] of list.split(' ').entries()) if (name !== '-') words[name] = String(from + i);
};
add('zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize', 0);
add(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  0,
);
for (const [name, value] of Object.entries({ oh: '0', nought: '0', zip: '0', une: '1', plus: '+', hundred: '00' }))
  words[name] = value;
const tens: Readonly<Record<string, number>> = {
  vingt: 20,
  trente: 30,
  quarante: 40,
  cinquante: 50,
  soixante: 60,
  septante: 70,
  huitante: 80,
  octante: 80,
  nonante: 90,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};

interface Part {
  readonly start: number;
  readonly end: number;
  digits: string;
  readonly isWord: boolean;
  /** A tens' word takes the unit that follows. */
  open: boolean;
}

const piece = /\d|[a-z]+|[^\da-z]+/g;
/** What may stand between the groups of one number. */
const between = /^[\s.,/\\_()[\]{}·*~|:;'"#\x85-]{0,4}$/;
const strict = /^[\s./_()[\]·\x85-]{0,4}$/;
/** Words that people say between the digits, and those that repeat the next. */
const joints = /^(?:et|and|dot|dash|point|tiret|then|puis|area|code|hyphen|space|espace)$/;
const repeated: Readonly<Record<string, number>> = { double: 2, triple: 3 };

/** Letters that stand for digits, where nothing but digits is around them: "O6 l2 34". */
const mixed = /(?<![0-9a-z./()+-])[+(]?[0-9oil][0-9oil./()+ -]{6,24}[0-9oil](?![a-z])/g;
const withDigits = (text: string) =>
  /[oil]/.test(text) && /\d/.test(text)
    ? text.replace(mixed, (found) =>
        (found.match(/\d/g)?.length ?? 0) >= 4 ? found.replaceAll('o', '0').replace(/[il]/g, '1') : found,
      )
    : text;

/** Numbers that cost nothing, where the text is about help: whoever needs it has to see them. */
const free = /^(?:1?8(?:00|33|44|55|66|77|88)\d{7}|080\d{7,8}|09\d{8}|0892\d{6})$/;
const ofHelp =
  /(?<![a-z])(?:help|helplines?|hotlines?|ecoute|info ?service|prevention|suicide|crisis|poison|victims?|victimes?|disorders?|anorexie|addiction|dependants|suicidaires?|fraude|opposition|urgences?|emergency|scam|samaritans?|lifeline)(?![a-z])/;

/** Days, lists of years, and how a team stands: "06/06/1944", "1998 2004 2007", "4-4-2". */
const ofDays =
  /(?<![\d/])\d{1,2}\/\d{1,2}\/(?:1\d|20)\d\d(?![\d/])|(?<!\d)(?:19|20)\d\d-\d\d-\d\d[ t]\d\d[-:.]\d\d(?:[-:.]\d\d)?(?!\d)|(?<!\d)(?:(?:1[5-9]|20)\d\d[ ,]{1,2}(?:and |et )?){3,6}|(?<![\d-])(?:\d{1,2}-\d{1,2}[ ,]{1,2}){2,8}\d{1,2}-\d{1,2}(?![\d-])|(?<![\d-])[2-6]-[1-6](?:-[1-6]){1,2}(?![\d-])/g;

/** Where the text has a phone number. */
export function phonesIn(flat: string): readonly Span[] {
  const lower = withDigits(flat.toLowerCase()).replace(ofDays, (found) => 'x'.repeat(found.length));
  if (!mayHave.test(lower)) return [];
  const spans: Span[] = [];
  let run: Part[] = [];
  let gaps: string[] = [];
  let gap = '';
  let times = 1;
  const close = () => {
    for (let from = 0; from < run.length; from++) {
      const to = longest(run, gaps, from, lower);
      if (to < from) continue;
      const digits = run.slice(from, to + 1).map((part) => part.digits);
      if (free.test(digits.join('')) && ofHelp.test(lower)) {
        from = to;
        continue;
      }
      const plus = /(?:\+\s?\(?|\()$/.exec(lower.slice(0, run[from]!.start))?.index;
      spans.push({ start: plus ?? run[from]!.start, end: run[to]!.end });
      from = to;
    }
    run = [];
    gaps = [];
    gap = '';
  };
  for (const { 0: found, index } of lower.matchAll(piece)) {
    const isDigit = /^\d/.test(found);
    const word = isDigit ? undefined : (own(words, found) ?? own(tens, found)?.toString());
    const letter =
      found === 'o' && (run.length > 0 || /^[\s.-]?\d/.test(lower.slice(index + 1, index + 3))) ? '0' : undefined;
    if (!isDigit && word === undefined && letter === undefined) {
      if (own(repeated, found) !== undefined) {
        times = own(repeated, found)!;
        continue;
      }
      if (run.length > 0 && joints.test(found)) continue;
      gap += found;
      if (!between.test(gap) && gap.trim() !== '') close();
      else if (gap.length > 4) close();
      continue;
    }
    const last = run.at(-1);
    const end = index + found.length;
    const told = (word ?? letter ?? found).repeat(word?.length === 1 ? times : 1);
    times = 1;
    // Glued: "21two" is one group.
    if (last && gap === '' && (isDigit ? !last.isWord || last.digits.length === 1 : !last.isWord && word?.length === 1))
      run[run.length - 1] = { ...last, end, digits: last.digits + told, isWord: false };
    else if (word !== undefined && last?.open && Number(word) < 20 && gap.trim() === '') {
      const sum = Number(last.digits.slice(-2)) + Number(word);
      run[run.length - 1] = { ...last, end, digits: last.digits.slice(0, -2) + String(sum), open: word === '4' };
    } else if (found === 'vingt' && last?.digits === '4' && gap.trim() !== '.') {
      run[run.length - 1] = { ...last, end, digits: '80', open: true };
    } else {
      if (run.length > 0) gaps.push(gap);
      run.push({
        start: index,
        end,
        digits: told,
        isWord: !isDigit,
        open: own(tens, found) !== undefined,
      });
    }
    gap = '';
  }
  close();
  return spans;
}

const mayHave = /\d(?:\D{0,6}\d){5}|zero|oh |(?:six|sept|seven|five|cinq|eight|huit|nine|neuf|three|trois)/;

/** The last part of the number that begins here; before `from` where none does. */
function longest(run: readonly Part[], gaps: readonly string[], from: number, text: string): number {
  let digits = '';
  let best = from - 1;
  for (let to = from; to < run.length && digits.length <= 15; to++) {
    digits += run[to]!.digits.replace('+', '');
    const groups = run.slice(from, to + 1);
    const isTold = digits.length === 7 && groups.length === 7 && groups.every(({ isWord }) => isWord);
    if ((digits.length < 8 && !isTold) || digits.length > 15) continue;
    const inner = gaps.slice(from, to);
    if (
      isPhone(
        groups,
        inner,
        digits,
        text.slice(Math.max(0, groups[0]!.start - 24), groups[0]!.start),
        to + 1 < run.length ? gaps[to]! : null,
      )
    )
      best = to;
  }
  return best;
}

/** Numbers of ten digits that everybody knows: powers of two, and a series. */
/** And those where somebody listens. */
const constants = new Set(
  '0972394050 0800858858 0800235236 18002738255 08001111 0142963626 2147483647 2147483648 4294967295 4294967296 4815162342 0123456789 1234567890'.split(
    ' ',
  ),
);
const drawn = /(?<![a-z])(?:draw|lottery|loto|lotto|tirage|numeros chance|gagnants|winning)(?![a-z])[^0-9]{0,16}$/;
const announced =
  /(?<![a-z])(?:tel|telephone|phone|num|numero|number|call|appell?e[rsz]?|text|sms|whatsapp|signal|mobile|cell|portable|fixe|joindre|contact|reach|ring|06|07)(?![a-z])[^0-9]{0,16}$/;

/** "2024-05-17T12:00" */
const isDate = ([year, month, day]: readonly Part[], gaps: readonly string[]) =>
  /^(?:19|20)\d\d$/.test(year!.digits) &&
  gaps[0] === '-' &&
  gaps[1] === '-' &&
  Number(month?.digits) < 13 &&
  Number(day?.digits) < 32;

/** "10, 9, 8, 7": a countdown, or a count. */
function countsOn(groups: readonly Part[]): boolean {
  const values = groups.map((group) => Number(group.digits));
  const step = (values[1] ?? 0) - values[0]!;
  return (
    values.length > (Math.abs(step) === 1 ? 4 : 3) &&
    step !== 0 &&
    values.every((value, i) => i === 0 || value - values[i - 1]! === step)
  );
}

/** How many digits the groups of a telephone number have. */
const usual = new Set([
  '3,3,4',
  '1,3,3,4',
  '3,4,4',
  '4,3,3',
  '5,6',
  '5,3,3',
  '3,2,2,3',
  '4,2,2,2',
  '2,4,4',
  '3,3,2,2',
  '4,6',
  '2,2,2,2,2',
  '1,2,2,2,2,2',
  '1,1,2,2,2,2',
  '2,1,2,2,2,2',
  '3,3,3',
  '4,4,4',
  '2,2,2,2',
  '5,5',
  '3,7',
  '1,10',
  '6,4',
  '3,3,2,2,',
  '4,3,4',
  '3,8',
  '3,9',
  '1,4,3,3',
]);

function isPhone(
  groups: readonly Part[],
  gaps: readonly string[],
  digits: string,
  before: string,
  next: string | null,
): boolean {
  if (constants.has(digits)) return false;
  if (countsOn(groups) || isDate(groups, gaps) || drawn.test(before)) return false;
  const sizes = groups.map((group) => group.digits.length);
  // Pi.
  if (sizes.join() === '1,10' && gaps[0] === '.') return false;
  const areWords = groups.filter((group) => group.isWord).length;
  const plus = /\+\s?\(?$/.test(before) || groups[0]!.digits === '+';
  const isTight = gaps.every((gap) => strict.test(gap));
  // What goes on with more digits is a longer number, and no phone's.
  if (next !== null && strict.test(next) && sizes.length === 1 && groups[0]!.digits.length > 11) return false;
  if (/[.,]$/.test(before) && /\d[.,]$/.test(before)) return false;
  if (plus) return digits.length >= 8 && gaps.every((gap) => between.test(gap));
  if (areWords >= 4) return digits.length >= 9 || areWords === digits.length;
  // "299 792 458" and "8.000.000.000" are amounts; so are dates and times, which have other signs.
  const isAmount = sizes.slice(1).every((size) => size === 3) && sizes[0]! <= 3 && groups[0]!.digits[0] !== '0';
  if (digits.startsWith('00') && digits.length >= 11) return true;
  if (
    /^0[1-9]/.test(digits) &&
    (digits.length === 10 ||
      (digits.length === 11 && digits[1] === '7') ||
      (digits.length === 9 && announced.test(before)))
  ) {
    return sizes.length === 1 || isTight || sizes.every((size) => size <= 2 || size === 3 || size === 4 || size === 8);
  }
  if (isAmount && !announced.test(before)) return false;
  if (usual.has(sizes.join()) && isTight && gaps.every((gap) => gap !== '')) {
    const isShort = digits.length < 10;
    if (sizes.join() === '4,4,4' || sizes.join() === '2,2,2,2') return announced.test(before);
    return !isShort || announced.test(before);
  }
  if (sizes.every((size) => size === 1) && digits.length >= 9) return true;
  if (sizes.length === 1 && /^(?:[2-9]\d{9}|1[2-9]\d\d[2-9]\d{6})$/.test(digits)) return true;
  return (
    announced.test(before) && digits.length >= 8 && (sizes.length > 1 || digits.length >= 9) && sizes.join() !== '6,6'
  );
}
