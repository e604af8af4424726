import { short } from './display.ts';
import { escapeHtml, type Plot, plotSvg } from './plot.ts';
import type { LoadResult, Moment } from './run.ts';
import type { Target } from './targets.ts';

/** The run on one page that needs nothing else: figures, account, plots. */
export function loadReport(result: LoadResult, targets: readonly Target[], bars: readonly Target[]): string {
  const { account } = result;
  const holds = targets.every((target) => target.holds);
  const at = result.moments.map(({ second }) => second);
  const of = (pick: (moment: Moment) => number | null) => result.moments.map(pick);
  const plots: Plot[] = [
    {
      title: 'The bot’s own time',
      unit: 'ms, p95 of each second',
      at,
      series: [{ name: 'overhead', tone: 1, values: of(({ overheadP95Ms }) => overheadP95Ms) }],
      limit: { name: 'target', value: 200 },
      least: 5,
    },
    {
      title: 'What became of commands',
      unit: 'a second',
      at,
      series: [
        { name: 'typed', tone: 4, values: of(({ commands }) => commands) },
        { name: 'told to wait', tone: 3, values: of(({ told }) => told) },
        { name: 'answered', tone: 1, values: of(({ answered }) => answered) },
      ],
    },
    {
      title: 'The crowd',
      unit: 'viewers, lines a second',
      at,
      series: [
        { name: 'viewers', tone: 4, values: of(({ viewers }) => viewers) },
        { name: 'lines', tone: 2, values: of(({ lines }) => lines) },
      ],
    },
    {
      title: 'CPU of the bot',
      unit: '% of a core',
      at,
      series: [{ name: 'CPU', tone: 2, values: of(({ cpuPercent }) => cpuPercent) }],
      limit: { name: 'target', value: 60 },
      least: 10,
    },
    {
      title: 'Event-loop lag',
      unit: 'ms, p99 of each second',
      at,
      series: [{ name: 'lag', tone: 3, values: of(({ lagMs }) => lagMs) }],
      least: 5,
    },
    {
      title: 'Memory',
      unit: 'MB resident',
      at,
      series: [{ name: 'memory', tone: 4, values: of(({ rssMb }) => rssMb) }],
    },
    {
      title: 'Model calls',
      unit: 'at once',
      at,
      series: [{ name: 'calls', tone: 1, values: of(({ modelCalls }) => modelCalls) }],
      limit: { name: 'cap', value: result.modelCalls.cap },
    },
    {
      title: 'Lines of the bot',
      unit: 'in the 30 s before',
      at,
      series: [{ name: 'lines', tone: 2, values: of(({ sends }) => sends) }],
      limit: { name: 'Twitch’s limit', value: result.sends.limit },
    },
  ];
  const parts = [
    ['answered', account.answered, 'tone1'],
    ['told to wait', account.told, 'tone3'],
    ['refused in silence', account.silent, 'tone4'],
    ['left alone', account.ignored, 'tone2'],
    ['failed', account.failed, 'bad'],
    ['lost', account.lost, 'bad'],
  ] as const;
  const bar = parts
    .filter(([, count]) => count > 0)
    .map(([name, count, tone]) => `<i class="${tone}" style="flex:${count}" title="${name}: ${count}"></i>`);
  const legend = parts
    .filter(([, count]) => count > 0)
    .map(([name, count, tone]) => `<span class="key"><i class="${tone}"></i>${name} <b>${short(count)}</b></span>`);
  const judged = ({ name, value, unit, most, holds: kept }: Target, own: boolean) =>
    `<tr class="${kept ? 'kept' : own ? 'missed' : 'broken'}"><td>${kept ? '✓' : own ? '~' : '✗'} ${escapeHtml(name)}</td><td>${short(value)}</td><td>≤ ${short(most)} ${escapeHtml(unit)}</td></tr>`;
  const times = (name: string, { count, p50, p95, p99 }: LoadResult['latency']) =>
    `<tr><td>${escapeHtml(name)}</td>${[p50, p95, p99].map((ms) => `<td>${short(ms)}</td>`).join('')}<td>${short(count)}</td></tr>`;
  const gates = Object.entries(result.refusals).map(([gate, count]) => `${gate} ${short(count)}`);
  const facts = [
    ['CPU', `${short(result.cpuPercent)} %`, 'of a core'],
    ['Memory', `${short(result.rssMb.most)} MB`, `from ${short(result.rssMb.start)} MB`],
    ['Own time, p95', `${short(result.overhead.p95)} ms`, `of ${short(result.overhead.count)} answers`],
    ['Loop lag, most', `${short(result.lagMs.most)} ms`, `p50 ${short(result.lagMs.p50)} ms`],
    [
      'Model calls',
      short(result.modelCalls.total),
      `at most ${result.modelCalls.mostAtOnce} of ${result.modelCalls.cap} at once`,
    ],
    ['Cost', `${short(result.costCents)} ¢`, 'at the prices of gpt-5-mini'],
  ].map(([name, value, note]) => `<div><small>${name}</small><b>${value}</b><small>${note}</small></div>`);
  const notes = [
    ...account.disagreements,
    ...result.breaches,
    ...result.warnings.map((text) => `the bot warned: ${text}`),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Load: ${escapeHtml(result.profile)}</title><style>${style}</style></head><body><main>
<header><h1>${escapeHtml(result.profile)} <span>${escapeHtml(result.about)}, ${short(result.seconds)} s</span></h1>
<p class="verdict ${holds ? 'kept' : 'broken'}">${holds ? 'Every target holds' : 'A target fails'}</p></header>
<section class="facts">${facts.join('')}</section>
<section><h2>${short(account.typed)} commands, every one accounted for</h2><div class="bar">${bar.join('')}</div>
<p class="keys">${legend.join('')}</p><p><small>Refused by ${gates.join(', ') || 'nobody'}. ${short(result.lines)} lines in all; seed ${result.seed}.</small></p></section>
<section class="tables"><table><tr><th>target</th><th></th><th></th></tr>${targets.map((one) => judged(one, false)).join('')}${bars.map((one) => judged(one, true)).join('')}</table>
<table><tr><th>milliseconds</th><th>p50</th><th>p95</th><th>p99</th><th>of</th></tr>
${times('the bot’s own time', result.overhead)}
${times('from outside, nobody asked', result.latencyOutside)}
${times('from outside, model left out', result.latencyWithoutModel)}
${times('line to answer', result.latency)}</table></section>
<section class="plots">${plots.map(plotSvg).join('')}</section>
${notes.length > 0 ? `<section><h2>Notes</h2><ul>${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul></section>` : ''}
<footer><small>Measured by <code>npm run load -- ${escapeHtml(result.profile)}</code>. How to read it: docs/load-testing.md.</small></footer>
</main></body></html>
`;
}

const style = `
:root{color-scheme:light dark;--ink:#1c1f26;--dim:#6b7280;--page:#f6f6f4;--card:#fff;--edge:#e4e4e0;--t1:#0f8a6d;--t2:#b7791f;--t3:#c2553a;--t4:#4c6ef5;--bad:#c81e3a}
@media(prefers-color-scheme:dark){:root{--ink:#e8e8e4;--dim:#9aa0aa;--page:#15171c;--card:#1d2027;--edge:#2e323b;--t1:#3ecfa5;--t2:#e0aa4f;--t3:#f0856a;--t4:#8ea4ff;--bad:#ff6b81}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1240px;margin:0 auto;padding:28px 24px 40px}small,.tick,footer{color:var(--dim)}small{font-size:12.5px}
header{display:flex;flex-wrap:wrap;align-items:center;gap:8px 20px;margin-bottom:18px}h1{font-size:26px;margin:0;flex:1}h1 span{color:var(--dim);font-weight:400;font-size:17px}h2{font-size:15px;margin:0 0 10px}
.verdict{margin:0;padding:5px 14px;border-radius:99px;font-weight:600;border:1.5px solid}.verdict.kept{color:var(--t1)}.verdict.broken{color:var(--bad)}
section{background:var(--card);border:1px solid var(--edge);border-radius:12px;padding:16px 18px;margin-bottom:16px}section p{margin:8px 0 0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px}.facts div{display:grid}.facts b{font-size:21px;font-weight:600}
.bar{display:flex;height:22px;border-radius:6px;overflow:hidden;gap:1px}.bar i{min-width:2px}
.bar .tone1,.key .tone1{background:var(--t1)}.bar .tone2,.key .tone2{background:var(--t2)}.bar .tone3,.key .tone3{background:var(--t3)}.bar .tone4,.key .tone4{background:var(--t4)}.bar .bad,.key .bad{background:var(--bad)}
.key{display:inline-flex;align-items:center;gap:6px;margin-right:16px;font-size:13px}.key i{width:10px;height:10px;border-radius:3px}.key i.limit{height:0;border-top:2px dashed var(--bad);border-radius:0;width:14px}
.tables{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:12px 32px}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;align-self:start}
th,td{text-align:right;padding:4px 0 4px 12px;border-bottom:1px solid var(--edge);font-size:13.5px}th{color:var(--dim);font-weight:500}th:first-child,td:first-child{text-align:left;padding-left:0}tr:last-child td{border:0}
.kept td:first-child{color:var(--t1)}.broken td{color:var(--bad)}.missed td{color:var(--t2)}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(430px,1fr));gap:18px 26px}figure{margin:0}figcaption{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 8px;font-size:14px}.keys{margin-left:auto;display:flex;flex-wrap:wrap;align-items:center;gap:2px 0}figcaption .key{margin:0 0 0 12px}
section>.keys{margin-left:0}svg{width:100%;height:auto;display:block}.grid{stroke:var(--edge)}.tick{font-size:11px;fill:var(--dim)}
.line{fill:none;stroke-width:1.8;stroke-linejoin:round}.line.tone1{stroke:var(--t1)}.line.tone2{stroke:var(--t2)}.line.tone3{stroke:var(--t3)}.line.tone4{stroke:var(--t4)}
.dot.tone1{fill:var(--t1)}.dot.tone2{fill:var(--t2)}.dot.tone3{fill:var(--t3)}.dot.tone4{fill:var(--t4)}svg .limit{stroke:var(--bad);stroke-dasharray:6 4;stroke-width:1.5}
ul{margin:0;padding-left:18px;font-size:13.5px}footer{margin-top:8px}`;
