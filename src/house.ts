import type { Base } from './domain/base.ts';
import type { Collections } from './domain/collection.ts';
import type { Feature, House, JoinedFeatures } from './domain/feature.ts';
import type { Fleet } from './domain/fleet.ts';
import type { Journal } from './domain/journal.ts';
import type { SayAny } from './domain/phrases.ts';
import { createCompile } from './domain/template.ts';
import type { Vitals } from './domain/vitals.ts';
import type { KnowledgeRoom } from './knowledge/index.ts';
import type { LimitsRoom } from './limits/index.ts';
import type { LlmRoom } from './llm/index.ts';
import type { OutboxRoom } from './outbox/index.ts';
import type { PrivacyRoom } from './privacy/index.ts';
import type { StorageRoom } from './storage/index.ts';
import type { Twitch } from './twitch/index.ts';

export interface HouseParts extends Base {
  readonly say: SayAny;
  readonly features: readonly Feature[];
  readonly storage: StorageRoom;
  readonly collections: Collections;
  readonly privacy: PrivacyRoom;
  readonly twitch: Twitch;
  readonly outbox: OutboxRoom;
  readonly limits: LimitsRoom;
  readonly knowledge: KnowledgeRoom;
  readonly llm: LlmRoom;
  readonly journal: Journal;
  readonly vitals: Vitals;
  readonly fleet: Fleet;
  readonly env: NodeJS.ProcessEnv;
  readonly learnSecret: (value: string) => void;
}

/** The rooms, as one feature may use them. */
export function createHouse(parts: HouseParts) {
  const { configuration, settings, say, features, storage, privacy, twitch, outbox, limits, knowledge, llm } = parts;
  const { collections, journal, vitals, fleet, env, learnSecret, clock, tell } = parts;
  const prefix = () => settings().bot.prefix;
  const hasPhrase = (key: string) => features.some(({ phrases }) => Object.hasOwn(phrases, key));

  return ({ name }: Feature, all: JoinedFeatures): House => ({
    settings: () => configuration.current().features.get(name),
    config: settings,
    prefix,
    language: () => settings().bot.language,
    say,
    clock,
    tell,
    documents: storage.documents,
    collection: collections.open,
    undo: collections.undo,
    compile: createCompile(() => all.variables),
    schedule: storage.schedule,
    chat: {
      joined: twitch.chat.joined,
      owned: fleet.owned,
      announce: (channel, text, options) => outbox.announce(channel, text, { by: name, ...options }),
      moderate: twitch.moderate,
      stream: twitch.stream,
      lastStream: twitch.lastStream,
    },
    streams: twitch.streams,
    models: llm.models,
    knowledge,
    translate: llm.translate,
    sayable: outbox.sayable,
    leaves: outbox.leaves,
    knows: all.knows,
    persona: all.persona,
    secret(name) {
      const value = env[name]?.trim() || null;
      if (value !== null) learnSecret(value);
      return value;
    },
    vitals,
    process: fleet.process,
    limits: limits.limits,
    journal,
    privacy,
    spend: llm.spend,
    caches: storage.caches,
    commands: () => all.commands,
    typed: all.typed.command,
    about(command) {
      if (command.about) return command.about();
      const key = `help.about.${command.name}`;
      return hasPhrase(key) ? say(key, { prefix: prefix(), bot: settings().bot.name }) : null;
    },
  });
}
