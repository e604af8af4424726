import { type BudgetScope, budgetScopes } from '../../domain/cost.ts';
import type { Stored } from '../../domain/storage.ts';

/** Money in billionths of a cent, and tokens. */
export interface Amount {
  readonly nano: number;
  readonly tokens: number;
}

/** Whose budgets a call is held against. */
export interface Payer {
  readonly day: string;
  readonly channel: string;
  /** Null: the bot's own calls have a day and a channel only. */
  readonly viewer: string | null;
}

/** The most of a day, Infinity for none. */
export type Limits = Readonly<Record<BudgetScope, Amount>>;

export type Taken =
  | {
      readonly kind: 'taken';
      readonly spent: Readonly<Record<BudgetScope, Amount>>;
      /** What it turned out to be is counted where it was taken. May be negative: what was not used. */
      readonly correct: (by: Amount) => void;
    }
  | { readonly kind: 'exhausted'; readonly scope: BudgetScope }
  /** Where it would be counted is away, or takes no more: what nobody counts is not spent. */
  | { readonly kind: 'uncounted' };

/** Where spending is counted. An amount is taken before the call and corrected after it. */
export interface Budgets {
  /** All three or none, and stored before it resolves: a crash forgets nothing that was taken. */
  take(payer: Payer, amount: Amount, limits: Limits): Promise<Taken>;
  spent(payer: Payer): Promise<Readonly<Record<BudgetScope, Amount>>>;
  /** What names the viewer leaves the store and is not written again; what was spent counts on, in memory. */
  forget(viewer: string, days: readonly string[]): Promise<Stored<null>>;
  /** Everything corrected so far is stored. */
  flush(): Promise<void>;
}

export const nothing: Amount = { nano: 0, tokens: 0 };
export const unlimited: Amount = { nano: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY };
export const plus = (a: Amount, b: Amount): Amount => ({ nano: a.nano + b.nano, tokens: a.tokens + b.tokens });
export const minus = (a: Amount): Amount => ({ nano: -a.nano, tokens: -a.tokens });

/** The scope whose limit the amount would break; null when there is none. */
export function broken(
  spent: Readonly<Record<BudgetScope, Amount>>,
  amount: Amount,
  limits: Limits,
): BudgetScope | null {
  const breaks = (scope: BudgetScope) => {
    const after = plus(spent[scope], amount);
    return after.nano > limits[scope].nano || after.tokens > limits[scope].tokens;
  };
  return budgetScopes.find(breaks) ?? null;
}

/** Without a budget what was spent need not be stored before the call. */
export const isLimited = (limits: Limits) =>
  budgetScopes.some((scope) => Number.isFinite(limits[scope].nano) || Number.isFinite(limits[scope].tokens));
