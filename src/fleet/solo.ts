import type { Base } from '../domain/base.ts';
import type { FleetHooks, FleetRoom } from './room.ts';

/** One process serves every channel. */
export function createSoloFleet({ configuration, settings, tell }: Base): FleetRoom {
  let hooks: FleetHooks | null = null;
  const owned = () => settings().bot.channels;

  function serve() {
    tell({ kind: 'channels.owned', count: owned().length });
    hooks?.onChange(owned(), []);
  }

  configuration.onChange((next, previous) => {
    if (next.settings.bot.channels.join() !== previous.settings.bot.channels.join()) serve();
  });

  return {
    name: 'fleet',
    process: 'this process',
    alive: () => ['this process'],
    owned,
    mayGoAlone: () => true,
    once: null,
    windows: null,
    join(given) {
      hooks = given;
    },
    start: async () => serve(),
    stop: async () => {},
    role: () => null,
  };
}
