import { randomUUID } from 'node:crypto';
import type { PrivacyAct } from '../domain/privacy.ts';
import type { Change } from '../domain/storage.ts';

export const optOutKey = (mark: string) => `optout/${mark}`;
export const isOptOutKey = (key: string) => key.startsWith(optOutKey(''));
export const erasureKey = (mark: string) => `erasure/${mark}`;

/** By day, so that old ones are found by their keys. */
export function auditEntry(act: PrivacyAct, mark: string, wall: number): Change {
  const at = new Date(wall).toISOString();
  return { set: `audit/${at.slice(0, 10)}/${randomUUID()}`, value: { at, act, viewer: mark } };
}
