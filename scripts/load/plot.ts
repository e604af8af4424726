/** A line of a plot: one value for each point of the time axis; null is a gap. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly tone: 1 | 2 | 3 | 4;
}

export interface Plot {
  readonly title: string;
  readonly unit: string;
  /** Seconds. */
  readonly at: readonly number[];
  readonly series: readonly Series[];
  /** A line across, with its name. */
  readonly limit?: { readonly name: string; readonly value: number };
  /** The axis goes at least so far. */
  readonly least?: number;
}

const width = 560;
const height = 210;
const margin = { top: 12, right: 12, bottom: 26, left: 46 };

export const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

/** 1, 2, 2.5 or 5 times a power of ten: four or five of them make an axis. */
export function stepsTo(top: number, steps?: readonly number[]): number[] {
  const raw = top / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = (steps ?? [1, 2, 2.5, 5, 10].map((n) => n * power)).find((each) => each >= raw) ?? raw;
  return Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** A line is drawn where neighbours have values: a gap stays one. */
function runsOf(points: readonly (string | null)[]): string[][] {
  const runs: string[][] = [[]];
  for (const point of points) {
    if (point !== null) runs.at(-1)!.push(point);
    else if (runs.at(-1)!.length > 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

/** An SVG that takes its colours from the page. */
export function plotSvg({ title, unit, at, series, limit, least = 1 }: Plot): string {
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  // A limit far above what was measured would press it flat: then it is named and not drawn.
  const highest = Math.max(least, ...values);
  const drawn = limit && limit.value <= 4 * highest ? limit : undefined;
  const top = 1.08 * Math.max(highest, drawn?.value ?? 0);
  const end = Math.max(1, at.at(-1) ?? 1);
  const x = (second: number) => margin.left + (second / end) * (width - margin.left - margin.right);
  const y = (value: number) => height - margin.bottom - (value / top) * (height - margin.top - margin.bottom);
  const grid = stepsTo(top).map(
    (value) =>
      `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/><text class="tick" x="${margin.left - 7}" y="${(y(value) + 3.5).toFixed(1)}" text-anchor="end">${Number(value.toPrecision(6)).toLocaleString('en-US')}</text>`,
  );
  const seconds = stepsTo(end, [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900]).map(
    (second) =>
      `<text class="tick" x="${x(second).toFixed(1)}" y="${height - 8}" text-anchor="middle">${timeOf(second)}</text>`,
  );
  const lines = series.flatMap(({ values: of, tone }) => {
    const points = of.map((value, i) => (value === null ? null : `${x(at[i]!).toFixed(1)},${y(value).toFixed(1)}`));
    return runsOf(points).map((run) => {
      const [cx, cy] = run[0]!.split(',');
      return run.length === 1
        ? `<circle class="dot tone${tone}" cx="${cx}" cy="${cy}" r="2"/>`
        : `<polyline class="line tone${tone}" points="${run.join(' ')}"/>`;
    });
  });
  const mark = drawn
    ? `<line class="limit" x1="${margin.left}" x2="${width - margin.right}" y1="${y(drawn.value).toFixed(1)}" y2="${y(drawn.value).toFixed(1)}"/>`
    : '';
  const keys = [
    ...series.map(({ name, tone }) => `<span class="key"><i class="tone${tone}"></i>${escapeHtml(name)}</span>`),
    ...(limit
      ? [
          `<span class="key"><i class="limit"></i>${escapeHtml(limit.name)}${drawn ? '' : `: ${limit.value} ${escapeHtml(unit)}, far above`}</span>`,
        ]
      : []),
  ];
  return `<figure><figcaption><b>${escapeHtml(title)}</b> <small>${escapeHtml(unit)}</small><span class="keys">${keys.join('')}</span></figcaption><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">${grid.join('')}${seconds.join('')}${lines.join('')}${mark}</svg></figure>`;
}

const timeOf = (second: number) =>
  second < 120 ? `${Number(second.toPrecision(3))} s` : `${Number((second / 60).toPrecision(3))} min`;
