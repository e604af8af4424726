import type { Bill } from '../../../src/sandbox/models/models.ts';
import type { Invariants } from './invariants.ts';

/** What the provider would put on the bill, day by day of this machine's calendar. */
export function createMoneyCheck(
  see: Invariants['see'],
  wall: () => number,
  price: { readonly in: number; readonly cached: number; readonly out: number },
) {
  let day = '';
  let before = 0;
  let most = 0;
  const cents = ({ prompt, cached, completion }: Bill) =>
    ((prompt - cached) * price.in + cached * price.cached + completion * price.out) / 1e4;
  const dayOf = (at: number) => new Date(at).toLocaleDateString('sv-SE');
  return {
    look(bill: Bill, budget: number | null) {
      const today = dayOf(wall());
      const total = cents(bill);
      if (today !== day) {
        day = today;
        before = total;
        most = 0;
      }
      // A budget that is lowered counts from the next day on: what is spent is spent.
      most = Math.max(most, budget ?? Number.POSITIVE_INFINITY);
      see(
        'budget holds',
        total - before > most + 1e-6 ? `${(total - before).toFixed(4)} of ${most} cents on ${day}` : null,
      );
    },
  };
}
