import { randomUUID } from 'node:crypto';
import type { Storage } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';

/** Records under `PREFIX/YYYY-MM-DD/...` are kept for so many days, counted in UTC. */
export interface Retention {
  readonly prefix: string;
  readonly days: number;
}

/** What is kept of single viewers by the day is kept for a month at most. */
const viewerDays = 31;
const viewersDay = /^viewer\/[^/]+\/[^/]+\/(\d{4}-\d\d-\d\d)\//;

export interface RetentionParts {
  readonly storage: Pick<Storage, 'records' | 'scrub'>;
  readonly kept: () => readonly Retention[];
  readonly clock: Clock;
}

const dayMs = 86_400_000;
const perBatch = 200;
/** One run lets go of so many; the next one, an hour later, goes on. */
const mostBatches = 100;

/** Removes what is too old, and what was removed or has expired from the disk as well. Says how many went, here and in the audit. */
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

  /** `viewer/{id}/KIND/YYYY-MM-DD/...`: the days are not in order, so all are looked at. */
  async function cleanViewers(days: number): Promise<number> {
    const oldest = new Date(clock.wall() - days * dayMs).toISOString().slice(0, 10);
    let gone = 0;
    for (let after: string | null = ''; after !== null; ) {
      const page = await records.list('viewer/', { limit: perBatch, ...(after !== '' && { after }) });
      if (!page.ok) return gone;
      const old = page.value.records.filter(({ key }) => (viewersDay.exec(key)?.[1] ?? oldest) < oldest);
      const done = old.length > 0 ? await records.batch(old.map(({ key }) => ({ delete: key }))) : null;
      if (done?.ok === false) return gone;
      gone += old.length;
      after = page.value.next;
    }
    return gone;
  }

  return async () => {
    let gone = await cleanViewers(Math.min(viewerDays, ...kept().map(({ days }) => days)));
    for (const one of kept()) gone += await clean(one);
    if (gone > 0) {
      const at = new Date(clock.wall()).toISOString();
      await records.set(`audit/${at.slice(0, 10)}/${randomUUID()}`, { at, act: 'expired', records: gone });
    }
    await scrub();
    return gone;
  };
}
