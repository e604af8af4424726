import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type BackupOrder, makeBackup } from './backup.ts';
import { type FileToPurge, purgeFile } from './purge-file.ts';

/** Work on whole files, in a thread of its own: it holds the thread that does it. */
export interface Work {
  readonly isStorageWork: true;
  readonly makes?: BackupOrder;
  readonly purges?: readonly FileToPurge[];
}

const longestMs = 600_000;

/** Rejects with what went wrong, after ten minutes, and when the signal fires. */
export async function inWorker(work: Omit<Work, 'isStorageWork'>, signal?: AbortSignal): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { ...work, isStorageWork: true } satisfies Work });
  worker.unref();
  const end = () => void worker.terminate();
  const giveUp = setTimeout(end, longestMs).unref();
  signal?.addEventListener('abort', end, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.once('message', (fault: string | null) => (fault === null ? resolve() : reject(new Error(fault))));
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('ended before it was done')));
    });
  } finally {
    clearTimeout(giveUp);
    signal?.removeEventListener('abort', end);
  }
}

async function run({ makes, purges = [] }: Work): Promise<string | null> {
  const faults: string[] = [];
  const noted = (error: unknown, file: string) => faults.push(`${file}${(error as Error).message}`);
  if (makes) await makeBackup(makes).catch((error: unknown) => noted(error, ''));
  for (const one of purges) {
    try {
      purgeFile(one);
    } catch (error) {
      noted(error, `${one.file}: `);
    }
  }
  return faults.length === 0 ? null : faults.join('; ');
}

// Threads that others begin may import this file as well.
const work = isMainThread ? null : (workerData as Partial<Work> | null);
if (work?.isStorageWork) parentPort?.postMessage(await run(work as Work));
