import type { figuresOf } from './tally.ts';

type Step = ReturnType<typeof figuresOf>;

export interface ReportMode {
  readonly title: string;
  readonly verdict: string;
  readonly notes: readonly string[];
  readonly sloMs: number;
  readonly cap: number | null;
  readonly steps: readonly Step[];
}

export interface Report {
  readonly title: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly modes: readonly ReportMode[];
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const safe = (text: string) => text.replace(/[&<>"]/g, (letter) => escapes[letter]!);

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly of: (step: Step) => number | null;
}

const latencies: readonly Line[] = [
  { name: 'p95 of answers', colour: 'var(--a)', of: (step) => seconds(step.p95_ms) },
  { name: 'half of answers', colour: 'var(--b)', of: (step) => seconds(step.p50_ms) },
  { name: 'half of first tokens', colour: 'var(--c)', of: (step) => seconds(step.first_token_p50_ms) },
];
const pace: readonly Line[] = [{ name: 'answers a second', colour: 'var(--a)', of: (step) => step.answers_per_second }];
const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);

const box = { width: 460, height: 260, left: 44, right: 16, top: 14, bottom: 40 };

function chart(label: string, steps: readonly Step[], lines: readonly Line[], { objective, cap }: Marks): string {
  const values = steps.flatMap((step) => lines.map(({ of }) => of(step) ?? 0));
  const top = nice(Math.max(...values, objective ?? 0, 1e-6) * 1.05);
  const users = steps.map((step) => step.users);
  const least = Math.min(...users);
  const most = Math.max(...users, least + 1);
  const x = (value: number) => box.left + ((value - least) / (most - least)) * (box.width - box.left - box.right);
  const y = (value: number) => box.height - box.bottom - (value / top) * (box.height - box.top - box.bottom);
  const short = (value: number) => String(Number(value.toPrecision(3)));
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = y(part * top).toFixed(1);
    return `<line class="grid" x1="${box.left}" x2="${box.width - box.right}" y1="${at}" y2="${at}"/><text x="${box.left - 6}" y="${Number(at) + 4}" text-anchor="end">${short(part * top)}</text>`;
  });
  const ticks = spaced(users, x).map(
    (value) =>
      `<text x="${x(value).toFixed(1)}" y="${box.height - box.bottom + 16}" text-anchor="middle">${value}</text>`,
  );
  const drawn = lines.map(({ name, colour, of }) => {
    const points = steps.flatMap((step) => {
      const value = of(step);
      return value === null ? [] : [{ at: `${x(step.users).toFixed(1)},${y(value).toFixed(1)}`, step, value }];
    });
    const dots = points.map(({ at, step, value }) => {
      const [cx, cy] = at.split(',');
      return `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${colour}"><title>${step.users} at once: ${short(value)} (${safe(name)})</title></circle>`;
    });
    return `<polyline points="${points.map(({ at }) => at).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`;
  });
  const slo =
    objective === null
      ? ''
      : `<line class="slo" x1="${box.left}" x2="${box.width - box.right}" y1="${y(objective).toFixed(1)}" y2="${y(objective).toFixed(1)}"/><text class="slo" x="${box.left + 4}" y="${(y(objective) - 5).toFixed(1)}">objective ${short(objective)} s</text>`;
  const chosen =
    cap === null || cap < 1
      ? ''
      : `<line class="cap" x1="${x(cap).toFixed(1)}" x2="${x(cap).toFixed(1)}" y1="${box.top}" y2="${box.height - box.bottom}"/>`;
  const legend = lines
    .map(({ name, colour }) => `<span><i style="background:${colour}"></i>${safe(name)}</span>`)
    .join('');
  return `<figure><figcaption>${safe(label)}</figcaption><svg viewBox="0 0 ${box.width} ${box.height}" role="img" aria-label="${safe(label)}">${grid.join('')}${ticks.join('')}<text x="${(box.left + box.width) / 2}" y="${box.height - 6}" text-anchor="middle">viewers at once</text>${chosen}${drawn.join('')}${slo}</svg><div class="legend">${legend}</div></figure>`;
}

interface Marks {
  readonly objective: number | null;
  readonly cap: number | null;
}

/** A round number that is no less. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** Labels that do not overlap. */
function spaced(values: readonly number[], x: (value: number) => number): number[] {
  const kept: number[] = [];
  for (const value of values.toSorted((a, b) => a - b)) {
    if (kept.length === 0 || x(value) - x(kept.at(-1)!) >= 18) kept.push(value);
  }
  return kept;
}

const columns = [
  'at once',
  'questions',
  'late',
  'p50 s',
  'p95 s',
  'max s',
  'first token p50 s',
  'answers/s',
  'verdict',
];
const words = { pass: 'holds', fail: 'too slow', open: 'not settled' } as const;

function table({ steps, cap }: ReportMode): string {
  const cell = (value: number | null) => (value === null ? '–' : String(value));
  const rows = steps.map((step) => {
    const cells = [
      cell(step.users),
      cell(step.requests),
      `${step.violations} (${((100 * step.violations) / Math.max(1, step.requests)).toFixed(1)} %)`,
      ...[step.p50_ms, step.p95_ms, step.max_ms, step.first_token_p50_ms].map((ms) =>
        ms === null ? '–' : (ms / 1000).toFixed(2),
      ),
      step.answers_per_second === null ? '–' : step.answers_per_second.toFixed(2),
      step.settled || step.verdict === 'open' ? words[step.verdict] : `${words[step.verdict]}, it seems`,
    ];
    const kind = step.users === cap ? ' class="chosen"' : '';
    return `<tr${kind}>${cells.map((text) => `<td>${safe(text)}</td>`).join('')}</tr>`;
  });
  return `<table><thead><tr>${columns.map((name) => `<th>${name}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const style = `:root{color-scheme:light dark;--a:#2563eb;--b:#0d9488;--c:#c2740a;--line:#d7dae0;--dim:#5b6270;--bad:#c2333a;--bg:#fff;--fg:#16181d;--soft:#eef3fe}
@media (prefers-color-scheme:dark){:root{--a:#7aa5ff;--b:#45d0bd;--c:#f0a94a;--line:#343841;--dim:#a0a7b4;--bad:#ff7b81;--bg:#14161a;--fg:#e9ebef;--soft:#1d2634}}
body{margin:0 auto;max-width:64rem;padding:1.5rem;font:15px/1.5 system-ui,sans-serif;background:var(--bg);color:var(--fg)}
h1{font-size:1.35rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:2rem 0 .25rem}.verdict{font-size:1.15rem;font-weight:600;margin:.25rem 0}
p{margin:.25rem 0}.dim,dt{color:var(--dim)}dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.75rem 0}dd{margin:0}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem;margin:1rem 0}figure{margin:0}figcaption{font-weight:600}
svg{width:100%;height:auto}svg text{fill:var(--dim);font-size:11px}.grid{stroke:var(--line)}line.slo{stroke:var(--bad);stroke-dasharray:5 4}text.slo{fill:var(--bad);paint-order:stroke;stroke:var(--bg);stroke-width:5px}.cap{stroke:var(--dim);stroke-dasharray:2 4}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;color:var(--dim);font-size:13px}.legend i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{padding:.25rem .6rem;text-align:right;border-bottom:1px solid var(--line)}th{color:var(--dim);font-weight:500}.chosen td{background:var(--soft);font-weight:600}`;

/** A page that needs nothing else: it can be mailed, kept and opened years later. */
export function renderReport({ title, facts, modes }: Report): string {
  const sections = modes.map((mode) => {
    const marks = { objective: mode.sloMs / 1000, cap: mode.cap };
    const charts =
      mode.steps.length === 0
        ? ''
        : `<div class="charts">${chart('Latency in seconds', mode.steps, latencies, marks)}${chart('Throughput', mode.steps, pace, { ...marks, objective: null })}</div>`;
    const notes = mode.notes.map((note) => `<p class="dim">${safe(note)}</p>`).join('');
    return `<section><h2>${safe(mode.title)}</h2><p class="verdict">${safe(mode.verdict)}</p>${notes}${charts}<div class="wide">${table(mode)}</div></section>`;
  });
  const told = facts.map(([name, value]) => `<dt>${safe(name)}</dt><dd>${safe(value)}</dd>`).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${safe(title)}</title><style>${style}</style></head><body><h1>${safe(title)}</h1><dl>${told}</dl>${sections.join('')}</body></html>\n`;
}
