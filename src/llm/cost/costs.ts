import type { BudgetAlert, BudgetScope, Spend, Spent, Usage } from '../../domain/cost.ts';
import type { Tell } from '../../domain/event.ts';
import type { PromptMessage } from '../../domain/llm.ts';
import type { EndpointSettings, Settings } from '../../domain/settings.ts';
import type { Records, Stored } from '../../domain/storage.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Amount, type Budgets, type Limits, minus, nothing, type Payer, plus, unlimited } from './budgets.ts';
import { costOf, guessedUsage, isFree, mostCost, mostUsage, nanoPerCent } from './price.ts';
import type { Rows } from './rows.ts';

export interface CostsParts {
  readonly budget: () => Settings['budget'];
  readonly budgets: Budgets;
  readonly rows: Rows;
  /** Remembers over restarts, and for all processes, what the streamer was told. */
  readonly records: Pick<Records, 'batch'>;
  readonly clock: Clock;
  readonly tell: Tell;
}

export interface CostRequest {
  readonly channel: string;
  readonly viewerId: string | null;
  /** What asks; left out: the bot itself. */
  readonly command?: string | undefined;
  readonly messages: readonly PromptMessage[];
  /** The most that the endpoint is asked for, thoughts included. */
  readonly maxTokens: number;
  /** Called once with what the call cost, where that is known. */
  readonly spent?: ((cents: number) => void) | undefined;
}

/** Money put aside for one call. Settled once, by what it took. */
export interface Reservation {
  /** The call may take more tokens than was thought. False: no budget has them. */
  grow(maxTokens: number): Promise<boolean>;
  /** `unbilled`: refused before anything was made. `unknown`: cut off, so all of it may have been billed. */
  settle(used: { readonly usage: Usage | null; readonly answer: string } | 'unbilled' | 'unknown'): void;
}

export interface Costs extends Pick<Spend, 'today' | 'onAlert'> {
  /** Null: a budget does not allow this call to this endpoint today. */
  reserve(endpoint: EndpointSettings, request: CostRequest): Promise<Reservation | null>;
  /** Forgets what is stored of a viewer under keys that do not begin with the viewer's, or not stored yet. */
  forget(viewerId: string): Promise<Stored<null>>;
  flush(): Promise<void>;
}

type Correct = (by: Amount) => void;

const dayMs = 86_400_000;
/** A day is stored for less than that. */
const daysToForget = 5;
const alertAt = 0.8;
const mostAlerts = 1_000;

export function createCosts(parts: CostsParts): Costs {
  const { budgets, rows, clock, tell } = parts;
  const listeners: ((alert: BudgetAlert) => void)[] = [];
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

  async function alertOnce(alert: BudgetAlert, day: string) {
    const id = `cost/${day}/alert/${alert.kind}/${alert.scope}/${alert.scope === 'day' ? '' : alert.channel}`;
    if (alerted.has(id)) return;
    alerted.add(id);
    if (alerted.size > mostAlerts) alerted.delete(alerted.values().next().value!);
    // Whoever sets the record first tells it. Where the store is away, twice is better than never.
    const first = await parts.records.batch([{ set: id, value: alert.percent, version: null }]);
    if (first.ok && first.value.kind === 'conflict') return;
    for (const listener of listeners) listener(alert);
  }

  function look(payer: Payer, spent: Readonly<Record<BudgetScope, Amount>>, most: Limits) {
    for (const scope of ['day', 'channel'] as const) {
      const share = Math.max(spent[scope].nano / most[scope].nano, spent[scope].tokens / most[scope].tokens);
      if (!(share >= alertAt && share < Number.POSITIVE_INFINITY)) continue;
      void alertOnce({ kind: 'nearly', scope, channel: payer.channel, percent: Math.floor(share * 100) }, payer.day);
    }
  }

  const none: Correct = () => {};

  /** Null when a budget has no room for it. */
  async function takeFor(payer: Payer, amount: Amount): Promise<Correct | null> {
    // The bot's own calls are no viewer's.
    const bounds = payer.viewer === null ? { ...limits(), viewer: unlimited } : limits();
    const taken = await budgets.take(payer, amount, bounds);
    if (taken.kind === 'uncounted') return null;
    if (taken.kind === 'exhausted') {
      const { scope } = taken;
      if (scope !== 'viewer')
        void alertOnce({ kind: 'exhausted', scope, channel: payer.channel, percent: 100 }, payer.day);
      return null;
    }
    look(payer, taken.spent, bounds);
    return taken.correct;
  }

  return {
    async reserve(endpoint, request) {
      const { name, model, price } = endpoint;
      const payer = { day: dayOf(clock.wall()), channel: request.channel, viewer: request.viewerId };
      const free = isFree(endpoint);
      const atMost = (maxTokens: number) => {
        const usage = mostUsage(request.messages, maxTokens);
        const tokens = usage.promptTokens + usage.completionTokens;
        return { usage, amount: free ? nothing : { nano: mostCost(price, usage) ?? 0, tokens } };
      };
      let most = atMost(request.maxTokens);
      if (!free && !price && !unpriced.has(name)) {
        unpriced.add(name);
        tell({
          kind: 'warning',
          text: `endpoint ${name} has no price: what it costs is unknown, and only budget.tokens holds it`,
          fr: `l'endpoint ${name} n'a pas de prix : son coût est inconnu, et seul budget.tokens le retient`,
        });
      }
      const taken = free ? none : await takeFor(payer, most.amount);
      if (!taken) return null;
      let correct = taken;
      let settled = false;
      return {
        async grow(maxTokens) {
          const more = atMost(maxTokens);
          const by = plus(more.amount, minus(most.amount));
          const taken = free ? none : await takeFor(payer, by);
          if (!taken) return false;
          // The call was cut off meanwhile.
          if (settled) taken(minus(by));
          else [most, correct] = [more, taken];
          return !settled;
        },
        settle(used) {
          settled = true;
          if (used === 'unbilled') {
            correct(minus(most.amount));
            return;
          }
          const usage = used === 'unknown' ? most.usage : (used.usage ?? guessedUsage(request.messages, used.answer));
          const nano = free ? 0 : costOf(price, usage);
          const tokens = usage.promptTokens + usage.completionTokens;
          correct(plus({ nano: nano ?? 0, tokens }, minus(most.amount)));
          rows.add({ ...payer, endpoint: name, model, command: request.command ?? null }, usage, nano);
          if (nano === null) return;
          const cents = nano / nanoPerCent;
          request.spent?.(cents);
          tell({ kind: 'llm.cost', endpoint: name, model, channel: payer.channel, cents });
        },
      };
    },
    async today(channel) {
      const spent = await budgets.spent({ day: dayOf(clock.wall()), channel, viewer: null });
      const shown = ({ nano, tokens }: Amount): Spent => ({ cents: nano / nanoPerCent, tokens });
      return { day: shown(spent.day), channel: shown(spent.channel) };
    },
    onAlert: (listener) => void listeners.push(listener),
    async forget(viewerId) {
      rows.forget(viewerId);
      // By halves: a day may have 25 hours.
      const days = Array.from({ length: 2 * daysToForget }, (_, half) => dayOf(clock.wall() - (half * dayMs) / 2));
      return budgets.forget(viewerId, [...new Set(days)]);
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
