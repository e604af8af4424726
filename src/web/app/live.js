import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, channel, every, here, look, may, status } from './api.js';
import { Feed } from './feed.js';
import { attempt, Card, html, shownName, tell } from './ui.js';
import { money, named, number, t, told } from './words.js';

/** Whose failure explains those of others comes first. */
const inOrder = ['chat', 'storage', 'limits', 'llm', 'knowledge', 'moderation', 'eventsub', 'alerts'];
/** The part that is to blame, the worst first. @param {any} now */
function culprit({ parts }) {
  const of = (/** @type {string} */ level) => Object.keys(parts).filter((name) => parts[name].level === level);
  const first = (/** @type {string[]} */ names) => inOrder.find((name) => names.includes(name)) ?? names[0];
  return first(of('unready')) ?? first(of('degraded'));
}

/** One sentence, why, and what to do. @param {any} now */
export function healthOf(now) {
  const names = (/** @type {any[]} */ all) => all.map(({ name }) => `#${name}`).join(', ');
  const paused = now.channels.filter((/** @type {any} */ each) => each.paused);
  if (now.status !== 'ready') {
    const part = culprit(now);
    const detail = part === undefined ? null : (now.parts[part].detail ?? now.parts[part].state);
    return {
      tone: now.status === 'unready' ? 'bad' : 'wait',
      text: t(`health.${now.status}`),
      why: t(`health.${inOrder.includes(part ?? '') ? part : 'other'}`),
      detail: detail && told(detail),
    };
  }
  if (paused.length > 0) {
    const by = shownName(paused[0].by || '?');
    return {
      tone: 'wait',
      text: t('health.paused', { channels: names(paused) }),
      why: t('health.paused.why', { by }),
      detail: null,
    };
  }
  const joined = now.channels.filter((/** @type {any} */ each) => each.joined);
  return {
    tone: 'good',
    text: t('health.ready'),
    why: t('health.ready.in', { channels: names(joined) }),
    detail: null,
  };
}

async function turn() {
  const now = here();
  const verb = now.paused ? 'resume' : 'pause';
  const at = channel.value;
  const send = (/** @type {string} */ what) => api('POST', `channels/${at}/${what}`);
  if ((await attempt(() => send(verb))) === null) return;
  await look();
  tell(t(`${verb}.done`, { channel: `#${at}` }), {
    undo: async () => {
      await send(verb === 'pause' ? 'resume' : 'pause');
      await look();
    },
  });
}

function Health() {
  const { tone, text, why, detail } = healthOf(status.value);
  const now = here();
  return html`<section class=${`card health ${tone}`} aria-live="polite">
    <span class="lamp" aria-hidden="true"></span>
    <div><p class="sentence">${text}</p><p class="soft">${why}${detail && html`<br /><small>${detail}</small>`}</p></div>
    ${
      now &&
      may('pause') &&
      html`<button class=${`button large ${now.paused ? 'primary' : ''}`} onClick=${turn}>
      <span aria-hidden="true">${now.paused ? '▶' : '❚❚'}</span> ${t(now.paused ? 'resume' : 'pause')}
    </button>`
    }
  </section>`;
}

function Queue() {
  const queue = useSignal(/** @type {any} */ (null));
  useEffect(
    () =>
      every(1_500, async () => {
        queue.value = await api('GET', 'queue').catch(() => queue.value);
      }),
    [],
  );
  const now = queue.value;
  const { in_flight, cap } = status.value.queue;
  return html`<${Card} title=${t('queue')} id="queue-title">
    <div class="slots" role="img" aria-label=${t('queue.slots', { used: in_flight, cap })}>
      ${Array.from({ length: Math.min(cap, 24) }, (_, i) => html`<i class=${i < in_flight ? 'used' : ''} key=${i}></i>`)}
    </div>
    <p class="soft small">${t('queue.slots', { used: in_flight, cap })}</p>
    ${
      !now || now.waiting.length === 0
        ? html`<p>${t('queue.empty')}</p>`
        : html`<ol class="waiting">${now.waiting.slice(0, 8).map(
            (/** @type {any} */ { viewer, command, priority, waited_ms }, /** @type {number} */ i) => html`<li key=${i}>
              <strong>${shownName(viewer)}</strong> <span class="soft">${command ? `!${command}` : ''}</span>
              <span class="tag">${named('role', priority)}</span>
              <span class="soft small">${t('queue.since', { s: number(waited_ms / 1_000, { maximumFractionDigits: 0 }) })}</span>
            </li>`,
          )}</ol>`
    }
  <//>`;
}

function Budget() {
  const { budget } = status.value;
  if (budget.spent === null) return null;
  const { day, spent } = budget;
  const share = day ? Math.min(1, spent.cents / day) : 0;
  return html`<${Card} title=${t('budget')} id="budget-title">
    <p class="amount">${money(spent.cents)} <small class="soft">${day === null ? t('budget.none') : t('budget.of', { budget: money(day) })}</small></p>
    ${day !== null && html`<meter min="0" max="1" low="0.8" high="0.95" optimum="0" value=${share} aria-labelledby="budget-title"></meter>`}
  <//>`;
}

export function Live() {
  return html`<div class="live"><${Health} /><div class="side"><${Queue} /><${Budget} /></div><${Feed} /></div>`;
}
