import type { Stored } from './storage.ts';

/** Tokens of a call as the endpoint reported them; `estimated` where it reported none. */
export interface Usage {
  readonly promptTokens: number;
  /** Prompt tokens that the endpoint read from its cache. */
  readonly cachedTokens: number;
  /** Prompt tokens that it wrote to its cache, for a fee. */
  readonly writtenTokens: number;
  readonly completionTokens: number;
  readonly estimated?: true;
}

/** Calls of one day, channel, endpoint and model. */
export interface CostRow {
  /** YYYY-MM-DD, as the machine's calendar has it. */
  readonly day: string;
  readonly channel: string;
  readonly endpoint: string;
  readonly model: string;
  readonly calls: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  /** Null: the price of the endpoint is unknown. */
  readonly cents: number | null;
}

/** Calls of one day and channel, by what asked: a command, or the bot itself (`null`). */
export interface CommandCostRow extends Omit<CostRow, 'endpoint' | 'model'> {
  readonly command: string | null;
}

/** The same for one viewer, by id. Viewers who opted out have none. */
export interface ViewerCostRow extends CostRow {
  readonly viewer: string;
}

export const budgetScopes = ['day', 'channel', 'viewer'] as const;
export type BudgetScope = (typeof budgetScopes)[number];

export interface Spent {
  readonly cents: number;
  readonly tokens: number;
}

/** Tells the streamer, once a day for each kind. */
export interface BudgetAlert {
  readonly kind: 'nearly' | 'exhausted';
  readonly scope: BudgetScope;
  readonly channel: string;
  /** Of the budget, in hundredths. */
  readonly percent: number;
}

/** What models cost. */
export interface Spend {
  /** What was spent since a day (YYYY-MM-DD), that day included. */
  rows(since: string): Promise<Stored<readonly CostRow[]>>;
  byCommand(since: string): Promise<Stored<readonly CommandCostRow[]>>;
  byViewer(since: string): Promise<Stored<readonly ViewerCostRow[]>>;
  today(channel: string): Promise<{ readonly day: Spent; readonly channel: Spent }>;
  onAlert(listener: (alert: BudgetAlert) => void): void;
}
