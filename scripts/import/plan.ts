import { isDeepStrictEqual } from 'node:util';
import { createCompile } from '../../src/domain/template.ts';
import { mostCommands } from '../../src/features/commands/index.ts';
import { type Custom, longestText, nameOf } from '../../src/features/commands/item.ts';
import type { Quote } from '../../src/features/quotes/quote.ts';
import { longestText as longestTimer, mostTexts, type Timer } from '../../src/features/timers/item.ts';
import { declared } from './declared.ts';
import type { Found, FoundCommand, FoundTimer, Left } from './found.ts';
import { translate } from './translate.ts';

/** What a channel has, as far as an import is concerned. */
export interface Have {
  readonly commands: ReadonlyMap<string, Custom>;
  readonly uses: ReadonlyMap<string, number>;
  readonly timers: ReadonlyMap<string, Timer>;
  readonly quotes: ReadonlyMap<string, Quote>;
  readonly lastQuote: number;
  readonly counters: ReadonlyMap<string, number>;
}

export interface Item {
  readonly kind: 'commands' | 'uses' | 'timers' | 'quotes' | 'counters';
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Plan {
  readonly added: string[];
  readonly changed: string[];
  same: number;
  readonly left: Left[];
  /** All that is written. */
  readonly items: Item[];
}

const mostSeconds = 86_400;
const whole = (seconds: number | undefined) =>
  seconds === undefined ? undefined : Math.min(mostSeconds, Math.round(seconds));
const simpleName = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '_')
    .slice(0, 30);
const without = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined && one !== false)) as T;

/** How many of a kind a channel may have, as chat lets them be made. */
export interface Most {
  readonly timers: number;
  readonly counters: number;
}
const usual: Most = { timers: 50, counters: 200 };

/** What an import of the file would do to the channel. */
export function planOf(from: string, found: Found, have: Have, prefix: string, most = usual): Plan {
  const { commands: builtIn, variables } = declared();
  const taken = new Set(builtIn.flatMap(({ name, aliases }) => [name, ...aliases]));
  const compile = createCompile(() => variables);
  const plan: Plan = { added: [], changed: [], same: 0, left: [...found.left], items: [] };
  const leave = (what: string, why: string) => void plan.left.push({ what, why });

  function put(kind: Item['kind'], key: string, what: string, before: unknown, after: unknown) {
    if (isDeepStrictEqual(before, after)) {
      plan.same++;
      return;
    }
    (before === undefined ? plan.added : plan.changed).push(what);
    plan.items.push({ kind, key, before: before ?? null, after });
  }

  /** The text with our variables; `isOff`: something in it is not known here. Null: it cannot be brought over. */
  function textFor(
    what: string,
    text: string,
    most: number,
  ): { readonly text: string; readonly isOff: boolean } | null {
    if (text.trim() === '') {
      leave(what, 'it says nothing');
      return null;
    }
    if (/[\r\n]/.test(text.trim())) {
      leave(what, 'its text has several lines');
      return null;
    }
    const translated = translate(from, text.trim());
    if (translated.text.length > most) {
      leave(what, `its text is longer than ${most} characters`);
      return null;
    }
    const compiled = compile(translated.text);
    const unknown = [...new Set(translated.unknown)];
    if (unknown.length > 0) {
      const verb = unknown.length > 1 ? 'have' : 'has';
      leave(what, `${unknown.join(', ')} ${verb} no equal here: brought over switched off`);
    } else if (!compiled.ok) {
      const { kind, name, at } = compiled.fault;
      leave(what, `${kind} variable${name ? ` "${name}"` : ''} at letter ${at}: brought over switched off`);
    }
    return { text: translated.text, isOff: unknown.length > 0 || !compiled.ok };
  }

  const words = new Map<string, string>();
  for (const [name, { aliases = [] }] of have.commands) for (const word of [name, ...aliases]) words.set(word, name);
  const seen = new Set<string>();
  let count = have.commands.size;

  function command({ name: typed, text, level, cd, ucd, aliases = [], isOff, when, count: times, more }: FoundCommand) {
    const name = nameOf(typed.trim(), prefix);
    const what = `${prefix}${name ?? typed.trim().slice(0, 40)}`;
    if (name === null) return leave(what, 'its name is no name here');
    if (taken.has(name)) return leave(what, 'a command of the bot has that name');
    if (seen.has(name)) return leave(what, 'it is in the file twice');
    const owner = words.get(name);
    if (owner !== undefined && owner !== name) return leave(what, `an alias of ${prefix}${owner}`);
    const said = textFor(what, text, longestText);
    if (!said) return;
    const before = have.commands.get(name);
    if (!before && ++count > mostCommands) return leave(what, `more than ${mostCommands} commands`);
    seen.add(name);
    words.set(name, name);
    const own: string[] = [];
    for (const alias of aliases) {
      const word = nameOf(alias.trim(), prefix);
      const by = word === null ? undefined : words.get(word);
      if (word === null || taken.has(word) || (by !== undefined && by !== name))
        leave(`${prefix}${alias.trim()}`, 'that alias is taken');
      else {
        words.set(word, name);
        own.push(word);
      }
    }
    const after: Custom = without({
      text: said.text,
      level: level === 'viewer' ? undefined : level,
      cd: whole(cd),
      ucd: whole(ucd),
      aliases: own.length > 0 ? own : undefined,
      off: isOff || said.isOff || undefined,
      when,
      ...more,
    }) as Custom;
    put('commands', name, what, before, after);
    const known = have.uses.get(name);
    if (times && Math.round(times) !== known) {
      plan.items.push({ kind: 'uses', key: name, before: known ?? null, after: Math.round(times) });
    }
  }

  function timer({ name: typed, texts, everyMinutes, lines, isAlways, isOff, more }: FoundTimer) {
    const name = simpleName(typed.trim());
    const what = `timer ${name || typed}`;
    if (name === '') return leave(what, 'its name is no name here');
    const said = texts.map((text) => textFor(what, text, longestTimer)).filter((one) => one !== null);
    if (said.length === 0) return;
    const before = have.timers.get(name);
    if (!before && ++timers > most.timers) return leave(what, `more than ${most.timers} timers`);
    if (said.length > mostTexts) leave(what, `its texts behind the first ${mostTexts}`);
    if (everyMinutes < 1) leave(what, 'more often than once in a minute: brought over with a minute');
    const after: Timer = without({
      texts: said.slice(0, mostTexts).map(({ text }) => text),
      everyMinutes: Math.min(1_440, Math.max(1, Math.round(everyMinutes))),
      lines: Math.min(9_999, Math.round(lines)),
      always: isAlways || undefined,
      off: isOff || said.some((one) => one.isOff) || undefined,
      ...more,
    }) as Timer;
    put('timers', name, what, before, after);
  }

  let timers = have.timers.size;
  let counters = have.counters.size;
  for (const one of found.commands) command(one);
  for (const one of found.timers) timer(one);
  const known = new Set([...have.quotes.values()].map(({ text, author }) => `${author.toLowerCase()} ${text}`));
  let last = have.lastQuote;
  for (const { text, author, game, at, number: own } of found.quotes) {
    const key = `${author.toLowerCase()} ${text}`;
    if (text.trim() === '' || /[\r\n]/.test(text) || text.length > longestText)
      leave(`quote "${text.slice(0, 30)}"`, 'no text of one line and 400 characters');
    else if (known.has(key)) plan.same++;
    else {
      known.add(key);
      const number = own !== undefined && own > last ? own : last + 1;
      last = number;
      put('quotes', String(number), `quote ${number}`, undefined, { text, author, game, at });
    }
  }
  for (const { name: typed, value } of found.counters) {
    const name = simpleName(typed);
    if (name === '' || !Number.isSafeInteger(value)) leave(`counter ${typed}`, 'no name or no whole number');
    else if (!have.counters.has(name) && ++counters > most.counters)
      leave(`counter ${name}`, `more than ${most.counters} counters`);
    else put('counters', name, `counter ${name}`, have.counters.get(name), value);
  }
  return plan;
}
