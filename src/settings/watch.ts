import { isDeepStrictEqual } from 'node:util';
import type { Tell } from '../domain/event.ts';
import type { Configuration, Live, Settings } from '../domain/settings.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { renderFault } from './file.ts';
import type { Loaded, Reading } from './load.ts';

export interface Watch extends Live<Configuration> {
  stop(): void;
  /** Looks at both files once, now. */
  check(): Promise<void>;
}

interface Options {
  readonly file: string;
  readonly initial: Extract<Loaded, { ok: true }>;
  readonly tell: Tell;
  readonly clock?: Clock;
}

const lookEveryMs = 500;

/**
 * Reads instead of listening for file events: renames, bind mounts and every editor look the same then. A content counts
 * once two looks in a row have seen it, so a file that is being written is left alone; it is applied whole or not at all.
 */
export function watchConfiguration(options: Options): Watch {
  const { file, initial, tell, clock = systemClock } = options;
  const listeners: ((next: Configuration, previous: Configuration) => void)[] = [];
  let current = initial.configuration;
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
    const previous = current;
    const next = loaded.configuration;
    const changed = changedKeys(previous, next);
    current = next;
    for (const text of next.warnings) if (!previous.warnings.includes(text)) tell({ kind: 'warning', text, fr: text });
    if (changed.length > 0 || rejected) {
      tell({ kind: 'settings.applied', file, detail: detail(changed, previous.settings, next.settings) });
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
    const reading = await initial.again();
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
    cancel = clock.after(lookEveryMs, () => {
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

function changedKeys(previous: Configuration, next: Configuration): string[] {
  const keys = leaves(previous.settings, next.settings, '');
  const features = [...next.features.keys()].flatMap((name) =>
    leaves(previous.features.get(name), next.features.get(name), name),
  );
  const all = [...keys, ...features];
  return isDeepStrictEqual(previous.limits, next.limits) ? all : [...all, 'model limits'];
}

/** Paths of the keys whose values differ; a list is one value. */
function leaves(before: unknown, after: unknown, path: string): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isMapping(before) || !isMapping(after)) return [path];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => leaves(before[key], after[key], path === '' ? key : `${path}.${key}`));
}
const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sectionsReadOnce = ['twitch', 'storage', 'web'] as const;
/** Of the sections above, what is read at every decision all the same. */
const readAlways = new Set(['web.operators', 'web.moderators', 'web.words']);

function detail(changed: readonly string[], previous: Settings, next: Settings): string {
  if (changed.length === 0) return 'valid again, nothing changed';
  const sections = sectionsReadOnce.flatMap((section) =>
    Object.entries(next[section])
      .filter(([key, value]) => !isDeepStrictEqual((previous[section] as Record<string, unknown>)[key], value))
      .map(([key]) => `${section}.${key}`)
      .filter((key) => !readAlways.has(key)),
  );
  const late = previous.bot.name === next.bot.name ? sections : ['bot.name', ...sections];
  const restart = late.length > 0 ? `; ${late.join(', ')} only after a restart` : '';
  return `changed: ${changed.join(', ')}${restart}`;
}
