import { type BudgetScope, budgetScopes } from '../../domain/cost.ts';
import type { SharedScripts } from '../../domain/storage.ts';
import { type Account, type Amount, type Budgets, broken, type Limits, nothing, plus } from './budgets.ts';

export interface RedisBudgetsParts {
  readonly scripts: SharedScripts;
  /** How many processes share the budgets: one that is cut off has its part. */
  readonly processes: () => number;
}

const daysKept = 3;
const mostPending = 5_000;

// KEYS: day, channel, viewer, in one slot. ARGV: limits of money and of tokens for each ('' for none), the amount of
// money and of tokens, time to live in seconds. Answers which limit would break, or 0, and what is spent now.
const takeText = `
local spent, nano, tokens = {}, tonumber(ARGV[7]), tonumber(ARGV[8])
for i = 1, 3 do
  local has = redis.call('HMGET', KEYS[i], 'nano', 'tokens')
  spent[i * 2 - 1], spent[i * 2] = tonumber(has[1] or 0), tonumber(has[2] or 0)
  local most, mostTokens = tonumber(ARGV[i * 2 - 1]), tonumber(ARGV[i * 2])
  if (most and spent[i * 2 - 1] + nano > most) or (mostTokens and spent[i * 2] + tokens > mostTokens) then
    return {i}
  end
end
local answer = {0}
for i = 1, 3 do
  if nano ~= 0 then redis.call('HINCRBY', KEYS[i], 'nano', ARGV[7]) end
  if tokens ~= 0 then redis.call('HINCRBY', KEYS[i], 'tokens', ARGV[8]) end
  redis.call('EXPIRE', KEYS[i], ARGV[9])
  answer[i * 2] = string.format('%.0f', spent[i * 2 - 1] + nano)
  answer[i * 2 + 1] = string.format('%.0f', spent[i * 2] + tokens)
end
return answer
`;

const noLimits: Limits = {
  day: { nano: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY },
  channel: { nano: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY },
  viewer: { nano: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY },
};

/** All processes count in one place. One that is cut off from it spends its part of what was left when it last heard. */
export function createRedisBudgets({ scripts, processes }: RedisBudgetsParts): Budgets {
  const script = scripts.define(takeText);
  /** What this process spent alone, or could not tell yet: told first when the place answers again. */
  const pending = new Map<string, { readonly account: Account; amount: Amount }>();
  /** What was spent in all when it was last heard, by the keys of the place. */
  const heard = new Map<string, Amount>();

  const idOf = ({ day, channel, viewer }: Account) => `${day}/${channel}/${viewer ?? ''}`;
  const keysOf = ({ day, channel, viewer }: Account) => [
    `serdabot:cost:{${day}}:total`,
    `serdabot:cost:{${day}}:channel:${channel}`,
    // The bot's own calls count for nobody: a hash of their own keeps the script simple.
    `serdabot:cost:{${day}}:${viewer === null ? 'own' : `viewer:${viewer}`}`,
  ];
  const text = (value: number) => (value === Number.POSITIVE_INFINITY ? '' : String(Math.floor(value)));

  async function run(account: Account, amount: Amount, limits: Limits) {
    const most = budgetScopes.flatMap((scope) => [text(limits[scope].nano), text(limits[scope].tokens)]);
    const stored = await script(keysOf(account), [
      ...most,
      String(amount.nano),
      String(amount.tokens),
      String(daysKept * 86_400),
    ]);
    if (!stored.ok) return null;
    const [refusing, ...spent] = (stored.value as (number | string)[]).map(Number);
    if (refusing) return { kind: 'exhausted', scope: budgetScopes[refusing - 1]! } as const;
    const at = (index: number) => ({ nano: spent[index * 2] ?? 0, tokens: spent[index * 2 + 1] ?? 0 });
    for (const [index, key] of keysOf(account).entries()) {
      heard.delete(key);
      heard.set(key, at(index));
      if (heard.size > mostPending) heard.delete(heard.keys().next().value!);
    }
    return { kind: 'taken', spent: last(account) } as const;
  }

  function last(account: Account) {
    const [day, channel, viewer] = keysOf(account).map((key) => heard.get(key) ?? nothing);
    return { day: day!, channel: channel!, viewer: account.viewer === null ? nothing : viewer! };
  }

  function remember(account: Account, amount: Amount) {
    const known = pending.get(idOf(account));
    pending.set(idOf(account), { account, amount: plus(known?.amount ?? nothing, amount) });
  }

  async function tellPending(): Promise<boolean> {
    for (const [id, { account, amount }] of pending) {
      pending.delete(id);
      if (await run(account, amount, noLimits)) continue;
      remember(account, amount);
      return false;
    }
    return true;
  }

  /** This process's part of what was left, less what it took since. */
  function alone(account: Account, amount: Amount, limits: Limits): Awaited<ReturnType<Budgets['take']>> {
    const known = last(account);
    const mine = [...pending.values()].filter(({ account: each }) => each.day === account.day);
    const since = (same: (each: Account) => boolean) =>
      mine.filter(({ account: each }) => same(each)).reduce((sum, { amount: each }) => plus(sum, each), nothing);
    const spent = {
      day: since(() => true),
      channel: since(({ channel }) => channel === account.channel),
      viewer: account.viewer === null ? nothing : since(({ viewer }) => viewer === account.viewer),
    };
    const part = (scope: BudgetScope): Amount => ({
      nano: Math.max(0, (limits[scope].nano - known[scope].nano) / processes()),
      tokens: Math.max(0, (limits[scope].tokens - known[scope].tokens) / processes()),
    });
    const parts = { day: part('day'), channel: part('channel'), viewer: part('viewer') };
    const scope = broken(spent, amount, parts);
    if (scope) return { kind: 'exhausted', scope };
    remember(account, amount);
    const sum = (scope: BudgetScope) => plus(known[scope], spent[scope]);
    return { kind: 'taken', spent: { day: sum('day'), channel: sum('channel'), viewer: sum('viewer') } };
  }

  return {
    async take(account, amount, limits) {
      if (pending.size > 0 && !(await tellPending())) return alone(account, amount, limits);
      return (await run(account, amount, limits)) ?? alone(account, amount, limits);
    },
    correct(account, by) {
      // What was not told yet is corrected here. What is there may have been corrected by a call that got no answer:
      // giving the same money back twice would let more be spent than there is.
      if (pending.has(idOf(account))) return remember(account, by);
      void run(account, by, noLimits).then((done) => {
        if (!done && by.nano >= 0 && by.tokens >= 0) remember(account, by);
      });
    },
    async spent(account) {
      const now = await run(account, nothing, noLimits);
      if (now?.kind === 'taken') return now.spent;
      return last(account);
    },
    async flush() {
      await tellPending();
    },
  };
}
