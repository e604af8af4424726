import { type Amount, nothing, plus } from './budgets.ts';

const mostViewers = 10_000;

/** What viewers who want nothing kept have spent today, as this process alone knows it. */
export function createUnkept() {
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
      if (!spent.has(viewer) && spent.size >= mostViewers) return false;
      spent.set(viewer, sum);
      return true;
    },
  };
}
