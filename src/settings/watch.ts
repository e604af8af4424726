import { isDeepStrictEqual } from 'node:util';
import type { Tell } from '../domain/event.ts';
import type { Configuration, Live, Settings } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import { systemClock } from '../lib/clock.ts';
import { renderFault } from './fault.ts';
import type { Env, Reading } from './load.ts';
import { createReader } from './load.ts';
import { chooseLimits, measuredFrom } from './model-limits.ts';
import type { Section } from './sections.ts';

export interface Watch extends Live<Configuration> {
  stop(): void;
  /** Looks at both files once, now. */
  check(): Promise<void>;
}

interface Options {
  readonly file: string;
  readonly env: Env;
  /** Of the features. */
  readonly sections: readonly Section[];
  readonly initial: Configuration;
  readonly tell: Tell;
  readonly clock?: Clock;
  readonly intervalMs?: number;
}

/**
 * Reads instead of listening for file events: renames, bind mounts and every editor look the same then. A content counts
 * once two looks in a row have seen it, so a file that is being written is left alone; it is applied whole or not at all.
 */
export function watchConfiguration(options: Options): Watch {
  const { file, env, sections, tell, clock = systemClock, intervalMs = 500 } = options;
  const read = createReader(file, env, sections);
  const listeners: ((next: Configuration, previous: Configuration) => void)[] = [];
  let current = options.initial;
  let measured = current.warnings.length === 0 ? measuredFrom(current.limits) : null;
  let seen: string | undefined;
  let settled: string | undefined;
  let rejected = false;
  let stopped = false;
  let cancel = () => {};
  let looking = Promise.resolve();

  function settle({ loaded }: Reading) {
    if (!loaded.ok) {
      rejected = true;
      tell({ kind: 'settings.rejected', file, faults: loaded.faults.map(renderFault) });
      return;
    }
    if (loaded.measured) measured = loaded.measured;
    const { settings } = loaded.configuration;
    const { limits } = chooseLimits(settings, measured);
    const kept = loaded.measured === null && measured !== null;
    const warnings = loaded.configuration.warnings.map((text) => (kept ? keptInstead(text, limits.cap) : text));
    const next: Configuration = { ...loaded.configuration, limits, warnings };
    const previous = current;
    const changed = changedKeys(previous, next);
    current = next;
    for (const text of warnings) if (!previous.warnings.includes(text)) tell({ kind: 'warning', text });
    if (changed.length > 0 || rejected) {
      tell({ kind: 'settings.applied', file, detail: detail(changed, previous.settings, settings) });
    }
    rejected = false;
    if (changed.length > 0) announce(next, previous);
  }

  function announce(next: Configuration, previous: Configuration) {
    for (const listener of listeners) {
      try {
        listener(next, previous);
      } catch (error) {
        tell({ kind: 'bug', where: 'settings listener', error });
      }
    }
  }

  async function look() {
    const reading = await read();
    const same = reading.key === seen;
    seen = reading.key;
    if (stopped || !same || reading.key === settled) return;
    settled = reading.key;
    settle(reading);
  }

  function check(): Promise<void> {
    looking = looking.then(look).catch((error: unknown) => tell({ kind: 'bug', where: 'settings watch', error }));
    return looking;
  }

  function arm() {
    cancel = clock.after(intervalMs, () => {
      void check().then(() => {
        if (!stopped) arm();
      });
    });
  }
  arm();

  return {
    current: () => current,
    onChange: (listener) => void listeners.push(listener),
    check,
    stop() {
      stopped = true;
      cancel();
    },
  };
}

const keptInstead = (warning: string, cap: number) =>
  warning.replace(/: .*/, `: the last good limits stay in use, with a cap of ${cap}.`);

function changedKeys(previous: Configuration, next: Configuration): string[] {
  const keys: string[] = (Object.keys(next.settings) as (keyof Settings)[]).filter(
    (key) => !isDeepStrictEqual(previous.settings[key], next.settings[key]),
  );
  const features = [...next.features.keys()].filter(
    (name) => !isDeepStrictEqual(previous.features.get(name), next.features.get(name)),
  );
  const all = [...keys, ...features];
  return isDeepStrictEqual(previous.limits, next.limits) ? all : [...all, 'model limits'];
}

const sectionsReadOnce = ['twitch', 'storage', 'web'] as const;

function detail(changed: readonly string[], previous: Settings, next: Settings): string {
  if (changed.length === 0) return 'valid again, nothing changed';
  const sections = sectionsReadOnce.flatMap((section) =>
    Object.entries(next[section])
      .filter(([key, value]) => !isDeepStrictEqual((previous[section] as Record<string, unknown>)[key], value))
      .map(([key]) => `${section}.${key}`),
  );
  const late = previous.bot.name === next.bot.name ? sections : ['bot.name', ...sections];
  const restart = late.length > 0 ? `; ${late.join(', ')} only after a restart` : '';
  return `changed: ${changed.join(', ')}${restart}`;
}
