import type { BudgetScope, Spent, Usage } from '../../domain/cost.ts';
import type { Tell } from '../../domain/event.ts';
import type { PromptMessage } from '../../domain/llm.ts';
import type { EndpointSettings, Settings } from '../../domain/settings.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Account, type Amount, type Budgets, type Limits, minus, nothing } from './budgets.ts';
import { costOf, guessedUsage, isFree, mostCost, mostUsage, nanoPerCent } from './price.ts';
import type { Rows } from './rows.ts';

export interface CostsParts {
  readonly budget: () => Settings['budget'];
  readonly budgets: Budgets;
  readonly rows: Rows;
  readonly clock: Clock;
  readonly tell: Tell;
  /** For the streamer: once a day for each kind of news. */
  readonly onAlert: (alert: Alert) => void;
}

export interface Alert {
  readonly kind: 'nearly' | 'exhausted';
  readonly scope: BudgetScope;
  readonly channel: string;
  /** Of the budget, in hundredths. */
  readonly percent: number;
}

export interface CostRequest {
  readonly channel: string;
  readonly viewerId: string | null;
  readonly messages: readonly PromptMessage[];
  /** The most that the endpoint is asked for, thoughts included. */
  readonly maxTokens: number;
}

/** Money put aside for one call. Settled once, by what it took. */
export interface Reservation {
  /** `unbilled`: refused before anything was made. `unknown`: cut off, so all of it may have been billed. */
  settle(used: { readonly usage: Usage | null; readonly answer: string } | 'unbilled' | 'unknown'): void;
}

export interface Costs {
  /** Null: a budget does not allow this call to this endpoint today. */
  reserve(endpoint: EndpointSettings, request: CostRequest): Promise<Reservation | null>;
  today(channel: string): Promise<{ readonly day: Spent; readonly channel: Spent }>;
  flush(): Promise<void>;
}

const alertAt = 0.8;
const mostAlerts = 1_000;

export function createCosts(parts: CostsParts): Costs {
  const { budgets, rows, clock, tell } = parts;
  const alerted = new Set<string>();
  const unpriced = new Set<string>();

  function limits(): Limits {
    const budget = parts.budget();
    const of = (scope: BudgetScope): Amount => ({
      nano: budget[scope] === null ? Number.POSITIVE_INFINITY : budget[scope] * nanoPerCent,
      tokens: budget.tokens[scope] ?? Number.POSITIVE_INFINITY,
    });
    return { day: of('day'), channel: of('channel'), viewer: of('viewer') };
  }

  function alertOnce(alert: Alert, day: string) {
    const id = `${day}/${alert.kind}/${alert.scope}/${alert.scope === 'day' ? '' : alert.channel}`;
    if (alerted.has(id)) return;
    alerted.add(id);
    if (alerted.size > mostAlerts) alerted.delete(alerted.values().next().value!);
    parts.onAlert(alert);
  }

  function look(account: Account, spent: Readonly<Record<BudgetScope, Amount>>, most: Limits) {
    for (const scope of ['day', 'channel'] as const) {
      const share = Math.max(spent[scope].nano / most[scope].nano, spent[scope].tokens / most[scope].tokens);
      if (!(share >= alertAt && share < Number.POSITIVE_INFINITY)) continue;
      alertOnce({ kind: 'nearly', scope, channel: account.channel, percent: Math.floor(share * 100) }, account.day);
    }
  }

  return {
    async reserve(endpoint, request) {
      const { name, model, price } = endpoint;
      const account = { day: dayOf(clock.wall()), channel: request.channel, viewer: request.viewerId };
      const free = isFree(endpoint);
      const most = mostUsage(request.messages, request.maxTokens);
      const aside = free
        ? nothing
        : { nano: mostCost(price, most) ?? 0, tokens: most.promptTokens + most.completionTokens };
      if (!free) {
        if (!price && !unpriced.has(name)) {
          unpriced.add(name);
          const text = `endpoint ${name} has no price: what it costs is unknown, and only budget.tokens holds it`;
          tell({ kind: 'warning', text });
        }
        const bounds = limits();
        const taken = await budgets.take(account, aside, bounds);
        if (taken.kind === 'exhausted') {
          const { scope } = taken;
          if (scope !== 'viewer')
            alertOnce({ kind: 'exhausted', scope, channel: account.channel, percent: 100 }, account.day);
          return null;
        }
        look(account, taken.spent, bounds);
      }
      return {
        settle(used) {
          if (used === 'unbilled') {
            if (!free) budgets.correct(account, minus(aside));
            return;
          }
          const usage = used === 'unknown' ? most : (used.usage ?? guessedUsage(request.messages, used.answer));
          const nano = free ? 0 : costOf(price, usage);
          if (!free) {
            const tokens = usage.promptTokens + usage.completionTokens;
            budgets.correct(account, { nano: (nano ?? 0) - aside.nano, tokens: tokens - aside.tokens });
          }
          rows.add({ ...account, endpoint: name, model }, usage, nano);
          if (nano !== null) tell({ kind: 'llm.cost', endpoint: name, model, cents: nano / nanoPerCent });
        },
      };
    },
    async today(channel) {
      const spent = await budgets.spent({ day: dayOf(clock.wall()), channel, viewer: null });
      const shown = ({ nano, tokens }: Amount): Spent => ({ cents: nano / nanoPerCent, tokens });
      return { day: shown(spent.day), channel: shown(spent.channel) };
    },
    async flush() {
      await Promise.all([budgets.flush(), rows.flush()]);
    },
  };
}

/** The calendar day of this machine. */
export function dayOf(wall: number): string {
  const date = new Date(wall);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
