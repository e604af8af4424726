/** One line of what Prometheus reads. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Metrics {
  sum(name: string, labels?: Readonly<Record<string, string>>): number;
  /** The sums of a metric by one of its labels. */
  by(name: string, label: string): Readonly<Record<string, number>>;
  /** From a histogram's buckets, in a straight line inside the bucket. NaN when nothing was observed. */
  quantile(name: string, q: number): number;
}

export function readMetrics(text: string): Metrics {
  const samples: Sample[] = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name, inside, value]) => ({
    name: name!,
    labels: Object.fromEntries([...(inside ?? '').matchAll(/(\w+)="([^"]*)"/g)].map((pair) => [pair[1]!, pair[2]!])),
    value: Number(value),
  }));
  const named = (name: string) => samples.filter((sample) => sample.name === name);
  return {
    sum: (name, labels = {}) =>
      named(name)
        .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
        .reduce((sum, { value }) => sum + value, 0),
    by(name, label) {
      const sums: Record<string, number> = {};
      for (const { labels, value } of named(name)) {
        const key = labels[label] ?? '';
        sums[key] = (sums[key] ?? 0) + value;
      }
      return sums;
    },
    quantile(name, q) {
      const buckets = named(`${name}_bucket`).map(({ labels, value }) => [
        Number(labels['le']?.replace('+Inf', 'Infinity')),
        value,
      ]);
      const rank = q * (buckets.at(-1)?.[1] ?? 0);
      if (rank === 0) return Number.NaN;
      let [from, below] = [0, 0];
      for (const [to = 0, upTo = 0] of buckets) {
        if (upTo >= rank) return Number.isFinite(to) ? from + ((to - from) * (rank - below)) / (upTo - below) : from;
        [from, below] = [to, upTo];
      }
      return from;
    },
  };
}
