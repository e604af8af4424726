import { join } from 'node:path';
import type { Base } from './domain/base.ts';
import { createCollections } from './domain/collection.ts';
import type { ConfigFile } from './domain/config-file.ts';
import type { Feature } from './domain/feature.ts';
import { createFeatures, wantedEvents } from './domain/features.ts';
import { housePhrases, type Speech } from './domain/phrases.ts';
import type { Configuration, Live } from './domain/settings.ts';
import type { Storage } from './domain/storage.ts';
import { createVitals } from './domain/vitals.ts';
import { unwatched, type Watchdog } from './domain/watchdog.ts';
import * as shipped from './features/index.ts';
import { createFleet } from './fleet/index.ts';
import { createHouse } from './house.ts';
import { createKnowledge, knowledgePhrases } from './knowledge/index.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { createWarm, startAll, stopAll } from './lib/life.ts';
import { createLimits } from './limits/index.ts';
import { type AllPrompts, createLlm } from './llm/index.ts';
import { createOutbox } from './outbox/index.ts';
import { createJournal, createPipeline } from './pipeline/index.ts';
import { createPrivacy } from './privacy/index.ts';
import { createStorage } from './storage/index.ts';
import type { Telemetry } from './telemetry/index.ts';
import { createTwitch } from './twitch/index.ts';
import { createFeed, createWeb, type Stage } from './web/index.ts';

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

export interface AppParts extends Speech {
  readonly configuration: Live<Configuration>;
  /** Left out, config.yaml is changed by editors alone. */
  readonly configFile?: ConfigFile;
  /** What models are told, as the files have it now. */
  readonly prompts: () => AllPrompts;
  readonly telemetry: Telemetry;
  /** Closed by `stop()`. */
  readonly store: Storage;
  /** Tokens, and the keys that `api_key_env` names. */
  readonly env: NodeJS.ProcessEnv;
  /** Hears every secret that is read, so that no log line lets it through. */
  readonly learnSecret: (value: string) => void;
  readonly watchdog?: Watchdog;
  readonly clock?: Clock;
  /** The demo's chat page; the bot itself has none. */
  readonly stage?: Stage | undefined;
  /** Is handed the one-time link of a bot that nobody has ever signed in to. */
  readonly onFirstLink?: (url: string) => void;
}

export interface App {
  start(): Promise<void>;
  /** In-flight commands finish, new ones are not admitted; after 10 s the rest is refused. */
  stop(): Promise<void>;
  /** Where the web server listens; null before it does. */
  address(): { readonly host: string; readonly port: number } | null;
}

/** With the 9 s that commands have, and 2.5 s for refusals, it stays below the 15 s that compose.yaml grants. */
const closingMs = 3_000;

/** Joins the rooms and the features, in the order in which a chat line meets them. */
export async function createApp(parts: AppParts): Promise<App> {
  const { configuration, say, prompts, telemetry, store, env, learnSecret, watchdog = unwatched } = parts;
  const { clock = systemClock } = parts;
  const vitals = createVitals(telemetry.tell);
  const settings = () => configuration.current().settings;
  const feed = createFeed({ clock, wordMinutes: () => settings().web.words });
  const tell = feed.heardBy(vitals.tell);
  const base: Base = { configuration, settings, clock, tell };

  // What is shared and what is stored.
  const fleet = await createFleet({ ...base, scripts: store.scripts });
  const storage = createStorage({ ...base, store, fleet });
  const privacy = createPrivacy({ ...base, store, purgeBackups: storage.purgeBackups, env, learnSecret });
  const { optedOut } = privacy;

  // Lines in, lines out.
  const twitch = createTwitch({ ...base, env, learnSecret, fleet, wanted: wantedEvents(features, configuration) });
  const outbox = createOutbox({
    ...base,
    ...{ say, chat: twitch.chat, blockedTerms: twitch.blockedTerms, autoMod: twitch.autoMod },
    ...{ documents: storage.documents, fleet, env },
  });
  const limits = createLimits({
    ...base,
    ...{ store, documents: storage.documents, permits: outbox.permits, pausedMs: outbox.pausedMs },
    seen: privacy.store.cache('seen'),
  });

  // What answers are made of.
  const { openFresh } = storage;
  const knowledge = createKnowledge({ ...base, say, openFresh, fleet, token: twitch.app });
  const llm = createLlm({
    ...base,
    ...{ say, prompts, store: privacy.store },
    openFresh,
    slots: limits.slots,
    optedOut,
    translation: knowledge.translation,
    env,
  });
  outbox.judgeBy(llm.judge);

  // What people notice.
  const journal = createJournal();
  const collections = createCollections(storage.documents, { wall: clock.wall });
  const rooms = { fleet, storage, collections, privacy, twitch, outbox, limits, knowledge, llm, journal, vitals };
  const all = createFeatures(features, createHouse({ ...base, say, features, env, learnSecret, ...rooms }));

  // The way of a chat line.
  const pipeline = createPipeline({
    ...base,
    ...{ say, features: all, limiter: limits.limiter, outbox, journal, fleet, watchdog },
    ...{ store: privacy.store, optedOut },
  });
  fleet.join({
    limits: () => [...new Set(twitch.chat.joined().map(outbox.limitIn))],
    isIdle: pipeline.isIdle,
    finish: pipeline.finish,
    onChange(owned, taken) {
      outbox.tookOver(taken);
      pipeline.tookOver(taken);
      limits.tookOver(taken);
      void storage.look();
      twitch.serve(owned, 'another process serves it now');
    },
  });

  // In the order in which they start; they stop the other way round.
  const bot = { ...rooms, features: all };
  const { count } = llm.models.conversations;
  const web = createWeb({ ...parts, ...base, sessions: count, bot, feed, panels });
  const living = [
    storage.stored,
    limits,
    fleet,
    pipeline.recovery,
    ...[twitch, twitch.eventsub],
    pipeline.commands,
    privacy,
    outbox,
    ...all.parts,
    web,
    llm,
    knowledge,
    storage.upkeep,
  ];
  privacy.covers(living);
  web.shows(living);
  vitals.shows(living);
  const typed = all.typed.names.map((name) => ({ name }));
  telemetry.watch({
    commands: [...all.commands, all.mention, ...typed],
    limits: limits.limits,
    ...{ caches: storage.caches, health: vitals.health, sessions: count },
  });
  const onFault = (where: string, error: unknown) => tell({ kind: 'bug', where, error });
  const warm = createWarm(living, onFault);
  twitch.hear({
    isWorthReading: pipeline.isWorthReading,
    alwaysRead: all.reads,
    onChatter(channel, login, isModerator) {
      warm();
      if (isModerator) outbox.moderates(channel, login);
      if (!settings().bots.ignore.includes(login) && !all.ignores(channel, login)) all.sees(channel, login);
    },
    onMessage: pipeline.take,
    onEntered: pipeline.entered,
    onSilenced: pipeline.cancel,
  });

  return {
    async start() {
      for (const text of configuration.current().warnings) tell({ kind: 'warning', text, fr: text });
      await startAll(living, onFault);
    },
    async stop() {
      tell({ kind: 'lifecycle', text: 'stopping: finishing what is under way' });
      await pipeline.drain();
      await stopAll([{ name: 'store', stop: store.close }, ...living], clock, closingMs, onFault);
      tell({ kind: 'lifecycle', text: 'stopped' });
      telemetry.stop();
    },
    address: web.address,
  };
}
