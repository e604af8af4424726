import pino from 'pino';
import type { LogLevel } from '../domain/settings.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { human } from './human.ts';
import { plainError, shorten, visible } from './plain.ts';
import { createRedactor, type Redactor } from './redact.ts';

export type Log = pino.Logger;

export interface LogOptions {
  readonly level: LogLevel;
  /** Where lines go; standard output by default. */
  readonly destination?: { write(line: string): unknown };
  /** Lines for a person in front of a terminal, instead of JSON. */
  readonly tty?: boolean;
  readonly colour?: boolean;
  readonly redactor?: Redactor;
  readonly clock?: Clock;
}

const longestLine = 32_768;

/**
 * One event is one line, whatever a viewer, a model or an error put into it, and no secret that the redactor knows or
 * recognises is in it. Both hold because they are done to the finished line, not to fields that somebody listed.
 */
export function createLog(options: LogOptions): Log {
  const { destination = standardOutput(), tty = false, colour = tty, clock = systemClock } = options;
  const redactor = options.redactor ?? createRedactor();
  const write = (line: string) => {
    const clean = bounded(redactor.clean(line.trimEnd()));
    destination.write(`${tty ? human(clean, colour) : visible(clean)}\n`);
  };
  const serialize = (error: unknown) => plainError(error, redactor.clean);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date(clock.wall()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: serialize, error: serialize, cause: serialize },
    },
    { write },
  );
}

// Written at once, so that the last words before a crash are not lost. A full disk or a closed pipe must not end the
// bot: what could not be written waits, up to a megabyte.
function standardOutput() {
  const out = pino.destination({ dest: 1, sync: true, maxLength: 1 << 20 });
  out.on('error', () => {});
  return out;
}

function bounded(line: string): string {
  if (line.length <= longestLine) return line;
  const { level, time, msg } = JSON.parse(line) as Record<string, unknown>;
  return JSON.stringify({ level, time, msg: shorten(String(msg)), leftOut: line.length });
}
