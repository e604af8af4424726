import type { Twitch, TwitchParts } from './room.ts';

export { createPresence, type Presence } from './presence.ts';
export type { Twitch } from './room.ts';

/** Everything of Twitch beside its chat: loaded after the join. */
export async function createTwitch(parts: TwitchParts): Promise<Twitch> {
  const { createTwitch } = await import('./room.ts');
  return createTwitch(parts);
}
