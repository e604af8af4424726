import type { Change } from '../domain/storage.ts';
import { type Failure, failure } from './failure.ts';

/** A change that is known to be storable: its value is JSON text. */
export type EncodedChange =
  | { readonly kind: 'set'; readonly key: string; readonly text: string; readonly version: number | null | undefined }
  | { readonly kind: 'delete' | 'check'; readonly key: string; readonly version: number | null | undefined };

export const longestValue = 256 * 1024;
const mostChanges = 256;
// U+10FFFF is not a character: it is what ends the range of a prefix.
const keyPattern = /^[^\p{Cc}\p{Cs}\u{10FFFF}]{1,256}$/u;
const plainKey = /^[\x20-\x7e]{1,256}$/;

const invalidKey = failure('invalid', 'a key has 1 to 256 characters and no control characters');

export function encode(key: string, value: unknown): { readonly ok: true; readonly text: string } | Failure {
  if (!plainKey.test(key) && !keyPattern.test(key)) return invalidKey;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    return failure('invalid', `the value is no JSON: ${(error as Error).message}`);
  }
  if (text === undefined) return failure('invalid', 'the value is no JSON');
  if (text.length > longestValue) return failure('too large', `the value has ${text.length} characters of JSON`);
  return { ok: true, text };
}

export function encodeChanges(
  changes: readonly Change[],
): { readonly ok: true; readonly changes: readonly EncodedChange[] } | Failure {
  if (changes.length === 0 || changes.length > mostChanges) {
    return failure('invalid', `a batch has 1 to ${mostChanges} changes`);
  }
  const encoded: EncodedChange[] = [];
  const keys = new Set<string>();
  for (const change of changes) {
    const key = 'set' in change ? change.set : 'delete' in change ? change.delete : change.check;
    if (keys.has(key)) return failure('invalid', `two changes of ${key} in one batch`);
    keys.add(key);
    if ('set' in change) {
      const value = encode(key, change.value);
      if (!value.ok) return value;
      encoded.push({ kind: 'set', key, text: value.text, version: change.version });
    } else if (!keyPattern.test(key)) return invalidKey;
    else encoded.push({ kind: 'delete' in change ? 'delete' : 'check', key, version: change.version });
  }
  return { ok: true, changes: encoded };
}
