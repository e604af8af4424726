import type { Base } from '../domain/base.ts';
import type { SharedScripts } from '../domain/storage.ts';
import type { FleetRoom } from './room.ts';
import { createSoloFleet } from './solo.ts';

export { createJoining } from './joining.ts';
export type { FleetRoom } from './room.ts';

export interface FleetParts extends Base {
  /** Null where the store cannot be shared by processes. */
  readonly scripts: SharedScripts | null;
}

export async function createFleet(parts: FleetParts): Promise<FleetRoom> {
  if (parts.scripts === null) return createSoloFleet(parts);
  const { createRedisFleet } = await import('./redis-fleet.ts');
  return createRedisFleet({ ...parts, scripts: parts.scripts });
}
