import type { House } from '../../domain/feature.ts';
import { type Uses, usesSchema } from './item.ts';

export interface UseCounts {
  /** Counts one use; how many there are now, this one included. */
  used(channel: string, name: string): number;
  of(channel: string, name: string): number;
  set(channel: string, name: string, times: number): Promise<boolean>;
  /** Resolves when what was counted is stored, or cannot be. */
  settled(): Promise<void>;
}

const mostNames = 2_000;

/** Uses of custom commands. They are stored behind the reply: uses that come meanwhile are stored together. */
export function createUses(documents: House['documents']): UseCounts {
  const stored = documents<Uses>('commands.uses', usesSchema, []);
  /** Uses that are not stored yet, by channel and name. */
  const pending = new Map<string, Map<string, number>>();
  const writing = new Map<string, Promise<void>>();
  const indexes = new WeakMap<Uses, Map<string, number>>();

  function indexOf(uses: Uses) {
    const known = indexes.get(uses) ?? new Map(uses);
    indexes.set(uses, known);
    return known;
  }
  const of = (channel: string, name: string) =>
    (indexOf(stored.read(channel)).get(name) ?? 0) + (pending.get(channel)?.get(name) ?? 0);

  async function write(channel: string) {
    for (let added = pending.get(channel); added && added.size > 0; added = pending.get(channel)) {
      const taken = [...added];
      const done = await stored.change(channel, (uses) => {
        const all = new Map(uses);
        for (const [name, times] of taken) all.set(name, (all.get(name) ?? 0) + times);
        return [...all].slice(-mostNames);
      });
      for (const [name, times] of taken) {
        const left = (added.get(name) ?? 0) - times;
        if (left > 0) added.set(name, left);
        else added.delete(name);
      }
      // A store that is away loses these: they are counts, and nobody waits for them.
      if (!done.ok) return;
    }
  }

  function writeSoon(channel: string) {
    if (writing.has(channel)) return;
    const done = write(channel).finally(() => writing.delete(channel));
    writing.set(channel, done);
  }

  return {
    used(channel, name) {
      const added = pending.get(channel) ?? new Map<string, number>();
      pending.set(channel, added);
      added.set(name, (added.get(name) ?? 0) + 1);
      const times = of(channel, name);
      writeSoon(channel);
      return times;
    },
    of,
    async set(channel, name, times) {
      const done = await stored.change(channel, (uses) => [...new Map(uses).set(name, times)].slice(-mostNames));
      return done.ok;
    },
    settled: async () => void (await Promise.all(writing.values())),
  };
}
