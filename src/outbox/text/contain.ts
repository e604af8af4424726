import { withoutBotPrefix, withoutCommandMark } from './leading.ts';
import { oneLine, withoutInvisibles, withoutZalgo } from './normalise.ts';
import { split } from './split.ts';

export interface ContainmentOptions {
  readonly prefix: string;
  readonly botName: string;
  /** Hosts that may be linked to, with their subdomains. */
  readonly allowLinks: readonly string[];
  /** The channel's own blocked terms as Twitch keeps them, `*` being any letters. */
  readonly blockedTerms: readonly string[];
  readonly otherBotPrefixes?: readonly string[] | undefined;
}

export interface TextContext {
  /** The only name that the text may mention. */
  readonly viewerName?: string | undefined;
  readonly maxLines?: 1 | 2 | undefined;
}

export type Contained =
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
  readonly quiet?: boolean;
  apply(text: string, context: TextContext, options: ContainmentOptions): string | null;
}

const rules: readonly Rule[] = [
  { name: 'invisible', apply: withoutInvisibles },
  { name: 'space', quiet: true, apply: oneLine },
  { name: 'marks', apply: withoutZalgo },
  { name: 'leading', apply: withoutCommandMark },
  {
    name: 'command',
    apply: (text, _context, { prefix, otherBotPrefixes }) =>
      withoutBotPrefix(withoutBotPrefix(text, [prefix]), otherBotPrefixes),
  },
  { name: 'space', quiet: true, apply: oneLine },
];

/** More never fits on two lines. */
const maxInput = 4_000;
const maxPasses = 6;

export function createContainment(options: () => ContainmentOptions) {
  return function contain(text: string, context: TextContext): Contained {
    const now = options();
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
        if (current === before) return { text: current };
      }
      return { rule: 'unsettled' };
    };

    const settled = settle(text.slice(0, maxInput));
    if ('rule' in settled) return { kind: 'blocked', rule: settled.rule };
    const lines: string[] = [];
    for (const piece of split(settled.text, context.maxLines ?? 2)) {
      const line = settle(piece);
      if ('rule' in line) return { kind: 'blocked', rule: line.rule };
      if (line.text !== '') lines.push(line.text);
    }
    if (lines.length === 0) return { kind: 'blocked', rule: 'empty' };
    return { kind: 'lines', lines, altered: [...altered] };
  };
}
