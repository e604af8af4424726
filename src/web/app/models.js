import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, every, status } from './api.js';
import { attempt, Card, html, shownName, shows, tell } from './ui.js';
import { dateTime, duration, named, number, t, told, wordsOf } from './words.js';

const say = wordsOf({
  latency: [
    'la moitié en {half}, 19 sur 20 en {most} ({n} réponses)',
    'half in {half}, 19 of 20 in {most} ({n} answers)',
  ],
  untimed: ['pas encore chronométré', 'not timed yet'],
  active: ['{n} en cours', '{n} running'],
  activeOf: ['{n} en cours, {most} au plus', '{n} running, {most} at most'],
  failures: ['{n} échec(s) de suite', '{n} failure(s) in a row'],
  retry: ['nouvel essai dans {s} s', 'next try in {s} s'],
  cap: ['Appels à la fois', 'Calls at once'],
  capNow: ['{now} maintenant, {cap} au plus', '{now} now, {cap} at most'],
  tuned: ['Dernier réglage', 'Last tuning'],
  tunedAt: ['{when}, avec {model}', '{when}, with {model}'],
  never: [
    'jamais mesuré ici : « npm run tune » trouve le bon nombre',
    'never measured here: “npm run tune” finds the right number',
  ],
  found: ['Ce que les serveurs supportent', 'What the servers bear'],
  foundBoth: ['{moderate} en douceur, {raw} au maximum', '{moderate} at ease, {raw} at most'],
  goal: ['Une réponse vise', 'An answer aims at'],
  seconds: ['{s} s', '{s} s'],
});
/** @param {string} key @param {Readonly<Record<string, string | number>>} values */
const fill = (key, values) => say(key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
/** Latency, calls at once, and what its breaker waits for. */
function Figures({ of: { latency, active, most, failures, retry_ms } }) {
  const all = [
    latency
      ? fill('latency', {
          half: duration(latency.half_ms),
          most: duration(latency.most_ms),
          n: number(latency.answers),
        })
      : say('untimed'),
    most === null ? fill('active', { n: active }) : fill('activeOf', { n: active, most }),
    failures > 0 && fill('failures', { n: failures }),
    retry_ms !== null && fill('retry', { s: Math.ceil(retry_ms / 1_000) }),
  ];
  return html`<p class="soft small wide">${all.filter(Boolean).join(' · ')}</p>`;
}

/** How many calls run at once, and who found that out. */
function Cap({ now: { cap, adaptive_cap, tuned } }) {
  const rows = [
    ['cap', fill('capNow', { now: adaptive_cap, cap })],
    tuned && [
      'tuned',
      tuned.at ? fill('tunedAt', { when: dateTime(tuned.at), model: tuned.model ?? '?' }) : say('never'),
    ],
    tuned?.moderate && ['found', fill('foundBoth', { moderate: tuned.moderate, raw: tuned.raw ?? '?' })],
    tuned?.response_timeout && ['goal', fill('seconds', { s: number(tuned.response_timeout) })],
  ];
  return html`<dl class="facts">${rows.filter(Boolean).map(([key, value]) => html`<div key=${key}><dt>${say(key)}</dt><dd>${value}</dd></div>`)}</dl>`;
}

const roles = ['broadcaster', 'moderator', 'vip', 'subscriber', 'viewer', 'background'];
const tones = new Map([
  ['healthy', 'good'],
  ['not tried yet', 'plain'],
  ['backing off', 'wait'],
  ['probing', 'wait'],
  ['failing', 'wait'],
]);

export function Screen() {
  const queue = useSignal(/** @type {any} */ (null));
  const read = async () => {
    queue.value = await api('GET', 'queue').catch(() => queue.value);
  };
  useEffect(() => every(1_500, read), []);
  const now = queue.value;
  if (!now) return html`<p class="soft">${t('loading')}</p>`;
  const { parts } = status.value;
  return html`<div class="columns">
    <${Card} title=${t('endpoints')} id="endpoints">
      ${
        now.endpoints.length === 0
          ? html`<p class="soft">${t('endpoints.none')}</p>`
          : html`<ul class="list">${now.endpoints.map((/** @type {any} */ each) => {
              const { name, model, state, word, detail } = each;
              const is = word ?? state;
              return html`<li key=${name}>
                <p><strong>${name}</strong> <span class="soft">${model}</span></p>
                <span class=${`tag ${tones.get(is) ?? 'bad'}`}>${named('state', is)}</span>
                ${status.value.visitor.operator && html`<${Try} name=${name} />`}
                <${Figures} of=${each} />
                ${detail && html`<p class="soft small wide">${told(detail)}</p>`}
              </li>`;
            })}</ul>`
      }
    <//>
    <${Card} title=${t('queue')} id="waiting">
      <p>${t('queue.slots', { used: now.in_flight, cap: now.adaptive_cap })} · ${t('queue.waiting', { n: now.waiting.length })}</p>
      <${Cap} now=${now} />
      <div class="table" tabindex="0" role="region" aria-labelledby="waiting">
      <table><tbody>${roles.map((role) => html`<tr key=${role}><th scope="row">${t(`role.${role}`)}</th><td class="figure">${now.by_role[role]}</td></tr>`)}</tbody></table>
      </div>
      ${
        now.waiting.length > 0 &&
        html`<ol class="waiting">${now.waiting.slice(0, 20).map(
          (/** @type {any} */ { viewer, command, priority, waited_ms }, /** @type {number} */ i) => html`<li key=${i}>
            <strong>${shownName(viewer)}</strong> <span class="soft">${command ? `!${command}` : ''}</span>
            <span class="tag">${named('role', priority)}</span>
            <span class="soft small">${t('queue.since', { s: number(waited_ms / 1_000, { maximumFractionDigits: 0 }) })}</span>
          </li>`,
        )}</ol>`
      }
    <//>
    <${Priorities} now=${now.priorities} again=${read} />
    <${Card} title=${t('parts')} id="parts">
      <ul class="list">${Object.entries(parts).map(
        ([name, { state, detail }]) => html`<li key=${name}>
          <p><strong>${named('part', name)}</strong></p><span class="tag">${told(state)}</span>
          ${detail && html`<p class="soft small wide">${told(detail)}</p>`}
        </li>`,
      )}</ul>
    <//>
  </div>`;
}

/** @param {{ name: string }} props */
function Try({ name }) {
  const isBusy = useSignal(false);
  const act = async () => {
    isBusy.value = true;
    const tried = await attempt(() => api('POST', `endpoints/${encodeURIComponent(name)}/try`));
    isBusy.value = false;
    if (tried?.ok) tell(t('try.done', { name, s: duration(tried.ms), text: tried.text }));
    else if (tried) tell(t('try.failed', { name, why: told(tried.detail ?? '?') }), { kind: 'bad' });
  };
  return html`<button class="button small" disabled=${isBusy.value} onClick=${act} aria-label=${`${t('try')} ${name}`}>${t('try')}</button>`;
}

/** @param {{ now: any, again: () => Promise<void> }} props */
function Priorities({ now, again }) {
  const isMine = status.value.visitor.operator;
  const commands = Object.entries(now.commands);
  /** @param {unknown} body @param {unknown} before */
  const put = async (body, before) => {
    if ((await attempt(() => api('PUT', 'queue/priorities', body))) === null) return;
    await again();
    tell(t('priorities.saved'), {
      undo: async () => {
        await api('PUT', 'queue/priorities', before);
        await again();
      },
    });
  };
  /** What stands there now, or null where that is config.yaml's. @param {'head_start' | 'commands'} of @param {string} name */
  const was = (of, name) => (now.changed[of].includes(name) ? now[of][name] : null);
  /** @param {'head_start' | 'commands'} of @param {string} name @param {number | null} value */
  const set = (of, name, value) => {
    if (value !== null && (Number.isNaN(value) || value === now[of][name])) return;
    void put({ [of]: { [name]: value } }, { [of]: { [name]: was(of, name) } });
  };
  /** @param {'head_start' | 'commands'} of @param {string} name @param {string} label @param {number} value */
  const row = (of, name, label, value) => html`<li key=${name}>
    <label for=${`${of}-${name}`}>${label}</label>
    <input id=${`${of}-${name}`} type="number" min="-600" max="600" step="1" ref=${shows(value)} disabled=${!isMine}
      onChange=${(/** @type {any} */ event) => set(of, name, event.target.valueAsNumber)} />
    ${now.changed[of].includes(name) ? html`<button class="link small" disabled=${!isMine} onClick=${() => set(of, name, null)}>${t('priorities.reset')}</button>` : html`<span></span>`}
  </li>`;
  const add = (/** @type {any} */ event) => {
    event.preventDefault();
    const { command, seconds } = Object.fromEntries(new FormData(event.target));
    const name = String(command).replace(/^!/, '').toLowerCase();
    void put({ commands: { [name]: Number(seconds) } }, { commands: { [name]: null } });
    event.target.reset();
  };
  return html`<${Card} title=${t('priorities')} id="priorities" class="priorities">
    <p class="soft">${t('priorities.about')}</p>
    <h3>${t('priorities.role')}</h3>
    <ul class="fields">${roles.map((role) => row('head_start', role, t(`role.${role}`), now.head_start[role]))}</ul>
    <h3>${t('priorities.command')}</h3>
    <p class="soft small">${t('priorities.command.about')}</p>
    <ul class="fields">${commands.map(([name, value]) => row('commands', name, `!${name}`, value))}</ul>
    ${
      isMine &&
      html`<form class="row" onSubmit=${add}>
      <input name="command" required pattern="!?[\\p{L}\\p{N}_\\-]+" placeholder="!ask" aria-label=${t('feed.command')} />
      <input name="seconds" type="number" min="-600" max="600" required placeholder="2" aria-label="s" />
      <button class="button">${t('add')}</button>
    </form>`
    }
  <//>`;
}
