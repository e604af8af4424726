import { resolve } from 'node:path';
import type { Tell } from '../domain/event.ts';
import type { Once } from '../domain/once.ts';
import type { StorageSettings } from '../domain/settings.ts';
import type { Storage, StorageState } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import type { Backups } from './backups.ts';
import { createOnlyOne, dailyAt, type Jobs } from './jobs.ts';

/** Looks after a store while the bot runs: a backup every day, and every hour what is too old goes. */
export interface Upkeep {
  /** Schedules its jobs. */
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
  readonly jobs: Pick<Jobs, 'everywhere'>;
  /** Null where there is one process; else each job is one process's. */
  readonly once: Once | null;
  readonly clock: Clock;
  readonly tell: Tell;
}

export function createUpkeep({ storage, settings, folder, jobs, once, clock, tell }: UpkeepParts): Upkeep {
  const { keep: keepDays, at, folder: backupFolder } = settings.backup;
  const { url, retention_days: days } = settings;
  const place = resolve(folder, backupFolder);
  const onlyOne = createOnlyOne(once);
  let backups: Backups | null = null;

  return {
    folder: place,
    async start() {
      const [{ createRetention }, { createBackups }] = await Promise.all([
        import('./retention.ts'),
        import('./backups.ts'),
      ]);
      if (keepDays > 0 && storage.state().backend !== 'memory') {
        backups = createBackups({ url, folder, backups: place, keepDays, at, onlyOne, clock, tell });
        jobs.everywhere('backup', dailyAt(at), backups.run);
      }
      const clean = createRetention({ storage, days, clock });
      // Somewhere in each hour: bots that share a store do not all come at once.
      jobs.everywhere('upkeep', `${Math.floor(Math.random() * 60)} * * * *`, async () => {
        const hour = new Date(clock.wall()).toISOString().slice(0, 13);
        await onlyOne(`retention/${hour}`, async () => String(await clean()));
        await backups?.catchUp();
      });
      await backups?.look();
    },
    state() {
      const state = storage.state();
      const trouble = backups?.trouble();
      return trouble && state.state === 'ok' ? { ...state, state: 'degraded', detail: trouble } : state;
    },
    settled: async () => backups?.settled(),
    stop: () => backups?.stop(),
  };
}
