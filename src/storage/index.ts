import type { StorageRoom, StorageRoomParts } from './room.ts';

export type { StorageRoom } from './room.ts';
export { openStorage } from './storage.ts';

/** Loaded after the join, which needs the store alone. */
export async function createStorage(parts: StorageRoomParts): Promise<StorageRoom> {
  const { createStorage } = await import('./room.ts');
  return createStorage(parts);
}
