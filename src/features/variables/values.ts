import { duration } from '../../domain/duration.ts';
import type { TemplateUse, Variable } from '../../domain/template.ts';
import { own } from '../../lib/own.ts';
import type { Chatters } from './chatters.ts';
import type { Home } from './phrases.ts';

const range = /^(-?\d{1,9})\s*-\s*(-?\d{1,9})$/;

const wordsOf = ({ call }: TemplateUse) => call.args.split(/\s+/).filter((word) => word !== '');
const typedBy = ({ call }: TemplateUse) => call.message.viewer.name;

function target(use: TemplateUse): string {
  const [, name] = /^@?(\w{1,25})(?!\w)/.exec(wordsOf(use)[0] ?? '') ?? [];
  return name ?? typedBy(use);
}

/** The parts of a moment in a time zone; null: there is no such zone. */
function clockIn(zone: string, at: number): Readonly<Record<string, string>> | null {
  try {
    const two = '2-digit';
    const format = new Intl.DateTimeFormat('en', {
      ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric' },
      ...{ month: two, day: two, hour: two, minute: two, second: two },
    });
    return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  } catch {
    return null;
  }
}

const tokens: Readonly<Record<string, string>> = {
  YYYY: 'year',
  MM: 'month',
  DD: 'day',
  HH: 'hour',
  mm: 'minute',
  ss: 'second',
};

function timeIn(argument: string, at: number): string | null {
  const [zone = '', ...rest] = argument.split(/\s+/);
  const format = rest.join(' ') || 'HH:mm';
  const parts = clockIn(zone, at);
  return parts && format.replace(/YYYY|MM|DD|HH|mm|ss/g, (token) => own(parts, own(tokens, token)!) ?? token);
}

const dateOf = (text: string) => Date.parse(/^\d{4}-\d\d-\d\d \d/.test(text) ? text.replace(' ', 'T') : text);
const isDate = (text: string) => text.length <= 60 && !Number.isNaN(dateOf(text));

/** Variables that need nothing but who typed what, when, and chance. */
export function createBase({ say, clock }: Pick<Home, 'say' | 'clock'>, chatters: Chatters, random = Math.random) {
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const nothing = (name: string, value: (use: TemplateUse) => string): Variable => ({
    name,
    argument: 'none',
    example: name,
    value: async (_argument, use) => value(use),
  });
  /** Whatever a viewer typed. */
  const typed = (name: string, value: (use: TemplateUse) => string): Variable => ({
    ...nothing(name, value),
    isForeign: true,
  });
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const base: readonly Variable[] = [
    nothing('user', typedBy),
    nothing('sender', typedBy),
    nothing('touser', target),
    nothing('channel', ({ call }) => call.message.channel),
    typed('query', ({ call }) => call.args),
    nothing('count', ({ count }) => String(count)),
    nothing('chatter', (use) => chatters.any(use.call.message.channel) ?? typedBy(use)),
    ...numbers.map((n) => typed(String(n), (use) => wordsOf(use)[n - 1] ?? '')),
    ...numbers.map((n) =>
      typed(`${n}:`, (use) =>
        wordsOf(use)
          .slice(n - 1)
          .join(' '),
      ),
    ),
    {
      name: 'random',
      argument: 'optional',
      example: 'random 1-100',
      isGood(argument) {
        const [, least, most] = range.exec(argument) ?? [];
        return least !== undefined && Number(least) <= Number(most);
      },
      async value(argument) {
        const [, least = '1', most = '100'] = range.exec(argument) ?? [];
        return String(between(Number(least), Math.max(Number(least), Number(most))));
      },
    },
    {
      name: 'pick',
      argument: 'required',
      example: 'pick a|b|c',
      async value(argument) {
        const choices = argument.split('|').map((choice) => choice.trim());
        return choices[between(0, choices.length - 1)] ?? '';
      },
    },
    {
      name: 'time',
      argument: 'required',
      example: 'time Europe/Paris HH:mm',
      isGood: (argument) => timeIn(argument, 0) !== null,
      value: async (argument) => timeIn(argument, clock.wall()) ?? '?',
    },
    {
      name: 'countdown',
      argument: 'required',
      example: 'countdown 2030-12-31T20:00',
      isGood: isDate,
      value: async (argument) => (isDate(argument) ? duration(say, dateOf(argument) - clock.wall()) : '?'),
    },
    {
      name: 'countup',
      argument: 'required',
      example: 'countup 2020-01-31',
      isGood: isDate,
      value: async (argument) => (isDate(argument) ? duration(say, clock.wall() - dateOf(argument)) : '?'),
    },
  ];
  return base;
}
