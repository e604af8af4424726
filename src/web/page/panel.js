import { detailName, language, partName, stateName, word } from './words.js';

const everyMs = 2_000;
const good = new Set(['joined', 'healthy', 'ready', 'ok', 'memory', 'sqlite', 'redis']);
const bad = new Set(['down', 'login refused', 'no token', 'unready', 'stopped']);
const endings = ['answered', 'refused', 'failed', 'lostCommands'];

const byId = (id) => document.getElementById(id);
let last = { ready: null, metrics: [], sessions: null };

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

const toneOf = (state) => (good.has(state) ? 'good' : bad.has(state) ? 'bad' : state === 'off' ? 'off' : 'wait');

async function read(path) {
  const response = await fetch(path, { signal: AbortSignal.timeout(3_000) });
  return response.status === 200 || response.status === 503 ? response : Promise.reject(response.status);
}

/** The samples of a Prometheus page as [name, labels, value], the bot's own only. */
function parse(page) {
  return [...page.matchAll(/^serdabot_(\w+)(?:\{(.*)\})? (\S+)/gm)].map(([, name, labels = '', value]) => [
    name,
    labels,
    Number(value),
  ]);
}

function sum(metrics, name, label = '') {
  let total = 0;
  for (const [its, labels, value] of metrics) if (its === name && labels.includes(label)) total += value;
  return total;
}

function pair(term, value) {
  const row = make('div');
  row.append(make('dt', '', term), make('dd', '', value));
  return row;
}

function showStatus(ready) {
  const status = ready?.status ?? 'unreachable';
  byId('status').dataset.tone = { ready: 'good', degraded: 'wait' }[status] ?? 'bad';
  byId('status-word').textContent = word(status);
}

function showParts(ready) {
  const items = Object.entries(ready?.parts ?? {}).map(([name, { state, detail }]) => {
    const item = make('li');
    item.dataset.tone = toneOf(state);
    item.append(make('span', 'dot'), make('b', '', partName(name)), make('span', 'state', stateName(state)));
    if (detail) item.append(make('span', 'detail', detailName(detail)));
    return item;
  });
  byId('parts').replaceChildren(...items);
}

function showNumbers({ metrics, sessions }) {
  const format = new Intl.NumberFormat(language());
  const count = (outcome) => sum(metrics, 'commands_total', `outcome="${outcome}"`);
  const counts = {
    answered: count('answered'),
    refused: count('refused'),
    failed: count('failed'),
    lostCommands: count('lost'),
  };
  const bar = endings.map((ending) => {
    const part = make('span', ending);
    part.style.flexGrow = counts[ending];
    return part;
  });
  byId('bar').replaceChildren(...bar);
  const tiles = endings.map((ending) => {
    const tile = pair(word(ending), format.format(counts[ending]));
    tile.className = ending;
    return tile;
  });
  byId('tiles').replaceChildren(...tiles);

  const overheads = sum(metrics, 'overhead_seconds_count');
  const overhead = (1_000 * sum(metrics, 'overhead_seconds_sum')) / overheads;
  const milliseconds = new Intl.NumberFormat(language(), { maximumSignificantDigits: 2 });
  const cents = sum(metrics, 'llm_cost_cents_total');
  const rows = [
    pair(word('received'), format.format(sum(metrics, 'chat_received_total'))),
    pair(word('inFlight'), format.format(sum(metrics, 'llm_in_flight'))),
    pair(word('overhead'), overheads > 0 ? `${milliseconds.format(overhead)} ms` : '–'),
    pair(
      word('sessions'),
      sessions ? `${format.format(sessions.active_sessions)} (${stateName(sessions.storage_backend)})` : '–',
    ),
  ];
  if (cents > 0) rows.push(pair(word('cost'), `${format.format(cents)} ¢`));
  byId('rows').replaceChildren(...rows);
}

/** Shows again what was read last: after another language was chosen. */
export function showPanel() {
  showStatus(last.ready);
  showParts(last.ready);
  showNumbers(last);
}

async function refresh() {
  const [ready, metrics, sessions] = await Promise.allSettled([
    read('/ready').then((response) => response.json()),
    read('/metrics').then(async (response) => (response.ok ? parse(await response.text()) : [])),
    read('/api/sessions/count').then((response) => (response.ok ? response.json() : null)),
  ]);
  last = { ready: ready.value ?? null, metrics: metrics.value ?? [], sessions: sessions.value ?? null };
  showPanel();
}

export async function runPanel() {
  const narrow = matchMedia('(max-width: 60rem)');
  const fold = () => {
    byId('panel').open = !narrow.matches;
  };
  narrow.addEventListener('change', fold);
  fold();
  byId('status-word').textContent = word('waiting');
  for (;;) {
    if (!document.hidden) await refresh();
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
