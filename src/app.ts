import { join } from 'node:path';
import type { Base } from './domain/base.ts';
import type { Feature } from './domain/feature.ts';
import { wantedEvents } from './domain/features.ts';
import { housePhrases } from './domain/phrases.ts';
import { createVitals } from './domain/vitals.ts';
import * as shipped from './features/index.ts';
import { createFleet } from './fleet/index.ts';
import { knowledgePhrases } from './knowledge/phrases.ts';
import { systemClock } from './lib/clock.ts';
import { startAll, stopAll } from './lib/life.ts';
import type { Rooms, RoomsParts } from './rooms.ts';
import { createPresence } from './twitch/index.ts';

export { loadPrompts, watchPrompts } from './llm/index.ts';
export { openStorage } from './storage/index.ts';

/** The features of the bot: their settings are sections of config.yaml. */
export const features: readonly Feature[] = Object.values(shipped);

const here = import.meta.dirname;
const panels = new Map(features.map(({ name }) => [name, join(here, 'features', name, 'panel.js')]));
/** Where the phrases are that rooms and features say. */
export const phraseCatalogs = [
  { folder: join(here, 'domain'), params: housePhrases },
  { folder: join(here, 'knowledge'), params: knowledgePhrases },
  ...features.map(({ name, phrases }) => ({ folder: join(here, 'features', name), params: phrases })),
];

export type AppParts = Omit<RoomsParts, keyof Base | 'early' | 'features' | 'panels'> &
  Pick<Base, 'configuration'> &
  Partial<Pick<Base, 'clock'>>;

export interface App {
  /** Resolves when every part has started; the bot is in its channels long before. */
  start(): Promise<void>;
  /** In-flight commands finish, new ones are not admitted; after 10 s the rest is refused. */
  stop(): Promise<void>;
  /** Where the web server listens; null before it does. */
  address(): { readonly host: string; readonly port: number } | null;
}

/** With the 9 s that commands have, and 2.5 s for refusals, it stays below the 15 s that compose.yaml grants. */
const closingMs = 3_000;

/**
 * Joins the channels with what that takes, then loads everything else. What is written meanwhile waits in the presence
 * until the pipeline is there.
 */
export async function createApp(parts: AppParts): Promise<App> {
  const { configuration, telemetry, store, env, learnSecret, clock = systemClock } = parts;
  const settings = () => configuration.current().settings;
  const vitals = createVitals(telemetry.tell);
  const { tell } = vitals;
  const base: Base = { configuration, settings, clock, tell };
  const fleet = await createFleet({ ...base, scripts: store.scripts });
  const wanted = wantedEvents(features, configuration);
  const presence = createPresence({ ...base, env, learnSecret, fleet, wanted });
  const onFault = (where: string, error: unknown) => tell({ kind: 'bug', where, error });
  const stopping = new AbortController();
  const taken = new Set<string>();
  let loading: Promise<Rooms> | null = null;
  let rooms: Rooms | null = null;

  fleet.join({
    limits: () => [],
    isIdle: () => true,
    finish: async () => {},
    onChange(owned, more) {
      for (const channel of more) taken.add(channel);
      presence.serve(owned);
    },
  });

  async function load(): Promise<Rooms> {
    const { createRooms } = await import('./rooms.ts');
    return createRooms({ ...parts, ...base, features, panels, early: { vitals, fleet, wanted, presence, taken } });
  }

  return {
    async start() {
      for (const text of configuration.current().warnings) tell({ kind: 'warning', text, fr: text });
      await startAll([fleet, presence], onFault, stopping.signal);
      if (stopping.signal.aborted) return;
      loading = load();
      rooms = await loading;
      await rooms.start(stopping.signal);
    },
    async stop() {
      stopping.abort();
      tell({ kind: 'lifecycle', text: 'stopping: finishing what is under way' });
      const loaded = await loading?.catch(() => null);
      await loaded?.drain();
      const living = loaded?.living ?? [fleet, presence];
      await stopAll([{ name: 'store', stop: store.close }, ...living], clock, closingMs, onFault);
      tell({ kind: 'lifecycle', text: 'stopped' });
      telemetry.stop();
    },
    address: () => rooms?.address() ?? null,
  };
}
