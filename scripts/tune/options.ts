import { parseArgs } from 'node:util';

export const usage =
  'npm run tune -- [--config FILE] [--endpoint NAME] [--mode brut|modere|both] [--what cap,history,tokens] [--slo 3s] [--percentile 95] [--confidence 95] [--headroom 0..0.5] [--max 50] [--budget 5min] [--out FILE] [--json] [--yes]';

export const modes = ['brut', 'modere'] as const;
export type Mode = (typeof modes)[number];
const whats = ['cap', 'history', 'tokens'] as const;
export type What = (typeof whats)[number];

export interface Options {
  readonly config: string | undefined;
  readonly endpoint: string | undefined;
  readonly modes: readonly Mode[];
  readonly what: readonly What[];
  readonly sloMs: number;
  readonly percentile: number;
  readonly confidence: number;
  readonly headroom: number;
  readonly max: number;
  readonly budgetMs: number;
  readonly out: string | undefined;
  readonly json: boolean;
  readonly yes: boolean;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** The options, or a sentence about what is wrong with them. */
export function readOptions(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: text,
        endpoint: text,
        mode: { ...text, default: 'both' },
        what: { ...text, default: 'cap' },
        slo: { ...text, default: '3s' },
        percentile: { ...text, default: '95' },
        confidence: { ...text, default: '95' },
        headroom: { ...text, default: '0' },
        max: { ...text, default: '50' },
        budget: { ...text, default: '5min' },
        out: text,
        json: flag,
        yes: flag,
      },
    });
    const what = values.what.split(',').map((word) => oneOf('what', word.trim(), whats));
    const mode = oneOf('mode', values.mode, [...modes, 'both'] as const);
    return {
      config: values.config,
      endpoint: values.endpoint,
      modes: mode === 'both' ? modes : [mode],
      what: whats.filter((one) => what.includes(one)),
      sloMs: duration('slo', values.slo, 10, 600_000),
      percentile: number('percentile', values.percentile, 50, 99.9),
      confidence: number('confidence', values.confidence, 50, 99.9),
      headroom: number('headroom', values.headroom, 0, 0.5),
      max: whole('max', values.max, 1, 1000),
      budgetMs: duration('budget', values.budget, 1000, 24 * 3_600_000),
      out: values.out,
      json: values.json,
      yes: values.yes,
    };
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]!.replace(/\.$/, '')}.`;
  }
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

export function duration(name: string, value: string, least: number, most: number): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h)$/.exec(value.trim()) ?? [];
  const ms = Number(amount) * (units[unit ?? ''] ?? Number.NaN);
  if (ms >= least && ms <= most) return ms;
  throw new Error(
    `--${name}: expected a duration like 300ms, 3s or 5min, ${range(least, most, inWords)}, got "${value}"`,
  );
}

function number(name: string, value: string, least: number, most: number): number {
  const parsed = value.trim() === '' ? Number.NaN : Number(value);
  if (parsed >= least && parsed <= most) return parsed;
  throw new Error(`--${name}: expected a number ${range(least, most, String)}, got "${value}"`);
}

function whole(name: string, value: string, least: number, most: number): number {
  const parsed = number(name, value, least, most);
  if (Number.isInteger(parsed)) return parsed;
  throw new Error(`--${name}: expected a whole number, got "${value}"`);
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found) return found;
  throw new Error(`--${name}: expected ${known.join(', ')}, got "${value}"`);
}

const range = (least: number, most: number, show: (value: number) => string) => `from ${show(least)} to ${show(most)}`;

/** 300 ms, 1.9 s, 5 min. */
export function inWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(ms < 10_000 ? 1 : 0))} s`;
  if (ms < 3_600_000) return `${Number((ms / 60_000).toFixed(1))} min`;
  return `${Number((ms / 3_600_000).toFixed(1))} h`;
}
