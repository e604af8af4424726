import type { Base } from '../domain/base.ts';
import type { OpenDocuments } from '../domain/documents.ts';
import type { Fleet } from '../domain/fleet.ts';
import type { NamedCache, OpenFresh } from '../domain/fresh.ts';
import type { Part } from '../domain/part.ts';
import type { Purge } from '../domain/privacy.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { Storage, Stored } from '../domain/storage.ts';
import { createDocumentStore, type DocumentStore } from './documents.ts';
import { createOpenFresh } from './fresh.ts';
import { createJobs } from './jobs.ts';
import { watchPressure } from './memory-pressure.ts';
import { createUpkeep } from './upkeep.ts';

export interface StorageRoom {
  readonly documents: OpenDocuments;
  /** Caches in front of what is slow. */
  /** What features keep of a viewer. */
  readonly documentsOf: DocumentStore['of'];
  readonly openFresh: OpenFresh;
  caches(): readonly NamedCache[];
  readonly schedule: Schedule;
  purgeBackups(purge: Purge): Promise<Stored<unknown>>;
  /** Other channels are served: their documents are read now. */
  look(): Promise<void>;
  /** Started before lines come in. */
  readonly stored: Part;
  /** Started when nobody waits: backups, retention, and caches that give way before memory is full. */
  readonly upkeep: Part;
}

export interface StorageRoomParts extends Base {
  readonly store: Storage;
  readonly fleet: Fleet;
}

export function createStorage({ configuration, settings, store, fleet, clock, tell }: StorageRoomParts): StorageRoom {
  const { folder } = configuration.current();
  const { once } = fleet;
  const jobs = createJobs({ once, clock, tell });
  const documents = createDocumentStore({
    ...{ records: store.records, writtenElsewhere: store.writtenElsewhere },
    ...{ channels: fleet.owned, clock, tell },
  });
  const openFresh = createOpenFresh({ caches: (name) => store.cache(`fresh.${name}`), clock, tell });
  const upkeep = createUpkeep({ storage: store, settings: settings().storage, folder, jobs, once, clock, tell });
  let unwatchMemory = () => {};

  return {
    documents: documents.open,
    documentsOf: documents.of,
    openFresh,
    caches: openFresh.caches,
    async purgeBackups(purge) {
      // One that is being made would be of before the erasure.
      await upkeep.settled();
      const { purgeBackups } = await import('./purge-backups.ts');
      const copies = { url: settings().storage.url, folder, backups: upkeep.folder };
      return purgeBackups(copies, purge, documents.without(purge.viewers));
    },
    schedule: jobs,
    look: documents.look,
    stored: { name: 'documents', start: documents.start, stop: documents.stop, forget: documents.forget },
    upkeep: {
      name: 'storage',
      async start() {
        unwatchMemory = watchPressure({ squeeze: openFresh.squeeze, clock, tell });
        await upkeep.start();
        await jobs.start();
      },
      async stop() {
        unwatchMemory();
        upkeep.stop();
        await jobs.stop();
      },
      health() {
        const { state, backend, detail } = upkeep.state();
        return { state: state === 'ok' ? backend : state, level: state, ...(detail !== undefined && { detail }) };
      },
    },
  };
}
