import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { boards } from '../scripts/boards/boards.ts';
import { alertRules } from '../scripts/boards/rules.ts';
import { files } from '../scripts/boards/write.ts';
import { endpointStates } from '../src/domain/llm.ts';
import { createMeters } from '../src/telemetry/metrics.ts';
import { createVirtualClock } from './support/virtual-clock.ts';

const root = join(import.meta.dirname, '..');

/** What Prometheus adds, and what is asked of it alone. */
const addedLabels = ['instance', 'job', 'le'];
const alien = /\bup\{/;
/** Metrics that no board shows. Each with its reason. */
const notShown: Readonly<Record<string, string>> = {};

async function metrics(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { registry } = await createMeters({
    state: { received: 0, inFlight: 0, backupAt: null, watched: null, command: (name) => name },
    endpoint: (name) => name,
    uptimes: () => [],
    lagMs: () => 0,
    clock: createVirtualClock(),
  });
  const all = registry.getMetricsAsArray() as unknown as { name: string; labelNames?: string[] }[];
  return new Map(all.map(({ name, labelNames = [] }) => [name, labelNames]));
}

const targets = boards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.targets)));
const filled = (expr: string) =>
  expr.replaceAll('$__rate_interval', '1m').replaceAll('$process', '.*').replaceAll('$channel', '.*');

/** Fails where the expression names a metric or a label that the bot does not have. */
function check(expr: string, legend: string, known: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const names = [...expr.matchAll(/serdabot_\w+/g)].map(([name]) => name.replace(/_bucket$/, ''));
  if (!alien.test(expr)) expect(names.length, expr).toBeGreaterThan(0);
  const labels = new Set(names.flatMap((name) => known.get(name) ?? []).concat(addedLabels));
  for (const name of names) expect([...known.keys()], expr).toContain(name);
  const used = [
    ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/)),
    ...[...expr.matchAll(/(\w+)(?:=~?|!=)"/g)].map(([, label]) => label!),
    ...[...legend.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label]) => label!),
  ];
  expect([...labels], expr).toEqual(expect.arrayContaining(used));
  return names;
}

describe('the boards of Grafana', () => {
  test('are written by scripts/boards: run `npm run boards -- --write`', () => {
    for (const [path, text] of files()) expect(readFileSync(join(root, path), 'utf8'), path).toBe(text);
  });

  test('ask for metrics and labels that exist, and show every metric that there is', async () => {
    const known = await metrics();
    const shown = new Set(targets.flatMap(({ expr, legendFormat }) => check(expr, legendFormat, known)));
    expect([...known.keys()].filter((name) => !shown.has(name) && !Object.hasOwn(notShown, name))).toEqual([]);
    expect(Object.keys(notShown).filter((name) => shown.has(name) || !known.has(name))).toEqual([]);
  });

  test('every panel says what it shows, keeps to the chosen processes, and stands where no other does', () => {
    for (const [path, text] of files()) {
      if (!path.endsWith('.json')) continue;
      const { panels, templating, links } = JSON.parse(text);
      expect(templating.list.map(({ name }: { name: string }) => name)).toEqual(['process', 'channel']);
      expect(links).toHaveLength(boards.length - 1);
      const cells = new Set<string>();
      for (const panel of panels) {
        const { x, y, w, h } = panel.gridPos;
        expect(x + w).toBeLessThanOrEqual(24);
        for (let at = 0; at < w * h; at++) {
          const cell = `${x + (at % w)},${y + Math.floor(at / w)}`;
          expect(cells.has(cell), `${path} ${panel.title}`).toBe(false);
          cells.add(cell);
        }
        if (panel.type === 'row') continue;
        expect(panel.description, panel.title).not.toBe('');
        for (const { expr } of panel.targets) expect(expr).toContain('instance=~"$process"');
      }
    }
  });

  test('call the states of an endpoint by their names', () => {
    const panels = boards.flatMap(({ rows }) => rows.flatMap((row) => row.panels));
    const shown = panels.filter(({ targets: [first] }) => first?.expr.includes('endpoint_state'));
    expect(shown.length).toBeGreaterThan(0);
    for (const { fieldConfig } of shown) {
      const [{ options }] = (fieldConfig.defaults as { mappings: [{ options: Record<string, { text: string }> }] })
        .mappings;
      expect(Object.values(options).map(({ text }) => text)).toEqual(endpointStates);
    }
  });
});

describe('the alert rules', () => {
  test('ask for metrics and labels that exist, and lead to boards that do', async () => {
    const known = await metrics();
    for (const { expr, summary, board } of alertRules) {
      check(expr, summary, known);
      expect(boards.map(({ uid }) => uid)).toContain(board);
    }
    expect(new Set(alertRules.map(({ name }) => name)).size).toBe(alertRules.length);
  });

  test('are the same for Prometheus and for Grafana', () => {
    const [grafana] = parse(files().get('config/grafana/provisioning/alerting/serdabot.yaml')!).groups;
    const [prometheus] = parse(files().get('config/prometheus-rules.yml')!).groups;
    expect(grafana.rules.map(({ title }: { title: string }) => title)).toEqual(
      prometheus.rules.map(({ alert }: { alert: string }) => alert),
    );
  });
});

/** Of Debian's package prometheus; null where there is none. */
function findPromtool(): string | null {
  const name = process.env['PROMTOOL'] || 'promtool';
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return name;
  } catch {
    return null;
  }
}
const promtool = findPromtool();

describe.skipIf(promtool === null)('Prometheus itself', () => {
  function tool(args: (folder: string) => string[], content: Readonly<Record<string, string>>): string {
    const folder = mkdtempSync(join(tmpdir(), 'serdabot-rules-'));
    try {
      for (const [name, text] of Object.entries(content)) writeFileSync(join(folder, name), text);
      return execFileSync(promtool!, args(folder), { encoding: 'utf8', cwd: folder });
    } catch (error) {
      throw new Error(String((error as { stdout?: string }).stdout) + String((error as { stderr?: string }).stderr));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const rules = files().get('config/prometheus-rules.yml')!;

  test('reads the rules, the configuration and every expression of the boards', () => {
    const panels = stringify({
      groups: [
        { name: 'boards', rules: targets.map(({ expr }, at) => ({ record: `board:p${at}`, expr: filled(expr) })) },
      ],
    });
    const config = readFileSync(join(root, 'config', 'prometheus.yml'), 'utf8');
    const content = { 'rules.yml': rules, 'panels.yml': panels, 'prometheus.yml': config };
    expect(tool(() => ['check', 'rules', 'panels.yml'], content)).toContain(`${targets.length} rules found`);
    expect(tool(() => ['check', 'config', 'prometheus.yml'], content)).toContain('is valid');
  });

  test('alerts when it should, and not for three commands in a small chat', () => {
    const of = (metric: string, labels: string) => `serdabot_${metric}{${labels}job="serdabot", instance="bot:8787"}`;
    const fires = (alertname: string, eval_time: string, exp: number) => ({
      alertname,
      eval_time,
      exp_alerts: exp === 0 ? [] : undefined,
    });
    const tests = {
      rule_files: ['rules.yml'],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: [
            { series: of('commands_total', 'command="ask", outcome="answered", '), values: '0+1x600' },
            // It turns up with its first value, as counters with labels do.
            { series: of('commands_total', 'command="ask", outcome="lost", '), values: '_x100 1x500' },
            { series: of('part_health', 'part="chat", '), values: '0x200 2x400' },
            { series: of('endpoint_state', 'endpoint="local", '), values: '0x600' },
            { series: 'up{job="serdabot", instance="bot:8787"}', values: '1x600' },
          ],
          promql_expr_test: [
            {
              expr: 'count(ALERTS{alertname="SerdabotLostAnswer"}) or vector(0)',
              eval_time: '105m',
              exp_samples: [{ labels: '{}', value: 1 }],
            },
            {
              expr: 'count(ALERTS{alertname="SerdabotLostAnswer"}) or vector(0)',
              eval_time: '130m',
              exp_samples: [{ labels: '{}', value: 0 }],
            },
            {
              expr: 'count(ALERTS{alertname="SerdabotNotInChat", alertstate="firing"}) or vector(0)',
              eval_time: '203m',
              exp_samples: [{ labels: '{}', value: 0 }],
            },
            {
              expr: 'count(ALERTS{alertname="SerdabotNotInChat", alertstate="firing"}) or vector(0)',
              eval_time: '210m',
              exp_samples: [{ labels: '{}', value: 1 }],
            },
          ],
          alert_rule_test: [
            fires('SerdabotDown', '300m', 0),
            fires('SerdabotNoModel', '300m', 0),
            fires('SerdabotFailsFast', '300m', 0),
          ],
        },
        {
          interval: '1m',
          input_series: [
            { series: of('commands_total', 'command="ask", outcome="failed", '), values: '0 1 2 3 3x300' },
            { series: of('commands_total', 'command="ask", outcome="answered", '), values: '0x304' },
          ],
          alert_rule_test: [fires('SerdabotFailsFast', '5m', 0)],
        },
        {
          interval: '1m',
          input_series: [
            { series: of('commands_total', 'command="ask", outcome="failed", '), values: '0+1x120' },
            { series: of('commands_total', 'command="ask", outcome="answered", '), values: '0+1x120' },
          ],
          promql_expr_test: [
            {
              expr: 'count(ALERTS{alertname="SerdabotFailsFast", alertstate="firing"}) or vector(0)',
              eval_time: '100m',
              exp_samples: [{ labels: '{}', value: 1 }],
            },
          ],
        },
      ],
    };
    const out = tool(() => ['test', 'rules', 'tests.yml'], { 'rules.yml': rules, 'tests.yml': stringify(tests) });
    expect(out).toContain('SUCCESS');
  });
});
