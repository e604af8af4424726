import type { z } from 'zod/v3';
import type { Clock } from '../lib/clock.ts';
import type { ChatMessage } from './chat.ts';
import type { Collections, OpenCollection } from './collection.ts';
import type { Command, Invocation } from './command.ts';
import type { Spend } from './cost.ts';
import type { OpenDocuments } from './documents.ts';
import type { Tell } from './event.ts';
import type { NamedCache } from './fresh.ts';
import type { Journal } from './journal.ts';
import type { Fact, Knowledge } from './knowledge.ts';
import type { Limits } from './limits.ts';
import type { Models } from './llm.ts';
import type { Guard, Moderated, ModerationOrder } from './moderation.ts';
import type { Reply } from './outcome.ts';
import type { Part } from './part.ts';
import type { PhraseParams, Say } from './phrases.ts';
import type { Privacy } from './privacy.ts';
import type { Said, Wording } from './saying.ts';
import type { Schedule } from './schedule.ts';
import type { Language, Settings } from './settings.ts';
import type { Site } from './site.ts';
import type { OnAir, StreamCalls, StreamEvent } from './stream.ts';
import type { Compile, Variable } from './template.ts';
import type { Translate } from './translate.ts';
import type { Vitals } from './vitals.ts';

/** What people notice, in one folder: commands, settings, phrases, storage. */
export interface Feature {
  readonly name: string;
  /** Schema of the section of config.yaml that has the feature's name. */
  readonly settings?: z.ZodTypeAny;
  /** Keys of the folder's `phrases.fr.yaml` and `phrases.en.yaml`, with the placeholders of each. */
  readonly phrases: PhraseParams;
  /** Stream events that come to nothing where Twitch does not tell them: permissions are asked for by it. */
  events?(settings: unknown): readonly StreamEvent['what'][];
  /** Rows of README's table: what people type, and what they get. */
  readonly readme: readonly { readonly type: readonly string[]; readonly get: string }[];
  /** A promise where it loads the files that only its commands and parts need: the bot has joined by then. */
  create(house: House): FeatureParts | Promise<FeatureParts>;
}

/** Types `say` and `settings` by what the feature declares. */
export function defineFeature<const P extends PhraseParams, S extends z.ZodTypeAny = z.ZodUndefined>(
  feature: Omit<Feature, 'phrases' | 'settings' | 'events' | 'create'> & {
    readonly settings?: S;
    readonly phrases: P;
    events?(settings: z.output<S>): readonly StreamEvent['what'][];
    create(house: House<P, z.output<S>>): FeatureParts | Promise<FeatureParts>;
  },
): Feature {
  return feature as unknown as Feature;
}

/** What a feature does: all of it optional. */
export interface FeatureParts extends Omit<Part, 'name'> {
  readonly commands?: readonly Command[];
  /** Runs when somebody talks to the bot without a command. One feature has it. */
  readonly mention?: Command;
  /** Commands that moderators made: what a word behind the prefix means where no command of the list has it. */
  readonly typed?: {
    /** What all of them are called in metrics. */
    readonly name: string;
    command(channel: string, word: string): Command | null;
  };
  /** Variables of custom commands and timers. */
  readonly variables?: readonly Variable[];
  /** What it serves under `/<its name>/` to whoever knows an address there. */
  readonly site?: Site;
  /** Called for every line of others as it comes in, before anything is decided. */
  sees?(channel: string, login: string): void;
  readonly guard?: Guard;
  /** What its place in the dashboard shows; `panel.js` beside its index.ts draws it. */
  readonly panel?: FeaturePanel;
  /** Lines that are no command and do not name the bot. */
  readonly hears?: Hears;
  /** Whether lines of an account are ignored. Asked for every line. */
  ignores?(channel: string, login: string): boolean;
  /** A fact about the channel that answers the question. */
  knows?(channel: string, question: string): Fact | null;
  /** The persona that models speak as in the channel; null: none. */
  persona?(channel: string): string | null;
}

/** Changes go through the feature's own commands, which check them. */
export interface FeaturePanel {
  /** How the dashboard calls its place. */
  readonly title: Readonly<Record<Language, string>>;
  /** Plain JSON. */
  read(channel: string): unknown;
  /**
   * What a draft would be said as, before anything is saved: each of its texts, with the variables filled in. A function:
   * says what is wrong with it, in the language of who asks.
   */
  preview?(draft: string, call: Invocation, signal: AbortSignal): Promise<readonly (Reply | (() => string))[]>;
}

/** All features as one. */
export interface JoinedFeatures
  extends Required<Omit<FeatureParts, keyof Part | 'typed' | 'variables' | 'panel' | 'site'>> {
  /** Whose lines are read whatever they say. */
  reads(channel: string, login: string): boolean;
  /** By the feature's name. */
  readonly panels: ReadonlyMap<string, FeaturePanel>;
  readonly typed: {
    readonly names: readonly string[];
    command(channel: string, word: string): Command | null;
  };
  readonly variables: ReadonlyMap<string, Variable>;
  /** By the feature's name. */
  readonly sites: ReadonlyMap<string, Site>;
  readonly parts: readonly Part[];
}

export interface Hears {
  /** Whether lines of this account are read at all: most lines of a chat are never parsed. */
  of(channel: string, login: string): boolean;
  command(message: ChatMessage, text: string): Command | null;
}

/** What a feature may use, besides `domain` and `lib`. */
export interface House<P extends PhraseParams = PhraseParams, S = unknown> {
  /** The feature's own section of config.yaml, as it is now. */
  settings(): S;
  /** All of config.yaml, as it is now. */
  config(): Settings;
  /** What commands begin with. */
  prefix(): string;
  language(): Language;
  readonly say: Say<P>;
  readonly clock: Clock;
  readonly tell: Tell;
  /** One value for each channel: outlives a restart, and is changed by compare-and-swap. */
  readonly documents: OpenDocuments;
  /** Items of each channel by their keys, with who changed what. */
  readonly collection: OpenCollection;
  readonly undo: Collections['undo'];
  /** A text with the variables of all features. */
  readonly compile: Compile;
  readonly schedule: Schedule;
  readonly chat: HouseChat;
  readonly streams: StreamCalls;
  readonly models: Models;
  readonly knowledge: Knowledge;
  readonly translate: Translate;
  /** Whether a text would leave as it is. */
  sayable(channel: string, text: string): Promise<boolean>;
  /** Whether it would leave at all, changed or not. */
  leaves(channel: string, text: string, links?: readonly string[]): Promise<boolean>;
  /** What other features add to an answer. */
  knows(channel: string, question: string): Fact | null;
  persona(channel: string): string | null;
  /** A secret that the environment has under this name; from then on no log line shows it. Null: there is none. */
  secret(name: string): string | null;
  readonly vitals: Vitals;
  /** The name of this process among those that share a store. */
  readonly process: string;
  /** The bot's own state, for moderators. */
  readonly limits: Limits;
  readonly journal: Journal;
  readonly privacy: Privacy;
  readonly spend: Spend;
  caches(): readonly NamedCache[];
  commands(): readonly Command[];
  /** What moderators made of a word; null: nothing. */
  typed(channel: string, word: string): Command | null;
  /** What `!help` says of a command; null where no feature has a phrase for it. */
  about(command: Command): string | null;
}

export interface HouseChat {
  /** Channels that the bot is in. */
  joined(): readonly string[];
  /** Channels that this process serves, joined or not. */
  owned(): readonly string[];
  /** Speaks unasked. */
  announce(
    channel: string,
    text: string,
    options: {
      readonly deadline: number;
      readonly isTimer?: boolean;
      readonly written?: readonly string[];
      readonly wording?: Wording;
    },
  ): Promise<Said>;
  /** Asks Twitch to act on a viewer. Always resolves, and what became of it is told. */
  /** Where the signal fires first, the act is lost: Twitch may do it yet. */
  moderate(channel: string, order: ModerationOrder, signal?: AbortSignal): Promise<Moderated>;
  /** What is on air; null when nothing is, or when Twitch does not say. */
  stream(channel: string, signal: AbortSignal): Promise<OnAir | null>;
  /** The same as it was last known, without waiting. */
  lastStream(channel: string): OnAir | null;
}
