import type { Tell } from '../domain/event.ts';
import { type Purge, viewerKeys } from '../domain/privacy.ts';
import type { Storage, Stored } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { erasureKey, optOutKey } from './register.ts';

export interface ErasureParts {
  readonly storage: Storage;
  /** What there is of a viewer in this process's memory, and under keys that do not name the viewer. */
  readonly forget: (viewerId: string, names: readonly string[]) => Promise<Stored<unknown>>;
  readonly purgeBackups: (purge: Purge) => Promise<Stored<unknown>>;
  readonly clock: Clock;
  readonly tell: Tell;
}

const everyMs = 30_000;
/** Longer than any command lives: what was under way when the viewer asked has been written by then, or never will be. */
const settledMs = 75_000;
const prefix = erasureKey('');

/**
 * Ends what an opt-out has begun, after a crash too: erases once more what came late, and purges backups. Every
 * process looks, so that each forgets what it has in memory.
 */
export function createErasures({ storage, forget, purgeBackups, clock, tell }: ErasureParts) {
  const { records } = storage;
  let cancel = () => {};
  let stopped = false;
  let troubled = false;
  let begun = 0;
  /** What `writtenElsewhere` said when no erasure was left: until somebody else writes there is none but this process's own. */
  let noneSince: number | null = null;

  async function run(): Promise<Stored<unknown>> {
    const [written, before] = [storage.writtenElsewhere(), begun];
    if (noneSince !== null && written === noneSince) return { ok: true, value: null };
    const page = await records.list(prefix);
    if (!page.ok) return page;
    if (page.value.records.length === 0 && begun === before) noneSince = written;
    const pending = page.value.records.map(({ key, value }) => {
      const { viewer, names, at } = (value ?? {}) as { viewer?: unknown; names?: unknown; at?: unknown };
      return {
        mark: key.slice(prefix.length),
        viewer: String(viewer),
        names: Array.isArray(names) ? names.map(String) : [],
        begunAt: Date.parse(String(at)),
      };
    });
    for (const { viewer, names } of pending) {
      const forgotten = await forget(viewer, names);
      if (!forgotten.ok) return forgotten;
    }
    const due = pending.filter(({ begunAt }) => !(clock.wall() - begunAt < settledMs));
    if (due.length === 0) return page;
    const put: { key: string; value: unknown }[] = [];
    for (const { mark, viewer } of due) {
      const out = await records.get(optOutKey(mark));
      if (!out.ok) return out;
      // What was said since somebody has come back stays.
      if (out.value === null) continue;
      put.push({ key: out.value.key, value: out.value.value });
      const erased = await storage.erase(viewerKeys(viewer));
      if (!erased.ok) return erased;
    }
    const scrubbed = await storage.scrub();
    if (!scrubbed.ok) return scrubbed;
    const prefixes = due.flatMap(({ mark, viewer }) => [viewerKeys(viewer), erasureKey(mark)]);
    const purged = await purgeBackups({ viewers: due.map(({ viewer: id, names }) => ({ id, names })), prefixes, put });
    if (!purged.ok) return purged;
    const ended = await records.batch(due.map(({ mark }) => ({ delete: erasureKey(mark) })));
    return ended.ok ? storage.scrub() : ended;
  }

  async function work() {
    const done = await run();
    if (!done.ok && !troubled && !stopped) {
      tell({
        kind: 'warning',
        text: `privacy: what a viewer wanted erased is not yet (${done.detail}); trying again`,
        fr: `vie privée : ce qu'un viewer voulait effacer ne l'est pas encore (${done.detail}) ; nouvel essai`,
      });
    }
    troubled = !done.ok;
    if (!stopped) cancel = clock.after(everyMs, () => void work());
  }

  return {
    start: () => void work(),
    /** This process has written one. */
    begun() {
      begun++;
      noneSince = null;
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}
