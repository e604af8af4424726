import { withoutContacts } from './contact.ts';
import { fold } from './fold.ts';
import { impersonates } from './impersonation.ts';
import { withoutBotPrefix, withoutCommandMark } from './leading.ts';
import { withoutLinks } from './links.ts';
import { withoutForeignMentions } from './mentions.ts';
import { oneLine, withoutInvisibles, withoutZalgo } from './normalise.ts';
import { maxUnits, split } from './split.ts';
import { builtInTerms, exceptions } from './term-list.ts';
import { compileTerms, type Matcher } from './terms.ts';

export interface ContainmentOptions {
  readonly prefix: string;
  readonly botName: string;
  /** Hosts that may be linked to, with their subdomains. */
  readonly allowLinks: readonly string[];
  /** The channel's own blocked terms as Twitch keeps them, `*` being any letters. */
  readonly blockedTerms: readonly string[];
  readonly otherBotPrefixes?: readonly string[] | undefined;
}

interface TextContext {
  /** The only name that the text may mention, beside `mentions`. */
  readonly viewerName?: string | undefined;
  readonly mentions?: readonly string[] | undefined;
  readonly maxLines?: 1 | 2 | undefined;
  /** Hosts that this text may link to, beside those that are always allowed. */
  readonly links?: readonly string[] | undefined;
  /** Links that leave as they stand. */
  readonly written?: readonly string[] | undefined;
}

type Contained =
  | {
      readonly kind: 'lines';
      readonly lines: readonly string[];
      /** The rules that changed something that a reader can see. */
      readonly altered: readonly string[];
    }
  | { readonly kind: 'blocked'; readonly rule: string };

/** Gives the text back, changed or not, or `null` when it is not to be said. */
interface Rule {
  readonly name: string;
  /** What it changes cannot be seen. */
  readonly quiet?: boolean;
  apply(text: string, context: TextContext, options: ContainmentOptions): string | null;
}

/** Two lines are 998 units. More is read at first, for what cannot be seen takes room too. */
const maxInput = 4_000;
const maxVisible = 1_200;
/** What letters that stand for several may add: a text of nothing else is no answer, and long to search. */
const maxWrittenOut = 300;

const neverSaid = compileTerms(builtInTerms, { backwards: true, except: exceptions });

const rules: readonly Rule[] = [
  { name: 'invisible', apply: withoutInvisibles },
  { name: 'space', quiet: true, apply: oneLine },
  { name: 'marks', apply: withoutZalgo },
  { name: 'length', quiet: true, apply: (text) => (text.length > maxVisible ? text.slice(0, maxVisible) : text) },
  { name: 'leading', apply: withoutCommandMark },
  {
    name: 'command',
    apply: (text, _context, { prefix, otherBotPrefixes }) =>
      withoutBotPrefix(withoutBotPrefix(text, [prefix]), otherBotPrefixes),
  },
  { name: 'contact', apply: withoutContacts },
  {
    name: 'link',
    apply: (text, { links = [], written }, { allowLinks }) => withoutLinks(text, [...allowLinks, ...links], written),
  },
  {
    name: 'mention',
    apply: (text, { viewerName, mentions = [] }) => withoutForeignMentions(text, [viewerName ?? '', ...mentions]),
  },
  { name: 'impersonation', apply: (text) => (impersonates(text) ? null : text) },
];

const maxPasses = 6;

type Contain = (text: string, context: TextContext) => Contained;

/** The text side of the gate: what comes out is at most two lines that cannot harm the channel, or nothing. */
export function createContainment(options: () => ContainmentOptions): Contain {
  const channelTerms = remembering();

  return (text, context) => {
    const now = options();
    const channelBlocks = channelTerms(now.blockedTerms);
    const altered = new Set<string>();

    // One rule's cut may make the next rule's case, so the rules run until none finds anything.
    const settle = (from: string): { text: string } | { rule: string } => {
      let current = from;
      for (let pass = 0; pass < maxPasses; pass++) {
        const before = current;
        for (const rule of rules) {
          const after = rule.apply(current, context, now);
          if (after === null) return { rule: rule.name };
          if (after !== current && !rule.quiet) altered.add(rule.name);
          current = after;
        }
        if (current !== before) continue;
        const folded = fold(current);
        if (folded.some((words) => words.length > current.length + maxWrittenOut)) return { rule: 'length' };
        if (neverSaid(current, folded)) return { rule: 'term' };
        return channelBlocks(current, folded) ? { rule: 'channel term' } : { text: current };
      }
      return { rule: 'unsettled' };
    };

    const settled = settle(text.slice(0, maxInput));
    if ('rule' in settled) return { kind: 'blocked', rule: settled.rule };
    const lines: string[] = [];
    const pieces = split(settled.text, context.maxLines ?? 2);
    if (pieces.length === 1 && pieces[0] === settled.text)
      return { kind: 'lines', lines: pieces, altered: [...altered] };
    for (const piece of pieces) {
      const line = settle(piece);
      if ('rule' in line) return { kind: 'blocked', rule: line.rule };
      if (line.text.length > maxUnits) return { kind: 'blocked', rule: 'unsettled' };
      if (line.text !== '') lines.push(line.text);
    }
    if (lines.length === 0) return { kind: 'blocked', rule: 'empty' };
    // Read together as a viewer does, two clean lines may still say what neither says.
    const whole = settle(lines.join(' '));
    if ('rule' in whole) return { kind: 'blocked', rule: whole.rule };
    return { kind: 'lines', lines, altered: [...altered] };
  };
}

/** Compiles again only when the terms are others than last time. */
function remembering(): (terms: readonly string[]) => Matcher {
  let known: readonly string[] = [];
  let matcher = compileTerms(known);
  return (terms) => {
    if (terms !== known && (terms.length !== known.length || terms.some((term, i) => term !== known[i]))) {
      matcher = compileTerms(terms);
      known = [...terms];
    }
    return matcher;
  };
}
