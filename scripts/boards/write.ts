import { stringify } from 'yaml';
import { type Board, boards } from './boards.ts';
import type { Panel } from './panels.ts';
import { type AlertRule, alertRules } from './rules.ts';

const source = { type: 'prometheus', uid: 'prometheus' } as const;
const mostWidth = 24;

/** Panels from left to right and from top to bottom, each with its place. */
function placed(rows: Board['rows']) {
  let y = 0;
  let id = 0;
  const panels: object[] = [];
  for (const { title, panels: all } of rows) {
    panels.push({ id: ++id, type: 'row', title, collapsed: false, panels: [], gridPos: { x: 0, y: y++, w: 24, h: 1 } });
    let [x, tallest] = [0, 0];
    for (const panel of all) {
      if (x + panel.width > mostWidth) [x, y, tallest] = [0, y + tallest, 0];
      panels.push(panelOf(panel, ++id, x, y));
      x += panel.width;
      tallest = Math.max(tallest, panel.height);
    }
    y += tallest;
  }
  return panels;
}

const panelOf = ({ width, height, targets, ...panel }: Panel, id: number, x: number, y: number) => ({
  id,
  ...panel,
  datasource: source,
  gridPos: { x, y, w: width, h: height },
  targets: targets.map((target, at) => ({
    refId: String.fromCharCode(65 + at),
    datasource: source,
    editorMode: 'code',
    ...target,
    ...(!target.instant && { range: true }),
  })),
});

const variable = (name: string, label: string, query: string) => ({
  name,
  label,
  type: 'query',
  datasource: source,
  query: { query, refId: name },
  multi: true,
  includeAll: true,
  allValue: '.*',
  current: { text: ['All'], value: ['$__all'] },
  refresh: 2,
  sort: 1,
  hide: 0,
  options: [],
  regex: '',
});

const dashboard = ({ uid, title, description, rows }: Board) => ({
  uid,
  title,
  description,
  tags: ['serdabot'],
  schemaVersion: 41,
  version: 1,
  editable: false,
  refresh: '15s',
  time: { from: 'now-3h', to: 'now' },
  timezone: 'browser',
  graphTooltip: 1,
  links: boards
    .filter((other) => other.uid !== uid)
    .map((other) => ({
      type: 'link',
      title: other.title.replace('SerdaBot: ', ''),
      url: `/d/${other.uid}`,
      icon: 'dashboard',
      tooltip: other.description,
      tags: [],
      asDropdown: false,
      includeVars: true,
      keepTime: true,
      targetBlank: false,
    })),
  templating: {
    list: [
      variable('process', 'Process', 'label_values(serdabot_channels_owned, instance)'),
      variable('channel', 'Channel', 'label_values(serdabot_channel_commands_total, channel)'),
    ],
  },
  annotations: { list: [] },
  panels: placed(rows),
});

const seconds = (text: string) => Number.parseInt(text, 10) * 60;

/** For Prometheus: an Alertmanager or Grafana takes them from there. */
const prometheusRules = (rules: readonly AlertRule[]) => ({
  groups: [
    {
      name: 'serdabot',
      rules: rules.map(({ name, expr, for: hold, severity, summary, todo, board }) => ({
        alert: name,
        expr,
        for: hold,
        labels: { severity },
        annotations: { summary, description: todo, dashboard: `/d/${board}` },
      })),
    },
  ],
});

/** Grafana takes a value through two steps: the query, and whether there is one. */
const grafanaRule = ({ name, expr, for: hold, severity, summary, todo, board }: AlertRule) => ({
  uid: name.toLowerCase(),
  title: name,
  condition: 'B',
  data: [
    {
      refId: 'A',
      relativeTimeRange: { from: 600, to: 0 },
      datasourceUid: source.uid,
      model: { refId: 'A', expr, instant: true, range: false, editorMode: 'code' },
    },
    {
      refId: 'B',
      relativeTimeRange: { from: 0, to: 0 },
      datasourceUid: '__expr__',
      // The query has a value only where something is wrong.
      model: { refId: 'B', type: 'math', expression: 'is_number($A)' },
    },
  ],
  noDataState: 'OK',
  execErrState: 'Error',
  for: `${seconds(hold)}s`,
  labels: { severity },
  annotations: { summary, description: todo, __dashboardUid__: board },
});

const header = '# Written by `npm run boards -- --write` from scripts/boards/: change it there.\n';

/** Every file, by its path from the root. */
export function files(): ReadonlyMap<string, string> {
  const yaml = (value: object) => `${header}${stringify(value, { lineWidth: 0 })}`;
  return new Map([
    ...boards.map(
      (board) =>
        [`config/grafana/dashboards/${board.uid}.json`, `${JSON.stringify(dashboard(board), null, 1)}\n`] as const,
    ),
    ['config/prometheus-rules.yml', yaml(prometheusRules(alertRules))],
    [
      'config/grafana/provisioning/alerting/serdabot.yaml',
      yaml({
        apiVersion: 1,
        groups: [
          { orgId: 1, name: 'serdabot', folder: 'SerdaBot', interval: '1m', rules: alertRules.map(grafanaRule) },
        ],
      }),
    ],
  ]);
}
