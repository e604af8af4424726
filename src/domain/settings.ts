import type { Priority, Role } from './viewer.ts';

/** config.yaml as the operator wrote it, defaults filled in. Keys and units are the file's own. */
export interface Settings {
  readonly bot: {
    readonly name: string;
    readonly channels: readonly string[];
    readonly language: Language;
    readonly prefix: string;
  };
  readonly twitch: { readonly irc_url: string; readonly api_port: number | null };
  readonly llm: LlmSettings;
  readonly rate_limiting: LimitSettings;
  readonly knowledge: {
    readonly wikipedia_url: string;
    readonly igdb_url: string;
    /** A LibreTranslate server; null: models translate. */
    readonly libretranslate_url: string | null;
  };
  readonly storage: StorageSettings;
  readonly web: { readonly host: string; readonly port: number };
  readonly log: { readonly level: LogLevel };
  readonly chat: { readonly send_via: 'irc' | 'helix' };
  /** Cents of a day, and tokens, which hold endpoints without a price too. */
  readonly budget: Budget & { readonly tokens: Budget };
  readonly links: { readonly allow: readonly string[] };
  readonly bots: { readonly ignore: readonly string[] };
  readonly contact: string;
  /** Operators' files of today have the cap at the top level; it wins over model_limits.json. */
  readonly max_concurrent_users_modere: number | null;
}

interface Budget {
  readonly day: number | null;
  readonly channel: number | null;
  readonly viewer: number | null;
}

export interface StorageSettings {
  readonly url: string;
  readonly processes: number;
  readonly backup: BackupSettings;
  /** How long audit entries are kept. */
  readonly retention_days: number;
}

export interface BackupSettings {
  /** Days; 0 is off. */
  readonly keep: number;
  /** Local time, `HH:MM`. */
  readonly at: string;
  readonly folder: string;
}

export type Language = 'fr' | 'en';
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
export type FallbackMode = 'fun' | 'silent' | 'minimal';

export interface LlmSettings {
  readonly enabled: 'auto' | boolean;
  readonly fallback_mode: FallbackMode;
  /** Seconds from the chat line to the reply line. */
  readonly reply_deadline: number;
  readonly failure_threshold: number;
  readonly endpoints: readonly EndpointSettings[];
  readonly model_limits: string | null;
  readonly limits_mode: 'brut' | 'modere';
  /** What calls may take, by tier, until enough of an endpoint's own answers were timed. */
  readonly timeouts?: Readonly<Record<Tier, FirstTimeouts>>;
  /** Whether a small model is asked where a question belongs when the rules cannot tell. */
  readonly route_when_unsure?: boolean;
  /** Whether models are asked for tone and confidence too, where their servers can hold them to it. */
  readonly structured?: 'auto' | false;
  /** Whether a call that is later than usual is made a second time, elsewhere. */
  readonly hedge?: boolean;
  /** Answers that any viewer may be given again. */
  readonly cache?: AnswerCacheSettings;
}

export interface AnswerCacheSettings {
  /** Seconds in which an answer is given again without asking a model. */
  readonly fresh: number;
  /** Seconds after that in which it is still better than a wait or a failure. */
  readonly stale: number;
  /** Seconds after which an answer that nobody asked for is forgotten. */
  readonly idle: number;
  /** Megabytes in this process. */
  readonly max_mb: number;
}

/** Heavy models think longer, know more and cost more. */
export type Tier = 'light' | 'heavy';

/** In seconds: to the first token, from the start to the end, and between two pieces of an answer. */
export interface FirstTimeouts {
  readonly first_token: number;
  readonly total: number;
  readonly gap: number;
}

export interface EndpointSettings {
  readonly name: string;
  readonly url: string;
  readonly model: string;
  readonly api_key_env: string | null;
  readonly tier: Tier;
  /** `min` and `max` hold for timeouts that were measured; the others replace those of the tier. */
  readonly timeouts?: { readonly min: number; readonly max: number } & {
    readonly [K in keyof FirstTimeouts]: number | null;
  };
  /** Calls that the endpoint takes at once; null: as many as the cap allows. */
  readonly max_concurrency?: number | null;
  /** USD per million tokens; `cached` were in the endpoint's cache, `write` went into it. */
  readonly price: {
    readonly in: number;
    readonly cached: number | null;
    readonly write?: number | null;
    readonly out: number;
  } | null;
}

/** What viewers who hold all of `roles` are allowed beyond others. 0 as `cooldown`, null as `hourly`: exempt. */
export interface Allowance {
  readonly roles: readonly Role[];
  /** Multiplies the cooldowns. */
  readonly cooldown: number;
  /** Multiplies the hourly cap. */
  readonly hourly: number | null;
}

export interface LimitSettings {
  readonly user_cooldown: number;
  readonly max_requests_per_user_hour: number;
  /** Seconds between any two commands in a channel. */
  readonly channel_cooldown: number;
  /** Seconds between two uses of one command by one viewer, by the command's name; aliases share it. */
  readonly command_cooldowns: Readonly<Record<string, number>>;
  readonly allowances: readonly Allowance[];
  readonly line: {
    /** How many model calls may wait for a slot. */
    readonly length: number;
    /** Seconds that each priority counts as having come earlier than it did. */
    readonly head_start: Readonly<Record<Priority, number>>;
    /** The same by the command's name, added to that of the priority. */
    readonly commands: Readonly<Record<string, number>>;
  };
  readonly max_concurrent_users: number | null;
  readonly cleanup_interval: number;
  readonly max_idle_time: number;
  readonly llm_retry_delay: number;
  readonly llm_backoff_multiplier: number;
  readonly llm_backoff_max: number;
  readonly health_check_enabled: boolean;
  readonly health_check_interval: number;
  readonly health_check_timeout: number;
  readonly health_check_failures_threshold: number;
  readonly wikipedia_rate_limit: number;
  readonly igdb_rate_limit: number;
}

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
}

/** One consistent reading of everything an operator can edit. Replaced as a whole on reload. */
export interface Configuration {
  readonly settings: Settings;
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
