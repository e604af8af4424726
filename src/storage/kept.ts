import type { Kept, Records } from '../domain/storage.ts';

export interface KeptParts<T> {
  readonly records: Records;
  readonly key: string;
  readonly initial: T;
  /** Another version of the bot may have written it. */
  readonly holds: (value: unknown) => boolean;
  readonly onChange?: () => void;
}

export function createKept<T>({
  records,
  key,
  initial,
  holds,
  onChange = () => {},
}: KeptParts<T>): Kept<T> & { load(): Promise<void> } {
  let current = initial;
  return {
    current: () => current,
    async load() {
      const stored = await records.get(key);
      if (!stored.ok || !stored.value || !holds(stored.value.value)) return;
      current = stored.value.value as T;
      onChange();
    },
    async change(next) {
      current = next;
      onChange();
      const done = await records.set(key, next);
      return done.ok ? { ok: true, value: null } : done;
    },
  };
}
