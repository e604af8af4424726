import type { Level } from '../../src/domain/viewer.ts';
import type { Custom } from '../../src/features/commands/item.ts';
import type { Quote } from '../../src/features/quotes/quote.ts';
import type { Timer } from '../../src/features/timers/item.ts';
import { bagOf, FormatFault } from './found.ts';
import type { Have } from './plan.ts';

/** What `npm run export -- --commands` prints: everything as it is stored. */
export const ownExport = (channel: string, { commands, uses, timers, quotes, counters }: Have) => ({
  serdabot: 1,
  channel,
  commands: Object.fromEntries(commands),
  uses: Object.fromEntries(uses),
  timers: Object.fromEntries(timers),
  quotes: Object.fromEntries(quotes),
  counters: Object.fromEntries(counters),
});

/** The same read again, as found things that need no translation. */
export function readOwn(json: unknown) {
  const whole = bagOf(json);
  if (whole?.['serdabot'] !== 1) throw new FormatFault('no export of SerdaBot');
  const entries = <T>(key: string) => Object.entries((bagOf(whole[key]) ?? {}) as Record<string, T>);
  const uses = new Map(entries<number>('uses'));
  return {
    left: [],
    commands: entries<Custom>('commands').map(([name, one]) => ({
      ...{ name, text: one.text, level: (one.level ?? 'viewer') as Level, cd: one.cd, ucd: one.ucd },
      ...{ aliases: one.aliases, isOff: one.off, count: uses.get(name), when: one.when },
      more: { words: one.words, pattern: one.pattern, game: one.game },
    })),
    timers: entries<Timer>('timers').map(([name, one]) => ({
      ...{
        name,
        texts: one.texts,
        everyMinutes: one.everyMinutes,
        lines: one.lines,
        isAlways: one.always,
        isOff: one.off,
      },
      more: { shuffle: one.shuffle, game: one.game, title: one.title },
    })),
    quotes: entries<Quote>('quotes').map(([number, quote]) => ({ ...quote, number: Number(number) })),
    counters: entries<number>('counters').map(([name, value]) => ({ name, value })),
  };
}
