import type { Tell } from '../domain/event.ts';
import type { Change, Records, Stored, StoredRecord } from '../domain/storage.ts';
import { failure } from './failure.ts';

export const documentPrefix = 'document/';
export const documentKey = (channel: string, name: string) => `${documentPrefix}${channel}/${name}`;
/** A record that every change of a document touches: its version says whether anything changed at all. */
export const revisionKey = 'documents/revision';

/** Records of all channels together, by channel, as they were before there were documents. */
const together = { cooldowns: 'cooldowns', ignored: 'ignored', devs: 'devs', personas: 'persona' } as const;
const perBatch = 100;
const mostTries = 20;
const isChannel = (text: string) => /^\w{1,25}$/.test(text);
const done: Stored<null> = { ok: true, value: null };
const busy = failure('busy', 'other processes are moving the same records');

/**
 * Makes documents of what older versions of the bot stored. A document that is there already stays. Safe to be ended at
 * any point and in several processes at once: an old record goes in the batch that makes its documents, or after it.
 */
export async function moveOldRecords(records: Records, tell: Tell): Promise<Stored<null>> {
  for (const [old, name] of Object.entries(together)) {
    const moved = await moveTogether(records, old, name);
    if (!moved.ok) return moved;
  }
  return moveFacts(records, tell);
}

/** Null where there is none yet: what must be set to make it. */
async function missing(
  records: Records,
  channel: string,
  name: string,
  value: unknown,
): Promise<Stored<Change | null>> {
  const key = documentKey(channel, name);
  const found = await records.get(key);
  if (!found.ok) return found;
  return { ok: true, value: found.value === null ? { set: key, value, version: null } : null };
}

async function moveTogether(records: Records, old: string, name: string): Promise<Stored<null>> {
  for (let tries = 0; tries < mostTries; ) {
    const found = await records.get(old);
    if (!found.ok) return found;
    if (found.value === null || typeof found.value.value !== 'object' || found.value.value === null) return done;
    const { value, version } = found.value;
    const all = Object.entries(value as object).filter(([channel]) => isChannel(channel));
    const rest = all.slice(perBatch);
    const changes: Change[] = [
      rest.length > 0 ? { set: old, value: Object.fromEntries(rest), version } : { delete: old, version },
      { set: revisionKey, value: null },
    ];
    for (const [channel, of] of all.slice(0, perBatch)) {
      const change = await missing(records, channel, name, of);
      if (!change.ok) return change;
      if (change.value) changes.push(change.value);
    }
    const written = await records.batch(changes);
    if (!written.ok) return written;
    if (written.value.kind === 'conflict') tries++;
  }
  return busy;
}

async function moveFacts(records: Records, tell: Tell): Promise<Stored<null>> {
  for (let after = ''; ; ) {
    const first = await records.list('fact/', { after, limit: 1 });
    if (!first.ok) return first;
    const channel = first.value.records[0]?.key.split('/')[1];
    if (channel === undefined) return done;
    const moved = await moveFactsOf(records, channel);
    if (!moved.ok && moved.reason !== 'too large') return moved;
    if (!moved.ok) {
      tell({
        kind: 'warning',
        text: `storage: the facts of #${channel} were not moved: ${moved.detail}`,
        fr: `stockage : les faits de #${channel} n'ont pas été déplacés : ${moved.detail}`,
      });
    }
    // What is left there stays: the key is the first one behind all of the channel's.
    after = `fact/${channel}0`;
  }
}

async function moveFactsOf(records: Records, channel: string): Promise<Stored<null>> {
  const rows = await rowsOf(records, `fact/${channel}/`);
  if (!rows.ok) return rows;
  const facts = rows.value.flatMap(({ value }) => {
    const { subject, answer } = (value ?? {}) as { subject?: unknown; answer?: unknown };
    return typeof subject === 'string' && typeof answer === 'string' ? [[subject, answer]] : [];
  });
  const change = await missing(records, channel, 'facts', facts);
  if (!change.ok) return change;
  // A conflict: another process was quicker, and the document is there.
  const made = change.value && (await records.batch([change.value, { set: revisionKey, value: null }]));
  if (made?.ok === false) return made;
  for (let i = 0; i < rows.value.length; i += perBatch) {
    const gone = await records.batch(rows.value.slice(i, i + perBatch).map(({ key }) => ({ delete: key })));
    if (!gone.ok) return gone;
  }
  return done;
}

async function rowsOf(records: Records, prefix: string): Promise<Stored<readonly StoredRecord[]>> {
  const rows: StoredRecord[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page = await records.list(prefix, { after, limit: 500 });
    if (!page.ok) return page;
    rows.push(...page.value.records);
    after = page.value.next;
  }
  return { ok: true, value: rows };
}
