import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Tell } from '../domain/event.ts';
import type { Clock } from '../lib/clock.ts';
import { type BackupOrder, backupIn, backupName } from './backup.ts';
import type { OnlyOne } from './jobs.ts';
import { inWorker } from './worker.ts';

export interface Backups {
  /** Makes one now, unless another process did, then lets go of those that are too old. Never rejects. */
  run(): Promise<void>;
  /** Says which is the newest. */
  look(): Promise<void>;
  /** Makes one where the last is older than a day: the machine may have been off when it was time. */
  catchUp(): Promise<void>;
  /** Why there is no good backup of the last day; null while all is well. */
  trouble(): string | null;
  settled(): Promise<void>;
  stop(): void;
}

export interface BackupsParts {
  readonly url: string;
  /** Where a relative file in `url` counts from. */
  readonly folder: string;
  readonly backups: string;
  readonly keepDays: number;
  /** When one is due, as local time `HH:MM`. */
  readonly at?: string;
  readonly onlyOne?: OnlyOne;
  readonly clock: Clock;
  readonly tell: Tell;
  /** Makes the file `order.to`. */
  readonly make?: (order: BackupOrder, signal: AbortSignal) => Promise<unknown>;
}

const dayMs = 86_400_000;
const graceMs = 3_600_000;
const makeInWorker = (makes: BackupOrder, signal: AbortSignal) => inWorker({ makes }, signal);
/** A timer may ring a moment early. */
const earlyMs = 60_000;
const namePattern = /^serdabot-(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})(\d{2})(?:-[a-z-]+)?\.db$/;

const timeOf = (file: string): number | null => {
  const [, day, hours, minutes, seconds] = namePattern.exec(file) ?? [];
  return day === undefined ? null : new Date(`${day}T${hours}:${minutes}:${seconds}`).getTime();
};

/** The day whose backup is the last that is due. */
function dueDay(wall: number, at: string): string {
  const [hours, minutes] = at.split(':').map(Number);
  return new Date(wall + earlyMs - (hours! * 60 + minutes!) * 60_000).toLocaleDateString('sv-SE');
}

export function createBackups(parts: BackupsParts): Backups {
  const { url, folder, backups, keepDays, at: due = '00:00', clock, tell, make = makeInWorker } = parts;
  const { onlyOne = (_, job) => job() } = parts;
  const stopping = new AbortController();
  let failure: string | null = null;
  let running: Promise<void> | null = null;

  /** Newest first. */
  async function known() {
    const names = await readdir(backups).catch(() => []);
    return names
      .map((name) => ({ name, at: timeOf(name) }))
      .filter((file): file is { name: string; at: number } => file.at !== null)
      .sort((a, b) => b.at - a.at);
  }

  /** The newest N stay whatever the date is: a clock that jumps ahead must not take them all. */
  async function prune() {
    const oldest = clock.wall() - keepDays * dayMs;
    for (const { name, at } of (await known()).slice(keepDays)) if (at < oldest) await rm(join(backups, name));
  }

  async function once() {
    const at = clock.wall();
    let made = false;
    try {
      const name = await onlyOne(`backup/${dueDay(at, due)}`, async () => {
        const file = backupIn(backups, at);
        await make({ url, folder, to: file }, stopping.signal);
        made = true;
        tell({ kind: 'backup', file, at, made });
        return basename(file);
      });
      if (name === null) return;
      failure = null;
      if (!made) tell({ kind: 'backup', file: name, at: timeOf(name) ?? at, made });
      await prune();
    } catch (error) {
      if (stopping.signal.aborted) return;
      failure = `no backup since ${await since()}: ${(error as Error).message}`;
      tell({
        kind: 'warning',
        text: `storage: the backup failed (${(error as Error).message}); the next try is within the hour`,
        fr: `la sauvegarde a échoué (${(error as Error).message}) ; prochain essai dans l'heure`,
      });
    }
  }

  async function since(): Promise<string> {
    const [newest] = await known();
    return newest ? backupName(newest.at).slice('serdabot-'.length, -'.db'.length) : 'ever';
  }

  function run(): Promise<void> {
    running ??= once().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    run,
    async look() {
      const [newest] = await known();
      if (newest) tell({ kind: 'backup', file: join(backups, newest.name), at: newest.at, made: false });
    },
    async catchUp() {
      const [newest] = await known();
      const isFresh = newest !== undefined && clock.wall() - newest.at < dayMs + graceMs;
      if (!isFresh || failure !== null) await run();
    },
    async settled() {
      await running;
    },
    trouble: () => failure,
    stop: () => stopping.abort(),
  };
}
