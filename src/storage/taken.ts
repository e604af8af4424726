const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What of a JSON value is not in the one that is left of it: entries of lists, and values under keys. */
export function taken(before: unknown, left: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(left)) {
    const kept = new Set(left.map((one) => JSON.stringify(one)));
    return before.filter((one) => !kept.has(JSON.stringify(one)));
  }
  if (!isMapping(before) || !isMapping(left)) return before;
  const changed = Object.entries(before).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(left[key]));
  return Object.fromEntries(changed.map(([key, value]) => [key, taken(value, left[key])]));
}
