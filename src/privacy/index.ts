import { join } from 'node:path';
import type { Base } from '../domain/base.ts';
import type { Part } from '../domain/part.ts';
import type { Privacy, Purge } from '../domain/privacy.ts';
import type { Storage, Stored } from '../domain/storage.ts';
import { createPassingKey, createReadKey } from './key.ts';
import { createOptOuts } from './opt-outs.ts';

export interface PrivacyRoom extends Privacy, Part {
  /** To be used in the place of the one that was handed in: it takes nothing about a viewer who opted out. */
  readonly store: Storage;
  /** Whether nothing about the viewer may be stored; null: nobody can tell now. */
  optedOut(viewerId: string): Promise<boolean | null>;
  /**
   * As it was when this process last asked, less than a command's life ago: for what a later look of the erasure deletes
   * where another process's opt-out came between.
   */
  optedOutLately(viewerId: string): Promise<boolean | null>;
  /** Whom an erasure has to reach. To be called before `start`. */
  covers(parts: readonly Part[]): void;
}

export interface PrivacyParts extends Base {
  readonly store: Storage;
  readonly purgeBackups: (purge: Purge) => Promise<Stored<unknown>>;
  readonly env: NodeJS.ProcessEnv;
  readonly learnSecret: (value: string) => void;
}

/** Opt-outs and erasure: whatever is stored is stored through here. */
export function createPrivacy(parts: PrivacyParts): PrivacyRoom {
  const { configuration, store, purgeBackups, env, learnSecret, clock, tell } = parts;
  let covered: readonly Part[] = [];

  async function forget(viewerId: string, names: readonly string[] = []): Promise<Stored<null>> {
    let failed: Stored<null> | null = null;
    for (const part of covered) {
      const done = await part.forget?.(viewerId, names);
      if (done?.ok === false) failed ??= done;
    }
    return failed ?? { ok: true, value: null };
  }

  const file = join(configuration.current().folder, 'data', 'privacy.key');
  const readKey = store.state().backend === 'memory' ? createPassingKey() : createReadKey({ file, env, learnSecret });
  const { storage, start, stop, ...optOuts } = createOptOuts({
    storage: store,
    readKey,
    forget,
    purgeBackups,
    clock,
    tell,
  });

  return {
    name: 'privacy',
    ...optOuts,
    store: storage,
    scrub: store.scrub,
    async optedOut(viewerId) {
      const out = await optOuts.isOptedOut(viewerId);
      return out.ok ? out.value : null;
    },
    async optedOutLately(viewerId) {
      const out = await optOuts.wasOptedOut(viewerId);
      return out.ok ? out.value : null;
    },
    covers(parts) {
      covered = parts;
    },
    start: async () => start(),
    stop: async () => stop(),
  };
}
