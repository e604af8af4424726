import { styleText } from 'node:util';
import { createScreen } from '../fleet/table.ts';
import { inWords } from './options.ts';
import type { Watcher } from './search.ts';
import { quantile } from './stats.ts';
import { figuresOf, type Stage, type Tally } from './tally.ts';

const dim = (text: string) => styleText('dim', text);
const marks = {
  pass: styleText('green', '✓ holds'),
  fail: styleText('red', '✗ too slow'),
  open: styleText('yellow', '· so far'),
};
const seems = {
  pass: styleText('yellow', '· seems to hold'),
  fail: styleText('yellow', '· seems too slow'),
  open: styleText('yellow', '· so far'),
};
const stages: Readonly<Record<Stage | 'warm', string>> = {
  warm: 'loading and warming the model up',
  search: 'asking',
  confirm: 'questions at random moments',
  sustain: 'a long look, to be sure',
};
const spinner = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const barWidth = 24;
/** Where on a bar the objective is. */
const mark = 16;

export interface Display extends Watcher {
  line(text?: string): void;
  /** Begins a search of its own. */
  begin(title: string, sloMs: number, budgetMs: number, known: readonly Tally[]): void;
  end(): void;
}

/** Bars that grow while the search goes on; where lines cannot be replaced, one line for each thing learned. */
export function createDisplay(out: NodeJS.WriteStream, now: () => number): Display {
  const screen = createScreen(out);
  const steps = new Map<number, Tally>();
  let sloMs = 1;
  let budgetMs = 1;
  let begun = now();
  let stage: Stage | 'warm' = 'warm';
  let users = 0;
  let recent: number[] = [];
  let figures = { requests: 0, violations: 0 };
  let asked = 0;
  let frame = 0;
  let drawnAt = 0;

  function bar(ms: number | null): string {
    const filled = ms === null ? 0 : Math.max(1, Math.min(barWidth, Math.round((ms / sloMs) * mark)));
    const cells = Array.from({ length: barWidth }, (_, i) => (i === mark ? '│' : i < filled ? '█' : '·'));
    const colour = ms === null ? 'dim' : ms > sloMs ? 'red' : ms > 0.8 * sloMs ? 'yellow' : 'green';
    return styleText(colour, cells.join(''));
  }

  const seconds = (ms: number | null) => (ms === null ? '–' : inWords(ms)).padStart(7);
  function row(tally: Tally): string {
    const { p95_ms, first_token_p50_ms, answers_per_second, verdict, settled } = figuresOf(tally);
    const pace = answers_per_second === null ? '–' : answers_per_second.toFixed(1);
    const late = `${tally.violations}/${tally.requests}`;
    return `  ${String(tally.users).padStart(4)}  ${bar(p95_ms)} ${seconds(p95_ms)} ${seconds(first_token_p50_ms)} ${pace.padStart(7)} ${late.padStart(8)}  ${settled ? marks[verdict] : seems[verdict]}`;
  }

  function learned(): string {
    const known = [...steps.values()];
    const holding = known.filter(({ verdict, seems }) => (verdict ?? seems) === 'pass').map((one) => one.users);
    const failing = known.filter(({ verdict, seems }) => (verdict ?? seems) === 'fail').map((one) => one.users);
    const facts = [
      ...(holding.length > 0 ? [`${Math.max(...holding)} hold`] : []),
      ...(failing.length > 0 ? [`${Math.min(...failing)} do not`] : []),
      `${asked} questions`,
      `${inWords(now() - begun)} of ${inWords(budgetMs)}`,
    ];
    return dim(`        ${facts.join(' · ')}`);
  }

  function draw(force = false): void {
    if (!out.isTTY || (!force && now() - drawnAt < 100)) return;
    drawnAt = now();
    const turn = spinner[frame++ % spinner.length];
    const latest = recent.length === 0 ? null : quantile(recent, 0.95);
    const { requests, violations } = figures;
    const current =
      stage === 'warm'
        ? `  ${turn} ${stages.warm}`
        : `  ${turn} ${String(users).padStart(2)}  ${bar(latest)} ${seconds(latest)}  ${stages[stage]}, ${requests} heard, ${violations} late`;
    const rows = [...steps.values()].sort((a, b) => a.users - b.users).map(row);
    const head = dim(
      `  ${'at once'.padEnd(6)}${`p95, │ is ${inWords(sloMs)}`.padEnd(barWidth + 4)}${'p95'.padStart(4)}${'first'.padStart(8)}${'per s'.padStart(8)}${'late'.padStart(9)}`,
    );
    screen.replace([head, ...rows, current, learned()]);
  }

  return {
    line: (text = '') => screen.line(text),
    begin(title, slo, budget, known) {
      [sloMs, budgetMs, begun, asked] = [slo, budget, now(), 0];
      steps.clear();
      for (const tally of known) steps.set(tally.users, tally);
      screen.line(`  ${styleText('bold', title)}`);
      draw(true);
    },
    stage(next, at) {
      [stage, users, recent] = [next, at, []];
      figures = { requests: 0, violations: 0 };
      if (!out.isTTY && next !== 'search')
        screen.line(`  ${stages[next]}${next === 'warm' ? '' : `, ${at} at once`} ...`);
      draw(true);
    },
    heard(_, __, requests, violations, heard) {
      asked++;
      figures = { requests, violations };
      recent = [...recent.slice(-39), heard.totalMs];
      draw();
    },
    judged(tally) {
      if (tally.by !== 'sustain') steps.set(tally.users, tally);
      if (!out.isTTY) screen.line(row(tally));
      draw(true);
    },
    end() {
      screen.replace([]);
      if (out.isTTY) for (const tally of [...steps.values()].sort((a, b) => a.users - b.users)) screen.line(row(tally));
    },
  };
}
