import { inWords, type Mode } from './options.ts';
import type { Found, Plan } from './search.ts';
import { quantile } from './stats.ts';
import type { Tally } from './tally.ts';

const percent = (share: number) => `${Number((share * 100).toFixed(1))} %`;
const viewers = (count: number) => (count === 1 ? '1 viewer' : `${count} viewers`);

/** The verdict in one line: how many, what they get, and why not one more. */
export function verdictOf(found: Found, plan: Plan): string {
  const { cap, failing } = found;
  const promise = `${percent(1 - plan.share)} of answers within ${inWords(plan.sloMs)}`;
  if (cap === 0) {
    return `Not even one viewer: ${promise} is more than this server does; with 1 ${reasonOf(found, plan)}.`;
  }
  const limit = failing ? `at ${failing.users} ${reasonOf(found, plan)}` : beyond(cap, plan);
  return `${viewers(cap)} at once: ${promise}; ${limit}.`;
}

const beyond = (cap: number, plan: Plan) =>
  cap >= plan.max ? 'more was not tried (--max)' : 'there was no time to try more';

/** Why the first level that failed did. */
export function reasonOf({ failing, tallies, cap }: Found, plan: Plan): string {
  if (!failing) return '';
  const { requests, violations, faults } = failing;
  const [fault, times] = Object.entries(faults)
    .filter(([kind]) => kind !== 'timeout')
    .sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
  if (times > violations / 2)
    return `${percent(times / requests)} ${faultWords[fault] ?? `of the calls failed (${fault})`}`;
  const late = `${percent(violations / Math.max(1, requests))} were late`;
  if (failing.by === 'confirm') return 'answers were late when questions came at random moments';
  if (failing.by === 'sustain') return 'it did not last: answers got late with time';
  const below = tallies.find(({ users }) => users === cap);
  const first = at(failing.firsts, 0.95);
  const last = at(failing.totals, 0.95);
  if (!below || below.firsts.length === 0 || failing.firsts.length === 0) return `${late}, p95 ${inWords(last)}`;
  // What came before the first word is waiting; what came after it is writing.
  const waited = mean(failing.firsts) - mean(below.firsts);
  const wrote = mean(failing.totals) - mean(below.totals) - waited;
  if (waited > 0.05 * plan.sloMs && waited >= wrote) return `the queue grew, first token ${inWords(first)}`;
  if (wrote > 0.05 * plan.sloMs) return `the words came slower, the last one after ${inWords(last)}`;
  return `${late}, the last word after ${inWords(last)}`;
}

const faultWords: Readonly<Record<string, string>> = {
  empty: 'of the answers were empty',
  thoughts: 'of the answers were thoughts and no words',
  truncated: 'of the answers were cut off',
  server: 'of the calls met an error of the server',
  rate_limited: 'of the calls were refused for being too many',
  connection: 'of the connections failed',
};

const at = (values: readonly number[], q: number) => (values.length === 0 ? Number.NaN : quantile(values, q));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const middle = (values: readonly number[]) => at(values, 0.5);

/** How much of it is proven. */
export function confidenceOf(found: Found): string {
  const sure = `${Math.floor(found.confidence * 1000) / 10} % sure`;
  const how = found.ended === 'budget' ? ', the budget was over before it was surer' : '';
  return `${sure} after ${found.requests} questions${how}`;
}

/** What happened to questions that came at random moments. */
export function arrivalsOf({ arrivals }: Found, plan: Plan): string | null {
  if (!arrivals || arrivals.requests === 0) return null;
  const { perSecond, requests, late, sinceDue } = arrivals;
  const inTime = percent(1 - late / requests);
  const pace = `${Number((perSecond * 60).toPrecision(2))} a minute`;
  return `Questions at random moments, ${pace}: ${inTime} answered within ${inWords(plan.sloMs)} of being asked, waiting included (p95 ${inWords(quantile(sinceDue, 0.95))}).`;
}

/** By the response time law: how many viewers who keep the cooldown it takes to ask as much. */
export function viewersBehind(tally: Tally | undefined, cooldownMs: number): number | null {
  if (!tally || tally.tookMs <= 0 || tally.requests === 0) return null;
  const perMs = tally.requests / tally.tookMs;
  return Math.floor(perMs * (cooldownMs + middle(tally.totals)));
}

export const modeWords: Readonly<Record<Mode, string>> = {
  brut: 'brut: everybody asks again at once',
  modere: 'modere: everybody asks together, then waits out the cooldown',
};
