import type { Bill } from '../../../src/sandbox/models/models.ts';
import { dayOf } from './day.ts';
import type { Invariants } from './invariants.ts';

/** A budget that is lowered holds from the next call on: what is spent is spent, and what is under way is paid. */
const underWay = 0.1;

/** What the provider would put on the bill, day by day of this machine's calendar. */
export function createMoneyCheck(
  see: Invariants['see'],
  wall: () => number,
  price: { readonly in: number; readonly cached: number; readonly out: number },
) {
  let day = '';
  let before = 0;
  let most = 0;
  let now: number | null | undefined;
  const cents = ({ prompt, cached, completion }: Bill) =>
    ((prompt - cached) * price.in + cached * price.cached + completion * price.out) / 1e4;
  return {
    look(bill: Bill, budget: number | null) {
      const today = dayOf(wall());
      const total = cents(bill);
      if (today !== day) {
        day = today;
        before = total;
        now = undefined;
      }
      const spent = total - before;
      if (budget !== now) {
        const room = budget ?? Number.POSITIVE_INFINITY;
        most = now === undefined ? room : Math.max(room, spent + underWay);
        now = budget;
      }
      see('budget holds', spent > most + 1e-6 ? `${spent.toFixed(4)} of ${most.toFixed(4)} cents on ${day}` : null);
    },
  };
}
