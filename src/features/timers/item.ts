import { type Schema, schemaOf } from '../../domain/documents.ts';

/** Texts that are said by the clock, where chat is awake. */
export interface Timer {
  readonly texts: readonly string[];
  readonly everyMinutes: number;
  /** Lines of others that must have come since the last time. */
  readonly lines: number;
  /** Also while nothing is on air. */
  readonly always?: true;
  readonly shuffle?: true;
  /** Only while this is on air. */
  readonly game?: string;
  /** Only while this is in the title. */
  readonly title?: string;
  readonly off?: true;
}

export const longestText = 400;
export const mostTexts = 10;
export const timerDefaults = { everyMinutes: 15, lines: 5 } as const;

const isTimer = (value: unknown): value is Timer => {
  const { texts, everyMinutes, lines } = (value ?? {}) as Partial<Timer>;
  return (
    Array.isArray(texts) &&
    texts.length > 0 &&
    texts.every((text) => typeof text === 'string') &&
    Number.isFinite(everyMinutes) &&
    Number.isFinite(lines)
  );
};
export const timerSchema: Schema<Timer> = schemaOf('a timer', isTimer);

const option = /^-([a-z]{1,10})(?:=("[^"]*"|\S*))?(?=\s|$)/i;
const names = ['every', 'lines', 'always', 'live', 'shuffle', 'rotate', 'game', 'title'];
const known = new Set(names);
/** All options, as somebody types them. */
export const allOptions = names.map((name) => `-${name}`);
const longestMinutes = 24 * 60;

function minutesIn(value: string): number | null {
  const [, digits, unit = 'm'] = /^(\d{1,4})(s|m|min|h)?$/i.exec(value) ?? [];
  if (digits === undefined) return null;
  const minutes = Number(digits) * (unit === 'h' ? 60 : unit === 's' ? 1 / 60 : 1);
  return minutes >= 1 && minutes <= longestMinutes ? minutes : null;
}

/** What was typed behind `add NAME` or `edit NAME`; `wrong`: an option that cannot be used, as it is
 * written; `unknown`: one that there is not. */
export function readTimer(
  before: Timer | null,
  typed: string,
): { readonly timer: Timer } | { readonly wrong: string } | { readonly unknown: string } {
  const timer: { -readonly [K in keyof Timer]: Timer[K] | undefined } = { ...timerDefaults, texts: [], ...before };
  let rest = typed.trim();
  for (;;) {
    const [whole, key = '', quoted = ''] = option.exec(rest) ?? [];
    if (whole === undefined || !(known.has(key.toLowerCase()) || whole.includes('='))) break;
    rest = rest.slice(whole.length).trim();
    const value = quoted.replace(/^"|"$/g, '');
    switch (key.toLowerCase()) {
      case 'every': {
        const minutes = minutesIn(value);
        if (minutes === null) return { wrong: '-every=15m (1m … 24h)' };
        timer.everyMinutes = minutes;
        break;
      }
      case 'lines':
        if (!/^\d{1,4}$/.test(value)) return { wrong: '-lines=5' };
        timer.lines = Number(value);
        break;
      case 'always':
        timer.always = true;
        break;
      case 'live':
        timer.always = undefined;
        break;
      case 'shuffle':
        timer.shuffle = true;
        break;
      case 'rotate':
        timer.shuffle = undefined;
        break;
      case 'game':
        timer.game = value || undefined;
        break;
      case 'title':
        timer.title = value || undefined;
        break;
      default:
        return { unknown: `-${key}` };
    }
  }
  const texts = rest.split('||').map((text) => text.trim());
  if (rest !== '') timer.texts = texts.filter(Boolean);
  return {
    timer: Object.fromEntries(Object.entries(timer).filter(([, value]) => value !== undefined)) as unknown as Timer,
  };
}
