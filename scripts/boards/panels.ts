/** What Grafana needs for one panel, without its place. */
export interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string; readonly instant?: true }[];
  readonly fieldConfig: { readonly defaults: object; readonly overrides: readonly object[] };
  readonly options: object;
}

type Query = string | readonly (readonly [expr: string, legend: string])[];

export interface PanelOptions {
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  /** From green over orange to red; the colour holds from the value on. */
  readonly steps?: readonly [orange: number | null, red: number | null];
  /** Green is what is high. */
  readonly isHighGood?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** By value: what it is called, and its colour. */
  readonly names?: Readonly<Record<string, readonly [text: string, color: string]>>;
  /** One bar on another: parts of a whole. */
  readonly isStacked?: boolean;
  /** Series by name that have a colour of their own. */
  readonly colors?: Readonly<Record<string, string>>;
}

const targetsOf = (query: Query, isInstant = false) =>
  (typeof query === 'string' ? [[query, ''] as const] : query).map(([expr, legendFormat]) => ({
    expr,
    legendFormat,
    ...(isInstant && { instant: true as const }),
  }));

function thresholds({ steps, isHighGood = false }: PanelOptions) {
  if (!steps) return { mode: 'absolute', steps: [{ color: 'blue', value: null }] };
  const [orange, red] = steps;
  const [first, last] = isHighGood ? ['red', 'green'] : ['green', 'red'];
  return {
    mode: 'absolute',
    steps: [
      { color: first, value: null },
      ...(orange === null ? [] : [{ color: 'orange', value: orange }]),
      ...(red === null ? [] : [{ color: last, value: red }]),
    ],
  };
}

const mappings = ({ names = {} }: PanelOptions) =>
  Object.keys(names).length === 0
    ? []
    : [
        {
          type: 'value',
          options: Object.fromEntries(
            Object.entries(names).map(([value, [text, color]], index) => [value, { text, color, index }]),
          ),
        },
      ];

const overrides = ({ colors = {} }: PanelOptions) =>
  Object.entries(colors).map(([name, fixedColor]) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }],
  }));

function defaults(options: PanelOptions, custom?: object) {
  const { unit = 'short', min = 0, max } = options;
  return {
    unit,
    min,
    ...(max !== undefined && { max }),
    ...(options.steps && { color: { mode: 'thresholds' } }),
    thresholds: thresholds(options),
    mappings: mappings(options),
    ...(custom && { custom }),
  };
}

/** One figure that says by its colour whether somebody has to do something. */
export function stat(title: string, description: string, query: Query, options: PanelOptions = {}): Panel {
  const { width = 6, height = 5 } = options;
  return {
    type: 'stat',
    ...{ title, description, width, height },
    targets: targetsOf(query, true),
    fieldConfig: { defaults: defaults(options), overrides: [] },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: 'background',
      graphMode: 'none',
      textMode: 'auto',
      orientation: 'auto',
      justifyMode: 'auto',
    },
  };
}

export function series(title: string, description: string, query: Query, options: PanelOptions = {}): Panel {
  const { width = 12, height = 8, isStacked = false, steps } = options;
  const custom = {
    drawStyle: isStacked ? 'bars' : 'line',
    fillOpacity: isStacked ? 70 : 12,
    lineWidth: 1,
    showPoints: 'never',
    stacking: { mode: isStacked ? 'normal' : 'none', group: 'A' },
    thresholdsStyle: { mode: steps ? 'dashed' : 'off' },
  };
  const plain = defaults(options, custom);
  return {
    type: 'timeseries',
    ...{ title, description, width, height },
    targets: targetsOf(query),
    // Lines keep a colour each; what is too much is drawn as a line of its own.
    fieldConfig: { defaults: { ...plain, color: { mode: 'palette-classic' } }, overrides: overrides(options) },
    options: {
      legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs: ['lastNotNull', 'max'] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

export function states(title: string, description: string, query: Query, options: PanelOptions): Panel {
  const { width = 12, height = 8 } = options;
  return {
    type: 'state-timeline',
    ...{ title, description, width, height },
    targets: targetsOf(query),
    fieldConfig: { defaults: defaults(options, { fillOpacity: 80, lineWidth: 0 }), overrides: [] },
    options: {
      mergeValues: true,
      showValue: 'auto',
      alignValue: 'left',
      rowHeight: 0.9,
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
      tooltip: { mode: 'single', sort: 'none' },
    },
  };
}

/** The most first. */
export function bars(title: string, description: string, query: Query, options: PanelOptions = {}): Panel {
  const { width = 12, height = 8 } = options;
  return {
    type: 'bargauge',
    ...{ title, description, width, height },
    targets: targetsOf(query, true),
    fieldConfig: { defaults: defaults(options), overrides: [] },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      orientation: 'horizontal',
      displayMode: 'basic',
      valueMode: 'color',
      namePlacement: 'auto',
      showUnfilled: true,
      sizing: 'auto',
      minVizWidth: 8,
      minVizHeight: 16,
      maxVizHeight: 300,
      legend: { displayMode: 'list', placement: 'bottom', showLegend: false, calcs: [] },
    },
  };
}
