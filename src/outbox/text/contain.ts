import type { Wording } from '../../domain/saying.ts';
import { ages, claimsAge, withoutAges } from './ages.ts';
import { isWall, withoutFlood } from './flood.ts';
import { harasses, harassments, isLewd, threatens } from './harassment.ts';
import { explainsWord, offersHelp, quotesHistory, saidBesideQuotes, saidOfName, warnsOf } from './harmless.ts';
import { impersonates, impersonations } from './impersonation.ts';
import { withoutBotPrefix, withoutCommandLines, withoutCommandMark, withoutOwnPrefix } from './leading.ts';
import { disguises, withoutLinks } from './links.ts';
import { compiling, type Lists, type Look, lookAt, screenTogether, together } from './look.ts';
import { createMeaning } from './meaning.ts';
import { withoutForeignMentions } from './mentions.ts';
import { oneLine, sentencesApart, withoutInvisibles, withoutZalgo } from './normalise.ts';
import { notices, ofTheSystem, outcast, tellsNotice } from './notices.ts';
import { oneOf } from './one-of.ts';
import { contactLists, givesHandle, handles, personal, withoutContacts } from './personal.ts';
import { mostCells, readingOf } from './reading.ts';
import { scams, tricks } from './scams.ts';
import { maxUnits, split } from './split.ts';
import { codesOfHate, explainsSign, numbers, showsHate } from './symbols.ts';
import { compileTerms, type Matcher } from './terms.ts';
import { upright } from './upright.ts';
import { exposes, streetsToo, whereabouts } from './whereabouts.ts';
import { createWords, type Offence, type Policy, type Severity } from './words.ts';

export interface ContainmentOptions {
  readonly prefix: string;
  readonly botName: string;
  /** Hosts that may be linked to, with their subdomains. */
  readonly allowLinks: readonly string[];
  /** The channel's own blocked terms as Twitch stores them, `*` being any letters. */
  readonly blockedTerms: readonly string[];
  /** Left out: `standard`. */
  readonly policy?: Policy | undefined;
  /** Those as whom nobody else may speak: the channel's name, its moderators. Small letters. */
  readonly names?: readonly string[] | undefined;
}

export interface TextContext {
  /** The only name that the text may mention, beside `mentions`. */
  readonly viewerName?: string | undefined;
  readonly mentions?: readonly string[] | undefined;
  readonly maxLines?: 1 | 2 | undefined;
  /** Hosts that this text may link to, beside those that are always allowed. */
  readonly links?: readonly string[] | undefined;
  /** Links that leave as they stand. */
  readonly written?: readonly string[] | undefined;
  /** Left out: `foreign`. */
  readonly wording?: Wording | undefined;
  /** A judge is asked too: the classifier only has the last word where it is sure. Left out: it decides alone. */
  readonly hasJudge?: boolean | undefined;
}

export type Contained =
  | {
      readonly kind: 'lines';
      readonly lines: readonly string[];
      /** The rules that changed something that a reader can see. */
      readonly altered: readonly string[];
    }
  /** `rule`: the layer that held it back, and what it saw: "shape notice", "word slur", "meaning hate". */
  | { readonly kind: 'blocked'; readonly rule: string };

export type Contain = (text: string, context: TextContext) => Contained;

/** Two lines are 998 units. More is read at first, for what cannot be seen takes room too. */
const maxInput = 4_000;
const maxVisible = 1_200;
/** What letters that stand for several may add: a text of nothing else is no answer, and long to search. */
const maxWrittenOut = 300;
const maxPasses = 8;

const words = createWords();
const meaning = createMeaning();

const allowed: Readonly<Record<Policy, ReadonlySet<Severity>>> = {
  family: new Set(),
  standard: new Set<Severity>(['family']),
  mature: new Set<Severity>(['family', 'standard']),
};

/** What may be named where a text is about a word, a work or a place. A slur may not. */
const named: ReadonlySet<string> = new Set(['harass', 'sexual', 'selfharm']);

const cuts = ['mention', 'command', 'leading', 'contact', 'link'];

/** A change that a rule makes; `null` where the text is not to be said. */
type Changed = string | null;
/** `quiet`: what it changes cannot be seen. */
type Step = readonly [rule: string, quiet: boolean, apply: (text: string) => Changed];

/** The text side of the gate: what comes out is at most two lines that cannot harm the channel, or nothing. */
export function createContainment(options: () => ContainmentOptions): Contain {
  const channelTerms = remembering();

  return (text, context) => {
    const { prefix, allowLinks, blockedTerms, policy = 'standard', names = [] } = options();
    const {
      viewerName,
      mentions = [],
      links = [],
      written,
      wording = 'foreign',
      hasJudge = false,
      maxLines = 2,
    } = context;
    const judged = wording === 'foreign';
    const poses = (look: Look) => wording !== 'own' && impersonates(look, names, viewerName);
    const channelBlocks = channelTerms(blockedTerms);
    const altered = new Set<string>();

    // What can be cut or changed, in this order. The cheap rules come to their end before the others look.
    const cheap: readonly Step[] = [
      ['invisible', false, withoutInvisibles],
      ['command', false, withoutCommandLines],
      ['space', true, oneLine],
      ['marks', false, withoutZalgo],
      ['length', true, (text) => (text.length > maxVisible ? text.slice(0, maxVisible) : text)],
      ['flood', false, (text) => (judged ? withoutFlood(text) : text)],
      ['leading', false, withoutCommandMark],
      ['command', false, (text) => withoutBotPrefix(withoutOwnPrefix(text, prefix))],
    ];
    const costly: readonly Step[] = [
      ['contact', false, (text) => withoutContacts(text, lookAt(text))],
      ['link', false, (text) => withoutLinks(text, [...allowLinks, ...links], written)],
      ['mention', false, (text) => withoutForeignMentions(text, [viewerName ?? '', ...mentions])],
    ];
    /** What each rule left as it was last time, so that nothing is read twice. */
    const left = new Map<Step, string>();
    const changed = (from: string, steps: readonly Step[]): Changed => {
      let current = from;
      for (const step of steps) {
        if (left.get(step) === current) continue;
        const [rule, quiet, apply] = step;
        const after = apply(current);
        if (after === null) {
          refused = rule;
          return null;
        }
        if (after === current) left.set(step, current);
        else if (!quiet) altered.add(rule);
        current = after;
      }
      return current;
    };
    let refused = '';

    /** What a text is not said for as a whole: the layer, and its rule. */
    function forbidden(text: string): string | null {
      const look = lookAt(text);
      if (poses(look)) return 'shape impersonation';
      if (judged && isWall(text)) return 'shape flood';
      const shape = judged ? shapeOf(look, warnsOf(look)) : null;
      if (judged && policy !== 'mature' && harasses(look)) return 'shape harass';
      if (judged && isLewd(text)) return 'shape sexual';
      if (shape !== null) return `shape ${shape}`;
      if (showsHate(text, look.flat.text) && !explainsSign(text, look.flat.text)) return 'shape symbol';
      const reading = readingOf(withoutAges(sentencesApart(text)));
      if (reading.length > Math.min(mostCells - 4, text.length + maxWrittenOut)) return 'shape length';
      const onHead = upright(text);
      if (judged && isAddressApart(look.flat.text, [...allowLinks, ...links], written)) return 'shape apart';
      const offence =
        worst(words(reading), policy) ??
        unglued(text, reading.plain) ??
        veiled(text, reading.plain) ??
        (onHead === '' ? undefined : worst(words(readingOf(onHead)), policy));
      if (offence && !isOnlyNamed(offence, look)) return `word ${offence.rule}`;
      if (channelBlocks(text, reading)) return 'word channel term';
      return judged ? meaning(reading.spoken, policy, hasJudge) : null;
    }

    /** Of a word that the text explains, and of a film's or a town's name, nothing else may be an offence. */
    function isOnlyNamed(offence: Offence, look: Look): boolean {
      if (offence.rule === 'selfharm' && offersHelp(look)) return true;
      if (offence.rule === 'nazi' && quotesHistory(look)) return true;
      const isClean = (rest: string | null) => rest !== null && worst(words(readingOf(rest)), policy) === undefined;
      if (named.has(offence.rule))
        return (
          isClean(saidOfName(look)) ||
          isClean(saidBesideQuotes(look)) ||
          isClean(explainsWord(look, offence.severity === 'always' || offence.rule !== 'harass'))
        );
      return offence.rule === 'slur' && (isClean(explainsWord(look, true)) || isClean(saidBesideQuotes(look, true)));
    }

    // One rule's cut may make the next rule's case, so the rules run until none finds anything.
    const settle = (
      from: string,
      isForbidden: (text: string) => string | null,
      dear: readonly Step[] = costly,
    ): { text: string } | { rule: string } => {
      let current = from;
      for (let pass = 0, steps = cheap; pass < maxPasses; pass++) {
        const after = changed(current, steps);
        if (after === null) return { rule: `shape ${refused}` };
        if (after !== current) steps = cheap;
        else if (steps === cheap) steps = dear;
        else {
          const rule = isForbidden(current);
          return rule === null ? { text: current } : { rule };
        }
        current = after;
      }
      return { rule: 'unsettled' };
    };

    const settled = settle(text.slice(0, maxInput), forbidden);
    if ('rule' in settled) return { kind: 'blocked', rule: settled.rule };
    // What was cut may have been a letter of a word: "n@me" is none without it.
    if (cuts.some((rule) => altered.has(rule))) {
      const whole = withoutZalgo(oneLine(withoutInvisibles(text.slice(0, maxVisible))));
      const offence = worst(words(readingOf(whole)), policy);
      if (offence && (offence.severity === 'always' || !(altered.has('link') || altered.has('contact'))))
        return { kind: 'blocked', rule: `word ${offence.rule}` };
      // A handle without its sign is still one.
      if (context.wording !== 'own' && altered.has('mention') && givesHandle(lookAt(whole)))
        return { kind: 'blocked', rule: 'shape handle' };
    }
    const lines: string[] = [];
    const pieces = split(settled.text, maxLines);
    if (pieces.length === 1 && pieces[0] === settled.text)
      return { kind: 'lines', lines: pieces, altered: [...altered] };
    for (const piece of pieces) {
      // Where a line begins is all that is new in it: what is costly to look for was looked for in the whole.
      const line = settle(piece, (begun) => (poses(lookAt(begun)) ? 'shape impersonation' : null), []);
      if ('rule' in line) return { kind: 'blocked', rule: line.rule };
      if (line.text.length > maxUnits) return { kind: 'blocked', rule: 'unsettled' };
      if (line.text !== '') lines.push(line.text);
    }
    if (lines.length === 0) return { kind: 'blocked', rule: 'empty' };
    // Read together as a viewer does, two clean lines may still say what neither says.
    const joined = lines.join(' ');
    const rule = joined === settled.text ? null : forbidden(joined);
    if (rule !== null) return { kind: 'blocked', rule };
    return { kind: 'lines', lines, altered: [...altered] };
  };
}

const front = /^(?:xx|super|mega|ultra|team|real|sale|gros|petit|king|mister|ttv|mr|sir)(?=[a-z]{4})/;
const back = /(?<=[a-z]{4})(?:xx|lol|man|men|land|ville|ttv|tv|yt|boys?|girls?|king|queen|gamer|world|team)$/;

/** What is never said, with what people glue to a name, "superXland", or with an apostrophe in it. */
function unglued(text: string, plain: string): Offence | undefined {
  const bare = plain
    .split(' ')
    .filter((word) => front.test(word) || back.test(word))
    .map((word) => word.replace(front, '').replace(back, ''));
  for (const [word] of text.matchAll(
    /(?<!\p{L})\p{L}{1,12}['’‘`´](?!(?:d|ll|re|ve|s|t|m)(?!\p{L}))\p{L}{1,12}(?!\p{L})/gu,
  ))
    bare.push(word.replace(/['’‘`´]/, ''));
  if (bare.length === 0) return undefined;
  return words(readingOf(bare.join('. '))).find(({ severity }) => severity === 'always');
}

/** Ordinary words that are slurs for those who write them so that a filter should not see them. */
const twofold = new RegExp(
  `(?<![a-z])${oneOf`
  ratons?; pedales?; retards?; tapettes?; tantes?; bicots?; macaques?; guenons?; batards?; puss(?:y|ies); chiennes?
  cochonnes?; truies?; garces?; sluts?; dykes?; chinks?; coons?; spics?; pricks?; cocks?; dicks?; homos?; queers?
  hoes?; crevards?; cunts?; phags?; thots?; mongols?; debiles?; abrutis?; cretins?; bouffons?; skanks?; fuck(?:s|ed|ing|ers?)?; morons?; idiots?; imbeciles?; connards?; connasses?; salopes?; salauds?
  putes?; encules?; trouducs?; trouduk; grognasses?; crevures?; tarioles?; pouffiasses?; tocards?; gogols?; cassos; boloss
  feignasses?; raclures?; wankers?; twats?; tossers?; bastards?; dumbass; jackass; dipshits?; douchebags?; perverts?
  bitch(?:es)?; assholes?; arseholes?; dickheads?; losers?; scumbags?; fils de pute; enfoires?; branleu(?:rs?|ses?)
  merdes?; merdeux; connes?; couilles?; couillons?; petasses?; pouffes?; clochards?; charognes?; pourritures?; ordures?
  vermines?; tarlouzes?; tafioles?; attardes?; degeneres?; blaireaux?; minables?; pedophiles?; violeurs?; salopards?; demeures?
  whores?; slags?; bellends?; shitheads?; bullshit; faggy; creeps?; freaks?; psychos?; garbage; virgins?; incels?; nonces?
  pervs?; stupid; suckers?; rapists?; perverse?s?; nazis?; parasites?; pathetic; worthless; subhumans?; shithole
`}(?![a-z])`,
  'g',
);
/** Written backwards. */
const turned = new RegExp(
  `(?<![a-z])${oneOf`
  kcuf; tihs; tnuc; hctib; elohssa; erohw; tulst; elopas; epolas; etup; drannoc; essannoc; elucne; dratab; drasab; ednarb
  tnemgnirt; eterp; rekcuf; kcid; norom; toidi; reggin; togaf; toggaf; nomluc; edep; ettefat; uoynerf
  `}(?![a-z])`,
);
/** "r a t o n". */
const drawnApart = /(?<![a-z])[a-z](?: [a-z]){3,14}(?: ?[a-z]{1,2})?(?![a-z])/g;

function veiled(text: string, plain: string): Offence | undefined {
  if (turned.test(plain)) return { rule: 'harass', severity: 'always' };
  const meant = plain.replace(drawnApart, (letters) => letters.replaceAll(' ', '')).match(twofold);
  if (!meant) return undefined;
  const written = text.toLowerCase().normalize('NFC').replace(/[éèê]/g, 'e').replace(/[âà]/g, 'a');
  return meant.some((word) => !written.includes(word)) ? { rule: 'slur', severity: 'always' } : undefined;
}

/** A link or a contact whose letters stand apart. */
function isAddressApart(flat: string, allow: readonly string[], written?: readonly string[]): boolean {
  const joined = together(flat);
  if (joined === null) return true;
  if (joined === flat) return false;
  const look = lookAt(joined);
  return withoutLinks(joined, allow, written) !== joined || withoutContacts(joined, look) !== joined || exposes(look);
}

/** What a text is asked for that is judged: lists that are read together. */
const judgedShapes = [
  impersonations,
  ofTheSystem,
  notices,
  outcast,
  scams,
  ages,
  whereabouts,
  streetsToo,
  handles,
  harassments,
];

export const screenedLists: Lists = {
  small: [...judgedShapes, disguises],
  cased: [...contactLists, numbers, codesOfHate],
};

/** The shapes are the same for every outbox of this process. */
let isScreened = false;
let isCompiled = false;

/** Which words each shape needs, one shape each time it is asked: all of them together would hold the loop up for long. */
export function* screening(): Generator<unknown> {
  if (isScreened) return;
  yield* screenTogether(screenedLists);
  isScreened = true;
}

/** Compiles the expressions, one each time it is asked. */
export function* compilingAll(): Generator<unknown> {
  if (isCompiled) return;
  yield* compiling([...judgedShapes.flat(), ...disguises, ...personal, ...numbers, ...codesOfHate]);
  isCompiled = true;
}

/** What nobody but a model, a page or a viewer would write here. */
function shapeOf(look: Look, warns: 'all' | 'scam' | null): string | null {
  if (warns === 'all') return null;
  if (tellsNotice(look)) return 'notice';
  if (warns === null && tricks(look)) return 'scam';
  if (claimsAge(look)) return 'age';
  if (threatens(look)) return 'threat';
  if (exposes(look)) return 'personal';
  return givesHandle(look) ? 'handle' : null;
}

function worst(offences: readonly Offence[], policy: Policy): Offence | undefined {
  const counted = offences.filter(({ severity }) => !allowed[policy].has(severity));
  return counted.find(({ severity }) => severity === 'always') ?? counted[0];
}

/** Compiles again only when the terms are others than last time. */
function remembering(): (terms: readonly string[]) => Matcher {
  let known: readonly string[] = [];
  let matcher: Matcher = () => false;
  return (terms) => {
    if (terms !== known && (terms.length !== known.length || terms.some((term, i) => term !== known[i]))) {
      matcher = compileTerms(terms);
      known = [...terms];
    }
    return matcher;
  };
}
