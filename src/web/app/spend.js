import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, channel, status } from './api.js';
import { attempt, Card, html, shownName } from './ui.js';
import { language, money, number, t } from './words.js';

/** The chart's library is an old-style script; it is loaded here alone. @type {Promise<any> | null} */
let loading = null;
function chartLibrary() {
  loading ??= new Promise((resolve, reject) => {
    const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/lib/uplot.css' });
    const script = Object.assign(document.createElement('script'), { src: '/lib/uplot.js' });
    script.onload = () => resolve(/** @type {any} */ (globalThis).uPlot);
    script.onerror = reject;
    document.head.append(sheet, script);
  });
  return loading;
}

const dayMs = 86_400_000;
/** @param {Date} date */
const dayOf = (date) =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;

/** Every day of the period, with what was spent on it. @param {readonly any[]} rows @param {number} days */
function byDay(rows, days) {
  const cents = new Map();
  for (let i = days - 1; i >= 0; i--) cents.set(dayOf(new Date(Date.now() - i * dayMs)), 0);
  for (const row of rows) if (cents.has(row.day)) cents.set(row.day, cents.get(row.day) + (row.cents ?? 0));
  return [...cents];
}

/** @param {readonly (readonly [string, number])[]} days */
function forecast(days) {
  const now = new Date();
  const month = dayOf(now).slice(0, 7);
  const spent = days.filter(([day]) => day.startsWith(month)).reduce((sum, [, cents]) => sum + cents, 0);
  const length = new Date(now.getFullYear(), now.getMonth() + 1, 0).getDate();
  const passed = now.getDate() - 1 + (now.getHours() * 60 + now.getMinutes()) / 1440;
  return { spent, byEnd: passed < 0.5 ? spent : (spent / passed) * length };
}

/** Rows of one kind as one, the dearest first. @param {readonly any[]} rows @param {(row: any) => string} kindOf */
function summed(rows, kindOf) {
  const sum = (/** @type {any[]} */ all, /** @type {(row: any) => number} */ of) =>
    all.reduce((total, row) => total + of(row), 0);
  const groups = Object.values(Object.groupBy(rows, kindOf)).map((/** @type {any} */ all) => ({
    ...all[0],
    calls: sum(all, (row) => row.calls),
    tokens: sum(all, (row) => row.promptTokens + row.completionTokens),
    cents: all.some((/** @type {any} */ { cents }) => cents === null) ? null : sum(all, (row) => row.cents),
  }));
  return groups.toSorted((a, b) => (b.cents ?? 0) - (a.cents ?? 0) || b.calls - a.calls);
}

/** @param {{ id: string, of: readonly [string, (row: any) => any][], rows: readonly any[] }} props */
function Sums({ id, of, rows }) {
  if (rows.length === 0) return html`<p class="soft">${t('nothing')}</p>`;
  const figures = [t('spend.calls'), t('spend.tokens'), t('spend.cents')];
  return html`<div class="table" tabindex="0" role="region" aria-labelledby=${id}><table>
    <thead><tr>${of.map(([title]) => html`<th scope="col">${title}</th>`)}${figures.map((title) => html`<th scope="col" class="figure">${title}</th>`)}</tr></thead>
    <tbody>${rows.map(
      (row, i) => html`<tr key=${i}>${of.map(([, cell], n) => html`<td class=${n > 0 ? 'soft' : ''}>${cell(row)}</td>`)}
        <td class="figure">${number(row.calls)}</td><td class="figure">${number(row.tokens)}</td>
        <td class="figure">${row.cents === null ? t('spend.unknown') : number(row.cents, { maximumSignificantDigits: 3 })}</td></tr>`,
    )}</tbody></table></div>`;
}

/** By viewer: read only when somebody wants to see it. @param {{ days: number }} props */
function Viewers({ days }) {
  const rows = useSignal(/** @type {readonly any[] | null} */ (null));
  useEffect(() => {
    rows.value = null;
  }, [days, channel.value]);
  const read = async () => {
    const told = await attempt(() => api('GET', `channels/${channel.value}/spend/viewers?days=${days}`));
    if (told)
      rows.value = told.rows.map((/** @type {any} */ row) => ({
        ...row,
        tokens: row.promptTokens + row.completionTokens,
      }));
  };
  /** @param {any} row */
  const name = ({ login, viewer }) => (viewer === 'dashboard' ? t('spend.dashboard') : shownName(login ?? viewer));
  return html`<${Card} title=${t('spend.viewers')} id="viewers">
    <p class="soft">${t('spend.viewers.about')}</p>
    ${rows.value === null ? html`<button class="button" onClick=${read}>${t('spend.viewers.show')}</button>` : html`<${Sums} id="viewers" of=${[[t('spend.viewer'), name]]} rows=${rows.value} />`}
  <//>`;
}

export function Screen() {
  const read = useSignal(/** @type {any} */ (null));
  const days = useSignal(30);
  useEffect(() => {
    void attempt(async () => {
      read.value = await api('GET', `spend?days=${Math.max(31, days.value)}`);
    });
  }, [days.value]);
  if (!read.value) return html`<p class="soft">${t('loading')}</p>`;
  const rows = read.value.rows.filter((/** @type {any} */ row) => row.channel === channel.value);
  const each = byDay(rows, days.value);
  const month = forecast(byDay(rows, 31));
  const since = each[0]?.[0] ?? '';
  const ofPeriod = rows.filter((/** @type {any} */ { day }) => day >= since);
  const groups = summed(ofPeriod, ({ endpoint, model }) => `${endpoint} ${model}`);
  const commands = summed(
    read.value.commands.filter((/** @type {any} */ row) => row.channel === channel.value && row.day >= since),
    ({ command }) => command ?? '',
  );
  const { budget } = status.value;
  return html`<div class="stack">
    <div class="tiles">
      <${Card}><p class="soft">${t('spend.today')}</p><p class="amount">${money(each.at(-1)?.[1] ?? 0)}</p>
        <p class="soft small">${budget.day === null ? t('budget.none') : t('budget.of', { budget: money(budget.day) })}</p><//>
      <${Card}><p class="soft">${t('spend.month')}</p><p class="amount">${money(month.spent)}</p><//>
      <${Card}><p class="soft">${t('spend.forecast')}</p><p class="amount">${money(month.byEnd)}</p><//>
    </div>
    <${Card} title=${t('spend.chart')} id="chart" aside=${html`<label class="choice"><span>${t('spend.days')}</span><select value=${days.value} onChange=${(
      /** @type {any} */ event,
    ) => {
      days.value = Number(event.target.value);
    }}>${[7, 30, 90, 365].map((n) => html`<option value=${n}>${t('spend.lastDays', { n })}</option>`)}</select></label>`}>
      <${Chart} days=${each} budget=${read.value.budget.day} />
      <details><summary>${t('spend.figures')}</summary><div class="table" tabindex="0" role="region" aria-labelledby="chart"><table>
        <thead><tr><th scope="col">${t('spend.day')}</th><th scope="col" class="figure">${t('spend.cents')}</th></tr></thead>
        <tbody>${each.toReversed().map(([day, cents]) => html`<tr key=${day}><td>${day}</td><td class="figure">${number(cents, { maximumSignificantDigits: 3 })}</td></tr>`)}</tbody>
      </table></div></details>
    <//>
    <div class="columns">
    <${Card} title=${t('spend.by')} id="by" aside=${html`<a class="button small" href=${`/api/spend.csv?days=${days.value}`} download>${t('spend.csv')}</a>`}>
      <${Sums} id="by" rows=${groups} of=${[
        [t('spend.endpoint'), (/** @type {any} */ row) => html`<strong>${row.endpoint}</strong>`],
        [t('spend.model'), (/** @type {any} */ row) => row.model],
      ]} />
    <//>
    <${Card} title=${t('spend.commands')} id="commands" aside=${html`<a class="button small" href=${`/api/spend.csv?by=command&days=${days.value}`} download aria-label=${`${t('spend.csv')} ${t('spend.commands')}`}>${t('spend.csv')}</a>`}>
      <${Sums} id="commands" rows=${commands} of=${[
        [
          t('spend.command'),
          (/** @type {any} */ { command }) =>
            command === null
              ? t('spend.bot')
              : html`<strong>${command === 'mention' ? `@${status.value.bot.name}` : `${status.value.bot.prefix}${command}`}</strong>`,
        ],
      ]} />
    <//>
    </div>
    <${Viewers} days=${days.value} />
  </div>`;
}

/** @param {{ days: readonly (readonly [string, number])[], budget: number | null }} props */
function Chart({ days, budget }) {
  const at = useRef(/** @type {HTMLElement | null} */ (null));
  const spoken = language.value;
  useEffect(() => {
    let plot = /** @type {any} */ (null);
    let gone = false;
    const onResize = () => plot?.setSize({ width: at.current?.clientWidth ?? 300, height: 220 });
    void chartLibrary().then((uPlot) => {
      if (gone || !at.current) return;
      const style = getComputedStyle(at.current);
      const colour = (/** @type {string} */ name) => style.getPropertyValue(name);
      const [ink, edge, accent, bad] = ['--plot-ink', '--plot-edge', '--plot-accent', '--plot-bad'].map(colour);
      const stamps = days.map(([day]) => new Date(`${day}T00:00`).getTime() / 1_000);
      const axis = { stroke: ink, grid: { stroke: edge, width: 1 }, ticks: { stroke: edge }, font: '12px system-ui' };
      const format = new Intl.DateTimeFormat(spoken, { day: 'numeric', month: 'short' });
      plot = new uPlot(
        {
          width: at.current.clientWidth,
          height: 220,
          legend: { show: false },
          cursor: { y: false },
          axes: [
            {
              ...axis,
              values: (/** @type {any} */ _, /** @type {number[]} */ all) =>
                all.map((stamp) => format.format(stamp * 1_000)),
            },
            { ...axis, size: 48 },
          ],
          scales: {
            // The first and the last day have their whole bar.
            x: {
              range: (/** @type {any} */ _u, /** @type {number} */ min, /** @type {number} */ max) => [
                min - 43_200,
                max + 43_200,
              ],
            },
            y: {
              range: (/** @type {any} */ _u, /** @type {number} */ _min, /** @type {number} */ max) => [
                0,
                Math.max(max, 1) * 1.15,
              ],
            },
          },
          series: [
            {},
            {
              stroke: accent,
              fill: `${accent}55`,
              width: 2,
              paths: uPlot.paths.bars({ size: [0.7, 40] }),
              points: { show: false },
            },
            ...(budget === null ? [] : [{ stroke: bad, width: 1, dash: [6, 4], points: { show: false } }]),
          ],
        },
        [stamps, days.map(([, cents]) => cents), ...(budget === null ? [] : [days.map(() => budget)])],
        at.current,
      );
    });
    addEventListener('resize', onResize);
    return () => {
      gone = true;
      removeEventListener('resize', onResize);
      plot?.destroy();
    };
  }, [days.map(String).join(), spoken, document.documentElement.dataset['theme']]);
  return html`<div class="plot" ref=${at} role="img" aria-labelledby="chart"></div>`;
}
