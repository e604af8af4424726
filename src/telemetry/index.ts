import type { Event, Tell } from '../domain/event.ts';
import type { Language } from '../domain/settings.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { createHeartbeat } from './heartbeat.ts';
import { type LogLine, lineOf } from './lines.ts';
import { createLog, type Log, type LogOptions } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createRedactor, type Redactor } from './redact.ts';
import { createStorm } from './storm.ts';
import { inTerminal } from './terminal.ts';

export { createRedactor, isSecretName } from './redact.ts';
export { createWatchdog } from './watchdog.ts';

export interface TelemetryParts extends LogOptions {
  readonly redactor?: Redactor;
  readonly clock?: Clock;
  /** How the operator is spoken to in a terminal, and what commands begin with. */
  readonly operator?: () => { readonly language: Language; readonly prefix: string };
}

export interface Telemetry {
  /** Never throws: whoever tells has something better to do than to fail. */
  readonly tell: Tell;
  /** What Prometheus reads. */
  readonly metrics: Metrics['read'];
  /** For /live: the longest stall of the process within the last seconds, or the one going on. */
  lag(): { lagMs: number };
  /** What `metrics` tells of, and the words that its labels may have: any other is counted as `other`. */
  readonly watch: Metrics['watch'];
  readonly log: Log;
  stop(): void;
}

/** Long enough for a probe that had to wait for the stall to end, short enough to be well again by the next one. */
const stallIsNewsMs = 5_000;
const minuteMs = 60_000;

/** Turns events into log lines and metrics. */
export function createTelemetry(parts: TelemetryParts): Telemetry {
  const { redactor = createRedactor(), clock = systemClock } = parts;
  const log = createLog({ ...parts, redactor, clock });
  const heartbeat = createHeartbeat(clock);
  const metrics = createMetrics(clock, () => heartbeat.worst(minuteMs));
  const storm = createStorm(clock, (leftOut) => log.warn({ leftOut }, 'too many different warnings at once'));

  function shown(event: Event, line: LogLine | null): LogLine | null {
    if (line === null || !parts.tty || !parts.operator) return line;
    const { language, prefix } = parts.operator();
    return inTerminal(event, line, language, prefix, redactor.clean);
  }

  return {
    tell(event) {
      if (event.kind === 'chat.received') return metrics.received();
      try {
        metrics.count(event);
        const line = shown(event, lineOf(event, redactor.clean, log.isLevelEnabled('debug')));
        if (line === null || !log.isLevelEnabled(line.level)) return;
        const { level, text, fields, kind } = line;
        const write = (repeats: number) => log[level](repeats ? { ...fields(), repeats } : fields(), text);
        if (kind && level !== 'debug') storm.limit(kind, write);
        else write(0);
      } catch {
        // A metric or a line less is no reason to fail a command.
      }
    },
    metrics: metrics.read,
    lag: () => ({ lagMs: heartbeat.worst(stallIsNewsMs) }),
    watch: metrics.watch,
    log,
    stop() {
      storm.stop();
      heartbeat.stop();
    },
  };
}
