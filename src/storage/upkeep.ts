import { resolve } from 'node:path';
import type { Tell } from '../domain/event.ts';
import type { Once } from '../domain/once.ts';
import type { StorageSettings } from '../domain/settings.ts';
import type { Storage, StorageState } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import type { Backups } from './backups.ts';
import type { Schedule } from './schedule.ts';
import { createOnlyOne } from './schedule-once.ts';

/** Looks after a store while the bot runs: a backup every day, and every hour what is too old goes. */
export interface Upkeep {
  start(): Promise<void>;
  /** As the store says it; degraded as well while there is no good backup. */
  state(): StorageState;
  /** Where backups are. */
  readonly folder: string;
  /** Resolves when no backup is being made. */
  settled(): Promise<void>;
  stop(): void;
}

export interface UpkeepParts {
  readonly storage: Pick<Storage, 'records' | 'scrub' | 'state'>;
  readonly settings: StorageSettings;
  /** Where relative paths count from. */
  readonly folder: string;
  /** Where several processes share the store: each job is one process's. */
  readonly once?: () => Once | null;
  readonly clock: Clock;
  readonly tell: Tell;
}

/** What is kept by the day: the audit, and what models cost. */
const dated = ['audit', 'cost'];

export function createUpkeep(parts: UpkeepParts): Upkeep {
  const { storage, settings, folder, once = () => null, clock, tell } = parts;
  const { keep, at, folder: backupFolder } = settings.backup;
  const keeps = keep > 0 && storage.state().backend !== 'memory';
  const place = resolve(folder, backupFolder);
  const onlyOne = createOnlyOne(once);
  let backups: Backups | null = null;
  let schedule: Schedule | null = null;
  let stopped = false;

  return {
    folder: place,
    async start() {
      const [{ createSchedule }, { createRetention }, { createBackups }] = await Promise.all([
        import('./schedule.ts'),
        import('./schedule-retention.ts'),
        import('./backups.ts'),
      ]);
      if (stopped) return;
      const { url } = settings;
      const made = createBackups({ url, folder, backups: place, keepDays: keep, at, onlyOne, clock, tell });
      const clean = createRetention({
        storage,
        kept: () => dated.map((prefix) => ({ prefix, days: settings.retention_days })),
        clock,
      });
      schedule = await createSchedule(tell);
      if (stopped) return schedule.stop();
      schedule.hourly(async () => {
        const hour = new Date(clock.wall()).toISOString().slice(0, 13);
        await onlyOne(`retention/${hour}`, async () => String(await clean()));
        if (keeps) await made.catchUp();
      });
      if (!keeps) return;
      backups = made;
      schedule.daily(at, made.run);
      await made.look();
    },
    state() {
      const state = storage.state();
      const trouble = backups?.trouble();
      return trouble && state.state === 'ok' ? { ...state, state: 'degraded', detail: trouble } : state;
    },
    settled: async () => backups?.settled(),
    stop() {
      stopped = true;
      schedule?.stop();
      backups?.stop();
    },
  };
}
