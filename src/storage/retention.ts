import { randomUUID } from 'node:crypto';
import type { Storage } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';

export interface RetentionParts {
  readonly storage: Pick<Storage, 'records' | 'scrub'>;
  /** For how many days records under `PREFIX/YYYY-MM-DD/...` stay, counted in UTC. */
  readonly days: number;
  readonly clock: Clock;
}

/** What is stored by the day: the audit, and what models cost. */
const dated = ['audit', 'cost'];
/** What is stored of single viewers by the day stays for a month at most. */
const viewerDays = 31;
const viewersDay = /^viewer\/[^/]+\/[^/]+\/(\d{4}-\d\d-\d\d)\//;
const dayMs = 86_400_000;
const perBatch = 200;
/** One run removes so many; the next one, an hour later, goes on. */
const mostBatches = 100;

/**
 * Removes what is too old, and what was removed or has expired from the disk as well. Says how many went, here and in the
 * audit.
 */
export function createRetention({ storage, days, clock }: RetentionParts): () => Promise<number> {
  const { records, scrub } = storage;
  const dayAgo = (ago: number) => new Date(clock.wall() - ago * dayMs).toISOString().slice(0, 10);

  async function cleanDated(prefix: string): Promise<number> {
    const oldest = `${prefix}/${dayAgo(days)}`;
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
  async function cleanViewers(): Promise<number> {
    const oldest = dayAgo(Math.min(viewerDays, days));
    let gone = 0;
    for (let after: string | null = ''; after !== null; ) {
      const page = await records.list('viewer/', { limit: perBatch, after });
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
    let gone = await cleanViewers();
    for (const prefix of dated) gone += await cleanDated(prefix);
    if (gone > 0) {
      const at = new Date(clock.wall()).toISOString();
      await records.set(`audit/${at.slice(0, 10)}/${randomUUID()}`, { at, act: 'expired', records: gone });
    }
    await scrub();
    return gone;
  };
}
