/** What a call took, as the endpoint reported it. `estimated`: it did not, and this is a guess. */
export interface Usage {
  readonly promptTokens: number;
  /** Of the prompt's tokens those that the endpoint had in its cache. */
  readonly cachedTokens: number;
  /** Of the prompt's tokens those that it was paid to keep. */
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

/** The same of one viewer, by id. Of who wants nothing kept there is none. */
export interface ViewerCostRow extends CostRow {
  readonly viewer: string;
}

export const budgetScopes = ['day', 'channel', 'viewer'] as const;
export type BudgetScope = (typeof budgetScopes)[number];

export interface Spent {
  readonly cents: number;
  readonly tokens: number;
}

/** For the streamer: once a day for each kind of news. */
export interface BudgetAlert {
  readonly kind: 'nearly' | 'exhausted';
  readonly scope: BudgetScope;
  readonly channel: string;
  /** Of the budget, in hundredths. */
  readonly percent: number;
}

/** What models cost. */
export interface Spend {
  today(channel: string): Promise<{ readonly day: Spent; readonly channel: Spent }>;
  onAlert(listener: (alert: BudgetAlert) => void): void;
}
