import { parentPort, workerData } from 'node:worker_threads';
import { type PurgeOfFile, purgeFile } from './purge-file.ts';

const { files, purge } = workerData as { readonly files: readonly string[]; readonly purge: PurgeOfFile };
const faults: string[] = [];
for (const file of files) {
  try {
    purgeFile(file, purge);
  } catch (error) {
    faults.push(`${file}: ${(error as Error).message}`);
  }
}
parentPort?.postMessage(faults);
