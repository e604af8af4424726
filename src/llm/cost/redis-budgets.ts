import { type BudgetScope, budgetScopes } from '../../domain/cost.ts';
import type { Tell } from '../../domain/event.ts';
import type { SharedScripts, Stored } from '../../domain/storage.ts';
import {
  type Amount,
  type Budgets,
  broken,
  type Limits,
  minus,
  nothing,
  type Payer,
  plus,
  type Taken,
  unlimited,
} from './budgets.ts';

export interface RedisBudgetsParts {
  readonly scripts: SharedScripts;
  /** How many processes share the budgets: one that is cut off has its part. */
  readonly processes: () => number;
  /** Whether nothing about the viewer may be stored; null: nobody can tell now. */
  readonly optedOut: (viewerId: string) => Promise<boolean | null>;
  readonly tell: Tell;
}

const daysKept = 3;
/** Who asked while Redis is away: more are not counted, so they get no paid model. */
const mostPending = 5_000;
const mostHeard = 5_000;
const mostOptedOut = 10_000;

const noLimits: Limits = { day: unlimited, channel: unlimited, viewer: unlimited };

const viewerKey = (day: string, viewer: string) => `serdabot:cost:{${day}}:viewer:${viewer}`;

/** All processes count in Redis. One that is cut off from it spends its part of what was left when it last heard. */
export function createRedisBudgets({ scripts, processes, optedOut, tell }: RedisBudgetsParts): Budgets {
  const script = scripts.define(takeText);
  const forgetScript = scripts.define(forgetText);
  const unstored = createUnstored();
  let full = false;
  let telling: Promise<boolean> | null = null;
  /** What this process spent alone, or could not tell yet: told first when Redis answers again. */
  const pending = new Map<string, { readonly payer: Payer; amount: Amount }>();
  /** The sums of that, by their keys in Redis. */
  const mine = new Map<string, Amount>();
  /** What was spent in all when it was last heard, by its keys in Redis. */
  const heard = new Map<string, Amount>();

  const idOf = ({ day, channel, viewer }: Payer) => `${day}/${channel}/${viewer ?? ''}`;
  const keysOf = ({ day, channel, viewer }: Payer) => [
    `serdabot:cost:{${day}}:total`,
    `serdabot:cost:{${day}}:channel:${channel}`,
    // The bot's own calls count for nobody: a hash of their own keeps the script simple.
    viewer === null ? `serdabot:cost:{${day}}:own` : viewerKey(day, viewer),
  ];
  const text = (value: number) => (value === Number.POSITIVE_INFINITY ? '' : String(Math.floor(value)));

  /** `corrects`: of a viewer who was forgotten meanwhile nothing is written again. */
  async function run(payer: Payer, amount: Amount, limits: Limits, corrects = false) {
    const most = budgetScopes.flatMap((scope) => [text(limits[scope].nano), text(limits[scope].tokens)]);
    const stored = await script(keysOf(payer), [
      ...most,
      String(amount.nano),
      String(amount.tokens),
      String(daysKept * 86_400),
      corrects ? '1' : '',
    ]);
    if (!stored.ok) return null;
    const [refusing, ...spent] = (stored.value as (number | string)[]).map(Number);
    if (refusing) return { kind: 'exhausted', scope: budgetScopes[refusing - 1]! } as const;
    const at = (index: number) => ({ nano: spent[index * 2] ?? 0, tokens: spent[index * 2 + 1] ?? 0 });
    for (const [index, key] of keysOf(payer).entries()) {
      heard.delete(key);
      heard.set(key, at(index));
      if (heard.size > mostHeard) heard.delete(heard.keys().next().value!);
    }
    return { kind: 'taken', spent: last(payer) } as const;
  }

  function last(payer: Payer) {
    const [day, channel, viewer] = keysOf(payer).map((key) => heard.get(key) ?? nothing);
    return { day: day!, channel: channel!, viewer: payer.viewer === null ? nothing : viewer! };
  }

  /** The one way into `pending` and out of it: an amount of nothing is left out. */
  function hold(payer: Payer, amount: Amount) {
    const change = plus(amount, minus(pending.get(idOf(payer))?.amount ?? nothing));
    putOrDrop(pending, idOf(payer), amount, { payer, amount });
    for (const key of keysOf(payer)) {
      const sum = plus(mine.get(key) ?? nothing, change);
      putOrDrop(mine, key, sum, sum);
    }
  }

  const hasRoom = (payer: Payer) => pending.has(idOf(payer)) || pending.size < mostPending;

  function remember(payer: Payer, amount: Amount) {
    const known = pending.get(idOf(payer));
    // What was spent already is not refused any more: where there is no room for the viewer, it is the channel's.
    if (payer.viewer !== null && !hasRoom(payer)) return remember({ ...payer, viewer: null }, amount);
    hold(payer, plus(known?.amount ?? nothing, amount));
  }

  const tellPending = () => {
    telling ??= tellAll().finally(() => {
      telling = null;
    });
    return telling;
  };

  /** What is being told counts as spent alone until it is: whoever asks meanwhile must not find it gone. */
  async function tellAll(): Promise<boolean> {
    for (const [id, { payer, amount }] of pending) {
      const out = payer.viewer !== null && (await optedOut(payer.viewer));
      if (out === null || !(await run(out ? { ...payer, viewer: null } : payer, amount, noLimits))) return false;
      const left = plus(pending.get(id)?.amount ?? nothing, minus(amount));
      hold(payer, left.nano > 0 || left.tokens > 0 ? left : nothing);
    }
    full = false;
    return true;
  }

  /** This process's part of what was left, less what it took since. */
  function alone(payer: Payer, amount: Amount, limits: Limits): Awaited<ReturnType<Budgets['take']>> {
    const known = last(payer);
    const [day, channel, viewer] = keysOf(payer).map((key) => mine.get(key) ?? nothing);
    const spent = { day: day!, channel: channel!, viewer: payer.viewer === null ? nothing : viewer! };
    const part = (scope: BudgetScope): Amount => ({
      nano: Math.max(0, (limits[scope].nano - known[scope].nano) / processes()),
      tokens: Math.max(0, (limits[scope].tokens - known[scope].tokens) / processes()),
    });
    const parts = { day: part('day'), channel: part('channel'), viewer: part('viewer') };
    const scope = broken(spent, amount, parts);
    if (scope) return { kind: 'exhausted', scope };
    if (!hasRoom(payer)) {
      if (!full)
        tell({
          kind: 'warning',
          text: 'too much to be counted while Redis is away: no paid model until then',
          fr: 'trop de dépenses à compter pendant que Redis ne répond pas : aucun modèle payant en attendant',
        });
      full = true;
      return { kind: 'uncounted' };
    }
    remember(payer, amount);
    const sum = (scope: BudgetScope) => plus(known[scope], spent[scope]);
    return {
      kind: 'taken',
      spent: { day: sum('day'), channel: sum('channel'), viewer: sum('viewer') },
      correct: (by) => correct(payer, by),
    };
  }

  function correct(payer: Payer, by: Amount) {
    // What was not told yet is corrected here. What is there may have been corrected by a call that got no answer:
    // giving the same money back twice would let more be spent than there is.
    if (pending.has(idOf(payer))) return remember(payer, by);
    void run(payer, by, noLimits, true).then((done) => {
      if (!done && by.nano >= 0 && by.tokens >= 0) remember(payer, by);
    });
  }

  async function takeThere(payer: Payer, amount: Amount, limits: Limits): Promise<Taken> {
    if (pending.size > 0 && !(await tellPending())) return alone(payer, amount, limits);
    const there = await run(payer, amount, limits);
    if (!there) return alone(payer, amount, limits);
    return there.kind === 'exhausted' ? there : { ...there, correct: (by) => correct(payer, by) };
  }

  /** Redis learns what the day and the channel spend, and this process alone whose it was. */
  async function takeUnstored(payer: Payer & { viewer: string }, amount: Amount, limits: Limits): Promise<Taken> {
    const { day, viewer } = payer;
    if (broken({ day: nothing, channel: nothing, viewer: nothing }, amount, { ...noLimits, viewer: limits.viewer })) {
      return { kind: 'exhausted', scope: 'viewer' };
    }
    if (!unstored.add(day, viewer, amount)) return { kind: 'uncounted' };
    const taken = await takeThere({ ...payer, viewer: null }, amount, { ...limits, viewer: unlimited });
    if (taken.kind !== 'taken') {
      unstored.add(day, viewer, minus(amount));
      return taken;
    }
    const correct = (by: Amount) => {
      unstored.add(day, viewer, by);
      taken.correct(by);
    };
    return { ...taken, correct };
  }

  return {
    async take(payer, amount, limits) {
      const { day, viewer } = payer;
      if (viewer === null) return takeThere(payer, amount, limits);
      const out = await optedOut(viewer);
      // Also of who came back meanwhile: an opt-out is no way to a new budget.
      const left = { ...limits, viewer: plus(limits.viewer, minus(unstored.of(day, viewer))) };
      // Nobody's spending is stored of whom it is not known whether they may be.
      return out === false ? takeThere(payer, amount, left) : takeUnstored({ ...payer, viewer }, amount, left);
    },
    async spent(payer) {
      const now = await run(payer, nothing, noLimits);
      if (now?.kind === 'taken') return now.spent;
      return last(payer);
    },
    async forget(viewer, days): Promise<Stored<null>> {
      for (const { payer, amount } of pending.values()) {
        if (payer.viewer !== viewer) continue;
        hold(payer, nothing);
        remember({ ...payer, viewer: null }, amount);
        unstored.add(payer.day, viewer, amount);
      }
      for (const day of days) {
        heard.delete(viewerKey(day, viewer));
        const was = await forgetScript([viewerKey(day, viewer)], []);
        if (!was.ok) return was;
        const [nano = 0, tokens = 0] = (was.value as string[]).map(Number);
        if (nano !== 0 || tokens !== 0) unstored.add(day, viewer, { nano, tokens });
      }
      return { ok: true, value: null };
    },
    async flush() {
      await tellPending();
    },
  };
}

function putOrDrop<T>(map: Map<string, T>, key: string, { nano, tokens }: Amount, value: T) {
  if (nano === 0 && tokens === 0) map.delete(key);
  else map.set(key, value);
}

// KEYS: day, channel, viewer, in one slot. ARGV: limits of money and of tokens for each ('' for none), the amount of
// money and of tokens, time to live in seconds, '1' to leave a viewer out who is not there. Answers which limit would
// break, or 0, and what is spent now.
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
  if i == 3 and ARGV[10] == '1' and redis.call('EXISTS', KEYS[3]) == 0 then nano, tokens = 0, 0 end
  if nano ~= 0 then redis.call('HINCRBY', KEYS[i], 'nano', ARGV[7]) end
  if tokens ~= 0 then redis.call('HINCRBY', KEYS[i], 'tokens', ARGV[8]) end
  redis.call('EXPIRE', KEYS[i], ARGV[9])
  answer[i * 2] = string.format('%.0f', spent[i * 2 - 1] + nano)
  answer[i * 2 + 1] = string.format('%.0f', spent[i * 2] + tokens)
end
return answer
`;

/** Answers what was there. */
const forgetText = `
local was = redis.call('HMGET', KEYS[1], 'nano', 'tokens')
redis.call('DEL', KEYS[1])
return {was[1] or '0', was[2] or '0'}
`;

/** What viewers who opted out have spent today: only this process knows it. */
function createUnstored() {
  const spent = new Map<string, Amount>();
  let today = '';

  function of(day: string, viewer: string): Amount {
    // Days never come back: what a call of yesterday corrects today is of no interest.
    if (day > today) {
      spent.clear();
      today = day;
    }
    return day === today ? (spent.get(viewer) ?? nothing) : nothing;
  }

  return {
    of,
    /** False, and nothing done, where it takes no more viewers. */
    add(day: string, viewer: string, by: Amount): boolean {
      const sum = plus(of(day, viewer), by);
      if (day !== today) return true;
      if (!spent.has(viewer) && spent.size >= mostOptedOut) return false;
      spent.set(viewer, sum);
      return true;
    },
  };
}
