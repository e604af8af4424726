/** Holds a label to a bounded set of values: each one is a time series that Prometheus keeps for weeks. */
export type Label = (value: string) => string;

const other = 'other';

export function oneOf(values: readonly string[]): Label {
  const known = new Set(values);
  return (value) => (known.has(value) ? value : other);
}

/** For names that come from a configuration: the first ones that turn up. */
export function firstOnes(most: number): Label {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most || value.length > 100) return other;
    known.add(value);
    return value;
  };
}
