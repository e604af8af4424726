import type { Base } from './domain/base.ts';
import { createCollections } from './domain/collection.ts';
import type { ConfigFile } from './domain/config-file.ts';
import type { Feature } from './domain/feature.ts';
import { createFeatures, type wantedEvents } from './domain/features.ts';
import type { Speech } from './domain/phrases.ts';
import type { Storage } from './domain/storage.ts';
import type { createVitals } from './domain/vitals.ts';
import { unwatched, type Watchdog } from './domain/watchdog.ts';
import { createJoining, type FleetRoom } from './fleet/index.ts';
import { createHouse } from './house.ts';
import { createKnowledge } from './knowledge/index.ts';
import { createWarm, type Living, startAll } from './lib/life.ts';
import { createLimits } from './limits/index.ts';
import { type AllPrompts, createLlm } from './llm/index.ts';
import { createOutbox } from './outbox/index.ts';
import { createJournal, createPipeline } from './pipeline/index.ts';
import { createPrivacy } from './privacy/index.ts';
import { createStorage } from './storage/index.ts';
import type { Telemetry } from './telemetry/index.ts';
import { createTwitch, type Presence } from './twitch/index.ts';
import { createFeed, createWeb, type Stage } from './web/index.ts';

export interface RoomsParts extends Base, Speech {
  /** Left out, config.yaml is changed by editors alone. */
  readonly configFile?: ConfigFile;
  /** What models are told, as the files have it now. */
  readonly prompts: () => AllPrompts;
  readonly telemetry: Telemetry;
  /** Closed by the app's `stop()`. */
  readonly store: Storage;
  /** Tokens, and the keys that `api_key_env` names. */
  readonly env: NodeJS.ProcessEnv;
  /** Hears every secret that is read, so that no log line lets it through. */
  readonly learnSecret: (value: string) => void;
  readonly watchdog?: Watchdog;
  /** The demo's chat page; the bot itself has none. */
  readonly stage?: Stage | undefined;
  /** Is handed the one-time link of a bot that nobody has ever signed in to. */
  readonly onFirstLink?: (url: string) => void;
  readonly features: readonly Feature[];
  /** Files of the features' places in the dashboard, by the feature's name. */
  readonly panels: ReadonlyMap<string, string>;
  /** What was there before: the bot is in its channels already. */
  readonly early: {
    readonly vitals: ReturnType<typeof createVitals>;
    readonly fleet: FleetRoom;
    readonly wanted: ReturnType<typeof wantedEvents>;
    readonly presence: Presence;
    /** Channels that another process served until now. */
    readonly taken: ReadonlySet<string>;
  };
}

export interface Rooms {
  /** In the order in which they start; they stop the other way round. */
  readonly living: readonly Living[];
  start(signal: AbortSignal): Promise<void>;
  /** In-flight commands finish, new ones are not admitted. */
  drain(): Promise<void>;
  address(): { readonly host: string; readonly port: number } | null;
}

/** Joins the rooms and the features, in the order in which a chat line meets them. */
export async function createRooms(parts: RoomsParts): Promise<Rooms> {
  const { configuration, settings, clock, tell, say, prompts, telemetry, store, env, learnSecret } = parts;
  const { watchdog = unwatched, features, panels, early } = parts;
  const { vitals, fleet, wanted, presence } = early;
  const base: Base = { configuration, settings, clock, tell };
  const feed = createFeed({ clock, wordMinutes: () => settings().web.words });
  vitals.listen(feed.hear);

  // What is stored.
  const storage = await createStorage({ ...base, store, fleet });
  const privacy = createPrivacy({ ...base, store, purgeBackups: storage.purgeBackups, env, learnSecret });
  const { optedOut, optedOutLately } = privacy;

  // Lines in, lines out.
  const twitch = await createTwitch({ ...base, env, presence, wanted });
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
  const llm = await createLlm({
    ...base,
    ...{ say, prompts, store: privacy.store },
    openFresh,
    slots: limits.slots,
    optedOut: optedOutLately,
    translation: knowledge.translation,
    env,
  });
  outbox.judgeBy(llm.judge);

  // What people notice.
  const journal = createJournal();
  const collections = createCollections(storage.documents, { wall: clock.wall });
  const rooms = { fleet, storage, collections, privacy, twitch, outbox, limits, knowledge, llm, journal, vitals };
  const all = await createFeatures(features, createHouse({ ...base, say, features, env, learnSecret, ...rooms }));

  // The way of a chat line.
  const pipeline = createPipeline({
    ...base,
    ...{ say, features: all, limiter: limits.limiter, outbox, journal, fleet, watchdog },
    ...{ store: privacy.store, optedOut },
  });
  const tookOver = (taken: readonly string[]) => {
    outbox.tookOver(taken);
    pipeline.tookOver(taken);
    limits.tookOver(taken);
  };
  const joinAndLeave = createJoining({ clock, look: storage.look, serve: twitch.serve });
  fleet.join({
    limits: () => [...new Set(twitch.chat.joined().map(outbox.limitIn))],
    isIdle: pipeline.isIdle,
    finish: pipeline.finish,
    onChange(owned, taken) {
      tookOver(taken);
      joinAndLeave(owned, taken);
    },
  });
  twitch.serve(fleet.owned());

  // What lines need; then those that wait for them.
  const bot = { ...rooms, features: all };
  const { count } = llm.models.conversations;
  const web = createWeb({ ...parts, ...base, sessions: count, bot, feed, panels });
  const before = [storage.stored, limits, pipeline.recovery];
  const after = [twitch, twitch.eventsub, pipeline.commands, privacy, outbox, ...all.parts];
  const last = [web, llm, knowledge, storage.upkeep];
  const living = [...before, fleet, presence, ...after, ...last];
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
  const listeners = {
    isWorthReading: pipeline.isWorthReading,
    alwaysRead: all.reads,
    onChatter(channel: string, login: string, isModerator: boolean) {
      warm();
      if (isModerator) outbox.moderates(channel, login);
      if (!settings().bots.ignore.includes(login) && !all.ignores(channel, login)) all.sees(channel, login);
    },
    onMessage: pipeline.take,
    onEntered: pipeline.entered,
    onSilenced: pipeline.cancel,
  };

  return {
    living,
    async start(signal) {
      await startAll(before, onFault, signal);
      tookOver([...early.taken]);
      if (signal.aborted) return;
      vitals.begin();
      twitch.hear(listeners);
      await startAll([...after, ...last], onFault, signal);
    },
    drain: pipeline.drain,
    address: web.address,
  };
}
