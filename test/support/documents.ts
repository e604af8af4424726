import { systemClock } from '../../src/lib/clock.ts';
import { createDocumentStore } from '../../src/storage/documents.ts';
import { openStorage } from '../../src/storage/storage.ts';

/** Documents of these channels in a store of their own. */
export async function openDocuments(channels: readonly string[]) {
  return (await openProcesses(channels))();
}

/** The same, opened by as many processes as a test wants. */
export async function openProcesses(channels: readonly string[]) {
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const { records } = opened.storage;
  return () => createDocumentStore({ records, channels: () => channels, clock: systemClock, tell() {} });
}
