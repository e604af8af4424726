import type { SharedScripts } from '../domain/shared-script.ts';
import type { Guard } from './guard.ts';
import { createScript, type Redis } from './redis-client.ts';

/** A decision must come within 250 ms, and whoever asked has to make it without Redis after that. */
export const scriptDeadlineMs = 200;

/** The guard keeps the deadline and refuses at once what a server that is known to be away would only let wait. */
export function createSharedScripts(client: Redis, guard: Guard): SharedScripts {
  return {
    define(text) {
      const script = createScript(client, text);
      return (keys, args) => guard(() => script(keys, args));
    },
  };
}
