import type { Storage } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';

/** Records under `PREFIX/YYYY-MM-DD/...` are kept for so many days, counted in UTC. */
export interface Retention {
  readonly prefix: string;
  readonly days: number;
}

export interface RetentionParts {
  readonly storage: Pick<Storage, 'records' | 'scrub'>;
  readonly kept: () => readonly Retention[];
  readonly clock: Clock;
}

const dayMs = 86_400_000;
const perBatch = 200;
/** One run lets go of so many; the next one, an hour later, goes on. */
const mostBatches = 100;

/** Removes what is too old, and what was removed or has expired from the disk as well. Says how many went. */
export function createRetention({ storage, kept, clock }: RetentionParts): () => Promise<number> {
  const { records, scrub } = storage;

  async function clean({ prefix, days }: Retention): Promise<number> {
    const oldest = `${prefix}/${new Date(clock.wall() - days * dayMs).toISOString().slice(0, 10)}`;
    let gone = 0;
    for (let batch = 0; batch < mostBatches; batch++) {
      const page = await records.list(`${prefix}/`, { limit: perBatch });
      if (!page.ok) return gone;
      const old = page.value.records.filter(
        ({ key }) => /^\/\d{4}-\d\d-\d\d\//.test(key.slice(prefix.length)) && key < oldest,
      );
      if (old.length === 0) return gone;
      const done = await records.batch(old.map(({ key }) => ({ delete: key })));
      if (!done.ok) return gone;
      gone += old.length;
    }
    return gone;
  }

  return async () => {
    let gone = 0;
    for (const one of kept()) gone += await clean(one);
    await scrub();
    return gone;
  };
}
