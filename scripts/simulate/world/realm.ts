import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';

/**
 * What would be a process of its own: what it has begun (timers, sockets, requests) is known by it, so that a kill -9
 * can take all of it away at once, without a word to the code that waits.
 */
export interface Realm {
  readonly name: string;
  dead: boolean;
  /** What the operating system does when the process is gone: sockets are reset, files closed. */
  readonly onDeath: Set<() => void>;
  /** Timers here do not pass by themselves: `standing` never, `files` when the operator has saved something. */
  readonly pace: 'running' | 'standing' | 'files';
  /** Of the whole process, however its parts are paced. */
  readonly timers: { pending: number };
}

const storage = new AsyncLocalStorage<Realm>();

export const createRealm = (name: string): Realm => ({
  name,
  dead: false,
  onDeath: new Set(),
  pace: 'running',
  timers: { pending: 0 },
});

/** The same process, in which timers pass otherwise. */
export const paced = (realm: Realm, pace: Realm['pace']): Realm =>
  Object.create(realm, { pace: { value: pace } }) as Realm;

const outside = createRealm('outside');
export const realmNow = (): Realm => storage.getStore() ?? outside;

/** Made once for each: to enter a realm happens a hundred thousand times a day. */
const entries = new WeakMap<Realm, AsyncResource>();
export function inRealm<T>(realm: Realm, work: () => T): T {
  let entry = entries.get(realm);
  if (!entry) {
    entry = storage.run(realm, () => new AsyncResource('realm'));
    entries.set(realm, entry);
  }
  return entry.runInAsyncScope(work);
}

export function kill(realm: Realm): void {
  realm.dead = true;
  // Some take themselves off the list, or others.
  for (const end of [...realm.onDeath]) {
    try {
      end();
    } catch (error) {
      if (process.env['SIMULATE_DEBUG']) process.stderr.write(`at the death of ${realm.name}: ${error}\n`);
    }
  }
  realm.onDeath.clear();
}
