import { parentPort, workerData } from 'node:worker_threads';
import { type BackupOrder, makeBackup } from './backup.ts';

try {
  parentPort?.postMessage({ ok: true, backup: await makeBackup(workerData as BackupOrder) });
} catch (error) {
  parentPort?.postMessage({ ok: false, reason: (error as Error).message });
}
