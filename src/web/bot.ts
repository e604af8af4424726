import type { Chat } from '../domain/chat.ts';
import type { ConfigFile } from '../domain/config-file.ts';
import type { Spend } from '../domain/cost.ts';
import type { Leaver } from '../domain/documents.ts';
import type { Tell } from '../domain/event.ts';
import type { JoinedFeatures } from '../domain/feature.ts';
import type { NamedCache } from '../domain/fresh.ts';
import type { Journal } from '../domain/journal.ts';
import type { Limits } from '../domain/limits.ts';
import type { Models } from '../domain/llm.ts';
import type { Pauses } from '../domain/pause.ts';
import type { SpeakIn } from '../domain/phrases.ts';
import type { Privacy } from '../domain/privacy.ts';
import type { Rehearse } from '../domain/saying.ts';
import type { ModelLimits, Settings } from '../domain/settings.ts';
import type { Storage, Stored } from '../domain/storage.ts';
import type { StreamCalls } from '../domain/stream.ts';
import type { Clock } from '../lib/clock.ts';
import type { Feed } from './feed.ts';
import type { FirstLink } from './link.ts';
import type { Readiness } from './readiness.ts';

/** The rooms and features, as the dashboard shows and changes them. */
export interface BotRooms {
  readonly twitch: { readonly chat: Pick<Chat, 'joined' | 'state'>; readonly streams: Pick<StreamCalls, 'streamer'> };
  readonly outbox: { readonly pauses: Pauses; readonly rehearse: Rehearse };
  readonly storage: {
    caches(): readonly NamedCache[];
    documentsOf(leaver: Leaver): Promise<Stored<readonly unknown[]>>;
  };
  readonly limits: { readonly limits: Limits };
  readonly llm: {
    readonly models: Pick<Models, 'states' | 'figures' | 'told' | 'adaptiveCap' | 'attempt'>;
    readonly spend: Spend;
  };
  readonly privacy: Pick<Privacy, 'optOut' | 'isOptedOut' | 'audit'>;
  readonly journal: Journal;
  readonly features: Pick<JoinedFeatures, 'commands' | 'mention' | 'typed' | 'panels' | 'sites' | 'persona'>;
}

export interface DashboardParts {
  readonly bot: BotRooms;
  readonly feed: Feed;
  readonly ready: () => Readiness;
  readonly settings: () => Settings;
  /** What config.yaml says of features, by their names. */
  readonly sections: () => ReadonlyMap<string, unknown>;
  readonly modelLimits: () => ModelLimits;
  readonly store: Pick<Storage, 'records' | 'gather'>;
  readonly env: NodeJS.ProcessEnv;
  readonly link: FirstLink;
  /** Files of the features' places in the dashboard, by the feature's name. */
  readonly panels: ReadonlyMap<string, string>;
  readonly configFile: ConfigFile | null;
  readonly speakIn: SpeakIn;
  /** The demo's chat page is there. */
  readonly chatPage: boolean;
  readonly clock: Clock;
  readonly tell: Tell;
}
