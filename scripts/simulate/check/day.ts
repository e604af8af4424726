const quarterMs = 900_000;
let known = { quarter: Number.NaN, day: '' };

/** The day of this machine's calendar, as `2026-11-22`. Days begin and clocks change at a quarter of an hour. */
export function dayOf(unixMs: number): string {
  const quarter = Math.floor(unixMs / quarterMs);
  if (quarter !== known.quarter) known = { quarter, day: new Date(unixMs).toLocaleDateString('sv-SE') };
  return known.day;
}
