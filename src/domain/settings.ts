import type { Parsed } from '../lib/schema.ts';
import type { schema } from './settings-schema.ts';

/** config.yaml as the operator wrote it, defaults filled in. Keys and units are the file's own. */
export type Settings = Parsed<typeof schema>;

export type Language = Settings['bot']['language'];
export type LlmSettings = Settings['llm'];
export type FallbackMode = LlmSettings['fallback_mode'];
export type AnswerCacheSettings = LlmSettings['cache'];
export type EndpointSettings = LlmSettings['endpoints'][number];
/** Heavy models think longer, know more and cost more. */
export type Tier = EndpointSettings['tier'];
export type LimitSettings = Settings['rate_limiting'];
/** What moderators may do in the dashboard. */
export type ModeratorRight = Settings['web']['moderators'][number];
export type StorageSettings = Settings['storage'];
export type LogLevel = Settings['log']['level'];

/** What model_limits.json and config.yaml together allow; see settings/model-limits.ts for who wins. */
export interface ModelLimits {
  /** How many model calls run at once. */
  readonly cap: number;
  readonly maxHistoryMessages: number;
  /** How long an answer of a model may be, in tokens; left out, as long as two chat lines take. */
  readonly maxReplyTokens?: number;
  /** The latency objective of the adaptive cap, in seconds. */
  readonly responseTimeout: number | null;
  readonly modelName: string | null;
  /** What the last tuning has found; null: there is no model_limits.json. Left out where nobody shows it. */
  readonly tuned?: {
    /** As the file has it; null: it is not a measurement. */
    readonly at: string | null;
    readonly raw: number | null;
    readonly moderate: number | null;
  } | null;
}

/** One consistent reading of everything an operator can edit. Replaced as a whole on reload. */
export interface Configuration {
  readonly settings: Settings;
  /** Sections of features, by the feature's name. */
  readonly features: ReadonlyMap<string, unknown>;
  readonly limits: ModelLimits;
  /** Absolute folder of the config file: relative paths count from here. */
  readonly folder: string;
  readonly warnings: readonly string[];
}

/** Where to read the configuration now, and a way to hear that it changed. */
export interface Live<T> {
  current(): T;
  onChange(listener: (next: T, previous: T) => void): void;
}
