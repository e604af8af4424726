import type { ChatMessage } from '../../domain/chat.ts';
import type { Clock } from '../../lib/clock.ts';
import { createHistory, type Lookalike } from './filters/history.ts';
import { foreignLink } from './filters/links.ts';
import { echoesIn, emotesIn, isScribbled, isShouted, namesIn } from './filters/text.ts';
import { compileWords } from './filters/words.ts';
import { lookAt } from './look.ts';
import type { FilterName } from './settings.ts';
import type { Rules } from './switches.ts';

export interface Finding {
  readonly rule: FilterName;
  /** What of the line it is about: a host, a number; never more of what was written. */
  readonly detail: string;
  /** Other accounts that the same is to be done about. */
  readonly others?: readonly Lookalike[];
}

export type Judge = ReturnType<typeof createJudge>;

/** Looks at each line once; loaded when a filter is first on. */
export function createJudge(clock: Clock) {
  const history = createHistory(clock);
  const compiled = new WeakMap<readonly string[], ReturnType<typeof compileWords>>();

  function bannedBy(list: readonly string[]) {
    const known = compiled.get(list) ?? compileWords(list);
    compiled.set(list, known);
    return known;
  }

  return {
    /** Null: nothing is wrong with it. `mayLink`: somebody permitted it. */
    judge(message: ChatMessage, rules: Rules, mayLink: boolean): Finding | null {
      const look = lookAt(message);
      const { viewer } = message;
      const holds = ({ on, exempt }: { readonly on: boolean; readonly exempt: readonly ('subscriber' | 'vip')[] }) =>
        on && !exempt.some((role) => viewer.roles.has(role));
      const { words, links, lookalikes, symbols, caps, emotes, length, mentions, repeated, flood } = rules.filters;
      // What is counted is counted for every line, whatever else is wrong with it.
      const lines = holds(flood) ? history.lines(look, flood) : 0;
      const repeats = holds(repeated) ? history.repeats(look, repeated) : 0;
      const others = holds(lookalikes) ? history.lookalikes(look, lookalikes) : null;

      if (holds(words) && bannedBy(words.list)(look) !== null) return { rule: 'words', detail: '' };
      if (others !== null) return { rule: 'lookalikes', detail: '', others };
      const host = holds(links) && !mayLink ? foreignLink(look, links.allow) : null;
      if (host !== null) return { rule: 'links', detail: host };
      if (holds(symbols) && isScribbled(look, symbols)) return { rule: 'symbols', detail: '' };
      if (holds(caps) && isShouted(look, caps)) return { rule: 'caps', detail: '' };
      const drawn = holds(emotes) ? emotesIn(look) : 0;
      if (drawn > emotes.most) return { rule: 'emotes', detail: String(drawn) };
      const size = message.text.length;
      if (holds(length) && size > length.most) return { rule: 'length', detail: String(size) };
      const names = holds(mentions) ? namesIn(look) : 0;
      if (names > mentions.most) return { rule: 'mentions', detail: String(names) };
      if (repeats >= repeated.times) return { rule: 'repeated', detail: String(repeats) };
      const echoes = holds(repeated) ? echoesIn(look) : 0;
      if (echoes >= repeated.words) return { rule: 'repeated', detail: String(echoes) };
      if (lines > flood.lines) return { rule: 'flood', detail: String(lines) };
      return null;
    },
    raid: history.raid,
    forget: history.forget,
  };
}
