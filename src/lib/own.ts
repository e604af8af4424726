/**
 * What a record has under a key, and nothing that every object has: `record[key]` finds a function for "constructor", and
 * anybody may type that. `test/outside-keys.test.ts` refuses the brackets.
 */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
